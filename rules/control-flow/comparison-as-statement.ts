import { defineRule } from "../../engine/src/index.js";
import { bare, shownText } from "../shared/expressions.js";

export default defineRule({
  id: "control-flow/comparison-as-statement",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [482, 480],
    cert: ["MSC12-C", "EXP45-C"],
    misra: ["C:2012 2.2"],
    iec62304: ["data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    comparison:
      "This compares '{left}' with '{right}' and drops the answer: '{left}' keeps its value. Write '=' to assign, or use the answer.",
  },
  docs: {
    title: "Comparison whose answer nobody uses",
    what: "Reports `a == b` as a statement of its own, as a part of a comma expression, and as the step of a `for`.",
    why: "`state == SAFE;` reads like an assignment, compiles, and the pump stays in the state it had.",
    whatToDo: "Write `=` where an assignment was meant; remove the statement where none was.",
    whenToDeviate: "Never needed.",
    limits: ["Overloaded comparison operators in C++ are taken for what they should be: without effect."],
    examples: [
      {
        language: "c",
        bad: "enum { RUN, SAFE };\nstatic int state;\n\nvoid Fault_Enter(void)\n{\n    state == SAFE;\n}\n",
        good: "enum { RUN, SAFE };\nstatic int state;\n\nvoid Fault_Enter(void)\n{\n    state = SAFE;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary"],
      visit(context, node) {
        if (node.operator !== "==") return;
        const { parent } = node;
        const isDropped =
          parent?.kind === "expressionStatement" ||
          (parent?.kind === "for" && node.field === "update") ||
          (parent?.kind === "comma" && node.field === "left") ||
          (parent?.kind === "comma" && parent.parent?.kind === "expressionStatement");
        const left = node.child("left");
        const right = node.child("right");
        if (!isDropped || !left || !right || node.ancestor("macroDefinition")) return;
        // A template's check that the expression is valid.
        if (parent.ancestor("staticAssert") || context.file.syntaxErrors.some(({ start, end }) => start <= node.end && end >= node.start))
          return;
        const between = context.file.tree.text.slice(left.end, right.start);
        const start = left.end + between.indexOf("==");
        const fixes = bare(left).is("identifier", "member", "subscript", "unary")
          ? [{ title: "Assign with '='", kind: "suggestion" as const, edits: [{ span: { start, end: start + 2 }, newText: "=" }] }]
          : [];
        context.report("comparison", node, { left: shownText(left), right: shownText(right) }, { fixes });
      },
    },
  },
});
