import type { Span } from "../../../text/span.js";
import { commentEnd, quoteEnd } from "./conditionals.js";

/** More attributes than any declaration has. */
const MOST = 16;

const MANY = new RegExp(`(?:\\[\\[[^\\[\\]"'\\n]*\\]\\]\\s*){${String(MOST + 1)}}`);
const ATTRIBUTE = /\[\[[^[\]"'\n]*\]\]/y;

/**
 * Attributes beyond those that a declaration may have, where very many stand together: a document's marks (`[[SECTION]]`) that came into
 * a source. The parsers keep several readings of each open, and take longest where it turns out to be none: thousands take them
 * seconds. The first ones stay, so that what can't be read shows.
 */
export function surplusAttributes(text: string): readonly Span[] {
  if (!MANY.test(text)) return [];
  const found: Span[] = [];
  let together = 0;
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (c <= 32) at++;
    else if (c === 47 && (next === 47 || next === 42)) at = commentEnd(text, at);
    else {
      ATTRIBUTE.lastIndex = at;
      const isAttribute = c === 91 && ATTRIBUTE.test(text);
      const end = isAttribute ? ATTRIBUTE.lastIndex : c === 34 || c === 39 ? quoteEnd(text, at) : at + 1;
      together = isAttribute ? together + 1 : 0;
      if (together > MOST) found.push({ start: at, end });
      at = end;
    }
  }
  return found;
}
