import { defineRule, type FlowContext, type UndeterminedEvent } from "../../engine/src/index.js";

type MessageId = "value" | "behind" | "bytes" | "sometimes";

export default defineRule<MessageId>({
  id: "memory/uninitialized-use",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [457, 908, 665, 824],
    cert: ["EXP33-C", "EXP53-CPP"],
    misra: ["C:2012 9.1"],
    iec62304: ["initialisation of variables"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    value:
      "'{text}' is read before anything was written to it: it holds whatever was left in that memory, and every run may act differently. Give {object} a value first.",
    behind:
      "'{text}' also reads elements of {object} that were never written: only the first ones got a value. Write all of them, or stop reading where the written ones end.",
    bytes: "'{callee}' reads {object}, to which nothing was written: it passes on whatever was left in that memory. Give it a value first.",
    sometimes:
      "'{text}' is read here though on one way nothing was written to it: it then holds whatever was left in that memory. Give {object} a value where it is declared.",
  },
  docs: {
    title: "Variable or memory read before it has a value",
    what: "Follows local variables, structure members, arrays and allocated memory and reports where one is read on a way on which nothing was written to it, also when the reading is done by a function that got its address.",
    why: "Memory without a value holds what an earlier call left there. A dose limit or a pump state that is taken from it works on the developer's desk and fails in the field, and what is left there may be secret.",
    whatToDo: "Give the variable a safe value where it is declared, or make sure that every way to the place writes it.",
    whenToDeviate: "When hardware or an interrupt writes the memory in a way the analysis can't see; name it in the reason.",
    limits: [
      "An array that is written in part is reported only where an index surely walks past the written part.",
      "A function without source is taken to write what its pointer arguments lead to.",
      "Globals are not reported: they begin as zero.",
    ],
    examples: [
      {
        language: "c",
        bad: "int Rate_Limit(int mode)\n{\n    int limit;\n    if (mode == 1) {\n        limit = 250;\n    }\n    return limit * 2;\n}\n",
        good: "int Rate_Limit(int mode)\n{\n    int limit = 0;\n    if (mode == 1) {\n        limit = 250;\n    }\n    return limit * 2;\n}\n",
      },
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nint Sum_Of(void)\n{\n    int samples[10];\n    int sum = 0;\n    for (int i = 0; i < 5; i++) {\n        samples[i] = i;\n    }\n    for (int i = 0; i < 10; i++) {\n        sum += samples[i];\n    }\n    return sum;\n}\n",
        good: "#include <stdlib.h>\n\nint Sum_Of(void)\n{\n    int samples[10];\n    int sum = 0;\n    for (int i = 0; i < 10; i++) {\n        samples[i] = i;\n    }\n    for (int i = 0; i < 10; i++) {\n        sum += samples[i];\n    }\n    return sum;\n}\n",
      },
    ],
  },
  on: { flow: { undetermined: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: UndeterminedEvent): void {
  // Memory that holds no string is told by memory/unterminated-string.
  if (event.use === "string") return;
  // What could not be read may be what writes it.
  if (event.partial) return;
  // Where the preprocessor decides, a variable is written and read under the same condition, as a rule.
  if (event.forked && event.certainty === "may") return;
  if (!event.viaCall && isBeyondReading(context, event)) return;
  const { text, callee } = event;
  const object = event.object.name === "" ? "the memory" : `'${event.object.name}'`;
  const id = event.use === "bytes" ? "bytes" : event.extent === "part" ? "behind" : event.certainty === "may" ? "sometimes" : "value";
  context.report(id, event.span, { text, callee, object }, { steps: event.steps });
}

/** Something in the function may write the variable in a way that could not be read. */
function isBeyondReading(context: FlowContext<MessageId>, event: UndeterminedEvent): boolean {
  const { text } = context.file.document;
  const { span } = context.file.tree.node(context.function.node);
  const code = text.slice(span.start, span.end);
  const assembly = code.search(/\b_{0,2}asm(?:__)?\b/);
  if (assembly >= 0 && code.includes(event.object.name, assembly)) return true;
  // A macro that begins a block: a loop over a list, a critical section.
  if (/[;{}]\s*(?!(?:if|for|while|switch|catch)\b)\w+\s*\([^;{}]*\)\s*\{/.test(code.slice(code.indexOf("{") + 1))) return true;
  // A macro that may leave the function.
  if (event.certainty === "may" && /[;{}:]\s*[A-Z][A-Z0-9_]{2,}\s*(?:\([^;]*\))?\s*;/.test(code)) return true;
  // The text of a macro, or what a macro made of its arguments.
  const line = text.slice(event.span.end, text.indexOf("\n", event.span.end)).trimEnd();
  return line.endsWith("\\") || (event.use === "value" && /\w\s*\(/.test(event.text));
}
