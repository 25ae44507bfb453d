import type { SourceDocument } from "../text/document.js";
import type { Span } from "../text/span.js";

/** A comment by which another tool is told to be silent: read, shown as *undecided*, not obeyed. */
export interface ForeignMarker {
  /** As written, without the comment's delimiters. */
  readonly marker: string;
  readonly span: Span;
  /** Lines (zero-based, both ends included) that it speaks of. */
  readonly firstLine: number;
  readonly lastLine: number;
}

// clang-tidy: NOLINT, NOLINTNEXTLINE (also with checks); cppcheck-suppress: on the line, or on the next when alone on its own;
// PC-lint: //lint -e… on the line. Ranges (NOLINTBEGIN … END) would silence without end: they are not read.
const FOREIGN =
  /\b(NOLINTNEXTLINE|NOLINT)\b(?:\([^)\n]*\))?|\bcppcheck-suppress(?:-macro)?\b[ \t]*[^\n*]*|(?:\/\/|\/\*)[ \t]*lint[ \t]+[-+!][^\n*]*|\beslint-disable-next-line\b[^\n*]*|\beslint-disable-line\b[^\n*]*/g;

/** Markers of other tools in a comment that begins at `start`. */
export function foreignMarkersIn(document: SourceDocument, comment: string, start: number): ForeignMarker[] {
  if (!/lint|cppcheck/i.test(comment)) return [];
  return [...comment.matchAll(FOREIGN)].map((match) => {
    const from = start + match.index;
    const line = document.lines.lineAt(from);
    const before = document.text.slice(document.lines.lineStart(line), from);
    const isAlone = /^[\s/*]*$/.test(before);
    const speaksOfNext = /^(?:NOLINTNEXTLINE|eslint-disable-next-line)/.test(match[0]) || (match[0].startsWith("cppcheck") && isAlone);
    const target = speaksOfNext ? document.lines.lineAt(start + comment.length) + 1 : line;
    const text = match[0].replace(/^(?:\/\/|\/\*)[ \t]*/, "").trim();
    return { marker: text, span: { start: from, end: from + match[0].trimEnd().length }, firstLine: target, lastLine: target };
  });
}
