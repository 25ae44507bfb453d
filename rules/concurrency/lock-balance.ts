import { defineRule, type FlowContext, type FunctionGraph } from "../../engine/src/index.js";
import { lockCall, type LockCall } from "../shared/c/locks.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "notLocked" | "twice" | "kept";
/** What may be true of a lock at one place, as bits. */
const FREE = 1;
const HELD = 2;
const UNKNOWN = 4;
type State = ReadonlyMap<string, number>;

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
    kept: "This path leaves with '{lock}' still held, while others release it: the next task that wants it waits for ever. Release it before leaving.",
  },
  docs: {
    title: "Lock that is not released, released twice, or taken twice",
    what: "Follows each lock along the paths of a function and reports a release without hold, a second take, and a way out on which it stays held while the function's other ways out release it.",
    why: "An early `return` in the error path keeps the lock: the alarm task then waits for it until the watchdog ends the therapy. It happens in the one situation that nobody tested.",
    whatToDo: "Release on every way out; one exit, or in C++ a guard object such as `std::lock_guard`, makes that easy to see.",
    whenToDeviate: "When a function hands its lock to the caller on some paths by design. Say so in its name and in the reason.",
    limits: [
      "Locks are told apart by how they are written: two names for one lock are two locks.",
      "Locks whose taking is asked for by an `if` (`trylock`, timeouts) count as unknown behind it.",
      "Recursive locks, and locks for readers and writers, are not looked at.",
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
  const calls = new Map<number, LockCall>();
  for (const { instructions } of graph.ir.blocks)
    for (const instruction of instructions) {
      if (instruction.op !== "call") continue;
      const found = lockCall(context.file, graph, instruction.callee, instruction.node);
      if (found) calls.set(instruction.node, found);
    }
  // Most functions have none, and a function that only takes or only gives hands over on purpose.
  if (calls.size === 0) return;
  const released = new Set([...calls.values()].filter(({ action }) => action === "release").map(({ name }) => name));
  const states = fixpoint(graph, calls);
  const reported = new Set<number>();
  for (const block of graph.order) {
    const state = new Map(states[block]);
    for (const instruction of graph.ir.blocks[block]?.instructions.slice(0, graph.runs(block)) ?? []) {
      const lock = instruction.op === "call" ? calls.get(instruction.node) : undefined;
      if (lock && !reported.has(lock.call.id)) {
        const before = state.get(lock.name) ?? UNKNOWN;
        if (lock.action === "release" && before === FREE) {
          reported.add(lock.call.id);
          context.report("notLocked", lock.call, { lock: lock.name });
        } else if (lock.action === "acquire" && before === HELD) {
          reported.add(lock.call.id);
          context.report("twice", lock.call, { lock: lock.name });
        }
      }
      apply(graph, calls, state, instruction);
    }
    const terminator = graph.ir.blocks[block]?.terminator;
    if (terminator?.op !== "return" || graph.runs(block) < (graph.ir.blocks[block]?.instructions.length ?? 0)) continue;
    for (const [name, value] of state) {
      if (value !== HELD || !released.has(name)) continue;
      const node = context.file.tree.node(graph.nodeOf(terminator.node));
      context.report("kept", node.kind === "return" ? node : context.function.nameSpan, { lock: name });
    }
  }
}

type Instruction = FunctionGraph["ir"]["blocks"][number]["instructions"][number];

function apply(graph: FunctionGraph, calls: ReadonlyMap<number, LockCall>, state: Map<string, number>, instruction: Instruction): void {
  if (instruction.op !== "call") return;
  const lock = calls.get(instruction.node);
  if (!lock) {
    // A function of the project may take or release them itself.
    if (state.size > 0 && touchesLocks(graph.callee(instruction.callee), 2)) for (const name of state.keys()) state.set(name, UNKNOWN);
    return;
  }
  switch (lock.action) {
    case "create":
    case "release":
      state.set(lock.name, FREE);
      break;
    case "acquire":
      state.set(lock.name, lock.isAsked ? UNKNOWN : HELD);
      break;
    case "try":
      state.set(lock.name, UNKNOWN);
      break;
  }
}

function touchesLocks(graph: FunctionGraph | undefined, depth: number): boolean {
  if (!graph) return false;
  return graph.ir.references.some(
    (name) => /lock|mutex|critical/i.test(name) || (depth > 0 && touchesLocks(graph.callee(name), depth - 1)),
  );
}

/** What may be true of each lock when each block begins. */
function fixpoint(graph: FunctionGraph, calls: ReadonlyMap<number, LockCall>): readonly State[] {
  const names = new Set([...calls.values()].map(({ name }) => name));
  const start = new Map([...names].map((name) => [name, UNKNOWN] as const));
  const states: (Map<string, number> | undefined)[] = graph.ir.blocks.map(() => undefined);
  states[0] = new Map(start);
  for (let changed = true; changed;) {
    changed = false;
    for (const block of graph.order) {
      const state = states[block] && new Map(states[block]);
      if (!state) continue;
      for (const instruction of graph.ir.blocks[block]?.instructions.slice(0, graph.runs(block)) ?? [])
        apply(graph, calls, state, instruction);
      for (const successor of graph.successors(block)) {
        const known = states[successor];
        if (!known) {
          states[successor] = new Map(state);
          changed = true;
          continue;
        }
        for (const [name, value] of state) {
          const joined = (known.get(name) ?? 0) | value;
          if (joined === known.get(name)) continue;
          known.set(name, joined);
          changed = true;
        }
      }
    }
  }
  return states.map((state) => state ?? start);
}
