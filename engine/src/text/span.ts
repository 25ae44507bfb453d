/** A half-open range `[start, end)` of UTF-16 code-unit offsets in one document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Path of a file inside its project: relative to the folder of `vitalint.json` (or the opened folder), with `/` between
 * segments and no `.` or `..`. The engine treats it as an opaque, comparable name; it never opens it.
 */
export type FilePath = string;

/** A place in a project's file. */
export interface Location {
  readonly file: FilePath;
  readonly span: Span;
}

/** A replacement of the text in `span` by `newText`. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** True when both spans share at least one offset, or one is empty and touches the other. */
export function spansTouch(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** True when `inner` lies within `outer`. */
export function spanContains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Total order by start, then by end. */
export function compareSpans(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}

/** Where a part first stands in a text; its beginning where it does not. */
export function spanOfText(text: string, part: string): Span {
  const start = Math.max(0, text.indexOf(part));
  return { start, end: start + part.length };
}
