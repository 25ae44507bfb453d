import MarkdownIt, { type Token } from "markdown-it";
import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ItemLocation, TraceItem } from "../graph.js";
import { wordsOf, type Word } from "../ids.js";
import { linkAttribute } from "../link-attributes.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { DocumentCollector, type StatedAttribute } from "./item-builder.js";
import { readItemTable, type TableRow } from "./item-table.js";
import { lineItemAt, lineItemsIn, titleOf, type LineItem } from "./markdown/block-items.js";
import { attributeLists, cellsOfRow, trimmed, type LineRange, type ListRange } from "./markdown/blocks.js";
import { frontMatterOf, type FrontMatter } from "./markdown/front-matter.js";

/**
 * Requirements and risk items as Markdown headings that begin with an id (`### SRS-012 Title`, `### SRS-012: Title`,
 * `## 4.2 [SRS-012] Title`), followed by a list of attributes (`- parent: SYS-003, SYS-004`) and prose, or as rows of
 * tables that have an id column. An item ends at the next heading that has an id or is of the same or a higher level. Paragraphs and list
 * entries that begin with a bold id (`**REQ-003** - text`) are items, too, and a file whose front matter has an `id` is one.
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

/** An item whose end was not met yet. */
interface OpenItem {
  readonly heading: Heading;
  /** Index of the first token of its body. */
  readonly first: number;
  readonly stated: readonly StatedAttribute[];
}

function placeOf({ location }: TraceItem): number {
  return location.kind === "entry" ? 0 : location.idSpan.start;
}

/** Within an item of a heading, ids of others are mentions: only its sub-items (`REQ-003.1`) are items. */
function mayStandIn({ id, isBold }: LineItem, around: Word | undefined): boolean {
  if (!around) return true;
  return isBold && id.text.startsWith(around.text) && /^[.-]/.test(id.text.slice(around.text.length));
}

class MarkdownDocument {
  private readonly lines: LineIndex;
  private readonly collector: DocumentCollector;
  private readonly front: FrontMatter | undefined;
  /** Items of lines that may be mentions as well. */
  private readonly weak: TraceItem[] = [];

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {
    this.lines = new LineIndex(text);
    this.collector = new DocumentCollector(file, text, options);
    this.front = frontMatterOf(text);
  }

