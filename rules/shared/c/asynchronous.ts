// Code that interrupts other code: signal handlers and interrupt service routines.
import type { FunctionFact, ParsedFile, SyntaxNode } from "../../../engine/src/index.js";
import { bare } from "../expressions.js";

/** Functions that a file registers as signal handlers. */
export function signalHandlers(file: ParsedFile): ReadonlySet<string> {
  let handlers = knownHandlers.get(file);
  if (!handlers) knownHandlers.set(file, (handlers = findSignalHandlers(file)));
  return handlers;
}

const knownHandlers = new WeakMap<ParsedFile, ReadonlySet<string>>();

function findSignalHandlers(file: ParsedFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const fact of file.facts.calls) {
    if (!/^(std::)?(signal|sigset|bsd_signal)$/.test(fact.callee)) continue;
    const handler = file.tree.node(fact.node).args[1];
    const name = handler && functionName(handler);
    if (name !== undefined) names.add(name);
  }
  // `action.sa_handler = on_alarm;`
  if (/\bsa_(handler|sigaction)\b/.test(file.tree.text)) {
    for (const match of file.tree.text.matchAll(/\bsa_(?:handler|sigaction)\s*=\s*&?\s*([A-Za-z_]\w*)/g)) names.add(match[1] ?? "");
  }
  const defined = new Set(file.facts.functions.filter(({ body }) => body !== undefined).map(({ name }) => name));
  return new Set([...names].filter((name) => defined.has(name)));
}

/** The function that an argument names: `f`, `&f`, `(handler)f`. */
export function functionName(argument: SyntaxNode): string | undefined {
  const inner = bare(argument);
  const name = inner.kind === "unary" && inner.operator === "&" ? bare(inner.child("operand") ?? inner) : inner;
  return name.kind === "identifier" ? name.text : undefined;
}

/** Names that vendors give to interrupt service routines: CMSIS, AVR, Zephyr and others. */
const ISR_NAME =
  /(_IRQHandler|_IRQ_Handler|_irq_handler|_irqhandler|_isr|_ISR|ISR|_InterruptHandler|SysTick_Handler|PendSV_Handler|SVC_Handler)$/;
/** Callbacks that ST's HAL calls out of its interrupt handlers: completion, error, edge, period. */
const HAL_CALLBACK = /^HAL_[A-Z]\w*Callback$/;
const ISR_MARK = /\b(__interrupt|__irq|interrupt\s*\(|ISR\s*\(|INTERRUPT_HANDLER|__attribute__\s*\(\(\s*(?:__)?(?:interrupt|isr|signal))/;
const REGISTERS: Readonly<Record<string, number>> = {
  attachInterrupt: 1, request_irq: 1, irq_set_exclusive_handler: 1, irq_add_shared_handler: 1, IRQ_CONNECT: 2, irq_connect_dynamic: 2,
  NVIC_SetVector: 1, IntRegister: 1, esp_intr_alloc: 2, gpio_isr_handler_add: 1, IRQ_SetHandler: 1, IRQ_DIRECT_CONNECT: 2,
  gpio_isr_register: 0, timer_isr_callback_add: 2, pcnt_isr_handler_add: 1, gpio_set_irq_enabled_with_callback: 3,
  gpio_init_callback: 1, uart_irq_callback_set: 1, uart_irq_callback_user_data_set: 1, uart_callback_set: 1, k_timer_init: 1,
  HwiP_create: 1, GPIO_setCallback: 1,
}; // prettier-ignore

/** True for a function that hardware calls: by its name, its keyword or attribute, or because this file registers it. */
export function isInterruptHandler(file: ParsedFile, fact: FunctionFact, written: string): boolean {
  if (fact.body === undefined) return false;
  if (fact.interrupt === true) return true;
  if (ISR_NAME.test(fact.name) && !/^(enable|disable|init|set|register|config)/i.test(fact.name)) return fact.parameters.length <= 1;
  if (HAL_CALLBACK.test(fact.name)) return fact.parameters.length <= 2;
  const bodyStart = file.tree.start(fact.body);
  const lineStart = written.lastIndexOf("\n", fact.span.start - 1) + 1;
  const head = written.slice(lineStart, bodyStart);
  if (ISR_MARK.test(head)) return true;
  return registered(file).has(fact.name);
}

const knownRegistered = new WeakMap<ParsedFile, ReadonlySet<string>>();

function registered(file: ParsedFile): ReadonlySet<string> {
  let names = knownRegistered.get(file);
  if (names) return names;
  const found = new Set<string>();
  for (const fact of file.facts.calls) {
    const position = REGISTERS[fact.callee];
    const argument = position === undefined ? undefined : file.tree.node(fact.node).args[position];
    const name = argument && functionName(argument);
    if (name !== undefined) found.add(name);
  }
  // `K_TIMER_DEFINE(name, expired, stopped);` stands at file scope, where no tree holds calls.
  for (const match of file.tree.text.matchAll(/\bK_TIMER_DEFINE\s*\(\s*\w+\s*,\s*(\w+)/g)) found.add(match[1] ?? "");
  knownRegistered.set(file, (names = found));
  return names;
}
