import { defineRule, type ArithmeticEvent, type FlowContext, type SyntaxNode } from "../../engine/src/index.js";
import { isConstantName } from "../shared/names.js";
import { cameFar } from "../shared/c/outside.js";
import { isVariable, nodeOf, shownNumber, sourceName } from "../shared/c/numbers.js";

type MessageId = "size" | "negative" | "unsigned" | "signed" | "sure";

export default defineRule<MessageId>({
  id: "numeric/sign-conversion",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [195, 194, 196],
    cert: ["INT31-C", "INT02-C"],
    misra: ["C:2012 10.3", "C:2012 21.18"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    sure: "'{value}' is {number} here, which {type} can't hold: it changes its sign, and the program goes on with another number. Use types of one kind, or check the value first.",
    size: "'{value}' comes from {source} and can be negative here; '{callee}' takes it for a number of bytes, and a negative one is a huge one. Check that it is not below zero first.",
    negative:
      "'{value}' is {number} here; '{callee}' takes it for a number of bytes, and a negative one is a huge one. Check it before the call.",
    unsigned:
      "'{value}' comes from {source} and can be negative here; the unsigned type that it is converted to makes a huge number of it. Check that it is not below zero first.",
    signed:
      "'{value}' comes from {source} and can be larger than the signed type that it is converted to holds: it becomes negative. Check it against that type's limit first.",
  },
  docs: {
    title: "Number from outside that changes its sign",
    what: "Reports numbers from outside that can be negative where an unsigned number is expected, above all as a size of `malloc`, `memcpy` and the like, and large unsigned ones that become negative. Also negative sizes that are known. Conversions that are written down with a cast are respected.",
    why: "A length of -1 passes the check `length < sizeof buffer`, and the copy then takes it for four billion bytes. That is how one crafted message stops a device or takes it over.",
    whatToDo:
      "Keep sizes in unsigned types from the start, and check for negative values where a signed one comes in: `if (length < 0 || length > LIMIT) return ERROR;`.",
    whenToDeviate: "When the sender can't send such a number, and something that is part of the device guarantees it.",
    limits: [
      "Numbers of unknown origin are not reported.",
      "A comparison with a value that is not known counts as a check.",
      "Conversions inside comparisons and calculations are not reported.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n#include <string.h>\n\nstatic char line[100];\n\nvoid Keep_Line(const char *text, FILE *settings)\n{\n    int length = 0;\n    if (fscanf(settings, "%d", &length) == 1 && length < 100) {\n        memcpy(line, text, length);\n    }\n}\n',
        good: '#include <stdio.h>\n#include <string.h>\n\nstatic char line[100];\n\nvoid Keep_Line(const char *text, FILE *settings)\n{\n    int length = 0;\n    if (fscanf(settings, "%d", &length) == 1 && length >= 0 && length < 100) {\n        memcpy(line, text, length);\n    }\n}\n',
      },
    ],
  },
  on: { flow: { arithmetic: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: ArithmeticEvent): void {
  if (event.problem !== "sign-change") return;
  const { left } = event;
  const [source] = left.taint;
  const data = { value: left.text, source: sourceName(source), callee: event.right.text };
  const extras = { steps: event.steps, ...(cameFar(event.steps) ? { severity: "information" as const } : {}) };
  if (event.operator === "argument") {
    if (event.result.low >= 0) return;
    if (source) context.report("size", event.span, data, extras);
    else context.report("negative", event.span, { ...data, number: shownNumber(event.result.high) }, extras);
    return;
  }
  if (source === undefined && event.certainty === "must" && !event.explicit) {
    const node = nodeOf(context, event);
    if (!isVariable(context, event) || isInside(node)) return;
    const known = { value: left.text, number: shownNumber(event.result.low), type: `'${event.typeName}'` };
    context.report("sure", event.span, known, { steps: event.steps });
    return;
  }
  // A cast says that it is meant; what happens inside a calculation or comparison has rules of its own.
  if (source === undefined || event.explicit || isInside(nodeOf(context, event))) return;
  // Bits of a random number have no sign.
  if (source.kind === "random" && event.result.low >= 0) return;
  context.report(event.signed ? "signed" : "unsigned", event.span, data, extras);
}

function isInside(node: SyntaxNode): boolean {
  // What a macro does with its argument is not its user's doing.
  const call = node.kind === "call" ? node : node.parent?.kind === "arguments" ? node.parent.parent : undefined;
  const callee = call?.child("callee")?.text ?? "";
  if (isConstantName(callee)) return true;
  return node.is("binary", "conditional", "update") || (node.kind === "assignment" && node.operator !== "=");
}
