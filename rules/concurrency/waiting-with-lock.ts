import { defineRule, type FlowContext, type FunctionGraph, type SyntaxNode } from "../../engine/src/index.js";
import { lockFlow, type LockStep } from "../shared/c/lock-flow.js";
import { lockGuards } from "../shared/c/locks.js";
import { writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "section" | "lock";

const SLEEPS: ReadonlySet<string> = new Set(
  "sleep usleep nanosleep clock_nanosleep thrd_sleep Sleep SleepEx vTaskDelay vTaskDelayUntil xTaskDelayUntil osDelay osDelayUntil k_sleep k_msleep k_usleep tx_thread_sleep rt_thread_mdelay rt_thread_delay HAL_Delay std::this_thread::sleep_for std::this_thread::sleep_until sys_msleep".split(
    " ",
  ),
);
/** Wait for another side: how long, nobody on this side decides. */
const WAITS: ReadonlySet<string> = new Set(
  "recv recvfrom recvmsg accept connect select poll epoll_wait getaddrinfo gethostbyname fgets getchar getline scanf system waitpid pthread_join thrd_join ulTaskNotifyTake xQueueReceive osMessageQueueGet k_msgq_get xEventGroupWaitBits mq_receive SSL_read SSL_connect SSL_accept mbedtls_ssl_read mbedtls_ssl_handshake curl_easy_perform lwip_recv netconn_recv".split(
    " ",
  ),
);
/** Functions that a task may call neither with interrupts turned off nor inside a critical section. */
const SCHEDULES: ReadonlySet<string> = new Set([
  ...WAITS,
  "xSemaphoreTake",
  "osMutexAcquire",
  "k_mutex_lock",
  "pthread_mutex_lock",
  "xQueueSend",
  "malloc",
  "pvPortMalloc",
]);

export default defineRule<MessageId>({
  id: "concurrency/waiting-with-lock",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [667, 662, 833],
    cert: ["POS52-C", "CON36-C"],
    misra: ["C:2012 D5.1", "C:2012 D5.2"],
    iec62304: ["event sequence", "resource allocation"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    section:
      "'{callee}' waits or calls the scheduler while {lock} holds everything else off: nothing can happen that would end the waiting, and no deadline is met meanwhile. Leave the section first.",
    lock: "'{callee}' waits while '{lock}' is held: every task that needs the lock waits as long, an alarm too. Copy what is needed, release the lock, then wait.",
  },
  docs: {
    title: "Waiting while a lock is held",
    what: "Reports calls that sleep, wait for a peer or call the scheduler between entering and leaving a critical section, with interrupts turned off or a spin lock held; in the strict preset also calls that sleep or wait for a peer while a mutex is held.",
    why: "Whoever waits with a lock in hand makes all others wait as well. A log task that sends over the network under the lock of the alarm list delays the alarm by the network's time-out.",
    whatToDo: "Copy the data under the lock, release it, then send or sleep. A condition variable releases its lock while it waits.",
    whenToDeviate: "When the lock exists to let one task at a time use the slow thing itself: a bus, a file. Say so at the lock.",
    limits: ["Locks and waiting are seen within one function, and in helpers of the file that take the lock."],
    examples: [
      {
        language: "c",
        bad: "void taskENTER_CRITICAL(void);\nvoid taskEXIT_CRITICAL(void);\nvoid vTaskDelay(unsigned ticks);\nvoid Valve_Set(int open);\n\nvoid Valve_Pulse(void)\n{\n    taskENTER_CRITICAL();\n    Valve_Set(1);\n    vTaskDelay(20);\n    Valve_Set(0);\n    taskEXIT_CRITICAL();\n}\n",
        good: "void taskENTER_CRITICAL(void);\nvoid taskEXIT_CRITICAL(void);\nvoid vTaskDelay(unsigned ticks);\nvoid Valve_Set(int open);\n\nvoid Valve_Pulse(void)\n{\n    taskENTER_CRITICAL();\n    Valve_Set(1);\n    taskEXIT_CRITICAL();\n    vTaskDelay(20);\n    taskENTER_CRITICAL();\n    Valve_Set(0);\n    taskEXIT_CRITICAL();\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  if (!graph.ir.references.some((name) => SLEEPS.has(name) || SCHEDULES.has(name)) || isTestPath(context.file.document.path)) return;
  const flow = lockFlow(graph, context.file);
  const guards = lockGuards(context.file.tree.node(graph.nodeOf(0)));
  if (!flow && guards.length === 0) return;
  for (const block of graph.order)
    for (const [index, instruction] of (graph.ir.blocks[block]?.instructions ?? []).entries()) {
      if (instruction.op !== "call" || !(SLEEPS.has(instruction.callee) || SCHEDULES.has(instruction.callee))) continue;
      const call = context.file.tree.node(graph.nodeOf(instruction.node));
      if (call.kind !== "call" || isShort(context, call)) continue;
      const held = flow?.heldBefore(block, index).flatMap((lock) => flow.locks.get(lock) ?? []) ?? [];
      report(context, call, held, guards.find(({ at, end }) => at.start < call.start && call.start < end)?.locks[0]);
    }
}

function report(context: FlowContext<MessageId>, call: SyntaxNode, held: readonly LockStep[], guard: string | undefined): void {
  const callee = context.file.semantics.calleeName(call);
  const section = held.find((step) => step.kind === "section" || /spin/i.test(step.name));
  if (section) {
    context.report("section", call, { callee: writtenCallee(call), lock: section.kind === "section" ? section.name : `'${section.name}'` });
    return;
  }
  const lock = held.find(({ kind }) => kind === "mutex" || kind === "reentrant")?.name ?? guard;
  // What only asks the scheduler is the usual thing under a mutex.
  if (lock === undefined || !context.project.config.presets.includes("strict") || !(SLEEPS.has(callee) || WAITS.has(callee))) return;
  context.report("lock", call, { callee: writtenCallee(call), lock });
}

/** Not waiting at all: a time of zero, or a question that returns at once. */
function isShort(context: FlowContext, call: SyntaxNode): boolean {
  const time = call.args.at(-1);
  return time !== undefined && context.file.semantics.integerValue(time) === 0;
}
