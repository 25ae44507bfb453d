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
    ...baseOf(state, value),
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

/** What a number was made from by conversions and constants. */
function baseOf(state: State, value: Value): Pick<RawValue, "base"> {
  let base = value;
  let factor = 1;
  for (let depth = 0; depth < 6 && base.kind === "linear"; depth++) {
    const { definition } = state.universe.symbol(base.symbol);
    factor *= base.factor;
    if (definition.kind === "cast") base = definition.operand;
    else if (definition.kind === "binary" && /^[-+*]$/.test(definition.operator)) {
      const { left, right } = definition;
      const constant = right.kind === "constant" ? right : left.kind === "constant" ? left : undefined;
      if (constant === undefined) break;
      if (definition.operator === "*") factor *= constant.value;
      base = constant === right ? left : right;
    } else break;
  }
  if (base === value || base.kind !== "linear") return {};
  const { type } = state.universe.symbol(base.symbol);
  const { range } = state.factOfSymbol(base.symbol);
  return { base: { range: rangeView(range), typeRange: rangeView(type ? rangeOfType(type) : TOP), factor } };
}

export function rawSource(source: SourceTemplate): RawSource {
  const [step] = source.steps;
  return { kind: source.kind, by: source.by, step: step ?? NOWHERE };
}

const NOWHERE: FlowStep = { function: "", node: 0, message: "", role: "source" };

export function viewOfObject(state: State, region: Region): ObjectView {
  const { root } = region;
  const size = state.rangeOf(sizeOfRegion(state, region));
  const whole = region === root ? size : state.rangeOf(sizeOfRegion(state, root));
  return {
    kind: kindOf(root),
    name: region.name,
    size: rangeView(size),
    life: state.objects.get(root.id)?.life ?? "alive",
    isArray: region.type === undefined || region.type.kind === "array" || (region === root && root.kind !== "variable"),
    room: rangeView(roomFrom(region, whole)),
    isMember: region.kind === "field",
  };
}

/** Bytes from where an element of an array begins to the end of the whole; of members the whole itself. */
function roomFrom(region: Region, whole: Interval): Interval {
  let before = 0;
  for (let each = region; each.parent !== undefined; each = each.parent) {
    if (each.kind !== "element" || each.offset?.kind !== "constant") return whole;
    before += each.offset.value;
  }
  return { low: whole.low - before, high: whole.high - before };
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
