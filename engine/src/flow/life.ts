import type { Type } from "../project/types.js";
import { flagged, makeFact } from "./domain/fact.js";
import { ADDRESS } from "./domain/interval.js";
import { targetsOf, unknownResult } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { FlowStep } from "./domain/universe.js";
import type { AddressValue, Value } from "./domain/value.js";
import { resolvePlace, textOfNode, textOfRegister } from "./access.js";
import { instructionAt } from "./cfg.js";
import { hasName, lostObjects } from "./escape.js";
import type { Certainty, LifeEvent, NullEvent, PointerUse } from "./events.js";
import { stepHere, valueOf, type Cursor, type Frame } from "./frame.js";
import type { Register, RelativeNode } from "./ir.js";
import { checkOutlived } from "./outlive.js";
import { useOf } from "./pointer-uses.js";
import { uniqueSteps } from "./recorder.js";
import { viewOfObject } from "./views.js";

/** Something that a pointer is used for. */
export interface Use {
  readonly pointer: Value;
  readonly use: PointerUse;
  /** Library function that uses it; empty: the program itself. */
  readonly callee: string;
  /** Kind of allocation that a releasing function expects. */
  readonly family: string;
  /** Null is as good as an address: `free(NULL)`. */
  readonly nullAllowed: boolean;
  readonly text: string;
  /** Distinguishes uses of one instruction. */
  readonly what: string;
  /** Steps in called functions, the use itself last; empty: it is here. */
  readonly inner: readonly FlowStep[];
}

/** An access through the pointer in a register: `*p`, `p->x`, `p[i]`. */
export function checkAccessThrough(cursor: Cursor, register: Register, mode: "read" | "write"): void {
  const base = baseOf(cursor, register);
  const pointer = valueOf(cursor, base);
  if (pointer.kind === "address" && pointer.region.root.kind === "variable") {
    if (lifeOf(cursor.state, pointer) === "ended")
      recordOutlived(cursor, pointer.region.root, mode, textOfRegister(cursor, base), cursor.node);
    return;
  }
  const type = cursor.definitions[base]?.op === "call" ? undefined : typeOf(cursor, base);
  // Zero of an unknown type need not be a pointer: it may be an array in cleared memory.
  if (type !== undefined && type.kind !== "pointer" && type.kind !== "reference") return;
  // An address that the program writes as a number is a register of the hardware.
  if (pointer.kind === "constant" && cursor.definitions[base]?.op === "constant") return;
  const isNull = checkUse(cursor, {
    pointer,
    use: mode,
    callee: "",
    family: "",
    nullAllowed: false,
    text: cursor.frame.recorder === undefined ? "" : textOfRegister(cursor, base),
    what: mode,
    inner: [],
  });
  if (isNull) forgetNull(cursor, base);
}

function typeOf(cursor: Cursor, register: Register): Type | undefined {
  const definition = cursor.definitions[register];
  return definition !== undefined && "type" in definition ? definition.type : undefined;
}

/** The register that holds the pointer to which an index or a cast was applied. */
function baseOf(cursor: Cursor, register: Register): Register {
  let at = register;
  for (;;) {
    const definition = cursor.definitions[at];
    if (definition?.op === "cast" && definition.from.kind === "pointer") at = definition.operand;
    else if (definition?.op === "offset") at = definition.pointer;
    else return at;
  }
}

/** Looks whether a pointer may be used here; records what is wrong, and what only callers can tell. True for one that is null. */
export function checkUse(cursor: Cursor, use: Use): boolean {
  const { state, frame } = cursor;
  const { pointer } = use;
  const isNull = !use.nullAllowed && checkNull(cursor, use);
  if (frame.recorder === undefined) return isNull;
  const targets = targetsOf(state, pointer);
  if (targets !== undefined && targets.length > 0) {
    if (use.use === "released") checkRelease(cursor, use, targets);
    else checkAlive(cursor, use, targets);
    if (use.use === "write") checkWritable(cursor, use, targets);
  }
  if (frame.recorder.wantsUses && isOfCallers(state, pointer)) {
    frame.recorder.pointerUse(keyOfUse(cursor, use), () => useOf(cursor, use));
  }
  return isNull;
}

