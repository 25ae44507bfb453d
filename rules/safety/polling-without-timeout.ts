import { defineRule, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText } from "../shared/expressions.js";
import { isConstantName } from "../shared/names.js";

export default defineRule({
  id: "safety/polling-without-timeout",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "hint",
  severityByClass: { B: "warning", C: "warning" },
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [835],
    misra: ["C:2012 D4.1"],
    iec62304: ["fault handling", "event sequence"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    poll: "This waits for '{condition}' without a limit: when the hardware never answers, everything else stands still, and whoever relies on this task does so too. Count or measure the time, and go to the safe state when it is up.",
    fed: "This waits for '{condition}' without a limit and feeds the watchdog meanwhile ('{feeder}'): when the hardware never answers, nothing ends it. Count or measure the time, and go to the safe state when it is up.",
  },
  docs: {
    title: "Waiting for hardware without a time-out",
    what: "Reports loops that do nothing but read a hardware register or flag until it changes. A hint in general, a warning in classes B and C.",
    why: "A clock that does not start, a sensor that was unplugged, a bus that hangs: the flag never comes. The pump keeps its last rate, and the alarm task that waits behind it never runs.",
    whatToDo: "Limit the wait by a counter or a timer, and treat the limit as the fault that it is: report it and go to the safe state.",
    whenToDeviate:
      "When an independent watchdog ends the wait and the device is safe through the restart. Name the watchdog and how it was tested.",
    limits: [
      "A register is recognised by its form: `PERIPHERAL->REGISTER`, a cast to `volatile *`, capital names joined by bit operators, or the flag functions of common vendor libraries.",
      "A loop whose condition or body speaks of a counter, time or retry is taken to have a limit.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n\n#define ADC_STATUS (*(volatile uint32_t *)0x40012000u)\n#define ADC_READY 0x2u\n\nvoid Pressure_Wait(void)\n{\n    while ((ADC_STATUS & ADC_READY) == 0u) {\n    }\n}\n",
        good: "#include <stdbool.h>\n#include <stdint.h>\n\n#define ADC_STATUS (*(volatile uint32_t *)0x40012000u)\n#define ADC_READY 0x2u\n\nbool Pressure_Wait(void)\n{\n    for (uint32_t tries = 0; tries < 1000u; tries++) {\n        if ((ADC_STATUS & ADC_READY) != 0u) {\n            return true;\n        }\n    }\n    return false;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["while", "doWhile", "for"],
      visit(context, node) {
        const condition = node.child("condition");
        const body = node.child("body");
        // `for (;;)` and `while (1)` wait for nothing: they are the main loop or the end.
        if (!condition || !body || (node.kind === "for" && (node.child("update") || node.child("initializer")))) return;
        const idle = idleBody(body);
        if (!idle || !readsHardware(condition) || hasLimit(condition)) return;
        const data = { condition: shownText(condition, 50) };
        if (idle.feeder === undefined) context.report("poll", condition, data);
        else context.report("fed", condition, { ...data, feeder: idle.feeder });
      },
    },
  },
});

const WATCHDOG_FEED = /watchdog|wdt|wdg|wwdg|feed|kick|refresh|pet/i;
const NOTHING =
  /^(__?nop|__NOP|NOP|asm|__asm|__asm__|_nop_|nop|__no_operation|__YIELD|__WFE|cpu_relax|barrier|__DSB|__ISB|tight_loop_contents)$/i;

/** A body that only passes the time; `undefined` for one that does something. */
function idleBody(body: SyntaxNode): { readonly feeder: string | undefined } | undefined {
  let feeder: string | undefined;
  for (const statement of body.kind === "block" ? body.children : [body]) {
    if (statement.is("empty", "continue", "asm") || (statement.kind === "expressionStatement" && statement.children.length === 0)) continue;
    const expression = statement.kind === "expressionStatement" && statement.firstChild ? bare(statement.firstChild) : undefined;
    if (expression?.kind === "asm") continue;
    if (expression?.kind === "number" || expression?.kind === "cast") continue;
    const name = expression?.kind === "call" ? (expression.child("callee")?.text ?? "") : "";
    if (NOTHING.test(name)) continue;
    if (name === "" || !WATCHDOG_FEED.test(name)) return undefined;
    feeder = name;
  }
  return { feeder };
}

const FLAG_FUNCTION = /(_GET_FLAG|GetFlagStatus|GetITStatus|_IsReady|_IsActiveFlag|^LL_\w+_Is[A-Z]|_GetFlag|FlagStatus|^__HAL_\w+_GET_)/;

/** Something in the condition can only change by hardware. */
function readsHardware(condition: SyntaxNode): boolean {
  for (const node of [condition, ...condition.descendants()]) {
    switch (node.kind) {
      case "member": {
        const base = node.child("object");
        const property = node.child("property")?.text ?? "";
        // `USART1->SR`, `ADC(hadc)->ISR`, `regs->STATUS`.
        if (node.operator === "->" && base && (isConstantName(bare(base).text) || /^[A-Z][A-Z\d_]{1,}$/.test(property))) return true;
        break;
      }
      case "unary":
        if (node.operator === "*" && /\bvolatile\b|__IO\b/.test(node.text)) return true;
        break;
      case "binary":
        if (node.operator === "&" && node.children.every((side) => isRegisterPart(bare(side)))) return true;
        break;
      case "call":
        if (FLAG_FUNCTION.test(node.child("callee")?.text ?? "")) return true;
        break;
      default:
    }
  }
  return false;
}

/** One side of `STATUS & READY`: a name in capitals, a bit made of such, or `1 << n`. */
function isRegisterPart(side: SyntaxNode): boolean {
  if (side.kind === "identifier") return isConstantName(side.text);
  if (side.kind === "binary" && side.operator === "<<") return true;
  return side.kind === "call" && /^(BV|_BV|BIT|REG\w*|HWREG|HW_REG|IORD\w*)$/.test(side.child("callee")?.text ?? "");
}

/** The condition itself counts, looks at a clock, or asks something whose name speaks of a limit. */
function hasLimit(condition: SyntaxNode): boolean {
  for (const node of [condition, ...condition.descendants()]) {
    if (node.kind === "update" || node.kind === "assignment") return true;
    if (
      node.is("identifier", "fieldName") &&
      /time|timeout|retr|tries|count|tick|millis|micros|deadline|elapsed|limit|attempt|expired|loops?$/i.test(node.text)
    )
      return true;
  }
  return false;
}
