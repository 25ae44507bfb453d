import type { Token } from "markdown-it";
import type { Span } from "../../../text/span.js";
import type { TableCell } from "../item-table.js";

/** Lines from zero, the end not included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

export interface ListRange extends LineRange {
  readonly entries: readonly LineRange[];
}

/** Bullet lists of a level in the tokens of an item, with the lines of their entries. */
export function attributeLists(tokens: readonly Token[], level = 0): ListRange[] {
  const lists: ListRange[] = [];
  let entries: LineRange[] = [];
  for (const token of tokens) {
    if (!token.map) continue;
    const range = { start: token.map[0], end: token.map[1] };
    if (token.level === level && /^(?:bullet|ordered)_list_open$/.test(token.type)) {
      entries = [];
      if (token.type === "bullet_list_open") lists.push({ ...range, entries });
    } else if (token.level === level + 1 && token.type === "list_item_open") {
      entries.push(range);
    }
  }
  return lists;
}

/** Cells of a table's row: text between unescaped bars, as GitHub's Markdown has it. */
export function cellsOfRow(text: string, start: number, end: number): TableCell[] {
  const cells: TableCell[] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && (text[at] !== "|" || text[at - 1] === "\\")) continue;
    // The bars at a row's ends enclose no cell.
    const outer = (from === start && text.slice(from, at).trim() === "") || (at === end && text.slice(from, at).trim() === "");
    if (!outer) {
      const span = trimmed(text, from, at);
      cells.push({ text: text.slice(span.start, span.end).replace(/\\\|/g, "|"), span });
    }
    from = at + 1;
  }
  return cells;
}

/** A stretch of text without the blanks at its ends. */
export function trimmed(text: string, start: number, end: number): Span {
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}
