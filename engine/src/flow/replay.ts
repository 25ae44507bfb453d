import { targetsOf } from "./domain/memory.js";
import { isNumber } from "./domain/state.js";
import type { Value } from "./domain/value.js";
import { checkAccess } from "./access.js";
import { checkOperation } from "./arithmetic.js";
import { checkDuration } from "./duration.js";
import { inState, type Cursor } from "./frame.js";
import { Instantiation } from "./instantiate.js";
import { checkUse, isNewToCallers } from "./life.js";
import type { Recorder } from "./recorder.js";
import { sharedConditions } from "./shared-conditions.js";
import { replaySinks } from "./sinks.js";
import type { AccessObligation, Constraint, NumberObligation, PointerObligation, ReadObligation, Summary, Term } from "./summary.js";
import { checkReading } from "./undetermined.js";

/** A call whose callee's obligations are checked with what the caller passes. */
interface Replay {
  readonly cursor: Cursor;
  readonly recorder: Recorder;
  readonly callee: string;
  readonly args: readonly Value[];
  /** The state before the call. */
  readonly base: Instantiation;
  /** A copy of it for questions that leave no trace, made when somebody asks. */
  probe: Instantiation | undefined;
  /** The first of several lists of conditions that say the same. */
  readonly shared: ReadonlyMap<readonly Constraint[], readonly Constraint[]>;
  /** What became of conditions that were tried. */
  readonly tried: Map<readonly Constraint[], Tried>;
  /** Pointers of the callee through which null was accessed: its first use of each tells all. */
  readonly nulls: Set<Term>;
}

/** Conditions of the callee, taken for granted in a copy of the caller's state. */
interface Tried {
  /** The callee's view of that copy: only to be looked at. `undefined`: they can't hold here. */
  readonly view: Instantiation | undefined;
  /** They surely hold anyhow. */
  readonly implied: boolean;
}

/** Checks again, with what a caller passes, everything on which a callee's safety rests. */
export function replaySummary(cursor: Cursor, callee: string, summary: Summary, args: readonly Value[], base: Instantiation): void {
  const { recorder } = cursor.frame;
  if (recorder === undefined) return;
  const replay: Replay = {
    cursor,
    recorder,
    callee,
    args,
    base,
    probe: undefined,
    shared: sharedConditions(summary),
    tried: new Map(),
    nulls: new Set(),
  };
  summary.obligations.forEach((obligation, index) => {
    if (obligation.kind === "access") replayAccess(replay, obligation, index);
    else replayNumber(replay, obligation);
  });
  replaySinks(cursor, callee, summary.sinks, () => inside(replay));
  summary.uses.forEach((obligation, index) => {
    replayUse(replay, obligation, index);
  });
  summary.readings.forEach((reading, index) => {
    replayReading(replay, reading, index);
  });
}

/** The callee's view of a copy of the caller's state: what an obligation takes for granted holds for it alone. */
function inside({ cursor, args, callee, base }: Replay): Instantiation {
  const state = cursor.state.copy();
  return new Instantiation(inState(cursor, state), cursor.state, state, args, callee, 0, base);
}

function probeOf(replay: Replay): Instantiation {
  return (replay.probe ??= inside(replay));
}

/** The callee's view where its conditions hold; the same for obligations with the same conditions. */
function where(replay: Replay, constraints: readonly Constraint[]): Tried {
  const first = replay.shared.get(constraints) ?? constraints;
  let tried = replay.tried.get(first);
  if (tried === undefined) {
    const view = inside(replay);
    const implied = view.implies(first);
    replay.tried.set(first, (tried = { view: view.satisfy(first) ? view : undefined, implied }));
  }
  return tried;
}

/** The same for who changes the state. */
function copyWhere(replay: Replay, constraints: readonly Constraint[]): Instantiation | undefined {
  const { view } = where(replay, constraints);
  if (view === undefined) return undefined;
  const { cursor, args, callee, base } = replay;
  const state = view.after.copy();
  return new Instantiation(inState(cursor, state), cursor.state, state, args, callee, 0, base);
}

