// Which objects of static storage a function touches, and under which locks.
import type { FlowContext, FunctionGraph, ParsedFile } from "../../../engine/src/index.js";
import { lockFlow } from "./lock-flow.js";
import { lockAction, lockGuards } from "./locks.js";
import { wordsOf } from "../names.js";

/** One variable, or one part of it, as a function reads or writes it. */
export interface SharedAccess {
  readonly key: string;
  readonly variable: string;
  readonly node: number;
  readonly writes: boolean;
  /** What is written was computed from what was there. */
  readonly readsItself: boolean;
  readonly isVolatile: boolean;
  /** Locks that are surely held. */
  readonly locks: readonly string[];
  readonly lockNames: readonly string[];
  /** The function protects itself in a way that is not followed: a lock of unknown state, a critical section of its own. */
  readonly isGuarded: boolean;
}

type Instruction = FunctionGraph["ir"]["blocks"][number]["instructions"][number];

const known = new WeakMap<ParsedFile, Map<FunctionGraph, readonly SharedAccess[]>>();

/** Objects of static storage that a function reads and writes by name. */
export function accessesOf(graph: FunctionGraph, file: ParsedFile): readonly SharedAccess[] {
  let byGraph = known.get(file);
  if (!byGraph) known.set(file, (byGraph = new Map<FunctionGraph, readonly SharedAccess[]>()));
  let accesses = byGraph.get(graph);
  if (!accesses) byGraph.set(graph, (accesses = findAccesses(graph, file)));
  return accesses;
}

function findAccesses(graph: FunctionGraph, file: ParsedFile): readonly SharedAccess[] {
  const accesses: SharedAccess[] = [];
  const flow = lockFlow(graph, file);
  const owner = file.tree.node(graph.nodeOf(0));
  const guards = lockGuards(owner);
  const hasUnknown = flow === undefined && graph.ir.references.some((name) => lockAction(name) === "acquire" || isCritical(name));
  for (const block of graph.order) {
    for (const [index, instruction] of (graph.ir.blocks[block]?.instructions ?? []).entries()) {
      const place = instruction.op === "store" || instruction.op === "load" ? instruction.place : undefined;
      const variable = place && rootOf(graph, place);
      if (!place || variable?.key === undefined || variable.constant === true || isSynchronised(variable.type)) continue;
      const { start } = file.tree.node(graph.nodeOf(instruction.node));
      const guarding = guards.filter(({ at, end }) => at.start < start && start < end).flatMap(({ locks }) => locks);
      const locks = flow ? flow.heldBefore(block, index) : [];
      const isGuarded = hasUnknown || (locks.length === 0 && flow !== undefined && !isSurelyFree(flow, block, index));
      accesses.push({
        key: variable.key,
        variable: variable.name,
        node: instruction.node,
        writes: instruction.op === "store",
        readsItself: instruction.op === "store" && place.kind === "variable" && readsItself(graph, instruction.value, place.variable, 6),
        isVolatile: variable.volatile === true,
        locks: [...locks, ...guarding],
        lockNames: [...locks.map((lock) => flow?.locks.get(lock)?.name ?? lock), ...guarding],
        isGuarded,
      });
    }
  }
  return accesses;
}

/** No lock was taken on any way here, or all were released. */
function isSurelyFree(flow: NonNullable<ReturnType<typeof lockFlow>>, block: number, index: number): boolean {
  return flow.mayHoldBefore(block, index).length === 0;
}

function rootOf(
  graph: FunctionGraph,
  place: Extract<Instruction, { op: "load" }>["place"],
): FunctionGraph["ir"]["variables"][number] | undefined {
  switch (place.kind) {
    case "variable":
      return graph.ir.variables[place.variable];
    case "field":
    case "element":
      return rootOf(graph, place.base);
    case "deref":
      return undefined;
  }
}

/** Locks, queues, handles and atomic types are made for being shared. */
function isSynchronised(type: { readonly kind: string; readonly name?: string }): boolean {
  return type.kind === "function" || /atomic|mutex|sem|lock|queue|handle|cond|event|thread|once|barrier/i.test(type.name ?? "");
}

function isCritical(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.includes("critical") || words.includes("atomic") || /disable_?(irq|interrupt)|irq_?(lock|save)|suspend_?all|lock/i.test(name)
  );
}

/** True when a value is computed from what the variable held before. */
function readsItself(graph: FunctionGraph, register: number, variable: number, depth: number): boolean {
  const made = depth > 0 ? graph.definition(register) : undefined;
  switch (made?.op) {
    case "load":
      return made.place.kind === "variable" && made.place.variable === variable;
    case "cast":
    case "unary":
      return readsItself(graph, made.operand, variable, depth - 1);
    case "binary":
      return readsItself(graph, made.left, variable, depth - 1) || readsItself(graph, made.right, variable, depth - 1);
    default:
      return false;
  }
}

/** A thread's function, and those of the file that it calls. */
export function functionsOfThread(context: FlowContext, graph: FunctionGraph, thread: string): readonly FunctionGraph[] {
  const found: FunctionGraph[] = [];
  const visit = (name: string, depth: number): void => {
    const each = name === context.function.name ? graph : graph.callee(name);
    if (each?.file !== graph.file || found.includes(each)) return;
    found.push(each);
    if (depth > 0) for (const reference of each.ir.references) visit(reference, depth - 1);
  };
  visit(thread, 2);
  return found;
}
