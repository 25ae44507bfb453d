import { defineRule, type ArithmeticEvent, type FlowContext, type SyntaxNode } from "../../engine/src/index.js";
import { isConstantText, isWritten, nodeOf, outsideOperand, shownRange, sourceName } from "../shared/c/numbers.js";

type MessageId = "outside" | "sure";

export default defineRule<MessageId>({
  id: "numeric/integer-overflow",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [190, 191, 680],
    cert: ["INT30-C", "INT32-C"],
    misra: ["C:2012 D4.1", "C:2012 12.4"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    outside:
      "'{value}' comes from {source} and nothing limits it before this calculation: the result of '{operator}' can be {result} and does not fit {type}. The program goes on with a wrong number. Check '{value}' first.",
    sure: "The result of '{left} {operator} {right}' is {result} here, which does not fit {type}. The program goes on with a wrong number. Use a wider type, or check before.",
  },
  docs: {
    title: "Integer calculation that goes past its type",
    what: "Reports additions, subtractions, multiplications, increments and decrements whose result does not fit: surely, by the values that reach the place, or for numbers from outside (network, files, user input, random numbers) that nothing was compared with on the way.",
    why: "A length that wraps around makes a buffer too small, and a dose or an interval that wraps around is a wrong dose. In signed types the language promises nothing at all about what follows.",
    whatToDo:
      "Check the operands before: `if (count > MAX_COUNT) return ERROR;`. Or calculate in a wider type, or with functions that saturate.",
    whenToDeviate: "For checksums, hashes and counters that are meant to wrap around: use an unsigned type, and say so.",
    limits: [
      "Numbers of unknown origin are not reported: only those from outside, and those that are known.",
      "A comparison with a value that is not known counts as a check.",
      "Sums that grow in an unsigned variable (`sum += byte`) are taken for checksums.",
      "Shifts to the left are not followed.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdint.h>\n#include <stdio.h>\n\nint Total_Samples(FILE *settings)\n{\n    int channels = 0;\n    if (fscanf(settings, "%d", &channels) != 1) {\n        return 0;\n    }\n    return channels * 250;\n}\n',
        good: '#include <stdint.h>\n#include <stdio.h>\n\nint Total_Samples(FILE *settings)\n{\n    int channels = 0;\n    if (fscanf(settings, "%d", &channels) != 1) {\n        return 0;\n    }\n    if (channels < 0 || channels > 64) {\n        return 0;\n    }\n    return channels * 250;\n}\n',
      },
    ],
  },
  on: { flow: { arithmetic: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: ArithmeticEvent): void {
  if (event.problem !== "overflow" && event.problem !== "underflow") return;
  const node = nodeOf(context, event);
  if (!isWritten(node, event.operator) || isDeliberate(event, node)) return;
  const { left, right, operator } = event;
  const type = `'${event.typeName}'`;
  if (event.certainty === "must" && left.taint.length + right.taint.length === 0) {
    const known = { left: left.text, right: step(node) ?? right.text, operator, type };
    context.report("sure", event.span, { ...known, result: shownResult(event) }, { steps: event.steps });
    return;
  }
  const value = outsideOperand(event);
  const data = {
    value: value.text.replace(/^(?:\+\+|--)|(?:\+\+|--)$/g, ""),
    source: sourceName(value.taint[0]),
    operator,
    result: shownResult(event),
    type,
  };
  context.report("outside", event.span, data, { steps: event.steps });
}

/** Calculations that are meant to wrap around. */
function isDeliberate(event: ArithmeticEvent, node: SyntaxNode): boolean {
  if (event.signed) return false;
  const { left, right, operator } = event;
  // `0 - x`, `-x`, `~x + 1`, `LIMIT - 1`.
  if (isConstantText(left.text) && (operator === "-" || isConstantText(right.text))) return true;
  if (node.text.includes("~")) return true;
  // What is masked or reduced afterwards is wanted as it is.
  const outer = node.parent?.kind === "parenthesized" ? node.parent.parent : node.parent;
  if (outer?.kind === "binary" && (outer.operator === "&" || outer.operator === "%")) return true;
  // A checksum or hash: `sum += byte`, `hash = hash * 31 + byte`.
  const target = node.kind === "assignment" ? node.child("left")?.text : assignedTo(node);
  if (node.kind === "assignment" && node.operator !== "=") return node.ancestor("for", "while", "doWhile") !== undefined;
  return (
    target !== undefined &&
    (left.text.includes(target) || right.text.includes(target)) &&
    node.ancestor("for", "while", "doWhile") !== undefined
  );
}

function assignedTo(node: SyntaxNode): string | undefined {
  const assignment = node.ancestor("assignment", "declarator", "call", "block");
  return assignment?.kind === "assignment" ? assignment.child("left")?.text : undefined;
}

/** `x++` has no right operand to show. */
function step(node: SyntaxNode): string | undefined {
  return node.kind === "update" ? "1" : undefined;
}

function shownResult({ result }: ArithmeticEvent): string {
  return result.low === result.high ? String(result.low) : shownRange(result);
}
