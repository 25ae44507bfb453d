import type { Token } from "markdown-it";
import type { LineIndex } from "../../../text/line-index.js";
import type { Span } from "../../../text/span.js";
import { attributeKey } from "../../link-attributes.js";
import type { StatedAttribute } from "../item-builder.js";
import { attributeListAt, cellsOfRow, trimmed, type LineRange, type ListRange } from "./blocks.js";

/** A block of a document that states attributes; `after` is the index of the token behind it. */
export interface AttributeBlock extends LineRange {
  readonly stated: readonly StatedAttribute[];
  readonly after: number;
  /** Lines without any mark: they may be prose that happens to read like attributes. */
  readonly isPlain: boolean;
}

/** An attribute's name and colon stand within so many characters. */
const MAX_NAME = 120;
const ATTRIBUTE = /^(\*\*|__)?(\p{L}[\p{L}0-9 /_-]{0,40}?)\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*/u;
const BOLD = /^[ \t]*(\*\*|__)(\p{L}[\p{L}0-9 /_-]{0,40}?)\s*(?::\s*\1|\1\s*:)[ \t]*/u;
/** Names over a table's two columns that say what the columns are, not an attribute. */
const COLUMN_NAMES = /^(?:|attributes?|fields?|propert(?:y|ies)|name|key|item|metadata)$/;

/** Finds blocks of attributes among the tokens of a document, in the shapes in which people write them. */
export class AttributeBlocks {
  /** What begins at a token: a list or paragraph is looked at for its id, and as part of its item. */
  private readonly known = new Map<Token, AttributeBlock | undefined>();

  constructor(
    private readonly text: string,
    private readonly lines: LineIndex,
    /** True for the name of an attribute that links. */
    private readonly isLink: (name: string) => boolean,
  ) {}

  /** The block that begins at a token; `undefined` when that states no attributes. */
  at(tokens: readonly Token[], index: number): AttributeBlock | undefined {
    const token = tokens[index];
    if (token?.level !== 0 || !token.map) return undefined;
    const { map } = token;
    if (token.type === "bullet_list_open") return this.remembered(token, () => this.list(tokens, index));
    if (token.type === "paragraph_open") return this.namedList(tokens, index) ?? this.remembered(token, () => this.paragraph(map, index));
    return token.type === "table_open" ? this.table(tokens, index) : undefined;
  }

  /** A block that follows from its own tokens alone, found once. */
  private remembered(token: Token, find: () => AttributeBlock | undefined): AttributeBlock | undefined {
    if (!this.known.has(token)) this.known.set(token, find());
    return this.known.get(token);
  }