function keyOfUse(cursor: Cursor, { what, pointer }: Pick<Use, "what" | "pointer">): string {
  return `${cursor.at},${what},${pointer.id}`;
}

/** True where callers are to be told of a use, and were not yet. */
export function isNewToCallers(cursor: Cursor, use: Pick<Use, "what" | "pointer">): boolean {
  const { recorder } = cursor.frame;
  if (recorder?.wantsUses !== true || !isOfCallers(cursor.state, use.pointer)) return false;
  return recorder.wantsUse(keyOfUse(cursor, use));
}

/** True for a pointer that came in from outside: the caller may know what is behind it. */
function isOfCallers(state: State, pointer: Value): boolean {
  if (pointer.kind === "address") return pointer.region.root.kind === "pointee" && hasName(state, pointer.region.root);
  return pointer.kind === "linear" && state.universe.symbol(pointer.symbol).definition.kind === "input";
}

// ---- null

/** True for a pointer that is null on this path. */
function checkNull(cursor: Cursor, use: Use): boolean {
  const { state, frame } = cursor;
  const { pointer } = use;
  if (pointer.kind === "address" || pointer.kind === "undefined") return false;
  const range = state.rangeOf(pointer);
  if (range.low === 0 && range.high === 0) {
    // One of several ways in which a function ends: whether it can be taken here is not known.
    if (pointer.kind === "linear" && state.universe.symbol(pointer.symbol).base.range.high === 0) return false;
    recordNull(cursor, use, "null", cursor.node, "");
    return true;
  }
  if (pointer.kind !== "linear") return false;
  const fact = state.factOfSymbol(pointer.symbol);
  if (!fact.unchecked || fact.nonzero) return false;
  if (frame.recorder !== undefined) {
    const { definition } = state.universe.symbol(pointer.symbol);
    const given = definition.kind === "result" ? nodeAt(frame, definition.at) : cursor.node;
    recordNull(cursor, use, "unchecked", given, textOfNode(cursor, given));
  }
  // The program came through, so it was not null; one report is enough.
  state.setFact(pointer.symbol, flagged(fact, { unchecked: false, nonzero: true }));
  return false;
}

/** Behind an access through null the pointer counts as one that leads somewhere: one report is enough. */
function forgetNull(cursor: Cursor, base: Register): void {
  const { state, frame } = cursor;
  const made = cursor.definitions[base];
  if (made?.op !== "load") return;
  const silent = frame.recorder === undefined ? cursor : { ...cursor, frame: { ...frame, recorder: undefined } };
  const [region, ...others] = resolvePlace(silent, made.place, "read") ?? [];
  if (region === undefined || others.length > 0) return;
  const fact = flagged(makeFact(ADDRESS), { nonzero: true });
  state.setCell(region, unknownResult(state, cursor, `null${region.id}`, made.type, fact));
}

function recordNull(cursor: Cursor, use: Use, problem: NullEvent["problem"], given: RelativeNode, origin: string): void {
  const { recorder, key, ir } = cursor.frame;
  if (recorder === undefined) return;
  // Null that is passed down is reported where it is used; a result that nobody checks where it was not checked.
  const place =
    problem === "null"
      ? (use.inner.at(-1) ?? { function: key, node: cursor.node })
      : { function: key, node: use.inner.length > 0 ? given : cursor.node };
  const source = problem === "unchecked" ? [stepHere(cursor, "source", "null when it fails", given)] : [];
  recorder.null(`${problem},${place.function},${place.node},${use.text}`, {
    kind: "null",
    owner: place.function,
    node: place.node,
    viaCall: use.inner.length > 0,
    partial: ir.partial,
    steps: uniqueSteps([...source, ...useSteps(cursor, use)]),
    problem,
    pointer: use.text,
    use: use.use,
    callee: use.callee,
    origin,
  });
}

