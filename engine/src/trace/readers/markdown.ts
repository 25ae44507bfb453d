import MarkdownIt, { type Token } from "markdown-it";
import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ItemLocation } from "../graph.js";
import { wordsOf, type Word } from "../ids.js";
import { linkAttribute } from "../link-attributes.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { DocumentCollector, type StatedAttribute } from "./item-builder.js";
import { readItemTable, type TableCell, type TableRow } from "./item-table.js";

/**
 * Requirements and risk items as Markdown headings that begin with an id (`### SRS-012 Title`, `### SRS-012: Title`,
 * `## 4.2 [SRS-012] Title`), followed by a list of attributes (`- parent: SYS-003, SYS-004`) and prose, or as rows of
 * tables that have an id column. An item ends at the next heading that has an id or is of the same or a higher level.
 */
export const markdownReader: RequirementReader = {
  name: "markdown",
  extensions: [".md", ".markdown"],
  canWrite: true,
  read: (file, text, options) => new MarkdownDocument(file, text, options).read(),
};

// Block structure only: what stands inside paragraphs is taken from the source text, where offsets are exact.
const PARSER = new MarkdownIt("commonmark").enable("table");
PARSER.core.ruler.enableOnly(["normalize", "block"]);

/** An attribute's name and colon stand within so many characters. */
const MAX_NAME = 120;
const ATTRIBUTE = /^(\*\*|__)?([A-Za-z][A-Za-z0-9 /_-]{0,40}?)\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*/;

interface Heading {
  readonly level: number;
  readonly line: number;
  /** Line behind the heading: 2 lines for one that is underlined. */
  readonly endLine: number;
  readonly id?: Word;
  readonly title: string;
}

interface LineRange {
  readonly start: number;
  readonly end: number;
}

class MarkdownDocument {
  private readonly lines: LineIndex;
  private readonly collector: DocumentCollector;

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {
    this.lines = new LineIndex(text);
    this.collector = new DocumentCollector(file, text, options);
  }

