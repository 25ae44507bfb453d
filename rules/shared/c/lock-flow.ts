// Locks along the paths of a function: what is taken and released where, in calls too, and what is held at each place.
import type { FunctionGraph, ParsedFile, SyntaxNode } from "../../../engine/src/index.js";
import { conditionCall } from "./condition-call.js";
import { lockMethod, lockName, lockOperation, type LockKind, type LockOperation } from "./locks.js";

/** What may be true of a lock at one place, as bits. */
export const FREE = 1;
export const HELD = 2;
export const UNKNOWN = 4;

/** What may happen to a lock next, as bits. */
export const NEXT_ACQUIRE = 1;
export const NEXT_RELEASE = 2;
export const NEXT_EXIT = 4;
export const NEXT_UNKNOWN = 8;

/** How a call changes one lock. `passes`: it takes and releases it inside. */
export interface LockStep {
  readonly effect: "acquire" | "release" | "create" | "try" | "passes" | "unknown";
  /** Names the object, for comparing within a function and, for objects of static storage, between functions. */
  readonly lock: string;
  /** As the user wrote it. */
  readonly name: string;
  readonly kind: LockKind;
  readonly taken?: "zero" | "nonzero";
  /** The function that does it, where the call itself is not the operation. */
  readonly via?: string;
  /** Its result is looked at. */
  readonly isAsked: boolean;
}

type Instruction = FunctionGraph["ir"]["blocks"][number]["instructions"][number];
type Call = Extract<Instruction, { op: "call" }>;
type Place = Extract<Instruction, { op: "load" }>["place"];

/** Calls into which locks are followed. */
const DEPTH = 3;
/** Larger functions are made by generators. */
const MAX_BLOCKS = 2000;

export class LockFlow {
  /** Steps by the call's instruction. */
  readonly steps: ReadonlyMap<Instruction, readonly LockStep[]>;
  /** Every lock of the function, with one of its steps. */
  readonly locks: ReadonlyMap<string, LockStep>;
  private states: readonly (ReadonlyMap<string, number> | undefined)[] | undefined;
  private readonly nextOf = new Map<string, readonly number[]>();

  constructor(
    readonly graph: FunctionGraph,
    readonly file: ParsedFile,
    depth: number,
  ) {
    const steps = new Map<Instruction, readonly LockStep[]>();
    const locks = new Map<string, LockStep>();
    for (const block of graph.order)
      for (const instruction of graph.ir.blocks[block]?.instructions.slice(0, graph.runs(block)) ?? []) {
        if (instruction.op !== "call") continue;
        const found = stepsOf(graph, file, instruction, depth);
        if (found.length === 0) continue;
        steps.set(instruction, found);
        for (const step of found) if (!locks.has(step.lock) || step.via === undefined) locks.set(step.lock, step);
      }
    this.steps = steps;
    this.locks = locks;
  }

  node(relative: number): SyntaxNode {
    return this.file.tree.node(this.graph.nodeOf(relative));
  }

  /** What may be true of each lock when a block begins; `undefined`: control never comes there. */
  stateAt(block: number): ReadonlyMap<string, number> | undefined {
    return (this.states ??= this.fixpoint())[block];
  }

  /** The state behind a block, on the way to one of its successors. */
  stateOnEdge(block: number, successor: number): Map<string, number> | undefined {
    const begin = this.stateAt(block);
    return begin && this.stateBehind(block, begin, successor);
  }

  /** The state behind a block that nothing follows. */
  stateBehindBlock(block: number): ReadonlyMap<string, number> {
    const begin = this.stateAt(block);
    return begin ? this.stateBehind(block, begin, -1) : new Map<string, number>();
  }

  /** Tells each step with the state before it. */
  walk(block: number, visit: (step: LockStep, before: number, instruction: Call, state: ReadonlyMap<string, number>) => void): void {
    const state = new Map(this.stateAt(block));
    for (const instruction of this.instructions(block)) {
      if (instruction.op !== "call") continue;
      for (const step of this.steps.get(instruction) ?? []) {
        visit(step, state.get(step.lock) ?? UNKNOWN, instruction, state);
        applyStep(state, step);
      }
    }
  }