/** Checks an access of the callee again with what this caller passes. */
function replayAccess(replay: Replay, obligation: AccessObligation, index: number): void {
  const holds = probeOf(replay).holds(obligation.constraints);
  if (holds === "never") return;
  // Where callers are not told any more, all that counts is whether something goes wrong here.
  const isTold = replay.recorder.wantsObligation(obligation.event.mode === "view" ? "view" : "access");
  const { implied } = where(replay, obligation.constraints);
  const within = isTold || holds === "sometimes" ? copyWhere(replay, obligation.constraints) : probeOf(replay);
  if (within === undefined) return;
  const assumed = !implied;
  const state = within.after;
  const pointer = obligation.pointer.kind === "address" ? within.addresses(obligation.pointer.path) : undefined;
  const offset = within.number(obligation.offset);
  const length = within.number(obligation.length);
  const amount = obligation.amount ? within.value(obligation.amount) : undefined;
  for (const [i, base] of (pointer ?? []).entries()) {
    const moved = base.offset === state.universe.zero ? offset : undefined;
    const address = state.universe.address(base.region, moved ?? within.sum(base.offset, offset));
    checkAccess(within.here, {
      mode: obligation.event.mode,
      by: obligation.event.by,
      callee: obligation.event.callee,
      address,
      length,
      ...(amount ? { amount } : {}),
      amountText: obligation.event.amountText,
      pointerText: obligation.event.pointerText,
      unit: obligation.event.unit,
      what: `o${index},${i}`,
      inner: obligation.steps,
      assumed,
    });
  }
}

/** Does an operation of the callee again with the numbers that this caller passes. */
function replayNumber(replay: Replay, obligation: NumberObligation): void {
  const { cursor, args } = replay;
  const says = (value: Value | undefined): boolean =>
    value !== undefined && (value.kind === "constant" || cursor.state.originsOf(value).length > 0);
  // Numbers that nothing is known of change no verdict; for those in memory it is enough to know that none came from outside.
  const { hasSources } = cursor.frame.universe;
  if (!obligation.inputs.some((input) => (input < 0 ? hasSources : says(args[input])))) return;
  const within = copyWhere(replay, obligation.constraints);
  if (within === undefined) return;
  const state = within.after;
  const left = state.simplified(within.value(obligation.left));
  const right = obligation.right === obligation.left ? left : state.simplified(within.value(obligation.right));
  if (!isNumber(left) || !isNumber(right)) return;
  const operation = { ...obligation, left, right, node: cursor.node, inner: obligation.steps };
  if (obligation.operator === "loop" || obligation.operator === "wait") checkDuration(within.here, operation);
  else checkOperation(within.here, operation);
}

/** Checks a use in the callee with the pointer that this caller passes. */
function replayUse(replay: Replay, obligation: PointerObligation, index: number): void {
  const { cursor } = replay;
  if (replay.nulls.has(obligation.pointer)) return;
  const probe = probeOf(replay);
  const passed = probe.value(obligation.pointer);
  if (passed.kind === "undefined" || (passed.kind === "constant" && passed.value !== 0)) return;
  const what = `c${index}`;
  if (!isNewToCallers(cursor, { what, pointer: passed }) && !mayGoWrong(probe, passed, obligation)) return;
  const within = copyWhere(replay, obligation.constraints);
  if (within === undefined) return;
  const pointer = within.value(obligation.pointer);
  if (checkUse(within.here, { pointer, ...obligation.use, what, inner: obligation.steps })) replay.nulls.add(obligation.pointer);
}

/** False for a pointer that surely leads to living memory, as the state before the call tells without the callee's conditions. */
function mayGoWrong({ after: state }: Instantiation, pointer: Value, { use, constraints }: PointerObligation): boolean {
  if (use.use === "released") return true;
  if (pointer.kind === "constant" || pointer.kind === "undefined") return true;
  const targets = pointer.kind === "address" ? [pointer] : targetsOf(state, pointer);
  if (targets?.some(({ region }) => state.objects.get(region.root.id)?.life === "freed") === true) return true;
  if (use.use === "write" && targets?.some(({ region }) => region.root.kind === "literal") === true) return true;
  if (pointer.kind === "address" || use.nullAllowed) return false;
  const { range, unchecked } = state.factOf(pointer);
  if (range.low > 0) return false;
  // A condition of the callee can say that it is null.
  return range.high === 0 || unchecked || constraints.some(({ of, low, high }) => (of.kind === "binary" ? low > 0 : high <= 0));
}

/** Checks whether what the callee reads of this caller's memory has a value here. */
function replayReading(replay: Replay, reading: ReadObligation, index: number): void {
  const within = copyWhere(replay, reading.constraints);
  const [region, ...others] = within?.regions(reading.path) ?? [];
  if (within === undefined || region === undefined || others.length > 0) return;
  const { use, callee, text, steps } = reading;
  checkReading(within.here, region, { use, callee, text, what: `o${index}`, inner: steps });
}
