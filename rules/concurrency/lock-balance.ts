import { defineRule, type FlowContext, type FunctionFact, type FunctionGraph, type SyntaxNode } from "../../engine/src/index.js";
import {
  FREE,
  HELD,
  lockFlow,
  NEXT_ACQUIRE,
  NEXT_EXIT,
  NEXT_RELEASE,
  NEXT_UNKNOWN,
  type LockFlow,
  type LockStep,
} from "../shared/c/lock-flow.js";
import { lockGuards } from "../shared/c/locks.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "notLocked" | "twice" | "inside" | "kept" | "never";

export default defineRule<MessageId>({
  id: "concurrency/lock-balance",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [667, 832, 764, 765],
    cert: ["CON35-C", "POS48-C", "CON01-C"],
    misra: ["C:2012 D5.1", "C:2012 D5.2", "C:2012 22.17", "C:2012 22.18"],
    iec62304: ["event sequence", "resource allocation"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    notLocked:
      "'{lock}' is released here without being held: another task's hold ends, or the system stops. Take it before, or remove this release.",
    twice:
      "'{lock}' is taken here although this path holds it already: the task waits for itself for ever. Release it before, or remove this one.",
    inside:
      "'{callee}' takes '{lock}', which this path holds already: the task waits for itself for ever. Release it before, or call a variant that expects it held.",
    never:
      "'{lock}' is taken here, this function never releases it, and no other function of the file gives it back for this one: the next task that wants it waits for ever. Release it when the work is done.",
    kept: "This path leaves with '{lock}' still held, while others release it: the next task that wants it waits for ever. Release it before leaving.",
  },
  docs: {
    title: "Lock that is not released, released twice, or taken twice",
    what: "Follows each lock along the paths of a function and reports a release without hold, a second take, a way out on which it stays held while the function's other ways release it, and a lock that nothing releases. Mutexes and spin locks of POSIX, C11, C++, Windows, FreeRTOS, Zephyr and other systems, critical sections, and turned-off interrupts.",
    why: "An early `return` in the error path keeps the lock: the alarm task then waits for it until the watchdog ends the therapy. It happens in the one situation that nobody tested.",
    whatToDo: "Release on every way out; one exit, or in C++ a guard object such as `std::lock_guard`, makes that easy to see.",
    whenToDeviate: "When a function hands its lock to the caller on some paths by design. Say so in its name and in the reason.",
    limits: [
      "Locks are told apart by how they are written: two names for one lock are two locks.",
      "Locks whose taking is asked for by an `if` (`trylock`, timeouts) count as unknown behind it.",
      "Helper functions of the same file that take or release a lock are followed; those of other files are not.",
      "Locks that their holder may take again are not reported for being taken twice; semaphores are judged by their balance within one function.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <pthread.h>\n\nstatic pthread_mutex_t rate_lock = PTHREAD_MUTEX_INITIALIZER;\nstatic int rate;\n\nint Rate_Set(int wanted)\n{\n    pthread_mutex_lock(&rate_lock);\n    if (wanted > 300) {\n        return -1;\n    }\n    rate = wanted;\n    pthread_mutex_unlock(&rate_lock);\n    return 0;\n}\n",
        good: "#include <pthread.h>\n\nstatic pthread_mutex_t rate_lock = PTHREAD_MUTEX_INITIALIZER;\nstatic int rate;\n\nint Rate_Set(int wanted)\n{\n    int result = -1;\n    pthread_mutex_lock(&rate_lock);\n    if (wanted <= 300) {\n        rate = wanted;\n        result = 0;\n    }\n    pthread_mutex_unlock(&rate_lock);\n    return result;\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  if (graph.ir.partial || isTestPath(context.file.document.path)) return;
  const flow = lockFlow(graph, context.file);
  if (!flow) return;
  const report = reporter(context);
  const guards = lockGuards(flow.node(0));
  for (const block of graph.order) {
    flow.walk(block, (step, before, instruction) => {
      const at = flow.node(instruction.node);
      if (
        (step.effect === "acquire" || step.effect === "passes") &&
        isExclusive(context, step) &&
        guards.some((guard) => guard.at.start < at.start && at.start < guard.end && guard.locks.includes(step.name.replace(/^this->/, "")))
      ) {
        report(step.via === undefined ? "twice" : "inside", at, step);
        return;
      }
      if (step.effect === "release" && before === FREE && step.kind === "mutex") report("notLocked", at, step);
      else if ((step.effect === "acquire" || step.effect === "passes") && before === HELD && isExclusive(context, step)) {
        if (isSignal(context, flow, step)) return;
        report(step.effect === "acquire" && step.via === undefined ? "twice" : "inside", at, step);
      }
    });
    for (const [lock, step] of flow.locks) checkWays(context, flow, block, lock, step, report);
  }
  for (const [instruction, steps] of flow.steps)
    for (const step of steps)
      if (step.effect === "acquire" && step.via === undefined && isNeverReleased(context, flow, step.lock, step))
        report("never", flow.node(instruction.node), step);
}

type Report = (id: MessageId, at: SyntaxNode, step: LockStep) => void;

function reporter(context: FlowContext<MessageId>): Report {
  const reported = new Set<number>();
  return (id, at, step) => {
    if (reported.has(at.id)) return;
    reported.add(at.id);
    context.report(id, at, { lock: step.name, callee: step.via ?? "" });
  };
}

/** Its holder waits for itself: not a lock that may be taken again, and none that this file makes so. */
function isExclusive(context: FlowContext, step: LockStep): boolean {
  return step.kind === "mutex" && !/RECURSIVE|recursive/.test(context.file.tree.text);
}

/** The places from which on a lock can't come into balance any more. */
function checkWays(context: FlowContext<MessageId>, flow: LockFlow, block: number, lock: string, step: LockStep, report: Report): void {
  const { graph } = flow;
  // Where all ways go on alike, the decision fell earlier or falls later.
  const behind = flow.nextBehind(lock, block);
  for (const successor of graph.successors(block)) {
    const next = flow.next(lock, successor);
    if (next === behind || next === 0 || (behind & NEXT_UNKNOWN) !== 0) continue;
    const state = flow.stateOnEdge(block, successor)?.get(lock);
    if (state === HELD && (behind & NEXT_RELEASE) !== 0 && (next & (NEXT_RELEASE | NEXT_UNKNOWN)) === 0) {
      const at = placeOf(flow, block, successor);
      if (next === NEXT_EXIT && !isFailure(at) && isHandedOver(context, flow, step)) continue;
      // Taken again on this way only: reported where it is taken, unless a loop leads there.
      if (next === NEXT_ACQUIRE && !(at.is("continue", "goto") && (isExclusive(context, step) || step.kind === "semaphore"))) continue;
      report("kept", at, step);
    } else if (state === FREE && next === NEXT_RELEASE && step.kind === "mutex") reportReleases(flow, successor, lock, report);
  }
  if (behind === NEXT_RELEASE && step.kind === "mutex") {
    const state = flow.stateOnEdge(block, graph.successors(block)[0] ?? -1)?.get(lock);
    if (state === FREE) reportReleases(flow, graph.successors(block)[0] ?? -1, lock, report);
  }
}

/** Reports the releases that come first from a block on. */
function reportReleases(flow: LockFlow, from: number, lock: string, report: Report): void {
  const seen = new Set<number>();
  const waiting = [from];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    if (seen.has(block)) continue;
    seen.add(block);
    const found = flow
      .instructions(block)
      .map((instruction) => ({ instruction, step: flow.steps.get(instruction)?.find((each) => each.lock === lock) }))
      .find(({ step }) => step !== undefined);
    if (found?.step) report("notLocked", flow.node(found.instruction.node), found.step);
    else waiting.push(...flow.graph.successors(block));
  }
}

/** The statement that leaves: a `return`, `goto`, `break` or `continue` on the way, else the decision itself. */
function placeOf(flow: LockFlow, block: number, successor: number): SyntaxNode {
  const { ir } = flow.graph;
  for (let at = successor, steps = 0; steps < 4; steps++) {
    const terminator = ir.blocks[at]?.terminator;
    if (!terminator) break;
    const node = flow.node(terminator.node);
    if (node.is("return", "break", "continue", "goto")) return node;
    if (terminator.op !== "jump" || steps > 0) break;
    at = terminator.target;
  }
  const node = flow.node(ir.blocks[block]?.terminator.node ?? 0);
  return node.kind === "if" ? (node.child("condition") ?? node) : node;
}

/** Who fails hands nothing over. */
function isFailure(node: SyntaxNode): boolean {
  return /^return\s*\(?\s*(-\s*\w+|NULL|nullptr|false|FALSE|\w*(ERR|FAIL|INVAL)\w*)\b/.test(node.text);
}

/** Another function of the file only gives this lock back: leaving with it may be the meaning of this one. */
function isHandedOver(context: FlowContext, flow: LockFlow, step: LockStep): boolean {
  if (/lock|begin|acquire|enter|claim|reserve|start|open|take|grab/i.test(context.function.name)) return true;
  const { calls } = context.file.facts;
  const callersOf = (name: string): ReadonlySet<number> =>
    new Set(calls.filter(({ callee }) => callee === name).map(({ caller }) => caller));
  // A helper of this file alone gives back for those that call both.
  const mine = callersOf(context.function.name);
  return releasers(context, flow, step.name).some(
    (fact) => fact.linkage === "external" || [...callersOf(fact.name)].some((caller) => mine.has(caller)),
  );
}

/** Taken a second time to wait: somebody else, a callback or an interrupt as a rule, gives back what this function took. */
function isSignal(context: FlowContext, flow: LockFlow, step: LockStep): boolean {
  if (step.lock.startsWith("<L")) {
    return new RegExp(String.raw`=\s*(?:\([^()]*\)\s*)*&\s*${step.name}\b`).test(flow.node(0).text);
  }
  const member = /(?:->|\.)\s*(\w+)\W*$/.exec(step.name)?.[1];
  return member !== undefined && releasers(context, flow, new RegExp(String.raw`(?:->|\.)\s*${member}\W*$`)).length > 0;
}

/** Other functions of the file that give back a lock that somebody else took. */
function releasers(context: FlowContext, flow: LockFlow, name: string | RegExp): readonly FunctionFact[] {
  return context.file.facts.functions.filter((fact) => {
    const other = fact.body === undefined || fact.name === context.function.name ? undefined : flow.graph.callee(fact.name);
    const theirs = other?.file === flow.graph.file ? lockFlow(other, context.file) : undefined;
    return (
      theirs !== undefined &&
      [...theirs.locks].some(
        ([lock, each]) =>
          (typeof name === "string" ? each.name === name : name.test(each.name)) && (theirs.next(lock, 0) & NEXT_RELEASE) !== 0,
      )
    );
  });
}

/** A lock of this file alone that this function takes and nobody gives back. */
function isNeverReleased(context: FlowContext, flow: LockFlow, lock: string, step: LockStep): boolean {
  if (step.kind !== "mutex" && step.kind !== "reentrant") return false;
  const variable = context.file.facts.variables.find(({ name }) => name === step.name);
  if (variable?.linkage !== "internal") return false;
  const own = [...flow.steps.values()].flat().filter((each) => each.lock === lock);
  if (own.some(({ effect }) => effect !== "acquire")) return false;
  return endsHeld(flow, lock) && releasers(context, flow, step.name).length === 0;
}

/** Some way out leaves with the lock surely held. */
function endsHeld(flow: LockFlow, lock: string): boolean {
  return flow.graph.order.some(
    (block) =>
      flow.graph.successors(block).length === 0 &&
      flow.nextBehind(lock, block) === NEXT_EXIT &&
      flow.stateBehindBlock(block).get(lock) === HELD,
  );
}