  /** Locks that are surely held just before an instruction of a block. */
  heldBefore(block: number, index: number): readonly string[] {
    return [...this.stateBefore(block, index)].filter(([, value]) => value === HELD).map(([lock]) => lock);
  }

  /** Locks that may have been taken on some way to an instruction of a block, and not been released since. */
  mayHoldBefore(block: number, index: number): readonly string[] {
    const state = this.stateBefore(block, index);
    // Nothing is known of a lock before its first step: unless it is released first, it is not held.
    return [...state].filter(([lock, value]) => (value & HELD) !== 0 || (value === UNKNOWN && this.isTaken(lock))).map(([lock]) => lock);
  }

  private isTaken(lock: string): boolean {
    return (this.next(lock, 0) & (NEXT_RELEASE | NEXT_UNKNOWN)) !== 0;
  }

  private stateBefore(block: number, index: number): ReadonlyMap<string, number> {
    const state = new Map(this.stateAt(block));
    for (const instruction of this.instructions(block).slice(0, index))
      for (const step of this.steps.get(instruction) ?? []) applyStep(state, step);
    return state;
  }

  /** What may happen first to a lock from the beginning of a block on. */
  next(lock: string, block: number): number {
    let known = this.nextOf.get(lock);
    if (!known) this.nextOf.set(lock, (known = this.findNext(lock)));
    return known[block] ?? 0;
  }

  /** What may happen first to a lock behind a block. */
  nextBehind(lock: string, block: number): number {
    const successors = this.graph.successors(block);
    const { terminator } = this.graph.ir.blocks[block] ?? {};
    if (successors.length === 0) return terminator?.op === "return" && !this.isCut(block) ? NEXT_EXIT : 0;
    return successors.reduce((bits, successor) => bits | this.next(lock, successor), 0);
  }

  instructions(block: number): readonly Instruction[] {
    const all = this.graph.ir.blocks[block]?.instructions ?? [];
    return this.isCut(block) ? all.slice(0, this.graph.runs(block)) : all;
  }

  /** A call in the block never returns. */
  isCut(block: number): boolean {
    return this.graph.runs(block) < (this.graph.ir.blocks[block]?.instructions.length ?? 0);
  }

  private findNext(lock: string): readonly number[] {
    const { order } = this.graph;
    const next: number[] = [];
    for (let changed = true; changed;) {
      changed = false;
      for (const block of [...order].reverse()) {
        const first = this.firstStep(lock, block);
        let bits = first;
        if (bits === 0) {
          const successors = this.graph.successors(block);
          if (successors.length > 0) for (const successor of successors) bits |= next[successor] ?? 0;
          else if (this.graph.ir.blocks[block]?.terminator.op === "return" && !this.isCut(block)) bits = NEXT_EXIT;
        }
        if (bits === (next[block] ?? 0)) continue;
        next[block] = bits;
        changed = true;
      }
    }
    return next;
  }

  private firstStep(lock: string, block: number): number {
    for (const instruction of this.instructions(block))
      for (const step of this.steps.get(instruction) ?? []) if (step.lock === lock) return NEXT_BITS[step.effect];
    return 0;
  }

  private fixpoint(): readonly (ReadonlyMap<string, number> | undefined)[] {
    const { graph } = this;
    const states: (Map<string, number> | undefined)[] = graph.ir.blocks.map(() => undefined);
    states[0] = new Map([...this.locks.keys()].map((lock) => [lock, UNKNOWN] as const));
    for (let changed = true; changed;) {
      changed = false;
      for (const block of graph.order) {
        const begin = states[block];
        if (!begin) continue;
        for (const successor of graph.successors(block)) {
          const state = this.stateBehind(block, begin, successor);
          const known = states[successor];
          if (!known) {
            states[successor] = state;
            changed = true;
            continue;
          }
          for (const [lock, value] of state) {
            const joined = (known.get(lock) ?? 0) | value;
            if (joined === known.get(lock)) continue;
            known.set(lock, joined);
            changed = true;
          }
        }
      }
    }
    return states;
  }

  private stateBehind(block: number, begin: ReadonlyMap<string, number>, successor: number): Map<string, number> {
    const state = new Map(begin);
    const asked = this.askedOn(block, successor);
    for (const instruction of this.instructions(block))
      for (const step of this.steps.get(instruction) ?? []) {
        if (step === asked?.step) state.set(step.lock, asked.isTaken ? HELD : UNKNOWN);
        else applyStep(state, step);
      }
    return state;
  }

