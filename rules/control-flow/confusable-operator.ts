import { defineRule, type FunctionFact, type ParsedFile, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { insertAt } from "../shared/edits.js";
import { shownText } from "../shared/expressions.js";

type MessageId = "negated" | "masked" | "swapped" | "function" | "logical";

export default defineRule<MessageId>({
  id: "control-flow/confusable-operator",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [480, 783],
    cert: ["EXP00-C", "EXP46-C", "EXP16-C"],
    misra: ["C:2012 12.1", "C:2012 10.1"],
    iec62304: ["data and control flow"],
  },
  messages: {
    negated: "'!' belongs to '{left}' alone: 0 or 1 is compared with '{right}'. Put the comparison in parentheses, or compare with '!='.",
    masked: "'{operator}' binds less than the comparison: '{right}' is compared first, and its 0 or 1 masked. Put the mask in parentheses.",
    swapped: "'={sign}' assigns '{sign}{value}': '{sign}=' was probably meant. Write a space in between where it was not.",
    function: "'{name}' is a function that is not called here: its address is never null, so this is always the same. Write '{name}()'.",
    logical: "'{operator}' of two conditions: '{logical}' was probably meant, which asks the right side only if it still matters.",
  },
  docs: {
    title: "Operator that means something else than it looks like",
    what: "Reports `!a == b`, `a & b == c`, `a =- b`, a function's name where a call was meant, and `&` or `|` between two comparisons.",
    why: "`if (flags & ALARM == 0)` is never true, whatever the flags; nobody sees it, because it is written as one would say it.",
    whatToDo: "Add the parentheses that make the order visible.",
    whenToDeviate: "`&` between comparisons where the time must not depend on the values; say so.",
    limits: ["Code of macros is not looked at."],
    examples: [
      {
        language: "c",
        bad: "#define ALARM 4\nvoid Alarm_Clear(void);\n\nvoid Flags_Check(int flags)\n{\n    if (flags & ALARM == 0) {\n        Alarm_Clear();\n    }\n}\n",
        good: "#define ALARM 4\nvoid Alarm_Clear(void);\n\nvoid Flags_Check(int flags)\n{\n    if ((flags & ALARM) == 0) {\n        Alarm_Clear();\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary", "assignment", "identifier"],
      visit(context, node) {
        if (node.kind === "assignment") checkSwapped(context, node);
        else if (node.kind === "identifier") checkFunction(context, node);
        else checkBinary(context, node);
      },
    },
  },
});

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);

function checkBinary(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const left = node.child("left");
  const right = node.child("right");
  if (!left || !right || node.ancestor("macroDefinition")) return;
  if (COMPARISONS.has(node.operator) && left.kind === "unary" && left.operator === "!") {
    // `!!a == !!b` and `!a == !b` compare truth with truth.
    const operand = left.child("operand");
    const other = right.unparenthesized;
    if (!operand || operand.is("unary", "parenthesized") || (other.kind === "unary" && other.operator === "!") || other.kind === "boolean")
      return;
    if (isTruth(context, operand) || isTruth(context, right)) return;
    const fixes = [
      { title: "Negate the comparison", kind: "suggestion" as const, edits: [insertAt(operand.start, "("), insertAt(node.end, ")")] },
    ];
    context.report("negated", node, { left: shownText(operand), right: shownText(right) }, { fixes });
    return;
  }
  if (node.operator !== "&" && node.operator !== "|" && node.operator !== "^") return;
  const isCompared = (side: SyntaxNode): boolean => side.kind === "binary" && COMPARISONS.has(side.operator);
  if (isCompared(right) && !isCompared(left) && !isTruth(context, left) && left.kind !== "parenthesized") {
    const inner = right.child("left");
    const fixes = inner
      ? [
          {
            title: "Put the mask in parentheses",
            kind: "suggestion" as const,
            edits: [insertAt(left.start, "("), insertAt(inner.end, ")")],
          },
        ]
      : [];
    context.report("masked", node, { operator: node.operator, right: shownText(right) }, { fixes });
  } else if (node.operator !== "^" && isCompared(left.unparenthesized) && isCompared(right.unparenthesized) && isDecision(node)) {
    const logical = node.operator + node.operator;
    context.report("logical", node, { operator: node.operator, logical }, { severity: "information" });
  }
}

