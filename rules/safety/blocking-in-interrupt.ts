import { defineRule, type FunctionFact, type ParsedFile, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { isInterruptHandler } from "../shared/c/asynchronous.js";
import { writtenCallee } from "../shared/expressions.js";

type MessageId = "waits" | "memory" | "prints" | "watchdog";

const WAITS =
  "vTaskDelay vTaskDelayUntil xTaskDelayUntil HAL_Delay osDelay osDelayUntil k_sleep k_msleep k_usleep tx_thread_sleep rt_thread_mdelay sleep usleep nanosleep delay xSemaphoreTake xQueueReceive xQueueSend xQueueSendToBack xQueueSendToFront xEventGroupWaitBits ulTaskNotifyTake xTaskNotifyWait xStreamBufferReceive osMutexAcquire osMessageQueueGet k_mutex_lock pthread_mutex_lock HAL_UART_Transmit HAL_UART_Receive HAL_I2C_Master_Transmit HAL_I2C_Master_Receive HAL_I2C_Mem_Read HAL_I2C_Mem_Write HAL_SPI_Transmit HAL_SPI_Receive HAL_SPI_TransmitReceive HAL_FLASH_Program HAL_FLASHEx_Erase";
const MEMORY = "malloc calloc realloc free pvPortMalloc vPortFree k_malloc k_free rt_malloc rt_free";
const PRINTS = "printf puts putchar fprintf vprintf fputs fopen fwrite fread fclose f_write f_open f_read";
const FEEDS =
  "HAL_IWDG_Refresh HAL_WWDG_Refresh IWDG_ReloadCounter wdt_feed esp_task_wdt_reset wdt_reset WDT_Feed nrf_wdt_reload_request_set nrfx_wdt_feed nrfx_wdt_channel_feed LL_IWDG_ReloadCounter WWDT_Refresh WDOG_Refresh watchdog_update WatchdogReset";
const KINDS: ReadonlyMap<string, MessageId> = new Map(
  (
    [
      ["waits", WAITS],
      ["memory", MEMORY],
      ["prints", PRINTS],
      ["watchdog", FEEDS],
    ] as const
  ).flatMap(([id, names]) => names.split(" ").map((name) => [name, id] as const)),
);

export default defineRule<MessageId>({
  id: "safety/blocking-in-interrupt",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [662, 833, 691],
    cert: ["CON33-C"],
    misra: ["C:2012 D4.12", "C:2012 21.6"],
    iec62304: ["event sequence", "self-diagnostics", "resource allocation"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    waits:
      "'{callee}' waits, and '{handler}' is an interrupt: nothing of its priority or below runs meanwhile, and what it waits for may never come. Hand the work to a task; use the variant for interrupts where there is one.",
    memory:
      "'{callee}' changes the heap, and '{handler}' is an interrupt: it can come in the middle of another allocation. Use a buffer that exists already.",
    prints:
      "'{callee}' waits for its stream and keeps a state of its own, and '{handler}' is an interrupt. Store what is to be said and let a task say it.",
    watchdog:
      "'{callee}' in the interrupt '{handler}' keeps the watchdog quiet as long as the timer runs, whether or not the therapy does. Feed it where all tasks have shown that they are alive.",
  },
  docs: {
    title: "Interrupt that waits, allocates, prints or feeds the watchdog",
    what: "Reports calls in interrupt handlers, and in functions of the file that they call, that wait for time, a queue or a peripheral, change the heap, use streams, or feed the watchdog.",
    why: "While an interrupt waits, the motor's next step is late. And a watchdog that a timer interrupt feeds protects nothing: the timer runs on when the control loop hangs.",
    whatToDo:
      "Set a flag or give a semaphore (`…FromISR`), and do the work in a task. Feed the watchdog in the one place that knows that every task ran.",
    whenToDeviate: "In fault handlers from which there is no way back.",
    limits: [
      "Handlers are known by their usual names, keywords, attributes and registration in the same file.",
      "Calls into other files are not followed.",
    ],
    examples: [
      {
        language: "c",
        bad: "void HAL_Delay(unsigned int ms);\nvoid Valve_Close(void);\n\nvoid EXTI0_IRQHandler(void)\n{\n    HAL_Delay(20);\n    Valve_Close();\n}\n",
        good: "void Valve_Request_Close(void);\n\nvoid EXTI0_IRQHandler(void)\n{\n    Valve_Request_Close();\n}\n",
      },
    ],
  },
  on: {
    function: {
      visit(context, fact) {
        const { file } = context;
        const written = context.project.text(file.document.path) ?? file.tree.text;
        if (!isInterruptHandler(file, fact, written)) return;
        // From a fault there is no way back: what can still be said is said.
        if (/fault|nmi|error|panic|default/i.test(fact.name)) return;
        check(context, fact, fact, new Set(), 3);
      },
    },
  },
});

function check(context: RuleContext<MessageId>, handler: FunctionFact, fact: FunctionFact, seen: Set<FunctionFact>, depth: number): void {
  if (seen.has(fact) || depth === 0) return;
  seen.add(fact);
  const { file } = context;
  for (const each of file.tree.node(fact.body ?? fact.node).descendants()) {
    // `new (place) T` takes no memory.
    if (!each.is("new", "delete") || (each.kind === "new" && /^(::)?new\s*\(/.test(each.text))) continue;
    context.report("memory", each, { callee: each.kind, handler: handler.name });
  }
  for (const call of callsOf(file, fact)) {
    const callee = file.semantics.calleeName(call);
    const kind = KINDS.get(callee);
    if (kind !== undefined) {
      // The project's own function of that name may do something else.
      if (!context.project.resolveFunction(callee, file.document.path) || kind !== "prints")
        context.report(kind, call, { callee: writtenCallee(call), handler: handler.name });
      continue;
    }
    const next = file.facts.functions.find(({ name, body, linkage }) => name === callee && body !== undefined && linkage === "internal");
    if (next) check(context, handler, next, seen, depth - 1);
  }
}

function callsOf(file: ParsedFile, fact: FunctionFact): readonly SyntaxNode[] {
  return file.facts.calls.filter(({ caller }) => file.facts.functions[caller] === fact).map(({ node }) => file.tree.node(node));
}