  /** The taking whose result this edge decides. */
  private askedOn(block: number, successor: number): { readonly step: LockStep; readonly isTaken: boolean } | undefined {
    const terminator = this.graph.ir.blocks[block]?.terminator;
    if (terminator?.op !== "branch" || terminator.whenTrue === terminator.whenFalse) return undefined;
    const asked = conditionCall(this.graph, this.file, block, terminator.condition);
    if (!asked || asked.against === "other") return undefined;
    const step = this.steps.get(asked.call)?.find(({ effect, taken }) => (effect === "acquire" || effect === "try") && taken !== undefined);
    if (!step) return undefined;
    const isNonzero = (successor === terminator.whenTrue) !== asked.isInverted;
    return { step, isTaken: isNonzero === (step.taken === "nonzero") };
  }
}

const NEXT_BITS: Readonly<Record<LockStep["effect"], number>> = {
  acquire: NEXT_ACQUIRE,
  passes: NEXT_ACQUIRE,
  release: NEXT_RELEASE,
  create: NEXT_UNKNOWN,
  try: NEXT_UNKNOWN,
  unknown: NEXT_UNKNOWN,
};

function applyStep(state: Map<string, number>, step: LockStep): void {
  switch (step.effect) {
    case "create":
    case "release":
      state.set(step.lock, FREE);
      break;
    case "acquire":
      state.set(step.lock, step.isAsked ? UNKNOWN : HELD);
      break;
    default:
      state.set(step.lock, UNKNOWN);
      break;
  }
}

/** By file, as an edit may change what a callee does while its caller stays the same. */
const flows = new WeakMap<ParsedFile, Map<FunctionGraph, LockFlow | undefined>>();

/** The locks of a function; `undefined` when it has none, itself or through what it calls in its file. */
export function lockFlow(graph: FunctionGraph, file: ParsedFile, depth = DEPTH): LockFlow | undefined {
  let known = flows.get(file);
  if (!known) flows.set(file, (known = new Map<FunctionGraph, LockFlow | undefined>()));
  if (known.has(graph)) return known.get(graph);
  // While it is being looked at, a recursive call says nothing.
  known.set(graph, undefined);
  const flow = graph.ir.blocks.length > MAX_BLOCKS ? undefined : new LockFlow(graph, file, depth);
  const result = flow && flow.steps.size > 0 ? flow : undefined;
  known.set(graph, result);
  return result;
}

function stepsOf(graph: FunctionGraph, file: ParsedFile, call: Call, depth: number): readonly LockStep[] {
  const isMethod = call.callee.startsWith(".") || call.callee.includes("::");
  const operation = isMethod ? undefined : lockOperation(call.callee);
  if (operation || (isMethod && call.callee.endsWith("lock"))) {
    const node = file.tree.node(graph.nodeOf(call.node));
    if (node.kind !== "call") return [];
    const known = operation ?? lockMethod(file, node);
    return known ? ownStep(graph, node, call, known) : [];
  }
  const callee = depth > 0 && call.callee !== "" ? graph.callee(call.callee) : undefined;
  // Locks of another file have names of their own; objects of static storage are known by their keys.
  const flow = callee && callee !== graph && callee.file === graph.file && lockFlow(callee, file, depth - 1);
  return flow ? innerSteps(graph, call, flow) : [];
}

function ownStep(graph: FunctionGraph, node: SyntaxNode, call: Call, operation: LockOperation): readonly LockStep[] {
  const { action, kind, taken, implied } = operation;
  const [argument] = call.args;
  // Whoever needs that much more than the lock releases another one, later.
  if (action === "release" && call.args.length > 2) return [];
  const name = implied !== undefined && call.args.length === 0 ? implied : lockName(node);
  const lock =
    implied !== undefined && call.args.length === 0
      ? implied
      : argument === undefined
        ? undefined
        : objectText(valueText(graph, argument, 8));
  if (name === undefined) return [];
  return [
    {
      effect: action,
      lock: lock ?? `text:${name}`,
      name,
      kind,
      ...(taken === undefined ? {} : { taken }),
      isAsked: taken !== undefined && node.parent?.kind !== "expressionStatement" && node.parent?.kind !== "cast",
    },
  ];
}

