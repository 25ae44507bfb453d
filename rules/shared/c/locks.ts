// Locks, threads and the functions that run beside the main flow: library functions by name, and how wrappers are called.
import type { ParsedFile, SyntaxNode } from "../../../engine/src/index.js";
import { bare, compactText, placeName, valueType } from "../expressions.js";
import { wordsOf } from "../names.js";

export type LockAction = "acquire" | "release" | "create" | "try";

/**
 * What kind of thing is held. `mutex`: its holder waits for itself when it takes it again. `reentrant`: its holder may take it again.
 * `semaphore`: others may give what one took, so that only its balance within one function says something. `section`: no other code, or no
 * interrupt, comes between.
 */
export type LockKind = "mutex" | "reentrant" | "semaphore" | "section";

export interface LockOperation {
  readonly action: LockAction;
  readonly kind: LockKind;
  /** Result that says that it was taken; absent: not known, or there is none. */
  readonly taken?: "zero" | "nonzero";
  /** What is held, for calls without an argument that says it. */
  readonly implied?: string;
}

type Row = readonly [LockKind, "zero" | "nonzero" | undefined, acquire: string, release: string, tries: string, creates: string];

// prettier-ignore
const LIBRARY: readonly Row[] = [
  ["mutex", "zero", "pthread_mutex_lock pthread_spin_lock", "pthread_mutex_unlock pthread_spin_unlock", "pthread_mutex_trylock pthread_mutex_timedlock pthread_spin_trylock", "pthread_mutex_init pthread_spin_init"],
  ["mutex", "zero", "mtx_lock", "mtx_unlock", "mtx_trylock mtx_timedlock", "mtx_init"],
  ["mutex", "zero", "osMutexAcquire osMutexWait", "osMutexRelease", "", ""],
  ["reentrant", "zero", "k_mutex_lock tx_mutex_get rt_mutex_take", "k_mutex_unlock tx_mutex_put rt_mutex_release", "", "k_mutex_init tx_mutex_create rt_mutex_init"],
  ["reentrant", undefined, "EnterCriticalSection", "LeaveCriticalSection", "", "InitializeCriticalSection"],
  ["reentrant", "nonzero", "", "", "TryEnterCriticalSection", ""],
  ["mutex", "zero", "mbedtls_mutex_lock", "mbedtls_mutex_unlock", "", ""],
  ["mutex", undefined, "sys_mutex_lock AcquireSRWLockExclusive k_spin_lock spin_lock", "sys_mutex_unlock ReleaseSRWLockExclusive k_spin_unlock spin_unlock", "", ""],
  ["semaphore", "zero", "pthread_rwlock_wrlock pthread_rwlock_rdlock", "pthread_rwlock_unlock", "pthread_rwlock_trywrlock pthread_rwlock_tryrdlock", "pthread_rwlock_init"],
  ["semaphore", "nonzero", "xSemaphoreTake xSemaphoreTakeRecursive", "xSemaphoreGive xSemaphoreGiveRecursive", "", ""],
  ["semaphore", "zero", "sem_wait osSemaphoreAcquire k_sem_take tx_semaphore_get rt_sem_take", "sem_post osSemaphoreRelease k_sem_give tx_semaphore_put rt_sem_release", "sem_trywait sem_timedwait", ""],
  ["semaphore", undefined, "sys_arch_protect", "sys_arch_unprotect", "", ""],
  ["section", undefined, "taskENTER_CRITICAL portENTER_CRITICAL vPortEnterCritical vTaskEnterCritical", "taskEXIT_CRITICAL portEXIT_CRITICAL vPortExitCritical vTaskExitCritical", "", ""],
];

// prettier-ignore
const SECTIONS: readonly (readonly [string, acquire: string, release: string])[] = [
  ["the turned-off interrupts", "__disable_irq portDISABLE_INTERRUPTS taskDISABLE_INTERRUPTS noInterrupts cli __disable_interrupt _disable_interrupts DisableInterrupts", "__enable_irq portENABLE_INTERRUPTS taskENABLE_INTERRUPTS interrupts sei __enable_interrupt _enable_interrupts EnableInterrupts"],
  ["the stopped scheduler", "vTaskSuspendAll k_sched_lock osKernelLock", "xTaskResumeAll k_sched_unlock osKernelUnlock"],
];

