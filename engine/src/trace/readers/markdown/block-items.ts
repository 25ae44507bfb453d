import type { Span } from "../../../text/span.js";
import { wordsOf, type Word } from "../../ids.js";

/** An item that a line begins: `**REQ-003** - The pump shall …`, `[REQ-003] …`, `REQ-003: …`. */
export interface LineItem {
  readonly id: Word;
  /** Words within the same bold type: `**REQ-003 Limit the rate**`. */
  readonly title: string;
  /** Where the text begins. */
  readonly textStart: number;
  /** The id is set off as one only an item's own line does it: bold. Other ids may be mere mentions. */
  readonly isBold: boolean;
  /** A colon or a dash stands between id and text, as in a definition. */
  readonly isSeparated: boolean;
}

/** A line's mark, id and what follows stand within so many characters. */
const MAX_LINE = 400;

/** The item that begins at an offset, behind a list's mark; `undefined` when no id stands there as one that is being defined. */
export function lineItemAt(text: string, start: number, end: number, isId: (id: string) => boolean): LineItem | undefined {
  const line = text.slice(start, Math.min(end, start + MAX_LINE)).split("\n", 1)[0] ?? "";
  const opening = /^(?:(\*\*|__)\[?|\[|`)?/.exec(line);
  const before = opening?.[0] ?? "";
  const mark = opening?.[1];
  const [id] = wordsOf(text, start + before.length, start + line.length, 1);
  if (id?.span.start !== start + before.length || !isId(id.text)) return undefined;
  const rest = line.slice(id.span.end - start);
  if (mark !== undefined) return boldItem(rest, mark, id);
  // `[SRS-1](there)` is a link, `[SRS-1]: there` its definition, `SRS-1, SRS-2` a list of mentions.
  const separator =
    before === "[" ? /^\](?![([:])\s*[:–—-]?\s*(?=\S)/ : before === "`" ? /^`\s*[:–—-]\s*(?=\S)/ : /^(?::|\s[–—-])\s+(?=\S)/;
  const match = separator.exec(rest);
  return match ? { id, title: "", textStart: id.span.end + match[0].length, isBold: false, isSeparated: true } : undefined;
}

function boldItem(rest: string, mark: string, id: Word): LineItem | undefined {
  const close = rest.indexOf(mark);
  if (close < 0) return undefined;
  const title = rest.slice(0, close).replace(/^[\s:\]–—-]+/, "").replace(/[\s:]+$/, ""); // prettier-ignore
  const gap = /^[\s:\]–—-]*/.exec(rest.slice(close + mark.length))?.[0].length ?? 0;
  const textStart = id.span.end + close + mark.length + gap;
  // `**SRS-1**, **SRS-2**` and `**SRS-1** and` name items, they don't define one.
  const follows = rest.slice(close + mark.length).trimStart();
  if (/^[,;.)/|]/.test(follows)) return undefined;
  const isSeparated = /[:–—-]/.test(rest.slice(0, textStart - id.span.end));
  return { id, title, textStart, isBold: true, isSeparated };
}

/** Offsets of the lines in a range that begin an item, with the items. */
export function lineItemsIn(
  text: string,
  range: Span,
  isId: (id: string) => boolean,
): { readonly start: number; readonly item: LineItem }[] {
  const found: { readonly start: number; readonly item: LineItem }[] = [];
  for (let start = range.start; start < range.end;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 || newline > range.end ? range.end : newline;
    const indent = /^[ \t]*/.exec(text.slice(start, Math.min(end, start + MAX_LINE)))?.[0].length ?? 0;
    const item = lineItemAt(text, start + indent, end, isId);
    // Only the first line of a paragraph may begin with a plain id: within one it is a line break's doing.
    if (item && (item.isBold || start === range.start)) found.push({ start: start + indent, item });
    start = end + 1;
  }
  return found;
}

/** So much of a text stands for a title that is missing. In characters. */
const MAX_TITLE = 120;

/** First sentence of a text, as a title. */
export function titleOf(text: string): string {
  const line = text.slice(0, MAX_TITLE + 1).split("\n", 1)[0] ?? "";
  return line.length <= MAX_TITLE ? line : `${line.slice(0, MAX_TITLE - 1).trimEnd()}…`;
}
