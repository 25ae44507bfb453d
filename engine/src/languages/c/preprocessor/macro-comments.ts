import type { Replacement } from "./blank.js";
import { commentEnd, directiveEnd, quoteEnd } from "./conditionals.js";

const DEFINE = /^[ \t]*#[ \t]*define\b/gm;

/**
 * Block comments within macros as blanks: the grammars take the first of them for the macro's end, and read the rest of its text as code
 * of the file. A comment that ends a macro stays.
 */
export function macroComments(text: string): readonly Replacement[] {
  const found: Replacement[] = [];
  DEFINE.lastIndex = 0;
  for (let match = DEFINE.exec(text); match; match = DEFINE.exec(text)) {
    const end = directiveEnd(text, DEFINE.lastIndex);
    if (text.slice(match.index, end).includes("/*")) found.push(...commentsIn(text, DEFINE.lastIndex, end));
    DEFINE.lastIndex = Math.max(end, DEFINE.lastIndex);
  }
  return found;
}

function commentsIn(text: string, start: number, end: number): readonly Replacement[] {
  const found: Replacement[] = [];
  let at = start;
  while (at < end) {
    const c = text.charCodeAt(at);
    if (c === 34 || c === 39) at = quoteEnd(text, at);
    else if (c === 47 && text.charCodeAt(at + 1) === 42) {
      const behind = Math.min(end, commentEnd(text, at));
      if (/\S/.test(text.slice(behind, end))) found.push({ start: at, text: blankComment(text.slice(at, behind)) });
      at = behind;
    } else at++;
  }
  return found;
}

/** As long as the comment, without what would end the macro. */
function blankComment(comment: string): string {
  return comment.replace(/[^\r\n](\r?\n)|[^]/g, (_, lineBreak: string | undefined) => (lineBreak === undefined ? " " : `\\${lineBreak}`));
}