/** What a call does by what its callee does to locks that mean the same here. */
function innerSteps(graph: FunctionGraph, call: Call, flow: LockFlow): readonly LockStep[] {
  const steps: LockStep[] = [];
  for (const [lock, inner] of flow.locks) {
    const here = substituted(graph, call, lock);
    if (here === undefined) continue;
    const first = flow.next(lock, 0);
    const ends = endsOf(flow, lock);
    const effect =
      ends === 0 || (first & NEXT_UNKNOWN) !== 0 || (ends & UNKNOWN) !== 0
        ? "unknown"
        : ends === HELD && first === NEXT_ACQUIRE
          ? "acquire"
          : ends === FREE && first === NEXT_RELEASE
            ? "release"
            : ends === FREE && first === NEXT_ACQUIRE
              ? "passes"
              : "unknown";
    // What is called on one way only leaves things as they were on others.
    steps.push({ effect, lock: here, name: inner.name, kind: inner.kind, via: call.callee, isAsked: false });
  }
  return steps;
}

/** What may be true of a lock when the function returns. */
function endsOf(flow: LockFlow, lock: string): number {
  let ends = 0;
  for (const block of flow.graph.order) {
    if (flow.graph.ir.blocks[block]?.terminator.op !== "return" || flow.isCut(block)) continue;
    if (flow.stateAt(block)) ends |= flow.stateBehindBlock(block).get(lock) ?? UNKNOWN;
  }
  return ends;
}

/** The lock of a callee as its caller names it; `undefined` for the callee's own locals. */
function substituted(graph: FunctionGraph, call: Call, lock: string): string | undefined {
  if (lock.startsWith("text:") || lock.includes("<L")) return undefined;
  // At most one parameter stands in a lock's name, at its root.
  const parameter = /<P(\d+)>/.exec(lock);
  if (!parameter) return lock;
  const argument = call.args[Number(parameter[1])];
  const text = argument === undefined ? undefined : valueText(graph, argument, 8);
  return text === undefined ? undefined : objectText(lock.replace(parameter[0], () => text).replaceAll("*&", ""));
}

/** A handle and the address of what holds it name the same lock: some functions make it by its address and take it by its value. */
function objectText(value: string | undefined): string | undefined {
  return value?.replace(/^&/, "");
}

/** A value as text that is the same for the same object: `&<K:file#lock>`, `&*<P0>.lock`. */
function valueText(graph: FunctionGraph, register: number, depth: number): string | undefined {
  const made = depth > 0 ? graph.definition(register) : undefined;
  switch (made?.op) {
    case "address": {
      const place = placeText(graph, made.place, depth - 1);
      return place === undefined
        ? undefined
        : place.startsWith("*")
          ? /^\*<\w+>$/.test(place)
            ? place.slice(1)
            : `&${place}`
          : `&${place}`;
    }
    case "load":
      return placeText(graph, made.place, depth - 1);
    case "cast":
      return valueText(graph, made.operand, depth - 1);
    default:
      return undefined;
  }
}

function placeText(graph: FunctionGraph, place: Place, depth: number): string | undefined {
  switch (place.kind) {
    case "variable": {
      const variable = graph.ir.variables[place.variable];
      if (variable?.key !== undefined) return `<K:${variable.key}>`;
      const parameter = graph.ir.parameters.indexOf(place.variable);
      return parameter >= 0 ? `<P${parameter}>` : `<L${place.variable}>`;
    }
    case "deref": {
      const pointer = valueText(graph, place.pointer, depth - 1);
      return pointer === undefined ? undefined : pointer.startsWith("&") ? pointer.slice(1) : `*${pointer}`;
    }
    case "field": {
      const base = placeText(graph, place.base, depth - 1);
      return base === undefined ? undefined : `${base}.${place.name}`;
    }
    case "element": {
      const base = placeText(graph, place.base, depth - 1);
      const index = graph.constantOf(place.index) ?? valueText(graph, place.index, depth - 1);
      return base === undefined || index === undefined ? undefined : `${base}[${index}]`;
    }
  }
}