  read(): ReadResult {
    const tokens = PARSER.parse(this.text, {});
    let open: { heading: Heading; first: number } | undefined;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (token?.level !== 0) continue;
      if (token.type === "heading_open") {
        const heading = this.heading(token);
        if (open && (heading.id || heading.level <= open.heading.level)) {
          this.item(open.heading, tokens.slice(open.first, i), heading.line);
          open = undefined;
        }
        if (heading.id) open = { heading, first: i + 3 };
      } else if (token.type === "table_open" && !open) {
        this.table(tokens, i);
      }
    }
    if (open) this.item(open.heading, tokens.slice(open.first), this.lines.lineCount);
    return this.collector;
  }

  private heading(token: Token): Heading {
    const [line, endLine] = token.map ?? [0, 1];
    const start = this.lines.lineStart(line);
    const end = this.lines.lineEnd(line);
    const level = Number(token.tag.slice(1));
    const marks = /^[\s#]*/.exec(this.text.slice(start, end))?.[0].length ?? 0;
    const words = wordsOf(this.text, start + marks, end);
    const number = words[0] && /^[0-9]+(\.[0-9]+)*$/.test(words[0].text) ? 1 : 0;
    const id = words[number];
    if (!id || !this.options.isId(id.text)) return { level, line, endLine, title: "" };
    const rest = this.text.slice(id.span.end, end).replace(/\s#+\s*$/, "");
    const title = rest.replace(/^[\s:\])}*_`–—-]+/, "").trim();
    return { level, line, endLine, id, title };
  }

  private item(heading: Heading, body: readonly Token[], endLine: number): void {
    const id = heading.id;
    if (!id) return;
    const lists = attributeLists(body).filter(
      (list, index) =>
        (index === 0 && this.isFirst(list, heading)) || this.attributes(list).some(({ name }) => linkAttribute(name, this.options.kind)),
    );
    const stated = lists.flatMap((list) => this.attributes(list));
    const start = this.lines.lineStart(heading.line);
    const end = endLine >= this.lines.lineCount ? this.text.length : this.lines.lineStart(endLine);
    const location: ItemLocation = { kind: "span", file: this.file, span: trimmed(this.text, start, end), idSpan: id.span };
    this.collector.items.push(this.collector.item(id.text, heading.title, this.prose(heading.endLine, endLine, lists), stated, location));
  }

  /** True when nothing but blank lines stands between heading and list. */
  private isFirst(list: LineRange, heading: Heading): boolean {
    return this.text.slice(this.lines.lineStart(heading.endLine), this.lines.lineStart(list.start)).trim() === "";
  }

  /** Attributes of a list whose every entry reads `name: value`; none otherwise. */
  private attributes(list: ListRange): readonly StatedAttribute[] {
    const stated: StatedAttribute[] = [];
    for (const entry of list.entries) {
      const lineStart = this.lines.lineStart(entry.start);
      const end = entry.end >= this.lines.lineCount ? this.text.length : this.lines.lineStart(entry.end);
      const marker = /^\s*(?:[-*+]|\d+[.)])\s+/.exec(this.text.slice(lineStart, end));
      const start = lineStart + (marker?.[0].length ?? 0);
      const match = ATTRIBUTE.exec(this.text.slice(start, Math.min(end, start + MAX_NAME)));
      if (!match?.[2]) return [];
      const nameStart = start + (match[1]?.length ?? 0);
      const valueSpan = trimmed(this.text, start + match[0].length, end);
      stated.push({
        name: match[2],
        value: this.text.slice(valueSpan.start, valueSpan.end).replace(/\s+/g, " "),
        nameSpan: { start: nameStart, end: nameStart + match[2].length },
        valueSpan,
      });
    }
    return stated;
  }

  /** The item's text without its heading and attribute lists. */
  private prose(from: number, to: number, lists: readonly LineRange[]): string {
    const parts: string[] = [];
    let line = from;
    for (const list of lists) {
      parts.push(this.text.slice(this.lines.lineStart(line), this.lines.lineStart(list.start)));
      line = list.end;
    }
    const end = to >= this.lines.lineCount ? this.text.length : this.lines.lineStart(to);
    if (line < this.lines.lineCount) parts.push(this.text.slice(this.lines.lineStart(line), end));
    return parts
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .join("\n\n");
  }

  private table(tokens: readonly Token[], first: number): void {
    const rows: TableRow[] = [];
    for (let i = first + 1; i < tokens.length; i++) {
      const token = tokens[i];
      if (!token || token.type === "table_close") break;
      if (token.type === "tr_open" && token.map) rows.push(this.row(token.map[0]));
    }
    const [header, ...body] = rows;
    if (header) readItemTable(this.collector, this.file, header, body, this.options);
  }

  private row(line: number): TableRow {
    const start = this.lines.lineStart(line);
    const end = this.lines.lineEnd(line);
    return { line, span: trimmed(this.text, start, end), cells: cellsOfRow(this.text, start, end) };
  }
}

interface ListRange extends LineRange {
  readonly entries: readonly LineRange[];
}

/** Top-level bullet lists in the tokens of an item, with the lines of their entries. */
function attributeLists(tokens: readonly Token[]): ListRange[] {
  const lists: ListRange[] = [];
  let entries: LineRange[] = [];
  for (const token of tokens) {
    if (!token.map) continue;
    const range = { start: token.map[0], end: token.map[1] };
    if (token.level === 0 && token.type === "bullet_list_open") {
      entries = [];
      lists.push({ ...range, entries });
    } else if (token.level === 1 && token.type === "list_item_open") {
      entries.push(range);
    }
  }
  return lists;
}

/** Cells of a table's row: text between unescaped bars, as GitHub's Markdown has it. */
function cellsOfRow(text: string, start: number, end: number): TableCell[] {
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

function trimmed(text: string, start: number, end: number): Span {
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}
