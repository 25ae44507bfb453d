import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { insertAt } from "../shared/edits.js";

type MessageId = "semicolon" | "indentation" | "else";

export default defineRule<MessageId>({
  id: "control-flow/misleading-structure",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [483],
    cert: ["EXP15-C", "EXP19-C"],
    misra: ["C:2012 15.6", "C:2012 15.7"],
    iec62304: ["data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    semicolon: "The ';' behind this '{keyword}' is its whole body: what follows runs whatever the condition says. Remove the ';'.",
    indentation:
      "This line is indented as if it belonged to the '{keyword}' above, and runs always. Put both lines in braces, or move this one back.",
    else: "This 'else' stands under another 'if' than the one that it belongs to. Add braces.",
  },
  docs: {
    title: "Layout that says something else than the code",
    what: "Reports a `;` directly behind `if`, `while` or `for` whose block follows, a second line that is indented as if it belonged to an `if` without braces, and an `else` that is indented under another `if` than its own.",
    why: "Readers see the layout, the compiler sees the braces. `if (pressure > limit);` stops the pump each time, and a `goto fail` that was written twice let forged certificates pass in millions of devices.",
    whatToDo: "Remove the `;`, or put the statements in braces. Let a formatter decide the layout.",
    whenToDeviate: "Never needed: a formatter makes the finding go away.",
    limits: ["Lines that mix tabs and spaces differently are not compared.", "Code inside macros is not looked at."],
    examples: [
      {
        language: "c",
        bad: "void Pump_Stop(void);\n\nvoid Pressure_Check(int pressure)\n{\n    if (pressure > 90);\n    {\n        Pump_Stop();\n    }\n}\n",
        good: "void Pump_Stop(void);\n\nvoid Pressure_Check(int pressure)\n{\n    if (pressure > 90)\n    {\n        Pump_Stop();\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["if", "while", "for"],
      visit(context, node) {
        const body = node.kind === "if" ? node.child("consequence") : node.child("body");
        if (!body) return;
        if (body.kind === "empty") checkSemicolon(context, node, body);
        else checkIndentation(context, node, body);
        if (node.kind === "if") checkElse(context, node);
      },
    },
  },
});

function checkSemicolon(context: RuleContext<MessageId>, node: SyntaxNode, body: SyntaxNode): void {
  if (node.child("alternative") || node.parent?.is("block", "case", "labeled") === false) return;
  const { text } = context.file.tree;
  const next = node.nextSibling;
  if (!next || isFromMacro(context, node)) return;
  // A `;` on a line of its own, or with a comment behind it, is meant.
  const lineStart = text.lastIndexOf("\n", body.start - 1) + 1;
  if (text.slice(lineStart, body.start).trim() === "" || /^[ \t]*\/[/*]/.test(text.slice(body.end, next.start))) return;
  // A loop without body waits or searches; only a block behind it says that one was meant.
  if (next.kind !== "block" && (node.kind !== "if" || columnOf(context, next) <= columnOf(context, node))) return;
  if (next.kind === "block" && node.kind === "while" && /\n[ \t]*\n/.test(text.slice(body.end, next.start))) return;
  context.report(
    "semicolon",
    { start: node.start, end: body.end },
    { keyword: node.kind },
    { fixes: [{ title: "Remove the ';'", kind: "suggestion", edits: [{ span: body.span, newText: "" }] }] },
  );
}

function checkIndentation(context: RuleContext<MessageId>, node: SyntaxNode, body: SyntaxNode): void {
  const next = node.nextSibling;
  if (
    !next ||
    !node.parent?.is("block", "case") ||
    next.is("empty", "labeled", "case", "directive", "conditionalDirective", "error", "unknown", "break")
  )
    return;
  const last = node.child("alternative") ?? body;
  if (last.is("block", "if", "while", "for", "doWhile", "switch", "empty", "error", "unknown")) return;
  const { text } = context.file.tree;
  // Only lines that begin with what is compared, directly behind each other.
  if (!beginsLine(text, node) || !beginsLine(text, last) || !beginsLine(text, next)) return;
  const between = text.slice(last.end, next.start);
  if (between.split("\n").length !== 2 || between.trim() !== "" || isFromMacro(context, node)) return;
  const written = context.project.text(context.file.document.path) ?? text;
  if (/^[ \t]*#/m.test(written.slice(node.start, next.start))) return;
  const indent = indentOf(text, next);
  if (indent !== indentOf(text, last) || indent === indentOf(text, node) || indent.length <= indentOf(text, node).length) return;
  const fixes =
    last === body || last.equals(body)
      ? [
          {
            title: "Put both lines in braces",
            kind: "suggestion" as const,
            edits: [insertAt(headEnd(node, body), " {"), insertAt(next.end, `\n${indentOf(text, node)}}`)],
          },
        ]
      : [];
  context.report("indentation", firstLine(next), { keyword: node.child("alternative") ? "else" : node.kind }, { fixes });
}

/** An `else` belongs to the nearest `if`; one that stands exactly under an outer `if` was meant for that. */
function checkElse(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const alternative = node.child("alternative");
  const consequence = node.child("consequence");
  const outer = node.parent;
  // In braces there is no doubt.
  if (!alternative || !consequence || outer?.kind !== "if" || node.field !== "consequence" || outer.child("alternative")) return;
  const { text } = context.file.tree;
  const at = consequence.end + text.slice(consequence.end, alternative.start).search(/\belse\b/);
  if (at < consequence.end || !beginsLine(text, outer) || !beginsLine(text, node)) return;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const indent = text.slice(lineStart, at);
  if (indent.trim() !== "" || indent !== indentOf(text, outer) || indent === indentOf(text, node)) return;
  context.report("else", { start: at, end: at + 4 });
}

/** End of the condition's parenthesis. */
function headEnd(node: SyntaxNode, body: SyntaxNode): number {
  return node.start + node.tree.text.slice(node.start, body.start).trimEnd().length;
}

function isFromMacro(context: RuleContext, node: SyntaxNode): boolean {
  return (
    node.ancestor("macroDefinition") !== undefined ||
    context.file.syntaxErrors.some(({ start, end }) => start <= node.end && end >= node.start)
  );
}

function columnOf(context: RuleContext, node: SyntaxNode): number {
  const { text } = context.file.tree;
  return node.start - (text.lastIndexOf("\n", node.start - 1) + 1);
}

function beginsLine(text: string, node: SyntaxNode): boolean {
  return text.slice(text.lastIndexOf("\n", node.start - 1) + 1, node.start).trim() === "";
}

function indentOf(text: string, node: SyntaxNode): string {
  return text.slice(text.lastIndexOf("\n", node.start - 1) + 1, node.start);
}

function firstLine(node: SyntaxNode): { start: number; end: number } {
  const newline = node.tree.text.indexOf("\n", node.start);
  return { start: node.start, end: newline < 0 ? node.end : Math.min(node.end, newline) };
}
