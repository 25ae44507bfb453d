import { flagged, makeFact } from "./domain/fact.js";
import { interval, TOP } from "./domain/interval.js";
import { joinStates } from "./domain/join.js";
import { fillRegion, targetsOf, unknownResult } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { Content } from "./domain/region-state.js";
import type { State } from "./domain/state.js";
import { isNumber } from "./domain/state.js";
import type { SymbolId, Value } from "./domain/value.js";
import { resolvePlace, textOfNode, textOfRegister } from "./access.js";
import { applyModel } from "./apply-model.js";
import { escape, mayPoint } from "./escape.js";
import { KEEP } from "./extract.js";
import { inState, stepHere, valueOf, type Cursor } from "./frame.js";
import { Instantiation } from "./instantiate.js";
import type { Instruction } from "./ir.js";
import { checkUse } from "./life.js";
import type { FunctionModel } from "./models.js";
import { recordSinks } from "./sinks.js";
import { replaySummary } from "./replay.js";
import type { Summary, SummaryExit } from "./summary.js";
import { sourcesOf, viewOfValue } from "./views.js";
import { uniqueSteps } from "./recorder.js";

const UNWRITTEN: Content = { kind: "undefined" };

type Call = Extract<Instruction, { op: "call" }>;

/** A way in which a call can end: the state behind it and its result. */
export interface CallOutcome {
  readonly state: State;
  readonly value: Value;
}

/** Executes a call. Several outcomes: the callee can end in several ways that callers should tell apart; none: it does not come back. */
export function executeCall(cursor: Cursor, call: Call): readonly CallOutcome[] {
  const { frame, state } = cursor;
  const args = call.args.map((register) => valueOf(cursor, register));
  if (call.target >= 0) checkCallThrough(cursor, call);
  const names = calleesOf(cursor, call);
  const outcomes: CallOutcome[] = [];
  for (const name of names) {
    const branch = names.length === 1 ? state : state.copy();
    const inside = names.length === 1 ? cursor : inState(cursor, branch);
    const model = frame.models.functionModel(name);
    if (model !== undefined) {
      recordCall(inside, call, name, model, args);
      recordSinks(inside, call, name, model, args);
    }
    const known = model?.reserved ? undefined : frame.summaryOf(name);
    if (known !== undefined && known.summary.exits.length > 0) {
      outcomes.push(...applySummary(inside, call, name, known.summary, args));
    } else if (known === undefined && model !== undefined) {
      const value = applyModel(inside, call, name, model, args);
      expose(inside, call, args, model);
      if (value !== undefined) outcomes.push({ state: branch, value });
    } else if (known === undefined || known.summary.returns) {
      outcomes.push({ state: branch, value: unknownCall(inside, call, args) });
    }
  }
  return outcomes;
}

/** A function that is called through a pointer has to be there. */
function checkCallThrough(cursor: Cursor, call: Call): void {
  const pointer = valueOf(cursor, call.target);
  if (pointer.kind !== "constant" || pointer.value !== 0 || cursor.definitions[call.target]?.op !== "load") return;
  const text = textOfRegister(cursor, call.target);
  checkUse(cursor, { pointer, use: "read", callee: "", family: "", nullAllowed: false, text, what: "call", inner: [] });
}

/** Names of what a call can call: one, or the functions that a pointer can hold. Nothing known: one empty name. */
function calleesOf(cursor: Cursor, call: Call): readonly string[] {
  if (call.callee !== "" && call.target < 0) return [call.callee];
  const targets = call.target < 0 ? undefined : targetsOf(cursor.state, valueOf(cursor, call.target));
  const names = targets?.filter((each) => each.region.kind === "function").map((each) => each.region.key) ?? [];
  return names.length > 0 && names.length === targets?.length && names.length <= 4
    ? [...new Set(names)]
    : (call.candidates ?? [call.callee]);
}

function recordCall(cursor: Cursor, call: Call, name: string, _model: FunctionModel, args: readonly Value[]): void {
  const { recorder, ir } = cursor.frame;
  if (recorder === undefined) return;
  const views = args.map((value, index) => viewOfValue(cursor.state, value, textOfNode(cursor, call.argNodes[index] ?? 0)));
  const sources = args.flatMap((value) => sourcesOf(cursor.frame.universe, cursor.state.originsOf(value)));
  recorder.call(cursor.at, {
    kind: "call",
    owner: cursor.frame.key,
    node: cursor.node,
    viaCall: false,
    partial: ir.partial,
    steps: uniqueSteps([...(sources[0]?.steps ?? []), stepHere(cursor, "sink", `'${name}' is called`)]),
    callee: name,
    args: views,
    argNodes: call.argNodes,
  });
}

