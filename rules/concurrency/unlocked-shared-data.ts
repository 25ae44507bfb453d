import { defineRule, type FlowContext, type FunctionGraph, type SyntaxNode } from "../../engine/src/index.js";
import { accessesOf, functionsOfThread, type SharedAccess } from "../shared/c/shared-data.js";
import { startedThreads } from "../shared/c/locks.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "race" | "unequal" | "unlocked";

export default defineRule<MessageId>({
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
    unequal:
      "'{name}' is {verb} here without '{lock}', under which '{other}', another thread, {otherVerb} it: a lock protects only where everybody takes it. Take '{lock}' here too.",
    unlocked:
      "'{name}' is {verb} here and {otherVerb} in '{other}', another thread, and no lock is held: one may see half of what the other does, or an old value for ever. Take a lock in both, or make '{name}' atomic.",
  },
  docs: {
    title: "Shared variable changed without a lock",
    what: "Reports a variable that a thread's function reads and writes back (`count = count + 1`, `count++`) without holding a lock, when another thread does the same: the function is started more than once, or another thread's function writes the variable too; and an access without the lock under which another thread writes the variable. In the strict preset every variable that one thread writes and another one uses with no lock in common.",
    why: "Reading, adding and writing are three steps. A delivered dose that two tasks count up loses a bolus whenever they meet, and no test repeats it.",
    whatToDo: "Hold a lock from the read to the write, or use an atomic type.",
    whenToDeviate: "When the threads never run at the same time. Name what keeps them apart.",
    limits: [
      "Threads are known where they are started in the same file.",
      "Only variables that the thread's own function or functions of the file that it calls touch by name, not through pointers.",
      "What the function that starts the threads does itself is not compared with them: it may come before or after.",
      "A variable that is only handed over in one direction, `volatile` or guarded by a queue, is left alone.",
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

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  const { file } = context;
  const threads = startedThreads(file);
  if (threads.size === 0 || isTestPath(file.document.path)) return;
  const starters = [...threads.keys()].filter((thread) => functionsOfThread(context, graph, thread).includes(graph));
  // A helper counts for the threads that call it; code that nobody starts is the main flow's.
  const times = starters.reduce((sum, thread) => sum + (threads.get(thread) ?? 0), 0);
  if (times === 0) return;
  const reported = new Set<string>();
  for (const access of accessesOf(graph, file)) {
    if (reported.has(access.key) || isDeclaredAtomic(context, access.variable)) continue;
    const at = file.tree.node(graph.nodeOf(access.node));
    if (checkCount(context, graph, access, at, times, starters)) reported.add(access.key);
    else if (checkPairs(context, graph, access, at, starters)) reported.add(access.key);
  }
}

/** Reading, changing and writing back, where another thread writes too. */
function checkCount(
  context: FlowContext<MessageId>,
  graph: FunctionGraph,
  access: SharedAccess,
  at: SyntaxNode,
  times: number,
  starters: readonly string[],
): boolean {
  // A macro that changes it may take the lock too.
  if (!access.readsItself || access.locks.length > 0 || access.isGuarded || !at.is("assignment", "update")) return false;
  const other =
    times > 1
      ? undefined
      : othersOf(context, graph, starters).find(
          ({ access: each }) => each.key === access.key && each.writes && each.locks.length === 0 && !each.isGuarded,
        );
  if (times < 2 && other === undefined) return false;
  const who =
    other === undefined ? `more than one thread runs '${context.function.name}'` : `'${other.thread}', another thread, writes it too`;
  context.report("race", at, { name: access.variable, who });
  return true;
}

/** An access without the lock that another thread holds, or without any. */
function checkPairs(
  context: FlowContext<MessageId>,
  graph: FunctionGraph,
  access: SharedAccess,
  at: SyntaxNode,
  starters: readonly string[],
): boolean {
  if (access.locks.length > 0 || access.isGuarded || access.isVolatile) return false;
  const others = othersOf(context, graph, starters).filter(
    ({ access: each }) => each.key === access.key && (each.writes || access.writes) && !each.isGuarded,
  );
  const data = (
    other: (typeof others)[number],
  ): { readonly name: string; readonly verb: string; readonly other: string; readonly otherVerb: string } => ({
    name: access.variable,
    verb: access.writes ? "written" : "read",
    other: other.thread,
    otherVerb: other.access.writes ? "writes" : "reads",
  });
  const locked = others.find(({ access: each }) => each.locks.length > 0);
  if (locked) {
    context.report("unequal", at, { ...data(locked), lock: locked.access.lockNames[0] ?? "" });
    return true;
  }
  const [unlocked] = others;
  if (!unlocked || !context.project.config.presets.includes("strict")) return false;
  context.report("unlocked", at, { ...data(unlocked), otherVerb: unlocked.access.writes ? "written" : "read" });
  return true;
}

interface Other {
  readonly thread: string;
  readonly access: SharedAccess;
}

/** What threads do that do not run this function. */
function othersOf(context: FlowContext, graph: FunctionGraph, starters: readonly string[]): readonly Other[] {
  return [...startedThreads(context.file).keys()]
    .filter((thread) => !starters.includes(thread))
    .flatMap((thread) =>
      functionsOfThread(context, graph, thread).flatMap((other) => accessesOf(other, context.file).map((access) => ({ thread, access }))),
    );
}

function isDeclaredAtomic(context: FlowContext, name: string): boolean {
  const declared = context.file.facts.variables.find((variable) => variable.name === name);
  const written = context.project.text(context.file.document.path) ?? "";
  return (
    declared !== undefined &&
    /atomic|thread_local|_Thread_local|__thread/i.test(written.slice(declared.span.start, declared.nameSpan.start))
  );
}
