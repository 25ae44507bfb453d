import type { OriginId } from "./domain/fact.js";
import { excludesZero } from "./domain/fact.js";
import { rangeOfType, TOP, type Interval } from "./domain/interval.js";
import { asAddress, sizeOfRegion } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { FlowStep, SourceTemplate, Universe } from "./domain/universe.js";
import type { Value } from "./domain/value.js";
import type { NumberRange, ObjectView } from "./events.js";
import type { RawSource, RawValue } from "./raw-events.js";

export function sourcesOf(universe: Universe, origins: readonly OriginId[]): SourceTemplate[] {
  const sources: SourceTemplate[] = [];
  for (const id of origins) {
    const origin = universe.origin(id);
    if (origin?.kind === "source") sources.push(origin.source);
  }
  return sources;
}

export function rangeView(range: Interval): NumberRange {
  return { low: range.low, high: range.high };
}

/** What rules get to see of a value. */
export function viewOfValue(state: State, value: Value, text: string): RawValue {
  const fact = state.factOf(value);
  const type = value.kind === "linear" ? state.universe.symbol(value.symbol).type : undefined;
  const address = asAddress(state, value);
  const zero = value.kind === "constant" && value.value === 0;
  const literal = address.kind === "address" && address.region.kind === "literal" ? address.region.key : undefined;
  return {
    text,
    range: rangeView(fact.range),
    typeRange: rangeView(type ? rangeOfType(type) : value.kind === "constant" ? fact.range : TOP),
    taint: sourcesOf(state.universe, fact.origins.length > 0 ? fact.origins : state.originsOf(value)).map(rawSource),
    compared: fact.compared,
    nullness: zero
      ? "null"
      : value.kind === "address" || fact.nonzero || excludesZero(fact.range)
        ? "nonnull"
        : fact.targets !== undefined && fact.range.low <= 0
          ? "maybe"
          : "unknown",
    initialised: value.kind === "undefined" ? "no" : fact.undetermined ? "maybe" : "yes",
    ...(literal !== undefined ? { string: literal } : {}),
    ...(address.kind === "address" ? { object: viewOfObject(state, address.region) } : {}),
  };
}

export function rawSource(source: SourceTemplate): RawSource {
  const [step] = source.steps;
  return { kind: source.kind, by: source.by, step: step ?? NOWHERE };
}

const NOWHERE: FlowStep = { function: "", node: 0, message: "", role: "source" };

export function viewOfObject(state: State, region: Region): ObjectView {
  const { root } = region;
  const size = state.rangeOf(sizeOfRegion(state, region));
  return {
    kind: kindOf(root),
    name: region.name,
    size: rangeView(size),
    life: state.objects.get(root.id)?.life ?? "alive",
  };
}

function kindOf(root: Region): ObjectView["kind"] {
  switch (root.kind) {
    case "heap":
    case "literal":
    case "pointee":
    case "function":
      return root.kind;
    case "variable":
    case "foreign":
      return root.storage === "temporary" ? "local" : root.storage === "" ? "unknown" : (root.storage as ObjectView["kind"]);
    default:
      return "unknown";
  }
}
