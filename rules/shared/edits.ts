// Small edits of which quick fixes are made.
import type { ParsedFile, SyntaxNode, TextEdit } from "../../engine/src/index.js";

export function replace(node: SyntaxNode, newText: string): TextEdit {
  return { span: node.span, newText };
}

export function insertAt(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}

/**
 * The edit that includes a C library header, or `undefined` when the file names it already (`alsoBy`: headers that bring
 * it along). The line goes behind the last `#include` of the file, else to its beginning.
 */
export function includeEdit(file: ParsedFile, header: string, alsoBy: readonly string[] = []): TextEdit | undefined {
  const names = [header, ...alsoBy];
  if (file.facts.includes.some((include) => names.includes(include.target))) return undefined;
  const last = file.facts.includes.at(-1);
  if (!last) return insertAt(0, `#include <${header}>\n`);
  const { lines } = file.document;
  return insertAt(lines.lineEnd(lines.lineAt(Math.max(last.span.start, last.span.end - 1))), `\n#include <${header}>`);
}