/** What a call's pointers lead to may be written by it later, or by what it starts: a summary does not tell that. */
function expose({ state }: Cursor, call: Call, args: readonly Value[], model?: FunctionModel): void {
  const give = (value: Value, depth: number): void => {
    const target = value.kind === "address" ? value : value.kind === "linear" ? targetsOf(state, value)?.[0] : undefined;
    const root = target?.region.root;
    if (root === undefined || root.kind === "function" || root.kind === "literal") return;
    if (state.objects.get(root.id)?.exposed !== true) state.setExposed(root);
    if (depth > 0) giveInner(root, depth - 1);
  };
  const giveInner = (region: Region, depth: number): void => {
    const cell = state.cells.get(region.id);
    if (cell !== undefined && region.kind !== "variable") give(cell, depth);
    for (const part of region.parts) giveInner(part, depth);
  };
  args.forEach((value, index) => {
    const type = call.argTypes[index];
    // What a model says of an argument is all that happens to it.
    const told = model?.writes?.some((each) => each.arg === index) === true || model?.reads?.some((each) => each.arg === index) === true;
    if (type?.kind === "pointer" && !type.constant && !told) give(value, 2);
  });
}

/** What was handed to something unknown by its name may be a macro's output. */
function exposeNames(cursor: Cursor, call: Call, args: readonly Value[]): void {
  args.forEach((value, index) => {
    const definition = value.kind === "undefined" ? cursor.definitions[call.args[index] ?? -1] : undefined;
    if (definition?.op !== "load" || definition.place.kind === "deref") return;
    for (const region of resolvePlace({ ...cursor, frame: { ...cursor.frame, recorder: undefined } }, definition.place, "read") ?? [])
      fillRegion(cursor.state, region, { kind: "unknown", at: cursor.at, block: cursor.block, fact: makeFact(TOP) });
  });
}

/** Nothing is known of the callee: it may have written whatever its pointer arguments let it write. */
function unknownCall(cursor: Cursor, call: Call, args: readonly Value[]): Value {
  const { state } = cursor;
  forgetNulls(cursor);
  exposeNames(cursor, call, args);
  args.forEach((value, index) => {
    const type = call.argTypes[index];
    if (mayPoint(state, value)) {
      if (call.target < 0 && /^\w+$/.test(call.callee) && type?.kind === "pointer") checkPassed(cursor, call, value, index);
      escape(state, value);
    }
    if (type?.kind === "pointer" && type.constant) return;
    if (isNumber(value) && type?.kind !== "pointer") return;
    for (const address of targetsOf(state, value) ?? []) {
      if (address.region.kind === "function" || address.region.kind === "literal") continue;
      fillRegion(state, address.region, {
        kind: "unknown",
        at: cursor.at,
        block: cursor.block,
        fact: makeFact(TOP, [state.universe.unknownOrigin]),
      });
    }
  });
  return unknownResult(state, cursor, "u", call.type);
}

/** A pointer that is handed to a function of which nothing is known has to point to living memory, whatever it does. */
function checkPassed(cursor: Cursor, call: Call, pointer: Value, index: number): void {
  const text = cursor.frame.recorder === undefined ? "" : textOfNode(cursor, call.argNodes[index] ?? 0);
  const what = `a${index}`;
  checkUse(cursor, { pointer, use: "passed", callee: call.callee, family: "", nullAllowed: true, text, what, inner: [] });
}