function useSteps(cursor: Cursor, use: Use): FlowStep[] {
  if (use.inner.length > 0) return [stepHere(cursor, "through", "passed on in this call"), ...use.inner];
  return [stepHere(cursor, "sink", describe(use))];
}

export function describe(use: Use): string {
  const pointer = use.text === "" ? "memory" : `'${use.text}'`;
  switch (use.use) {
    case "read":
      return use.callee === "" ? `memory is read through ${pointer}` : `'${use.callee}' reads from ${pointer}`;
    case "write":
      return use.callee === "" ? `memory is written through ${pointer}` : `'${use.callee}' writes to ${pointer}`;
    case "passed":
      return `${pointer} is passed to '${use.callee}'`;
    case "released":
      return `'${use.callee}' releases ${pointer}`;
    case "returned":
      return "the function gives the address away and ends";
    case "stored":
      return `the address is kept in ${pointer}`;
  }
}

// ---- life

function checkAlive(cursor: Cursor, use: Use, targets: readonly AddressValue[]): void {
  const { state } = cursor;
  const [first] = targets;
  if (first === undefined || !targets.every((each) => lifeOf(state, each) === "freed")) return;
  recordLife(cursor, use, "use-after-free", first.region.root, "must");
}

/** A write in a called function is reported where the literal is passed: the function itself may be right for other callers. */
function checkWritable(cursor: Cursor, use: Use, targets: readonly AddressValue[]): void {
  const [first] = targets;
  if (first === undefined || !targets.every(({ region }) => region.root.kind === "literal")) return;
  recordLife(cursor, use, "literal-written", first.region.root, "must");
}

function lifeOf(state: State, address: AddressValue): string {
  const object = state.objects.get(address.region.root.id);
  if (object?.life !== "maybe-freed" || object.freedAt === undefined) return object?.life ?? "alive";
  // What was moved elsewhere (`realloc`) is gone where the new address is known to be one.
  const moved = state.universe.heapMadeAt(object.freedAt);
  const pointer = moved && state.objects.get(moved.id)?.pointer;
  if (pointer === undefined) return object.life;
  const { nonzero, range } = state.factOfSymbol(pointer);
  return nonzero || range.low > 0 ? "freed" : object.life;
}

function checkRelease(cursor: Cursor, use: Use, targets: readonly AddressValue[]): void {
  const { state } = cursor;
  const [first] = targets;
  if (first === undefined) return;
  const all = (test: (each: AddressValue) => boolean): boolean => targets.every(test);
  const { root } = first.region;
  if (all((each) => lifeOf(state, each) === "freed")) return recordLife(cursor, use, "double-free", root, "must");
  if (all((each) => isForeignToHeap(each.region.root))) return recordLife(cursor, use, "free-of-non-heap", root, "must");
  if (all((each) => each.region.root.kind === "heap")) {
    const family = root.key;
    const isOther = (each: AddressValue): boolean => each.region.root.key !== use.family && familyKnown(each.region.root.key);
    if (use.family !== "" && all(isOther)) return recordLife(cursor, use, "mismatched-release", root, "must", family);
    const inside = all((each) => mayBeInside(state, each));
    if (inside) recordLife(cursor, use, "free-of-inside", root, all((each) => isInside(state, each)) ? "must" : "may", family);
  }
}

function familyKnown(family: string): boolean {
  return family !== "" && family !== "heap";
}

/** Storage that no allocator gave. */
function isForeignToHeap(root: Region): boolean {
  if (root.kind === "heap") return root.key === "stack";
  if (root.kind === "literal" || root.kind === "function") return true;
  return (root.kind === "variable" || root.kind === "foreign") && root.storage !== "" && root.storage !== "elsewhere";
}