function isDecision(node: SyntaxNode): boolean {
  let outer = node.parent;
  while (outer?.kind === "parenthesized") outer = outer.parent;
  return outer?.is("if", "while", "conditional") === true;
}

/** True for what is 0 or 1 anyway. */
function isTruth(context: RuleContext, node: SyntaxNode): boolean {
  const inner = node.unparenthesized;
  if (context.file.semantics.typeOf(inner).kind === "boolean") return true;
  return inner.kind === "binary"
    ? COMPARISONS.has(inner.operator) || inner.operator === "&&" || inner.operator === "||"
    : inner.kind === "unary" && inner.operator === "!";
}

/** `a =- b`: the sign touches the `=` and not what it belongs to. */
function checkSwapped(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const left = node.child("left");
  const right = node.child("right");
  if (!left || !right || node.operator !== "=" || node.ancestor("macroDefinition")) return;
  const text = context.file.tree.text.slice(left.end, right.start + 2);
  const found = /^\s*=([-+!])\s+\S/.exec(context.file.tree.text.slice(left.end, right.end));
  if (!found || !text.includes("=")) return;
  const start = left.end + context.file.tree.text.slice(left.end, right.end).indexOf("=");
  const sign = found[1] ?? "-";
  context.report(
    "swapped",
    { start, end: start + 2 },
    { sign, value: shownText(right).replace(/^[-+!]\s*/, "") },
    {
      fixes: [{ title: `Write '${sign}='`, kind: "suggestion", edits: [{ span: { start, end: start + 2 }, newText: `${sign}=` }] }],
    },
  );
}

const functionsByName = new WeakMap<ParsedFile, ReadonlyMap<string, FunctionFact>>();

/** Functions of a file by name, the first of each. */
function functionsOf(file: ParsedFile): ReadonlyMap<string, FunctionFact> {
  let functions = functionsByName.get(file);
  if (!functions) functionsByName.set(file, (functions = new Map([...file.facts.functions].reverse().map((fact) => [fact.name, fact]))));
  return functions;
}

const MAY_DECIDE: ReadonlySet<string> = new Set(["parenthesized", "unary", "if", "while", "doWhile", "binary"]);

/** A function's name as a whole condition, or compared with a number. */
function checkFunction(context: RuleContext<MessageId>, node: SyntaxNode): void {
  // Most names stand elsewhere, and this is asked of every one.
  if (!MAY_DECIDE.has(node.parent?.kind ?? "unknown")) return;
  let inner = node;
  while (inner.parent?.is("parenthesized") || (inner.parent?.kind === "unary" && inner.parent.operator === "!")) inner = inner.parent;
  const outer = inner.parent;
  const isCondition = outer?.is("if", "while", "doWhile") === true && inner.field === "condition";
  const isCompared = outer?.kind === "binary" && COMPARISONS.has(outer.operator);
  if (!isCondition && !isCompared) return;
  const fact = functionsOf(context.file).get(node.text);
  if (!fact || fact.parameters.length > 0 || context.file.semantics.declarationOf(node)?.is("parameter", "declarator") === true) return;
  // A weak symbol, or one that the build may leave out, is null where it is missing.
  const written = context.project.text(context.file.document.path) ?? "";
  if (
    /weak/i.test(written.slice(Math.max(0, fact.span.start - 60), fact.span.end).split("{")[0] ?? "") ||
    context.file.facts.variables.some(({ name }) => name === node.text)
  )
    return;
  if (fact.body === undefined && !isCondition) return;
  context.report(
    "function",
    node,
    { name: node.text },
    { fixes: [{ title: "Call it", kind: "suggestion", edits: [insertAt(node.end, "()")] }] },
  );
}
