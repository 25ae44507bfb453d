import type { Span } from "../../text/span.js";

/** Comments of a text: outside of literals, templates and JSX text, `//` and `/*` begin nothing else. */
export function findComments(text: string, opaque: readonly Span[]): readonly Span[] {
  const comments: Span[] = [];
  const literals = [...opaque].sort((a, b) => a.start - b.start);
  // `#!/usr/bin/env node`
  let from = text.startsWith("#!") ? lineEnd(text, 0) : 0;
  let next = 0;
  BEGIN.lastIndex = from;
  for (let found = BEGIN.exec(text); found !== null; found = BEGIN.exec(text)) {
    const start = found.index;
    while (next < literals.length && (literals[next]?.end ?? 0) <= start) next++;
    const literal = literals[next];
    if (literal !== undefined && literal.start <= start) from = literal.end;
    else {
      const end = found[0] === "//" ? lineEnd(text, start) : blockEnd(text, start);
      comments.push({ start, end });
      from = end;
    }
    BEGIN.lastIndex = from;
  }
  return comments;
}

const BEGIN = /\/[/*]/g;

function lineEnd(text: string, from: number): number {
  LINE_BREAK.lastIndex = from;
  return LINE_BREAK.exec(text)?.index ?? text.length;
}

const LINE_BREAK = /[\r\n\u2028\u2029]/g;

function blockEnd(text: string, start: number): number {
  const end = text.indexOf("*/", start + 2);
  return end < 0 ? text.length : end + 2;
}