function isInside(state: State, address: AddressValue): boolean {
  const range = state.rangeOf(address.offset);
  return address.region.parent !== undefined ? range.low >= 0 && range.high > 0 : range.low > 0 || range.high < 0;
}

/** The pointer was moved away from the start of the block, at least on some path. */
function mayBeInside(state: State, address: AddressValue): boolean {
  const range = state.rangeOf(address.offset);
  return range.high > 0 || range.low < 0;
}

function recordLife(
  cursor: Cursor,
  use: Use,
  problem: LifeEvent["problem"],
  root: Region,
  certainty: Certainty,
  family = root.kind === "heap" ? root.key : "",
): void {
  const { recorder, key, ir } = cursor.frame;
  if (recorder === undefined) return;
  // What is released wrongly in a called function is reported there; what is used after its release where it was passed on.
  const place = (use.use === "released" ? use.inner.at(-1) : undefined) ?? { function: key, node: cursor.node };
  recorder.life(`${place.function},${place.node}`, use.what, {
    kind: "life",
    owner: place.function,
    node: place.node,
    viaCall: use.inner.length > 0,
    partial: ir.partial,
    steps: uniqueSteps([...historyOf(cursor, root), ...useSteps(cursor, use)]),
    problem,
    object: viewOfObject(cursor.state, root),
    certainty,
    use: use.use,
    pointer: use.text,
    callee: use.callee,
    family,
  });
}

/** The address of a local is there when the local itself is no more. */
export function recordOutlived(cursor: Cursor, root: Region, use: PointerUse, text: string, node: RelativeNode): void {
  const { recorder, key, ir } = cursor.frame;
  if (recorder === undefined) return;
  const declared = ir.variables[root.site]?.node ?? node;
  const told = { pointer: cursor.frame.universe.zero, use, callee: "", family: "", nullAllowed: false, text, what: use, inner: [] };
  recorder.life(`${key},${node}`, use, {
    kind: "life",
    owner: key,
    node,
    viaCall: false,
    partial: ir.partial,
    steps: [
      stepHere(cursor, "source", `'${root.name}' lives until its block ends`, declared),
      stepHere(cursor, "sink", describe(told), node),
    ],
    problem: "outlived",
    object: viewOfObject(cursor.state, root),
    certainty: "must",
    use,
    pointer: text,
    callee: "",
    family: "",
  });
}

/** Where an object was allocated and released. */
function historyOf(cursor: Cursor, root: Region): FlowStep[] {
  const { frame, state } = cursor;
  const steps: FlowStep[] = [];
  if (root.kind === "heap") steps.push(stepHere(cursor, "source", "allocated here", nodeAt(frame, root.site)));
  const freedAt = state.objects.get(root.id)?.freedAt;
  if (freedAt !== undefined) steps.push(stepHere(cursor, "through", "released here", nodeAt(frame, freedAt)));
  return steps;
}

/** Node of an instruction by its number in the function. */
function nodeAt(frame: Frame, at: number): RelativeNode {
  return instructionAt(frame.ir, frame.cfg, at)?.node ?? 0;
}

// ---- the function's end

/** What a function allocated must be released or reachable when it ends. */
export function checkExit(cursor: Cursor, result: Value | undefined): void {
  const { recorder, key, ir } = cursor.frame;
  if (recorder === undefined) return;
  const { state } = cursor;
  checkOutlived(cursor, result);
  for (const region of lostObjects(state, result)) {
    const allocated = nodeAt(cursor.frame, region.site);
    recorder.other(`x${region.id}`, {
      kind: "exit",
      owner: key,
      node: cursor.node,
      viaCall: false,
      partial: ir.partial,
      steps: [stepHere(cursor, "source", "allocated here", allocated), stepHere(cursor, "sink", "nobody can reach it any more")],
      object: viewOfObject(state, region),
      allocated,
      family: region.key,
    });
  }
}
