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

/** The bullet list that begins at a token, with the lines of its entries; `undefined` when none does. */
export function attributeListAt(tokens: readonly Token[], index: number): ListRange | undefined {
  const opening = tokens[index];
  if (opening?.type !== "bullet_list_open" || !opening.map) return undefined;
  const entries: LineRange[] = [];
  for (let at = index + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token || token.level <= opening.level) break;
    if (token.level === opening.level + 1 && token.type === "list_item_open" && token.map)
      entries.push({ start: token.map[0], end: token.map[1] });
  }
  return { start: opening.map[0], end: opening.map[1], entries };
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