  /** Attributes of a list whose every entry reads `name: value`; none otherwise. */
  ofList(list: ListRange): readonly StatedAttribute[] {
    const stated: StatedAttribute[] = [];
    for (const entry of list.entries) {
      const lineStart = this.lines.lineStart(entry.start);
      const end = this.endOf(entry.end);
      const marker = /^\s*(?:[-*+]|\d+[.)])\s+/.exec(this.text.slice(lineStart, end));
      const start = lineStart + (marker?.[0].length ?? 0);
      const match = ATTRIBUTE.exec(this.text.slice(start, Math.min(end, start + MAX_NAME)));
      if (!match?.[2]) return [];
      stated.push(this.attribute(match[2], start + (match[1]?.length ?? 0), { start: start + match[0].length, end }));
    }
    return stated;
  }

  private list(tokens: readonly Token[], index: number): AttributeBlock | undefined {
    const after = closing(tokens, index) + 1;
    const list = attributeListAt(tokens, index);
    const stated = list ? this.ofList(list) : [];
    return list && stated.length > 0 ? { start: list.start, end: list.end, stated, after, isPlain: false } : undefined;
  }

  /** `Parents:` with a list of ids below it. */
  private namedList(tokens: readonly Token[], index: number): AttributeBlock | undefined {
    const map = tokens[index]?.map;
    const list = tokens[index + 3];
    if (!map || map[1] - map[0] !== 1 || !list?.map || !/^(?:bullet|ordered)_list_open$/.test(list.type)) return undefined;
    const start = this.lines.lineStart(map[0]);
    const line = this.lines.lineText(map[0]);
    const match = ATTRIBUTE.exec(line.trimStart().slice(0, MAX_NAME));
    if (!match?.[2] || match[0].trimEnd().length !== line.trim().length || !this.isLink(match[2])) return undefined;
    const nameStart = start + line.indexOf(match[2]);
    const span = { start: this.lines.lineStart(list.map[0]), end: this.endOf(list.map[1]) };
    const stated = this.attribute(match[2], nameStart, span);
    const value = stated.value.replace(/(?:^|\s)(?:[-*+]|\d+[.)])\s+/g, ", ").replace(/^, /, "");
    return { start: map[0], end: list.map[1], stated: [{ ...stated, value }], after: closing(tokens, index + 3) + 1, isPlain: false };
  }

  /** Lines `**Name:** value`, or plain ones whose names link; what follows a bold one continues its value. */
  private paragraph([first, end]: readonly [number, number], index: number): AttributeBlock | undefined {
    const found: { readonly name: string; readonly at: number; readonly value: number }[] = [];
    let isPlain = false;
    let stop = end;
    for (let line = first; line < stop; line++) {
      const start = this.lines.lineStart(line);
      const text = this.lines.lineText(line).slice(0, MAX_NAME);
      const bold = BOLD.exec(text);
      const match = bold ?? ATTRIBUTE.exec(text);
      const name = match?.[2];
      if (match && name !== undefined && (bold || this.isLink(name))) {
        found.push({ name, at: start + match[0].indexOf(name), value: start + match[0].length });
        if (!bold) isPlain = true;
      } else if (found.length === 0) return undefined;
      else if (isPlain) stop = line;
    }
    const stated = found.map(({ name, at, value }, each) => {
      const next = found[each + 1];
      const last = next === undefined ? this.endOf(stop) : this.lines.lineStart(this.lines.lineAt(next.at));
      return this.attribute(name, at, { start: value, end: last });
    });
    return { start: first, end: stop, stated, after: index + 3, isPlain };
  }

  /** A table of two columns whose rows are an attribute each, `| Parent | SYS-1 |`. */
  private table(tokens: readonly Token[], index: number): AttributeBlock | undefined {
    const last = closing(tokens, index);
    const rows = tokens.slice(index, last).flatMap(({ type, map }) => (type === "tr_open" && map ? [map[0]] : []));
    const stated: StatedAttribute[] = [];
    for (const [row, line] of rows.entries()) {
      const cells = cellsOfRow(this.text, this.lines.lineStart(line), this.lines.lineEnd(line));
      const name = (cells[0]?.text ?? "").slice(0, MAX_NAME).replace(/^[*_`\s]+|[*_`:\s]+$/g, "");
      if (row === 0 && (cells.length < 2 || COLUMN_NAMES.test(name.toLowerCase()))) continue;
      const [key, value] = cells;
      if (!key || !value || cells.length !== 2 || !/^\p{L}[\p{L}0-9 /_-]{0,40}$/u.test(name)) return undefined;
      const at = key.span.start + key.text.indexOf(name);
      stated.push(this.attribute(name, at, value.span));
    }
    const map = tokens[index]?.map;
    // Any table of two columns reads like this: one of its rows must link, or be what only an item has.
    const isMeant = stated.some(({ name }) => this.isLink(name) || OWN.test(attributeKey(name)));
    return map && isMeant ? { start: map[0], end: map[1], stated, after: last + 1, isPlain: false } : undefined;
  }

  private attribute(name: string, at: number, within: Span): StatedAttribute {
    let valueSpan = trimmed(this.text, within.start, within.end);
    // What breaks a line in Markdown ends the value.
    const breaks = /(?:\s*(?:\\|<br\s*\/?>))+$/i.exec(this.text.slice(Math.max(valueSpan.start, valueSpan.end - 40), valueSpan.end));
    if (breaks) valueSpan = { start: valueSpan.start, end: valueSpan.end - breaks[0].length };
    return {
      name,
      value: this.text.slice(valueSpan.start, valueSpan.end).replace(/\s+/g, " "),
      nameSpan: { start: at, end: at + name.length },
      valueSpan,
    };
  }

  private endOf(line: number): number {
    return line >= this.lines.lineCount ? this.text.length : this.lines.lineStart(line);
  }
}

const OWN = /^(?:id|uid|identifier|req id|requirement id|class|safety class|verification(?: method)?|rationale|risk control|statement)$/;

/** Index of the token that closes the block which one opens. */
function closing(tokens: readonly Token[], index: number): number {
  const opening = tokens[index];
  const type = opening?.type.replace(/_open$/, "_close");
  let at = index + 1;
  while (at < tokens.length && !(tokens[at]?.level === opening?.level && tokens[at]?.type === type)) at++;
  return at;
}
