import { defineRule, type FlowContext, type LoopEvent, type SyntaxNode } from "../../engine/src/index.js";
import { nodeOf, shownNumber, sourceName } from "../shared/c/numbers.js";

type MessageId = "loop" | "wait";

/** Up to this many turns, or units of waiting, are no burden worth a word. */
const HARMLESS = 1_000_000;

export default defineRule<MessageId>({
  id: "api/resource-exhaustion",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [400, 606, 834],
    cert: ["INT04-C"],
    misra: ["C:2012 D4.14", "C:2012 14.2"],
    iec62304: ["resource allocation", "boundary conditions"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.6", "A.8.28"],
  },
  messages: {
    loop: "'{bound}' comes from {source} and says how often this loop runs: up to {most}, without an upper limit of the program's own. Whoever sends it can keep the device busy. Limit it first.",
    wait: "'{bound}' comes from {source} and says how long '{callee}' waits: up to {most}, without an upper limit of the program's own. Whoever sends it can stop the device from doing its work. Limit it first.",
  },
  docs: {
    title: "Loop or wait as long as somebody outside says",
    what: "Reports loops that run, and functions that wait, as often or as long as a number says that comes from outside (network, files, user input, environment, random numbers) and was not limited before.",
    why: "One message with a huge number keeps the processor busy or asleep: alarms come late, the watchdog resets the device in the middle of a therapy.",
    whatToDo: "Give the number an upper limit of the program's own before it is used: `if (count > MAX_RECORDS) return ERROR;`.",
    whenToDeviate: "When the work has to be done, whatever it takes, and something else watches the time.",
    limits: [
      "Loops that can be left another way (`break`, `return`, `goto`) are not reported.",
      "Numbers of at most 16 bits are not reported, nor those compared with a value that is not known.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nvoid Beep(void);\n\nvoid Alarm_Test(FILE *settings)\n{\n    int count = 0;\n    if (fscanf(settings, "%d", &count) != 1) {\n        return;\n    }\n    for (int i = 0; i < count; i++) {\n        Beep();\n    }\n}\n',
        good: '#include <stdio.h>\n\nvoid Beep(void);\n\nvoid Alarm_Test(FILE *settings)\n{\n    int count = 0;\n    if (fscanf(settings, "%d", &count) != 1 || count > 10) {\n        return;\n    }\n    for (int i = 0; i < count; i++) {\n        Beep();\n    }\n}\n',
      },
    ],
  },
  on: { flow: { loop: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: LoopEvent): void {
  const { bound } = event;
  // Somebody thought of a limit, or the number is small by itself.
  if (bound.compared || bound.range.high <= HARMLESS) return;
  // The system itself limits how many arguments a program gets.
  if (bound.taint[0]?.kind === "argument" && /\bargc\b/.test(bound.text)) return;
  const data = { bound: bound.text, source: sourceName(bound.taint[0]), most: shownNumber(bound.range.high), callee: event.callee };
  if (event.by === "call") {
    context.report("wait", event.span, data, { steps: event.steps });
    return;
  }
  // What moves towards an end, or is read again in each turn, is no limit; what runs up to it may have one of its own.
  if (event.moving || event.counter.high <= HARMLESS) return;
  const loop = nodeOf(context, event).ancestor("for", "while", "doWhile");
  if (loop === undefined || isLeft(loop)) return;
  // Whoever starts a program and says how often it shall do something keeps nobody busy but himself.
  const own = bound.taint[0]?.kind === "argument" ? { severity: "information" as const } : {};
  context.report("loop", event.span, data, { steps: event.steps, ...own });
}

/** The loop ends another way too, mostly when the data does. */
function isLeft(loop: SyntaxNode): boolean {
  for (const node of loop.child("body")?.descendants() ?? []) {
    if (node.is("return", "goto", "throw")) return true;
    if (node.kind === "break" && node.ancestor("for", "while", "doWhile", "forEach", "switch")?.equals(loop) === true) return true;
  }
  return false;
}
