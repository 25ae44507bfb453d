import type { ProjectView } from "../project/view.js";
import type { FilePath, Span } from "../text/span.js";
import { wordsOf } from "../trace/ids.js";
import { traceSourcesOf } from "../trace/sources.js";

/** An id in code or in a requirement document. */
export interface IdAtOffset {
  readonly id: string;
  readonly span: Span;
}

/** A tag before the id on its line: there any word counts as an id, also a mistyped one. */
const TAG_BEFORE = /[@\\](?:satisfies|verifies|mitigates|req)[ \t:]+(?:[^\s,]+[ \t,]+)*$/;

/**
 * The id at an offset: in a comment of code, or anywhere in a requirement or risk document. Whether the graph knows it is
 * for the caller to ask; a word that is no id by the project's patterns is one only behind a tag.
 */
export function idAt(view: ProjectView, path: FilePath, offset: number): IdAtOffset | undefined {
  const text = view.text(path);
  if (text === undefined || !mayHoldIds(view, path, offset)) return undefined;
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const word = wordsOf(text, lineStart, newline < 0 ? text.length : newline).find(({ span }) => span.start <= offset && offset <= span.end);
  if (!word) return undefined;
  const isTagged = TAG_BEFORE.test(text.slice(lineStart, word.span.start)) && /[A-Za-z0-9]/.test(word.text);
  const isId = traceSourcesOf(view.config).linkIds.matches(word.text);
  return isId || isTagged ? { id: word.text, span: word.span } : undefined;
}

/** True in comments of code and in documents that the trace reads. */
export function mayHoldIds(view: ProjectView, path: FilePath, offset: number): boolean {
  const parsed = view.parsed(path);
  if (parsed) return parsed.facts.comments.some(({ span }) => span.start <= offset && offset <= span.end);
  return traceSourcesOf(view.config).roleOf(path) !== undefined;
}
