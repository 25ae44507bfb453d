// Locks, threads and the functions that run beside the main flow: library functions by name, and how wrappers are called.
import type { FunctionGraph, ParsedFile, SyntaxNode } from "../../../engine/src/index.js";
import { bare, compactText } from "../expressions.js";
import { wordsOf } from "../names.js";

export type LockAction = "acquire" | "release" | "create" | "try";

const KNOWN: Readonly<Record<string, LockAction>> = {
  pthread_mutex_lock: "acquire", pthread_mutex_unlock: "release", pthread_mutex_init: "create", pthread_mutex_trylock: "try",
  pthread_mutex_timedlock: "try", pthread_spin_lock: "acquire", pthread_spin_unlock: "release", pthread_spin_init: "create",
  mtx_lock: "acquire", mtx_unlock: "release", mtx_init: "create", mtx_trylock: "try", mtx_timedlock: "try",
  osMutexAcquire: "acquire", osMutexRelease: "release", osMutexWait: "acquire",
  k_mutex_lock: "acquire", k_mutex_unlock: "release", k_mutex_init: "create",
  tx_mutex_get: "acquire", tx_mutex_put: "release", tx_mutex_create: "create",
  rt_mutex_take: "acquire", rt_mutex_release: "release", rt_mutex_init: "create",
  EnterCriticalSection: "acquire", LeaveCriticalSection: "release", InitializeCriticalSection: "create", TryEnterCriticalSection: "try",
  mbedtls_mutex_lock: "acquire", mbedtls_mutex_unlock: "release",
  sys_mutex_lock: "acquire", sys_mutex_unlock: "release",
}; // prettier-ignore

const SUBJECTS: ReadonlySet<string> = new Set(["lock", "mutex", "mtx", "spinlock", "mutexes"]);
const ACQUIRES: ReadonlySet<string> = new Set(["acquire", "take", "enter", "obtain"]);
const RELEASES: ReadonlySet<string> = new Set(["release", "give", "leave", "unlock", "exit"]);
const CREATES: ReadonlySet<string> = new Set(["create", "init", "initialize", "initialise", "new"]);

/** What a function does to the lock that it gets first; `undefined` when it is none of these. */
export function lockAction(callee: string): LockAction | undefined {
  const known = KNOWN[callee];
  if (known !== undefined) return known;
  const words = wordsOf(callee);
  // Locks that the same task may take again, and locks shared by readers, follow other rules.
  if (words.length < 2 || words.some((word) => /^(recursive|read|write|rd|wr|rw|shared|try|timed|irq|isr|from|count)/.test(word)))
    return undefined;
  const last = words.at(-1) ?? "";
  const about = words.slice(0, -1).some((word) => SUBJECTS.has(word));
  if (about && ACQUIRES.has(last)) return "acquire";
  if (about && RELEASES.has(last)) return "release";
  if (about && CREATES.has(last)) return "create";
  if (last === "lock" && words.includes("mutex")) return "acquire";
  return undefined;
}

/** A name for the lock that a call is about: the same text means the same lock within one function. */
export function lockName(file: ParsedFile, call: SyntaxNode): string | undefined {
  const [argument] = call.args;
  if (!argument) return undefined;
  const name = compactText(bare(argument))
    .replace(/^&/, "")
    .replace(/^\((.*)\)$/, "$1");
  return name === "" || name.length > 80 ? undefined : name;
}

/** Functions that start another flow of control, by the position of the function that runs in it. */
const STARTERS: Readonly<Record<string, number>> = {
  pthread_create: 2, thrd_create: 1, xTaskCreate: 0, xTaskCreateStatic: 0, xTaskCreatePinnedToCore: 0, osThreadNew: 0, k_thread_create: 3,
  tx_thread_create: 2, rt_thread_create: 1, sys_thread_new: 1, _beginthreadex: 2, _beginthread: 0, CreateThread: 2,
}; // prettier-ignore

/** Name of the function that a call starts as a thread or task. */
export function startedThread(file: ParsedFile, call: SyntaxNode): string | undefined {
  const callee = file.semantics.calleeName(call);
  const known = STARTERS[callee];
  const words = known === undefined ? wordsOf(callee) : [];
  const isStarter =
    words.some((word) => word === "thread" || word === "task") && words.some((word) => /^(create|start|spawn|new)$/.test(word));
  const candidates = known === undefined ? (isStarter ? call.args : []) : [call.args[known]];
  for (const argument of candidates) {
    const inner = argument && bare(argument);
    const name = inner?.kind === "unary" && inner.operator === "&" ? bare(inner.child("operand") ?? inner) : inner;
    if (name?.kind === "identifier" && file.facts.functions.some((fact) => fact.name === name.text && fact.body !== undefined))
      return name.text;
  }
  return undefined;
}

export interface LockCall {
  readonly action: LockAction;
  readonly name: string;
  readonly call: SyntaxNode;
  /** The result decides whether the lock was taken. */
  readonly isAsked: boolean;
}

/** What a call instruction does to a lock. */
export function lockCall(file: ParsedFile, graph: FunctionGraph, callee: string, node: number): LockCall | undefined {
  const action = lockAction(callee);
  if (action === undefined) return undefined;
  const call = file.tree.node(graph.nodeOf(node));
  if (call.kind !== "call") return undefined;
  const name = lockName(file, call);
  if (name === undefined) return undefined;
  return { action, name, call, isAsked: call.parent?.kind !== "expressionStatement" };
}