const KNOWN: ReadonlyMap<string, LockOperation> = new Map([
  ...LIBRARY.flatMap(([kind, taken, ...byAction]) =>
    (["acquire", "release", "try", "create"] as const).flatMap((action, index) =>
      (byAction[index] ?? "")
        .split(" ")
        .filter((name) => name !== "")
        .map((name): [string, LockOperation] => [
          name,
          {
            action,
            kind,
            ...(taken === undefined ? {} : { taken }),
            ...(kind === "section" ? { implied: "the critical section" } : {}),
          },
        ]),
    ),
  ),
  ...SECTIONS.flatMap(([implied, acquire, release]) =>
    ([["acquire", acquire], ["release", release]] as const).flatMap(([action, names]) =>
      names.split(" ").map((name): [string, LockOperation] => [name, { action, kind: "section", implied }]),
    ),
  ),
]); // prettier-ignore

const SUBJECTS: ReadonlySet<string> = new Set(["lock", "mutex", "mtx", "spinlock", "mutexes"]);
const ACQUIRES: ReadonlySet<string> = new Set(["acquire", "take", "enter", "obtain"]);
const RELEASES: ReadonlySet<string> = new Set(["release", "give", "leave", "unlock", "exit"]);
const CREATES: ReadonlySet<string> = new Set(["create", "init", "initialize", "initialise", "new"]);

/** What a function does to the lock that it gets first; `undefined` when it is none of these. */
export function lockOperation(callee: string): LockOperation | undefined {
  const known = KNOWN.get(callee);
  if (known !== undefined || callee === "") return known;
  let guessed = guesses.get(callee);
  if (guessed === undefined) guesses.set(callee, (guessed = guess(callee) ?? "none"));
  return guessed === "none" ? undefined : guessed;
}

/** By name: asked for every call. */
const guesses = new Map<string, LockOperation | "none">();

function guess(callee: string): LockOperation | undefined {
  const words = wordsOf(callee);
  // Locks that the same task may take again, and locks shared by readers, follow other rules.
  if (words.length < 2 || words.some((word) => /^(recursive|read|write|rd|wr|rw|shared|irq|isr|from|count)/.test(word))) return undefined;
  // What such a function returns where it got the lock, its name does not say.
  if (words.some((word) => /^(try|timed)/.test(word)))
    return words.some((word) => SUBJECTS.has(word)) ? { action: "try", kind: "mutex" } : undefined;
  const last = words.at(-1) ?? "";
  const about = words.slice(0, -1).some((word) => SUBJECTS.has(word));
  if (about && ACQUIRES.has(last)) return { action: "acquire", kind: "mutex" };
  if (about && RELEASES.has(last)) return { action: "release", kind: "mutex" };
  if (about && CREATES.has(last)) return { action: "create", kind: "mutex" };
  if (last === "lock" && words.includes("mutex")) return { action: "acquire", kind: "mutex" };
  return undefined;
}

/** The same, as a word. */
export function lockAction(callee: string): LockAction | undefined {
  return lockOperation(callee)?.action;
}

/** Methods of lock objects in C++. */
const METHODS: Readonly<Record<string, LockOperation>> = {
  lock: { action: "acquire", kind: "mutex" },
  unlock: { action: "release", kind: "mutex" },
  try_lock: { action: "try", kind: "mutex", taken: "nonzero" },
};

/** What a method call does, where its object is a lock by its type or name. */
export function lockMethod(file: ParsedFile, call: SyntaxNode): LockOperation | undefined {
  const callee = call.child("callee");
  const object = callee?.kind === "member" ? callee.child("object") : undefined;
  const operation = METHODS[callee?.child("property")?.text ?? ""];
  if (!object || !operation) return undefined;
  const type = valueType(file.semantics.typeOf(object));
  const typeName = type.kind === "record" ? type.name : "";
  if (/recursive|unique_lock|shared/i.test(typeName)) return undefined;
  const name = placeName(object);
  const isLock =
    /mutex|spin_?lock|(^|::)lock$/i.test(typeName) ||
    /mutex|mtx|(^|_)lock_?$|(^|[a-z])Lock_?$|(^|_)mu_?$/.test(name) ||
    // A member whose class is not known in full.
    (/^\w+$/.test(name) && new RegExp(String.raw`\b(?:mutex|spin_?lock)\s*[&*]?\s*${name}\b`, "i").test(file.tree.text));
  return isLock ? operation : undefined;
}

