import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, compactText, shownText } from "../shared/expressions.js";

type MessageId = "equality";

export default defineRule<MessageId>({
  id: "numeric/float-equality",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [1077],
    cert: ["FLP02-C"],
    misra: ["C:2012 D1.1"],
    iec62304: ["boundary conditions"],
  },
  messages: {
    equality:
      "'{left} {operator} {right}' compares results in floating point for being exactly equal: rounding decides. Compare their difference with a tolerance that fits the quantity.",
  },
  docs: {
    title: "Floating-point numbers compared for being equal",
    what: "Reports `==` and `!=` between floating-point numbers. Comparisons with zero, of a number with itself, and with a constant that was stored before (`x == -1.0f`) are left alone.",
    why: "0.1 + 0.2 is not 0.3. A dose that is “reached” when a sum equals it exactly may never be reached, and a limit that is tested this way is passed.",
    whatToDo: "Compare with a tolerance, `fabs(a - b) < 0.001`, or calculate in integers of a small unit (microlitres, millivolts).",
    whenToDeviate: "When both sides are copies of one stored value, and only a change is looked for.",
    limits: ["Whether both sides are copies of the same value is not known."],
    examples: [
      {
        language: "c",
        bad: "int Dose_Reached(double given, double step, double dose)\n{\n    return given + step == dose;\n}\n",
        good: "int Dose_Reached(double given, double step, double dose)\n{\n    return given + step >= dose - 0.0005;\n}\n",
      },
    ],
  },
  on: { nodes: { kinds: ["binary"], visit } },
});

function visit(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const { operator } = node;
  if (operator !== "==" && operator !== "!=") return;
  const [left, right] = [node.child("left"), node.child("right")];
  if (!left || !right || !isFloat(context, left) || !isFloat(context, right)) return;
  // `x != x` asks for NaN.
  if (isConstant(left) || isConstant(right) || compactText(bare(left)) === compactText(bare(right))) return;
  context.report("equality", node, { left: shownText(left), right: shownText(right), operator });
}

function isFloat(context: RuleContext<MessageId>, node: SyntaxNode): boolean {
  return context.file.semantics.typeOf(node).kind === "float";
}

/** A literal or a name in capitals: a value that is stored, not calculated. */
function isConstant(node: SyntaxNode): boolean {
  return /^[-+(]*(?:[\d.][\w.+-]*|[A-Z][A-Z0-9_]*)\)*$/.test(compactText(bare(node)));
}
