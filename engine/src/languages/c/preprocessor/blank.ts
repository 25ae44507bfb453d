import type { Span } from "../../../text/span.js";
import { commentEnd, quoteEnd } from "./conditionals.js";

/** Text that stands in the place of as much written text. */
export interface Replacement {
  readonly start: number;
  /** As long as what it replaces. */
  readonly text: string;
}

/** Spaces in the place of a range; its line breaks stay. */
export function blank(text: string, { start, end }: Span): Replacement {
  return { start, text: text.slice(start, end).replace(/[^\r\n]/g, " ") };
}

/** As {@link blank}; comments stay. */
export function blankCode(text: string, { start, end }: Span): Replacement {
  let out = "";
  let from = start;
  for (let at = start; at < end;) {
    const c = text.charCodeAt(at);
    if (c === 34 || c === 39) at = Math.min(end, quoteEnd(text, at));
    else if (c === 47 && (text.charCodeAt(at + 1) === 47 || text.charCodeAt(at + 1) === 42)) {
      const behind = Math.min(end, commentEnd(text, at));
      out += blank(text, { start: from, end: at }).text + text.slice(at, behind);
      from = at = behind;
    } else at++;
  }
  return { start, text: out + blank(text, { start: from, end }).text };
}

/** Puts replacements into a text; overlapping ones are joined by taking the first. */
export function replaceInPlace(text: string, replacements: readonly Replacement[]): string {
  const sorted = [...replacements].sort((a, b) => a.start - b.start || b.text.length - a.text.length);
  const parts: string[] = [];
  let at = 0;
  for (const { start, text: replaced } of sorted) {
    const end = start + replaced.length;
    if (end <= at) continue;
    if (start > at) parts.push(text.slice(at, start));
    parts.push(start < at ? replaced.slice(at - start) : replaced);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}