/** Whoever is not known may have set pointers that others can reach, and whose content was null or released. */
function forgetNulls(cursor: Cursor): void {
  const { state } = cursor;
  // It may be what stops the program where a pointer was found to be null.
  const excluded: SymbolId[] = [];
  const failed: Region[] = [];
  state.facts.forEach((fact, symbol) => {
    const { base, type } = state.universe.symbol(symbol);
    if (type?.kind === "pointer" && fact.range.high === 0 && base.range.high !== 0) excluded.push(symbol);
  });
  // What was not given on this way can't be lost on it either, though the fact that tells so goes.
  if (excluded.length > 0) {
    state.objects.forEach(({ pointer }, id) => {
      const region = state.universe.regions[id];
      if (region !== undefined && pointer !== undefined && excluded.includes(pointer)) failed.push(region);
    });
    for (const symbol of excluded)
      for (const { region } of state.factOfSymbol(symbol).targets ?? []) if (region.root.kind === "heap") failed.push(region.root);
    for (const region of failed) state.setEscaped(region);
  }
  for (const symbol of excluded) state.setFact(symbol, undefined);
  const stale: Region[] = [];
  state.cells.forEach((value, id) => {
    const region = state.universe.regions[id];
    if (region?.type?.kind !== "pointer") return;
    const { root } = region;
    if (root.kind !== "pointee" && (root.kind !== "variable" || root.key === "")) return;
    const isNull = value.kind === "constant" && value.value === 0;
    if (isNull || targetsOf(state, value)?.some((each) => state.objects.get(each.region.root.id)?.life === "freed")) stale.push(region);
  });
  for (const region of stale) state.setCell(region, unknownResult(state, cursor, `f${region.id}`, region.type));
}

/** Carries out a call by its callee's summary. */
function applySummary(cursor: Cursor, call: Call, name: string, summary: Summary, args: readonly Value[]): readonly CallOutcome[] {
  const { state } = cursor;
  // What is the same for all that is read of this summary is looked up once.
  const base = new Instantiation(cursor, state, state, args, name);
  if (cursor.frame.recorder !== undefined) replaySummary(cursor, name, summary, args, base);
  if (!summary.harmless) expose(cursor, call, args);
  const outcomes: CallOutcome[] = [];
  for (const exit of summary.exits) {
    const after = state.copy();
    const softly = summary.exits.length > 1;
    const outcome = applyExit(inState(cursor, after), call, name, exit, args, base, outcomes.length, softly);
    if (outcome !== undefined) outcomes.push(outcome);
  }
  const [only] = outcomes;
  // The one way that is left for these arguments is the one that is taken.
  if (outcomes.length === 1 && only !== undefined && isNullOfWay(only)) return [{ ...only, value: state.universe.zero }];
  return outcomes.length > 1 && !worthKeeping(cursor, outcomes) ? [joinOutcomes(cursor, call, outcomes)] : outcomes;
}

/** True for the null that stands for one of several ways to end. */
function isNullOfWay({ state, value }: CallOutcome): boolean {
  if (value.kind !== "linear") return false;
  const { type, base } = state.universe.symbol(value.symbol);
  return type?.kind === "pointer" && base.range.low === 0 && base.range.high === 0;
}

/** Ends are kept apart when their results tell them apart: `0` with the output written, `-1` without. */
function worthKeeping(cursor: Cursor, outcomes: readonly CallOutcome[]): boolean {
  if (outcomes.length > cursor.forks.left + 1) return false;
  const ranges = outcomes.map((each) => each.state.rangeOf(each.value));
  for (let i = 0; i < ranges.length; i++) {
    for (let j = i + 1; j < ranges.length; j++) {
      const a = ranges[i];
      const b = ranges[j];
      if (a && b && a.low <= b.high && b.low <= a.high) return false;
    }
  }
  cursor.forks.left -= outcomes.length - 1;
  return true;
}

/** One outcome for several; the result goes through a region of its own, so that it is joined as a variable would be. */
export function joinOutcomes(cursor: Cursor, call: Call, outcomes: readonly CallOutcome[]): CallOutcome {
  const { universe } = cursor.frame;
  const result = universe.variable(-2 - cursor.at, { name: "", type: call.type, size: undefined, storage: "temporary", key: "" });
  let joined: State | undefined;
  for (const { state, value } of outcomes) {
    state.setContent(result, UNWRITTEN);
    state.setCell(result, value);
    joined =
      joined === undefined ? state : joinStates(joined, state, { block: cursor.block, at: cursor.at, slot: cursor.slot, loop: undefined });
  }
  const state = joined ?? cursor.state;
  const value = state.cells.get(result.id) ?? unknownResult(state, cursor, "j", call.type);
  state.setCell(result, undefined);
  state.removeObject(result);
  return { state, value };
}

