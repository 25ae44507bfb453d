import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { insertAt, replace } from "../shared/edits.js";
import { bare, shownText } from "../shared/expressions.js";

export default defineRule({
  id: "control-flow/assignment-in-condition",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [481, 480],
    cert: ["EXP45-C"],
    misra: ["C:2012 13.4", "C:2012 14.4"],
    iec62304: ["data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    constant:
      "This sets '{target}' to '{value}' instead of comparing: the condition is always {outcome}, and '{target}' has lost its value. Write '=='.",
    assigned:
      "This sets '{target}' to '{value}' and asks whether it is not zero. Write '==' for a comparison, or put the assignment into a second pair of parentheses to say that it is meant.",
  },
  docs: {
    title: "Assignment where a comparison was meant",
    what: "Reports `=` as the condition of `if`, `while`, `for` or `do`, and of a constant as an operand of `&&`, `||`, `!` or `?:`. An assignment in its own extra parentheses, or that is compared with something, counts as meant.",
    why: "`if (state = ALARM)` raises the alarm state each time it asks for it, and it compiles. The alarm that is always on, or never, is found by the user.",
    whatToDo:
      "Write `==`. Where the assignment is meant, put it before the condition, or compare its result: `while ((c = read()) != EOF)`.",
    whenToDeviate: "Never needed: the extra parentheses say it.",
    limits: ["A comparison that was meant as an assignment is not this rule's business."],
    examples: [
      {
        language: "c",
        bad: "enum { STATE_IDLE, STATE_ALARM };\nvoid Alarm_Sound(void);\n\nvoid Alarm_Task(int state)\n{\n    if (state = STATE_ALARM) {\n        Alarm_Sound();\n    }\n}\n",
        good: "enum { STATE_IDLE, STATE_ALARM };\nvoid Alarm_Sound(void);\n\nvoid Alarm_Task(int state)\n{\n    if (state == STATE_ALARM) {\n        Alarm_Sound();\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["assignment"],
      visit(context, node) {
        if (node.operator !== "=") return;
        const how = testedHow(node);
        const left = node.child("left");
        const right = node.child("right");
        if (how === undefined || !left || !right) return;
        const value = constantOf(context, right);
        // Parentheses that the grammar demands say nothing; but `ok && (p = next())` and `*end++ = 0` are meant.
        if (how === "operand" && (value === undefined || !bare(left).is("identifier", "member"))) return;
        report(context, node, left, right, value);
      },
    },
  },
});

function constantOf(context: RuleContext, right: SyntaxNode): number | undefined {
  const inner = bare(right);
  if (inner.kind === "null" || inner.text === "false") return 0;
  return inner.text === "true" ? 1 : context.file.semantics.integerValue(inner);
}

function report(
  context: RuleContext<"constant" | "assigned">,
  node: SyntaxNode,
  left: SyntaxNode,
  right: SyntaxNode,
  value: number | undefined,
): void {
  const data = { target: shownText(left), value: shownText(right) };
  const comparison = { title: "Compare with '=='", kind: "suggestion" as const, edits: [replaceOperator(context, node, left, right)] };
  if (value !== undefined) {
    context.report("constant", node, { ...data, outcome: value === 0 ? "false" : "true" }, { fixes: [comparison], severity: "error" });
    return;
  }
  const parentheses = {
    title: "Say that the assignment is meant",
    kind: "suggestion" as const,
    edits: [insertAt(node.start, "("), insertAt(node.end, ")")],
  };
  context.report("assigned", node, data, { fixes: [comparison, parentheses] });
}

/** `=` between the two sides becomes `==`; what stands around it stays. */
function replaceOperator(context: RuleContext, node: SyntaxNode, left: SyntaxNode, right: SyntaxNode): ReturnType<typeof replace> {
  const between = context.file.tree.text.slice(left.end, right.start);
  const start = left.end + between.indexOf("=");
  return { span: { start, end: start + 1 }, newText: "==" };
}

/**
 * How the value decides about control flow: as the whole condition, or as an operand of a logical operator or of `?:`, where
 * the grammar demands parentheses. A whole condition in parentheses of its own says that it is meant.
 */
function testedHow(node: SyntaxNode): "condition" | "operand" | undefined {
  const { parent } = node;
  if (!parent) return undefined;
  if (parent.is("if", "while", "doWhile", "for")) return node.field === "condition" ? "condition" : undefined;
  if (parent.kind !== "parenthesized" || !parent.parent) return undefined;
  const outer = parent.parent;
  if (outer.kind === "conditional") return parent.field === "condition" ? "operand" : undefined;
  const isLogical =
    (outer.kind === "binary" && (outer.operator === "&&" || outer.operator === "||")) || (outer.kind === "unary" && outer.operator === "!");
  return isLogical && isCondition(outer) ? "operand" : undefined;
}

function isCondition(node: SyntaxNode): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.is("if", "while", "doWhile", "for", "conditional")) return inner.field === "condition";
    if (!outer.is("parenthesized", "binary", "unary")) return false;
  }
  return false;
}
