import type { Span } from "../../../text/span.js";
import { MACRO_LIKE } from "./macro-like.js";

const BETWEEN = /\b(?:struct|union|class)[ \t]+([A-Z_]\w*)[ \t]+([A-Za-z_]\w*)\s*[{:](?!:)/g;

/**
 * Macros between `struct` and the name that is defined, `struct PACKED header {`, which every program understands as an attribute: the
 * grammars read a function without parameters, and take members for statements.
 */
export function recordAttributes(text: string): readonly Span[] {
  const found: Span[] = [];
  BETWEEN.lastIndex = 0;
  for (let match = BETWEEN.exec(text); match; match = BETWEEN.exec(text)) {
    const [all, macro = "", name] = match;
    if (name === "final" || !MACRO_LIKE.test(macro)) continue;
    const start = match.index + all.indexOf(macro, all.search(/\s/));
    found.push({ start, end: start + macro.length });
  }
  return found;
}