/** A lock that is held until the end of a block: `std::lock_guard<std::mutex> guard(m);`. */
export interface LockGuard {
  readonly locks: readonly string[];
  readonly at: SyntaxNode;
  readonly end: number;
}

/** Guard objects of a function. Those that are given back by hand, or begin without the lock, are left out. */
export function lockGuards(owner: SyntaxNode): readonly LockGuard[] {
  const { text } = owner;
  if (!/\b(lock_guard|unique_lock|scoped_lock|MutexLocker|shared_lock)\b/.test(text)) return [];
  const guards: LockGuard[] = [];
  for (const node of owner.descendants()) {
    if (node.kind !== "declaration") continue;
    const match =
      /^(?:const\s+)?(?:std::|absl::)?(?:lock_guard|unique_lock|scoped_lock|QMutexLocker|MutexLocker)\b(?:\s*<[^;{}]*?>)?\s+(\w+)\s*[({]([^;]*)[)}]\s*;?$/.exec(
        node.text,
      );
    const block = node.ancestor("block");
    if (!match || !block) continue;
    const [, name = "", inside = ""] = match;
    if (/defer_lock|try_to_lock/.test(inside) || new RegExp(String.raw`\b${name}\s*\.\s*(unlock|lock|release|try_lock)\b`).test(text))
      continue;
    const locks = splitArguments(inside)
      .filter((each) => !each.includes("adopt_lock"))
      .map((each) => each.replace(/\s+/g, "").replace(/^[&*]/, ""));
    guards.push({ locks, at: node, end: block.end });
  }
  return guards;
}

function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if ("([{<".includes(letter)) depth++;
    else if (")]}>".includes(letter)) depth--;
    else if (letter === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].filter((part) => part.trim() !== "");
}

/** A name for the lock that a call is about. */
export function lockName(call: SyntaxNode): string | undefined {
  const callee = call.child("callee");
  const argument = callee?.kind === "member" ? callee.child("object") : call.args[0];
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

/** Functions that a file starts as threads or tasks, and how often; a start in a loop counts as two. */
export function startedThreads(file: ParsedFile): ReadonlyMap<string, number> {
  const threads = knownThreads.get(file);
  if (threads) return threads;
  const counts = new Map<string, number>();
  const add = (name: string, times: number): void => {
    counts.set(name, (counts.get(name) ?? 0) + times);
  };
  for (const fact of file.facts.calls) {
    if (!/thread|task/i.test(fact.callee) && STARTERS[fact.callee] === undefined) continue;
    const call = file.tree.node(fact.node);
    const name = startedThread(file, call);
    if (name !== undefined) add(name, call.ancestor("for", "while", "doWhile", "function")?.kind === "function" ? 1 : 2);
  }
  if (file.language === "cpp" && /\bj?thread\b|\basync\b/.test(file.tree.text))
    for (const match of file.tree.text.matchAll(
      /\b(?:std::)?(?:j?thread(?:\s+\w+)?|async)\s*[({]\s*(?:std::launch::\w+\s*,\s*)?&?([A-Za-z_]\w*)\s*[,)}]/g,
    )) {
      const name = match[1] ?? "";
      if (file.facts.functions.some((fact) => fact.name === name && fact.body !== undefined)) add(name, 1);
    }
  knownThreads.set(file, counts);
  return counts;
}

const knownThreads = new WeakMap<ParsedFile, ReadonlyMap<string, number>>();

/** Name of the function that a call starts as a thread or task. */
function startedThread(file: ParsedFile, call: SyntaxNode): string | undefined {
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
