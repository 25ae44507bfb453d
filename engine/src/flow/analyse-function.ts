import { joinOrigins, makeFact, withOrigins } from "./domain/fact.js";
import { joinStates } from "./domain/join.js";
import { readRegion } from "./domain/memory.js";
import { TOP } from "./domain/interval.js";
import { State } from "./domain/state.js";
import type { Value } from "./domain/value.js";
import { exitOf } from "./extract.js";
import type { Frame } from "./frame.js";
import { interpret, type Exit } from "./interpreter.js";
import type { Place } from "./ir.js";
import type { EntryModel } from "./models.js";
import type { RawEvent } from "./raw-events.js";
import { NO_SUMMARY, type Summary } from "./summary.js";

/** Ways of ending that a summary keeps apart. */
const MAX_EXITS = 3;

export interface FunctionOutcome {
  readonly events: readonly RawEvent[];
  readonly summary: Summary;
  readonly incomplete: boolean;
  readonly steps: number;
  /** The analysis itself failed here, with this error: nothing is known of the function. */
  readonly crashed?: string;
}

/** Analyses one function with any arguments. */
export function analyseFunction(frame: Frame): FunctionOutcome {
  const fixpoint = interpret(frame, entryState(frame));
  if (fixpoint.incomplete) return { events: [], summary: NO_SUMMARY, incomplete: true, steps: fixpoint.steps };
  const exits = groupExits(frame, fixpoint.exits).map((exit) => exitOf(frame, exit.state, exit.value));
  const { recorder } = fixpoint;
  const { obligations, sinks, readObligations: readings } = recorder;
  const returns = exits.length > 0;
  const uses = recorder.pointerUses;
  const harmless = isHarmless(frame);
  return {
    events: recorder.sorted(),
    summary: { returns, exits, obligations, sinks, uses, readings, harmless },
    incomplete: false,
    steps: fixpoint.steps,
  };
}

/** True when a function surely writes nothing through a pointer. */
function isHarmless({ ir, models, summaryOf }: Frame): boolean {
  if (ir.partial) return false;
  for (const { instructions } of ir.blocks) {
    for (const each of instructions) {
      if (each.op === "store" || each.op === "clear" ? reachesOut(each.place) : each.op === "copy" && reachesOut(each.to)) return false;
      if (each.op === "unknown" && each.type.kind === "void") return false;
      if (each.op !== "call") continue;
      const model = models.functionModel(each.callee);
      const writes = model?.writes ?? model?.frees ?? model?.taint?.outputs;
      const quiet = each.target < 0 && (model === undefined ? summaryOf(each.callee)?.summary.harmless === true : writes === undefined);
      if (!quiet) return false;
    }
  }
  return true;
}

function reachesOut(place: Place): boolean {
  return place.kind === "deref" || (place.kind !== "variable" && reachesOut(place.base));
}

/** Inputs are unknown, unless the outside world is known to be the caller: then they are not to be trusted. */
function entryState(frame: Frame): State {
  const state = State.empty(frame.universe);
  const entry = frame.models.entryModel(frame.ir.name);
  if (entry !== undefined) distrustParameters(frame, state, entry);
  return state;
}

function distrustParameters(frame: Frame, state: State, entry: EntryModel): void {
  const { universe, ir } = frame;
  const origin = (index: number): number =>
    universe.sourceOrigin(`entry${index}`, {
      kind: entry.kind,
      by: ir.name,
      steps: [
        {
          function: frame.key,
          node: ir.variables[index]?.node ?? 0,
          message: `'${ir.variables[index]?.name ?? ""}' of '${ir.name}' comes from outside (${entry.kind})`,
          role: "source",
        },
      ],
    });
  for (const index of entry.values ?? []) {
    const region = frame.regions[index];
    if (region === undefined || ir.parameters[index] === undefined) continue;
    const { id, base } = universe.input(region, region.type);
    state.setFact(id, withOrigins(base, joinOrigins(base.origins, [origin(index)])));
  }
  for (const index of entry.pointees ?? []) {
    const region = frame.regions[index];
    if (region === undefined || ir.parameters[index] === undefined) continue;
    const pointer = readRegion(state, region, region.type ?? { kind: "unknown" }, frame.initial);
    if (pointer.kind !== "linear") continue;
    const target = universe.pointee(pointer.symbol, region.type?.kind === "pointer" ? region.type.to : undefined);
    state.setContent(target, { kind: "unknown", at: -1 - index, block: -1, fact: makeFact(TOP, [origin(index)]) });
  }
}

/** Exits whose results tell them apart stay apart; others are joined, in order of their results. */
function groupExits(frame: Frame, exits: readonly Exit[]): readonly Exit[] {
  // Few ways to end stay apart: what a caller knows of the inputs tells them apart.
  if (exits.length <= MAX_EXITS) return exits;
  // An address of one object is no address of another, as far as there is room for that.
  let groups = grouped(exits, keyOfObject);
  if (groups.size > MAX_EXITS) groups = grouped(exits, keyOfResult);
  const keys = [...groups.keys()].sort();
  const kept = keys.length <= MAX_EXITS ? keys.map((key) => groups.get(key) ?? []) : [exits];
  return kept.map((group, slot) => joinExits(frame, group, slot));
}

function grouped(exits: readonly Exit[], keyOf: (exit: Exit) => string): Map<string, Exit[]> {
  const groups = new Map<string, Exit[]>();
  for (const exit of exits) {
    const key = keyOf(exit);
    const group = groups.get(key);
    if (group) group.push(exit);
    else groups.set(key, [exit]);
  }
  return groups;
}

function keyOfObject(exit: Exit): string {
  const simple = exit.value && exit.state.simplified(exit.value);
  return simple?.kind === "address" ? `a${simple.region.root.id}` : keyOfResult(exit);
}

function keyOfResult({ state, value }: Exit): string {
  if (value === undefined) return "";
  const simple = state.simplified(value);
  if (simple.kind === "constant") return simple.value === 0 ? "0" : simple.value < 0 ? "-" : "+";
  if (simple.kind === "address") return "a";
  const { range } = state.factOf(simple);
  return range.low > 0 ? "+" : range.high < 0 ? "-" : "?";
}

function joinExits(frame: Frame, exits: readonly Exit[], slot: number): Exit {
  const [first, ...rest] = exits;
  if (first === undefined) throw new Error("a group has a member");
  if (rest.length === 0) return first;
  const block = frame.ir.blocks.length;
  const result = frame.universe.variable(-1, { name: "", type: frame.ir.returns, size: undefined, storage: "temporary", key: "" });
  const withResult = ({ state, value }: Exit): State => {
    const copy = state.copy();
    if (value !== undefined) {
      copy.setContent(result, { kind: "undefined" });
      copy.setCell(result, value);
    }
    return copy;
  };
  const state = rest.reduce<State>(
    (joined, exit) => joinStates(joined, withResult(exit), { block, at: -1, slot, loop: undefined }),
    withResult(first),
  );
  const value: Value | undefined = first.value === undefined ? undefined : state.cells.get(result.id);
  state.setCell(result, undefined);
  state.removeObject(result);
  return { state, value };
}