function applyExit(
  cursor: Cursor,
  call: Call,
  name: string,
  exit: SummaryExit,
  args: readonly Value[],
  base: Instantiation,
  index: number,
  /** There are other ways in which the callee ends. */
  softly: boolean,
): CallOutcome | undefined {
  const { state } = cursor;
  const inside = new Instantiation(cursor, base.after, state, args, name, index, base);
  if (!inside.satisfy(exit.constraints)) return undefined;
  for (const fresh of exit.fresh) {
    const region = state.universe.heap(cursor.at, cursor.block, `${name}${index > 0 ? `/${index}` : ""}${fresh.id}`, fresh);
    const size = fresh.size ? inside.value(fresh.size) : undefined;
    fillRegion(
      state,
      region,
      fresh.content
        ? {
            kind: "unknown",
            at: cursor.at,
            block: cursor.block,
            fact: makeFact(interval(fresh.content.low, fresh.content.high), inside.originsOf(fresh.content)),
          }
        : { kind: "undefined" },
    );
    state.updateObject(region, {
      life: fresh.life,
      escaped: fresh.escaped,
      pointer: undefined,
      ...(fresh.life === "alive" ? {} : { freedAt: cursor.at }),
      ...(size && isNumber(size) ? { size } : {}),
    });
  }
  // All values mean the state before: evaluate first, write then.
  let result = exit.result ? inside.value(exit.result) : unknownResult(state, cursor, "v", call.type);
  if (softly && call.type.kind === "pointer" && result.kind === "constant" && result.value === 0) {
    const symbol = state.universe.result(cursor.at, cursor.block, `null${index}`, makeFact(interval(0, 0), [], []), call.type);
    result = symbol.value;
  }
  // What it may have kept or released is what was there before it wrote.
  if (exit.loose) for (const value of args) escape(state, value);
  for (const { path, escaped } of exit.lives)
    if (escaped) for (const region of inside.regions(path) ?? []) escape(state, state.universe.address(region));
  const values = exit.writes.map((write) => ({ regions: inside.regions(write.path), value: inside.value(write.value) }));
  const fills = exit.fills.map((fill) => ({
    regions: inside.regions(fill.path),
    fill,
    string: fill.string ? inside.value(fill.string) : undefined,
  }));
  for (const { regions, fill, string } of fills) {
    for (const region of regions ?? []) {
      if (fill.content === undefined) fillRegion(state, region, { kind: "undefined" });
      else if (fill.content.id !== KEEP.id) {
        const { low, high, undetermined } = fill.content;
        const fact = flagged(makeFact(interval(low, high), inside.originsOf(fill.content)), { undetermined });
        fillRegion(state, region, { kind: "unknown", at: cursor.at * 8 + index, block: cursor.block, fact });
      }
      if (string !== undefined && isNumber(string)) state.setString(region, string);
    }
  }
  for (const { regions, value } of values) {
    const [region] = regions ?? [];
    if (region === undefined || regions === undefined) continue;
    if (regions.length === 1) state.setCell(region, value);
    else for (const each of regions) state.setCell(each, unknownResult(state, cursor, `w${each.id}`, each.type, makeFact(TOP)));
  }
  for (const { path, life, escaped } of exit.lives) {
    const regions = inside.regions(path) ?? [];
    for (const region of regions) {
      if (escaped) escape(state, state.universe.address(region));
      if (life !== undefined) state.updateObject(region.root, { life: regions.length === 1 ? life : "maybe-freed", freedAt: cursor.at });
    }
  }
  if (exit.loose) for (const value of args) escape(state, value);
  for (const value of [result, ...values.map((each) => each.value)]) namePointer(state, value);
  return { state, value: result };
}

/** Ties an allocated object to the pointer that says whether it exists. */
function namePointer(state: State, value: Value): void {
  if (value.kind !== "linear" || value.factor !== 1 || value.addend !== 0) return;
  const { targets, nonzero } = state.factOfSymbol(value.symbol);
  const [only] = targets ?? [];
  const root = only?.region.root;
  if (targets?.length !== 1 || root?.kind !== "heap" || nonzero) return;
  if (state.objects.get(root.id)?.pointer === undefined) state.updateObject(root, { pointer: value.symbol });
}
