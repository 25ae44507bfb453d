import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { compactText, shownText } from "../shared/expressions.js";

type MessageId = "operands" | "condition" | "branches" | "self";

export default defineRule<MessageId>({
  id: "control-flow/repeated-expression",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [1041, 480],
    cert: ["MSC12-C", "EXP15-C"],
    misra: ["C:2012 2.2", "C:2012 14.3"],
    iec62304: ["data and control flow"],
  },
  messages: {
    operands: "Both sides of '{operator}' are '{text}': one of them was probably meant to be something else.",
    condition:
      "'{text}' was asked for above in the same chain: this branch never runs. One of the two was probably meant to be something else.",
    branches: "Both branches do the same: the condition decides nothing. One of them was probably meant to be something else.",
    self: "'{text}' is assigned to itself: something else was probably meant on one side.",
  },
  docs: {
    title: "The same expression twice where two were meant",
    what: "Reports equal operands of `&&`, `||`, `==`, `-` and others, a condition that occurs twice in an `else if` chain, branches that are equal, and assignments to itself.",
    why: "Code is copied, and one of two names is not changed: the upper limit is compared twice, the lower never.",
    whatToDo: "Put in what was meant. Where both are meant, remove one.",
    whenToDeviate: "When a register must be read twice: read it into two variables.",
    limits: ["Expressions with calls, `volatile` accesses by name of a register, and code of macros are not compared."],
    examples: [
      {
        language: "c",
        bad: "int Rate_Valid(int rate, int low, int high)\n{\n    if (rate > high || rate > high) {\n        return 0;\n    }\n    return low <= rate;\n}\n",
        good: "int Rate_Valid(int rate, int low, int high)\n{\n    if (rate > high || rate < low) {\n        return 0;\n    }\n    return 1;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary", "if", "assignment"],
      visit(context, node) {
        if (node.kind === "binary") checkOperands(context, node);
        else if (node.kind === "assignment") checkSelf(context, node);
        else checkIf(context, node);
      },
    },
  },
});

const SAME: ReadonlySet<string> = new Set(["&&", "||", "==", "!=", "<", ">", "<=", ">=", "-", "/", "%", "^", "&", "|"]);

function checkOperands(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const left = node.child("left");
  const right = node.child("right");
  if (!left || !right || !SAME.has(node.operator)) return;
  const isLogical = node.operator === "&&" || node.operator === "||";
  // In a chain, each later operand is held against those before it.
  const earlier = isLogical ? operandsOf(left, node.operator) : [left];
  const text = compactText(right.unparenthesized);
  if (!earlier.some((operand) => compactText(operand.unparenthesized) === text)) return;
  if (hasEffect(left) || isInMacro(node)) return;
  // `x != x` asks a floating-point number whether it is one; constants come from macros that may differ elsewhere.
  const type = context.file.semantics.typeOf(right);
  if (!isLogical && (type.kind === "float" || type.kind === "unknown")) return;
  if (context.file.semantics.integerValue(right) !== undefined || isMacroText(right)) return;
  context.report("operands", node, { operator: node.operator, text: shownText(right) });
}

function operandsOf(node: SyntaxNode, operator: string): readonly SyntaxNode[] {
  const inner = node.unparenthesized;
  if (inner.kind !== "binary" || inner.operator !== operator) return [inner];
  const left = inner.child("left");
  const right = inner.child("right");
  return [...(left ? operandsOf(left, operator) : []), ...(right ? [right.unparenthesized] : [])];
}

function isInMacro(node: SyntaxNode): boolean {
  return node.ancestor("macroDefinition") !== undefined;
}

/** Names in capitals only: registers and switches of the build. */
function isMacroText(node: SyntaxNode): boolean {
  return /\b[A-Z][A-Z\d_]{2,}\b/.test(node.text);
}

/** True for what may give something else, or do something, each time. */
function hasEffect(node: SyntaxNode): boolean {
  return [node, ...node.descendants()].some((each) =>
    each.is("call", "assignment", "update", "new", "error", "missing", "unknown", "await", "lambda"),
  );
}

function checkSelf(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const left = node.child("left");
  const right = node.child("right");
  if (!left || !right || node.operator !== "=" || compactText(left) !== compactText(right.unparenthesized)) return;
  if (hasEffect(left) || isInMacro(node)) return;
  // Writing a register back acknowledges it; a lone name is the usual way to silence a compiler.
  if (isMacroText(left) || left.kind === "identifier") return;
  context.report("self", node, { text: shownText(left) });
}

function checkIf(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const alternative = node.child("alternative");
  const consequence = node.child("consequence");
  const condition = node.child("condition");
  if (!alternative || !consequence || !condition || isInMacro(node) || wasSplit(context, node)) return;
  if (alternative.kind !== "if") {
    const text = codeOf(consequence);
    // One statement each, often an error code, may be equal by intent.
    if (node.field !== "alternative" && text === codeOf(alternative) && text.length > 12 && consequence.kind === "block")
      context.report("branches", firstLine(node));
    return;
  }
  if (node.parent?.kind === "if" && node.field === "alternative") return;
  const seen = new Set<string>();
  for (let each: SyntaxNode | undefined = node; each?.kind === "if"; each = each.child("alternative")) {
    const asked = each.child("condition");
    if (!asked || hasEffect(asked) || each.child("initializer")) return;
    const text = compactText(asked);
    if (seen.has(text)) context.report("condition", asked, { text: shownText(asked) });
    seen.add(text);
  }
}

/** Text without comments and layout. */
function codeOf(node: SyntaxNode): string {
  return node.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").replace(/\s+/g, "");
}

/** Conditionals of the build inside: each build sees another half. */
function wasSplit(context: RuleContext, node: SyntaxNode): boolean {
  const written = context.project.text(context.file.document.path) ?? "";
  return /^[ \t]*#[ \t]*(if|else|elif)/m.test(written.slice(node.start, node.end));
}

function firstLine(node: SyntaxNode): { start: number; end: number } {
  const newline = node.tree.text.indexOf("\n", node.start);
  return { start: node.start, end: newline < 0 ? node.end : Math.min(node.end, newline) };
}
