import type { ParsedFile } from "../languages/front-end.js";
import type { CommentFact } from "../project/facts.js";
import type { NodeKind } from "../syntax/kinds.js";
import type { SyntaxNode } from "../syntax/node.js";
import type { Span } from "../text/span.js";

export interface CommentScope {
  readonly scope: "statement" | "function" | "file";
  /** Written text that a decision in the comment covers. */
  readonly covers: readonly Span[];
}

/**
 * What a comment in code speaks of: the file when it is the head comment, the function that it stands directly before, else
 * the statement (declaration, member, property) that follows it, or the one whose line it ends.
 */
export function scopeOfComment(file: ParsedFile, comment: CommentFact): CommentScope {
  const { text } = file.document;
  const { attachment } = comment;
  const lineStart = text.lastIndexOf("\n", comment.span.start - 1) + 1;
  const isTrailing = text.slice(lineStart, comment.span.start).trim() !== "";
  if (!isTrailing && attachment.to === "function" && !attachment.inside) {
    const fact = file.facts.functions[attachment.index];
    // A prototype has no body to find anything in: a decision about it is one about its line.
    if (fact) return { scope: fact.body === undefined ? "statement" : "function", covers: [written(file, fact.span)] };
  }
  if (attachment.to === "file" && isHead(text, comment.span.start)) return { scope: "file", covers: [{ start: 0, end: text.length }] };
  return { scope: "statement", covers: isTrailing ? trailing(file, comment.span, lineStart) : following(file, comment.span.end) };
}

/** True for the first comment of a file: nothing but blanks or a `#!` line before it. */
function isHead(text: string, start: number): boolean {
  return (
    text
      .slice(0, start)
      .replace(/^\uFEFF?(?:#![^\n]*)?/, "")
      .trim() === ""
  );
}

/** The outermost construct that begins where the comment ends; nothing when the block ends there. */
function following(file: ParsedFile, end: number): Span[] {
  const { text } = file.document;
  const start = nextCode(file, end);
  const node = outermostAt(file, start);
  if (!node) return [];
  const newline = text.indexOf("\n", start);
  const firstLine = { start, end: newline < 0 ? text.length : newline };
  return [...headerOf(file, node), ...(text[start] === "}" ? [] : [firstLine])];
}

function trailing(file: ParsedFile, comment: Span, lineStart: number): Span[] {
  const line = { start: lineStart, end: comment.start };
  const ending = statementEndingOn(file, line);
  return ending ? [ending, line] : [line];
}

/** Offset of the next code behind a comment; further comments are passed over. */
function nextCode(file: ParsedFile, from: number): number {
  const { text } = file.document;
  let at = from;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    const comment = file.facts.comments.find(({ span }) => span.start === at);
    if (!comment) return at;
    at = comment.span.end;
  }
}

function outermostAt(file: ParsedFile, start: number): SyntaxNode | undefined {
  const { tree } = file;
  for (let id = 1; id < tree.size; id++) {
    const at = file.origin.toWritten({ start: tree.start(id), end: tree.end(id) }).start;
    if (at === start && !tree.is(id, "translationUnit")) return tree.node(id);
    if (at > start) return undefined;
  }
  return undefined;
}

const BODIES: ReadonlySet<NodeKind> = new Set(["block", "members"]);
const HEADED: ReadonlySet<NodeKind> = new Set(["if", "switch", "while", "doWhile", "for", "forEach", "try", "case", "labeled", "class", "struct", "union", "namespace", "linkage"]); // prettier-ignore

/** A construct without the statements in its body: a decision about an `if` is about its condition, not about all that it guards. */
function headerOf(file: ParsedFile, node: SyntaxNode): Span[] {
  const whole = written(file, node.span);
  if (!HEADED.has(node.kind)) return [whole];
  const spans: Span[] = [];
  let from = whole.start;
  for (const child of node.children) {
    const isNested = BODIES.has(child.kind) || child.field === "alternative" || (node.kind === "case" && child.field !== "value");
    if (!isNested) continue;
    const span = written(file, child.span);
    if (span.start > from) spans.push({ start: from, end: span.start });
    from = Math.max(from, span.end);
  }
  if (from < whole.end) spans.push({ start: from, end: whole.end });
  return spans;
}

const SIMPLE: ReadonlySet<NodeKind> = new Set(["expressionStatement", "declaration", "return", "throw", "goto", "break", "continue", "field", "property", "enumerator", "macroDefinition", "asm"]); // prettier-ignore

/** The simple statement, possibly begun lines before, that ends on a line. */
function statementEndingOn(file: ParsedFile, line: Span): Span | undefined {
  const { tree } = file;
  let found: Span | undefined;
  for (let id = 0; id < tree.size; id++) {
    if (!SIMPLE.has(tree.kind(id))) continue;
    const span = file.origin.toWritten({ start: tree.start(id), end: tree.end(id) });
    if (span.start > line.end) break;
    if (span.end > line.start && span.end <= line.end && (!found || span.end > found.end)) found = span;
  }
  return found;
}

function written(file: ParsedFile, span: Span): Span {
  return file.origin.toWritten(span);
}