  read(): ReadResult {
    // Front matter would read as a heading; blanks keep the lines.
    const body = this.front ? this.text.slice(0, this.front.end).replace(/[^\r\n]/g, "") + this.text.slice(this.front.end) : this.text;
    const tokens = PARSER.parse(body, {});
    let open = this.frontItem(tokens);
    const close = (line: number, end: number): void => {
      if (open) this.item(open.heading, tokens.slice(open.first, end), line, open.stated);
      open = undefined;
    };
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (!token?.map) continue;
      if (token.level === 0 && token.type === "heading_open") {
        const heading = this.heading(token);
        if (open && (heading.id || heading.level <= open.heading.level)) close(heading.line, i);
        if (heading.id) open = { heading, first: i + 3, stated: [] };
      } else if (token.level === 0 && token.type === "table_open" && !open) {
        this.table(tokens, i);
      } else if (token.level === 0 && token.type === "paragraph_open") {
        if (this.paragraph(tokens, i, open?.heading.id)) close(token.map[0], i);
      } else if (token.type === "list_item_open") {
        this.listItem(tokens, i, open?.heading.id);
      }
    }
    close(this.lines.lineCount, tokens.length);
    // What a list or bracket only seems to define gives way to what the document defines elsewhere.
    const defined = new Set(this.collector.items.map(({ id }) => id));
    const implied = this.weak.filter(({ id }) => !defined.has(id));
    this.collector.implied.push(...implied);
    // A heading's item ends, and is known, behind those within it.
    this.collector.items.sort((a, b) => placeOf(a) - placeOf(b));
    return this.collector;
  }

  /** The item that a document's front matter is, with an id of its own: one requirement a file. */
  private frontItem(tokens: readonly Token[]): OpenItem | undefined {
    const { front } = this;
    if (!front) return undefined;
    if (front.problem) this.collector.problem(front.problem.message, front.problem.span);
    const meaning = (wanted: string, usual: RegExp): StatedAttribute | undefined => {
      const own = this.options.columns[wanted];
      return front.attributes.find(({ name }) => (own === undefined ? usual.test(name) : name === own));
    };
    const id = meaning("id", /^(?:id|uid|identifier|requirement[-_ ]?id)$/i);
    if (!id || !this.options.isId(id.value)) return undefined;
    const title = meaning("title", /^(?:title|name|summary)$/i);
    const first = tokens.findIndex(({ type }) => type === "heading_open");
    const shown = title?.value ?? tokens[first + 1]?.content ?? "";
    const stated = front.attributes.filter((attribute) => attribute !== id && attribute !== title);
    const line = this.lines.lineAt(id.valueSpan.start);
    const endLine = this.lines.lineAt(front.end) + 1;
    return { heading: { level: 0, line, endLine, id: { text: id.value, span: id.valueSpan }, title: shown }, first: 0, stated };
  }

  /** Items that lines of a paragraph begin; within an item of a heading only its sub-items are. True when there are any. */
  private paragraph(tokens: readonly Token[], at: number, around: Word | undefined): boolean {
    const map = tokens[at]?.map;
    if (!map) return false;
    const span = { start: this.lines.lineStart(map[0]), end: this.lines.lineEnd(map[1] - 1) };
    const found = lineItemsIn(this.text, span, this.options.isId).filter(({ item }) => mayStandIn(item, around));
    found.forEach(({ start, item }, index) => {
      const next = found[index + 1]?.start ?? span.end;
      const lists = next === span.end ? this.listsBehind(tokens, at + 3) : [];
      this.lineItem(item, { start, end: next }, lists);
    });
    return found.length > 0;
  }

  private listItem(tokens: readonly Token[], at: number, around: Word | undefined): void {
    const map = tokens[at]?.map;
    if (!map) return;
    const start = this.lines.lineStart(map[0]);
    const mark = /^[\s>]*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/.exec(this.text.slice(start, this.lines.lineEnd(map[0])));
    if (!mark) return;
    const item = lineItemAt(this.text, start + mark[0].length, this.lines.lineEnd(map[0]), this.options.isId);
    if (!item || !mayStandIn(item, around)) return;
    // Its text ends where a list within it begins; that may hold its attributes, or items of its own.
    const level = tokens[at]?.level ?? 0;
    let inner = at + 1;
    while (
      inner < tokens.length &&
      (tokens[inner]?.level ?? 0) > level &&
      !/^(?:bullet|ordered)_list_open$/.test(tokens[inner]?.type ?? "")
    )
      inner++;
    const nested = (tokens[inner]?.level ?? 0) > level ? tokens[inner]?.map : undefined;
    const end = this.lines.lineEnd((nested?.[0] ?? map[1]) - 1);
    const list = nested ? attributeLists(tokens.slice(inner), tokens[inner]?.level ?? 0).slice(0, 1) : [];
    this.lineItem(item, { start: item.id.span.start, end }, list);
  }

  /** Lists that directly follow a paragraph. */
  private listsBehind(tokens: readonly Token[], from: number): ListRange[] {
    return tokens[from]?.type === "bullet_list_open" && tokens[from].level === 0 ? attributeLists(tokens.slice(from)).slice(0, 1) : [];
  }

  private lineItem(item: LineItem, span: Span, lists: readonly ListRange[]): void {
    const stated = lists.flatMap((list) => this.attributes(list));
    const last = stated.at(-1)?.valueSpan.end ?? 0;
    const text = this.text
      .slice(item.textStart, Math.max(item.textStart, span.end))
      .replace(/[ \t]*\r?\n[ \t]*/g, "\n")
      .trim();
    const range = trimmed(this.text, span.start, Math.max(span.end, last));
    const location: ItemLocation = { kind: "span", file: this.file, span: range, idSpan: item.id.span };
    const made = this.collector.item(item.id.text, item.title || titleOf(text), text, stated, location);
    if (item.isBold) this.collector.items.push(made);
    else this.weak.push(made);
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

  private item(heading: Heading, body: readonly Token[], endLine: number, front: readonly StatedAttribute[]): void {
    const id = heading.id;
    if (!id) return;
    const lists = attributeLists(body).filter(
      (list, index) =>
        (index === 0 && this.isFirst(list, heading)) || this.attributes(list).some(({ name }) => linkAttribute(name, this.options.kind)),
    );
    const stated = [...front, ...lists.flatMap((list) => this.attributes(list))];
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
