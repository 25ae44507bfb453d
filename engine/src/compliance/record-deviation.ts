import type { ParsedFile } from "../languages/front-end.js";
import type { CommentFact } from "../project/facts.js";
import type { Finding } from "../rule/finding.js";
import type { NodeKind } from "../syntax/kinds.js";
import type { TextEdit } from "../text/span.js";
import { markersIn, type CommentMarker } from "./comment-marker.js";
import type { DispositionKind } from "./disposition.js";
import { hasReason } from "./apply-dispositions.js";

export interface DecisionToRecord {
  readonly kind: DispositionKind;
  readonly reason: string;
  readonly author?: string;
  readonly expires?: string;
}

/**
 * The edit that records a decision about a finding in a comment: a new one above its statement (or behind its line, where no line
 * fits above), or a line more in the comment that stands there already. `undefined` when the reason says nothing.
 */
export function recordDeviation(
  file: ParsedFile,
  finding: Pick<Finding, "rule" | "span">,
  decision: DecisionToRecord,
): readonly TextEdit[] | undefined {
  if (!hasReason(decision)) return undefined;
  const target = targetOf(file, finding.span.start);
  const marker = `vitalint-${decision.kind}${target.place === "file" ? "-file" : ""}(${argumentsOf(finding.rule, decision)}): ${plainReason(decision.reason)}`;
  if (target.place === "behind") return [insertion(target.offset, ` ${inComment(file, marker)}`)];
  const existing = file.facts.comments.find(({ span }) => isDirectlyAbove(file, span.end, target.offset));
  const merged = existing && merge(file, existing, finding.rule, decision, marker, target.indent);
  return merged ? [merged] : [insertion(target.offset, `${target.indent}${inComment(file, marker)}${lineEnding(file)}`)];
}

type Target =
  | { readonly place: "above" | "file"; readonly offset: number; readonly indent: string }
  | { readonly place: "behind"; readonly offset: number };

const STATEMENTS: ReadonlySet<NodeKind> = new Set(["expressionStatement", "declaration", "return", "throw", "function", "typeDefinition", "macroDefinition", "include", "asm"]); // prettier-ignore

/** Where the comment goes: above the statement's first line, so that it covers all of it; else above or behind the finding's own line. */
function targetOf(file: ParsedFile, offset: number): Target {
  const { lines, text } = file.document;
  if (text.slice(0, offset).trim() === "" && offset === 0) return { place: "file", offset: 0, indent: "" };
  const own = lines.lineAt(offset);
  const candidates = [statementStart(file, offset), lines.lineStart(own) + indentOf(lines.lineText(own)).length];
  for (const start of candidates) {
    if (start === undefined) continue;
    const line = lines.lineAt(start);
    const indent = indentOf(lines.lineText(line));
    const isFirst = lines.lineStart(line) + indent.length === start;
    // Above a closing bracket or an `else` a comment would stand in the block before; in a macro it would end the macro.
    const isFit =
      !/^(?:[})\]]|else\b|#)/.test(text.slice(start, start + 6)) || /^#\s*(?:define|include)/.test(text.slice(start, start + 20));
    const isContinuation = line > 0 && lines.lineText(line - 1).endsWith("\\");
    if (isFirst && isFit && !isContinuation) return { place: "above", offset: lines.lineStart(line), indent };
  }
  return { place: "behind", offset: lines.lineEnd(own) };
}

/** Start of the innermost statement or declaration around an offset, in written text. */
function statementStart(file: ParsedFile, offset: number): number | undefined {
  const { tree, origin } = file;
  let innermost: number | undefined;
  for (let id = 0; id < tree.size; id++) {
    if (!STATEMENTS.has(tree.kind(id))) continue;
    const span = origin.toWritten({ start: tree.start(id), end: tree.end(id) });
    if (span.start > offset) break;
    // A finding in a function's body is not about the function.
    const end = tree.is(id, "function") ? bodyStart(file, id) : span.end;
    if (offset <= end) innermost = span.start;
  }
  return innermost;
}

function bodyStart(file: ParsedFile, id: number): number {
  const body = file.tree.childByField(id, "body");
  const last = body >= 0 ? file.tree.start(body) : file.tree.end(id);
  return file.origin.toWritten({ start: last, end: last }).start;
}

function isDirectlyAbove(file: ParsedFile, commentEnd: number, lineStart: number): boolean {
  return commentEnd <= lineStart && /^[ \t]*\r?\n?$/.test(file.document.text.slice(commentEnd, lineStart));
}

/** A line more in a comment that decides something already, or that documents the function; other comments are left alone. */
function merge(
  file: ParsedFile,
  comment: CommentFact,
  rule: string,
  decision: DecisionToRecord,
  marker: string,
  indent: string,
): TextEdit | undefined {
  const { text } = file.document;
  const raw = text.slice(comment.span.start, comment.span.end);
  const markers = markersIn(raw, comment.span.start);
  const same = markers.find(
    (other) => other.kind === decision.kind && other.rules.length === 1 && other.rules[0] === rule && !other.wholeFile,
  );
  if (same) return replacement(text, same, rule, decision);
  const documents = comment.attachment.to === "function" && !comment.attachment.inside && /^\/\*[*!]/.test(raw);
  if (markers.length === 0 && !documents) return undefined;
  const newline = lineEnding(file);
  if (!raw.startsWith("/*")) return insertion(comment.span.end, `${newline}${indent}// ${marker}`);
  const close = comment.span.end - 2;
  const lastLine = text.slice(text.lastIndexOf("\n", close - 1) + 1, close);
  // The closing delimiter on a line of its own stays there.
  if (raw.includes("\n") && lastLine.trim() === "") return insertion(close - lastLine.length, `${indent} * ${marker}${newline}`);
  return { span: { start: close - trailingBlanks(text.slice(0, close)), end: close }, newText: `${newline}${indent} * ${marker} ` };
}

function replacement(text: string, marker: CommentMarker, rule: string, decision: DecisionToRecord): TextEdit {
  const newText = `vitalint-${decision.kind}(${argumentsOf(rule, decision)}): ${plainReason(decision.reason)}`;
  const end = Math.max(marker.end, marker.span.end);
  // A comment's end stays apart from the reason.
  return { span: { start: marker.span.start, end }, newText: /\s/.test(text.charAt(end)) ? newText : `${newText} ` };
}

function argumentsOf(rule: string, { author, expires }: DecisionToRecord): string {
  const plain = (value: string) => value.replace(/[(),=\r\n]/g, " ").trim();
  return [rule, ...(author ? [`author=${plain(author)}`] : []), ...(expires ? [`expires=${plain(expires)}`] : [])].join(", ");
}

/** A reason on one line that can't end the comment or begin another decision. */
function plainReason(reason: string): string {
  return reason
    .replace(/\s+/g, " ")
    .trim()
    .replace(/\*\//g, "* /")
    .replace(/vitalint-/g, "vitalint ")
    .replace(/\\$/, "");
}

function inComment(file: ParsedFile, marker: string): string {
  return file.language === "c" ? `/* ${marker} */` : `// ${marker}`;
}

function lineEnding(file: ParsedFile): string {
  return file.document.text.includes("\r\n") ? "\r\n" : "\n";
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function trailingBlanks(text: string): number {
  return text.length - text.trimEnd().length;
}

function insertion(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}
