import { defineRule, type FlowContext, type FunctionGraph, type ParsedFile } from "../../engine/src/index.js";
import { lockAction, startedThread } from "../shared/c/locks.js";
import { wordsOf } from "../shared/names.js";

export default defineRule({
  id: "concurrency/unlocked-shared-data",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [366, 362],
    cert: ["CON32-C", "CON43-C"],
    misra: ["C:2012 D5.1"],
    iec62304: ["event sequence", "data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    race: "'{name}' is read and written back here without a lock, and {who}: when they come between the two, a change is lost. Take a lock around it, or make '{name}' atomic.",
  },
  docs: {
    title: "Shared variable changed without a lock",
    what: "Reports a variable that a thread's function reads and writes back (`count = count + 1`, `count++`) without holding a lock, when another thread does the same: the function is started more than once, or another thread's function writes the variable too.",
    why: "Reading, adding and writing are three steps. A delivered dose that two tasks count up loses a bolus whenever they meet, and no test repeats it.",
    whatToDo: "Hold a lock from the read to the write, or use an atomic type.",
    whenToDeviate: "When the threads never run at the same time. Name what keeps them apart.",
    limits: [
      "Threads are known where they are started in the same file.",
      "Only scalar variables that the thread's own function or a function that it calls in this file changes.",
      "Whether two places hold the same lock is not compared.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <pthread.h>\n\nstatic int delivered;\n\nstatic void *Channel_Run(void *unused)\n{\n    delivered = delivered + 1;\n    return unused;\n}\n\nint Channels_Start(pthread_t *first, pthread_t *second)\n{\n    if (pthread_create(first, NULL, Channel_Run, NULL) != 0) {\n        return -1;\n    }\n    return pthread_create(second, NULL, Channel_Run, NULL);\n}\n",
        good: "#include <pthread.h>\n\nstatic int delivered;\nstatic pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n\nstatic void *Channel_Run(void *unused)\n{\n    pthread_mutex_lock(&lock);\n    delivered = delivered + 1;\n    pthread_mutex_unlock(&lock);\n    return unused;\n}\n\nint Channels_Start(pthread_t *first, pthread_t *second)\n{\n    if (pthread_create(first, NULL, Channel_Run, NULL) != 0) {\n        return -1;\n    }\n    return pthread_create(second, NULL, Channel_Run, NULL);\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

/** How often each function of a file is started as a thread; a start in a loop counts as two. */
function threadsOf(file: ParsedFile): ReadonlyMap<string, number> {
  let threads = known.get(file);
  if (threads) return threads;
  const counts = new Map<string, number>();
  for (const fact of file.facts.calls) {
    if (!/thread|task/i.test(fact.callee)) continue;
    const call = file.tree.node(fact.node);
    const name = startedThread(file, call);
    if (name === undefined) continue;
    const again = call.ancestor("for", "while", "doWhile", "function")?.kind === "function" ? 1 : 2;
    counts.set(name, (counts.get(name) ?? 0) + again);
  }
  known.set(file, (threads = counts));
  return threads;
}

const known = new WeakMap<ParsedFile, ReadonlyMap<string, number>>();

function visit(context: FlowContext<"race">, graph: FunctionGraph): void {
  const threads = threadsOf(context.file);
  if (threads.size === 0) return;
  const { name } = context.function;
  const starters = [...threads.keys()].filter((thread) => thread === name || callsDirectly(context, thread, name));
  // A helper counts for the threads that call it; code that nobody starts is the main flow's.
  const times = starters.reduce((sum, thread) => sum + (threads.get(thread) ?? 0), 0);
  if (times === 0) return;
  const changes = unlockedChanges(graph);
  const reported = new Set<string>();
  for (const { key, variable, node } of changes) {
    if (reported.has(key) || isDeclaredAtomic(context, variable)) continue;
    const other = times > 1 ? undefined : otherWriter(context, graph, threads, key);
    if (times < 2 && other === undefined) continue;
    // A macro that changes it may take the lock too.
    const at = context.file.tree.node(graph.nodeOf(node));
    if (!at.is("assignment", "update")) continue;
    reported.add(key);
    const who = other === undefined ? `more than one thread runs '${name}'` : `'${other}', another thread, writes it too`;
    context.report("race", at, { name: variable, who });
  }
}

function isDeclaredAtomic(context: FlowContext, name: string): boolean {
  const declared = context.file.facts.variables.find((variable) => variable.name === name);
  const written = context.project.text(context.file.document.path) ?? "";
  return declared !== undefined && /atomic/i.test(written.slice(declared.span.start, declared.nameSpan.start));
}

function callsDirectly(context: FlowContext, thread: string, callee: string): boolean {
  const { calls, functions } = context.file.facts;
  return calls.some((call) => call.callee === callee && functions[call.caller]?.name === thread);
}

/** Another thread's function that writes the same object. */
function otherWriter(context: FlowContext, graph: FunctionGraph, threads: ReadonlyMap<string, number>, key: string): string | undefined {
  for (const thread of threads.keys()) {
    if (thread === context.function.name || callsDirectly(context, thread, context.function.name)) continue;
    const other = graph.callee(thread);
    if (other && unlockedChanges(other).some((change) => change.key === key)) return thread;
  }
  return undefined;
}

interface Change {
  readonly key: string;
  readonly variable: string;
  readonly node: number;
}

/** Objects of static storage that are read and written back while no lock is held. */
function unlockedChanges(graph: FunctionGraph): readonly Change[] {
  const { ir } = graph;
  const changes: Change[] = [];
  // A function that takes a lock at all holds it where it should, as far as paths are not compared.
  const locks = ir.references.some((name) => lockAction(name) === "acquire" || isCritical(name));
  if (locks) return changes;
  for (const block of graph.order) {
    for (const instruction of ir.blocks[block]?.instructions ?? []) {
      if (instruction.op !== "store" || instruction.place.kind !== "variable") continue;
      const variable = ir.variables[instruction.place.variable];
      if (variable?.key === undefined || !isPlain(variable.type.kind) || isAtomic(variable.type)) continue;
      if (readsItself(graph, instruction.value, instruction.place.variable, 6))
        changes.push({ key: variable.key, variable: variable.name, node: instruction.node });
    }
  }
  return changes;
}

function isCritical(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.includes("critical") || words.includes("atomic") || /disable_?(irq|interrupt)|irq_?(lock|save)|suspend_?all|lock/i.test(name)
  );
}

function isPlain(kind: string): boolean {
  return kind === "integer" || kind === "boolean" || kind === "float" || kind === "enum" || kind === "pointer";
}

function isAtomic(type: { readonly kind: string; readonly name?: string }): boolean {
  return /atomic/i.test(type.name ?? "");
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
