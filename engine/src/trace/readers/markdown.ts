import type { Token } from "markdown-it";
import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ItemLocation, TraceItem } from "../graph.js";
import { prefixOf, wordsOf, type Word } from "../ids.js";
import { attributeKey, isPlaceholder, linkAttribute } from "../link-attributes.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { DocumentCollector, type StatedAttribute } from "./item-builder.js";
import { readItemTable, type TableCell, type TableRow } from "./item-table.js";
import { AttributeBlocks, type AttributeBlock } from "./markdown/attribute-blocks.js";
import { lineItemAt, lineItemsIn, titleOf, type LineItem } from "./markdown/block-items.js";
import { attributeListAt, cellsOfRow, trimmed, type LineRange, type ListRange } from "./markdown/blocks.js";
import { blockTokens } from "./markdown/block-tokens.js";
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

const ID_NAME = /^(?:id|uid|identifier|(?:req|requirement|item) id)$/;
const TITLE_NAME = /^(?:title|name|summary)$/;
/** Attributes that are the item's text, where it has no other. */
const TEXT_NAME = /^(?:text|statement|description|requirement|requirement text|shall statement)$/;

interface Heading {
  readonly level: number;
  readonly line: number;
  /** Line behind the heading: 2 lines for one that is underlined. */
  readonly endLine: number;
  readonly id?: Word;
  readonly title: string;
  /** The id stands behind the title, `Limit the rate (SRS-012)`, where it may be a mention, too. */
  readonly isWeak?: boolean;
}

/** An item whose end was not met yet. */
interface OpenItem {
  readonly heading: Heading;
  /** Index of the first token of its body. */
  readonly first: number;
  readonly stated: readonly StatedAttribute[];
}

/** Tokens of an item. */
interface Body {
  readonly tokens: readonly Token[];
  readonly from: number;
  readonly to: number;
}

function placeOf({ location }: TraceItem): number {
  return location.kind === "entry" ? 0 : location.idSpan.start;
}

/** Within an item of a heading, ids of others are mentions: its sub-items (`REQ-003.1`) are items. */
function isSubItem({ id, isBold }: LineItem, around: Word): boolean {
  return isBold && id.text.startsWith(around.text) && /^[.-]/.test(id.text.slice(around.text.length));
}

/** Another id that counts like the one around it. */
function isOfKind(id: string, around: Word): boolean {
  return id !== around.text && prefixOf(id) === prefixOf(around.text);
}

/** What reads like a definition, `**REQ-004** - The pump shall`, stands unless another place defines it. */
function mayStandIn(item: LineItem, around: Word | undefined): boolean {
  return !around || isSubItem(item, around) || (item.isBold && item.isSeparated && isOfKind(item.id.text, around));
}

class MarkdownDocument {
  private readonly lines: LineIndex;
  private readonly collector: DocumentCollector;
  private readonly front: FrontMatter | undefined;
  private readonly blocks: AttributeBlocks;
  /** Names of attributes that were met, with whether they link. */
  private readonly linking = new Map<string, boolean>();
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
    this.blocks = new AttributeBlocks(text, this.lines, (name) => this.isLink(name));
  }

  private isLink(name: string): boolean {
    let is = this.linking.get(name);
    if (is === undefined) {
      const key = attributeKey(name);
      is = Object.hasOwn(this.options.relations, key) || linkAttribute(key, this.options.kind) !== undefined;
      this.linking.set(name, is);
    }
    return is;
  }

  read(): ReadResult {
    // Front matter would read as a heading; blanks keep the lines.
    const body = this.front ? this.text.slice(0, this.front.end).replace(/[^\r\n]/g, "") + this.text.slice(this.front.end) : this.text;
    const tokens = blockTokens(body);
    let open = this.frontItem(tokens);
    const close = (line: number, end: number): void => {
      if (open) this.item(open.heading, { tokens, from: open.first, to: end }, line, open.stated);
      open = undefined;
    };
    let above: { readonly heading: Heading; readonly at: number } | undefined;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (!token?.map) continue;
      if (token.level === 0 && token.type === "heading_open") {
        const heading = this.heading(token);
        const isInner = open !== undefined && heading.level > open.heading.level;
        if (open && ((heading.id && heading.isWeak !== true) || !isInner)) close(heading.line, i);
        if (heading.id && !open) open = { heading, first: i + 3, stated: [] };
        above = heading.id ? undefined : { heading, at: i };
        continue;
      }
      const named = this.namedBlock(tokens, i, open?.heading.id);
      if (named) {
        const isHeaded = above !== undefined && above.at + 3 === i;
        const heading = isHeaded && above ? above.heading : { level: 7, line: named.line, endLine: named.line, title: "" };
        close(heading.line, isHeaded && above ? above.at : i);
        open = { heading: { ...heading, id: named.id }, first: i, stated: [] };
      } else if (token.level === 0 && token.type === "table_open") {
        if (open) this.tableWithin(tokens, i, open.heading.id);
        else this.table(tokens, i);
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

  /** The id that a block of attributes gives to what follows: `- ID: SRS-012`, first of all. */
  private namedBlock(tokens: readonly Token[], at: number, around: Word | undefined): { id: Word; line: number } | undefined {
    const block = this.blocks.at(tokens, at);
    const first = block?.stated[0];
    if (!block || !first || !this.isIdName(first.name)) return undefined;
    const [id, ...others] = wordsOf(this.text, first.valueSpan.start, first.valueSpan.end);
    return id && others.length === 0 && this.options.isId(id.text) && id.text !== around?.text ? { id, line: block.start } : undefined;
  }

  private isIdName(name: string): boolean {
    const own = this.options.columns["id"];
    return own === undefined ? ID_NAME.test(attributeKey(name)) : attributeKey(name) === attributeKey(own);
  }

  /** Items that lines of a paragraph begin; within an item of a heading only its sub-items are. True when there are any. */
  private paragraph(tokens: readonly Token[], at: number, around: Word | undefined): boolean {
    const map = tokens[at]?.map;
    if (!map) return false;
    const span = { start: this.lines.lineStart(map[0]), end: this.lines.lineEnd(map[1] - 1) };
    const found = lineItemsIn(this.text, span, this.options.isId).filter(({ item }) => mayStandIn(item, around));
    found.forEach(({ start, item }, index) => {
      const next = found[index + 1]?.start ?? span.end;
      const list = next === span.end ? this.listBehind(tokens, at + 3) : undefined;
      this.lineItem(item, { start, end: next }, list, around);
    });
    return found.some(({ item }) => !around || isSubItem(item, around));
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
    const list = nested ? attributeListAt(tokens, inner) : undefined;
    this.lineItem(item, { start: item.id.span.start, end }, list, around);
  }

  /** The list that directly follows a paragraph. */
  private listBehind(tokens: readonly Token[], from: number): ListRange | undefined {
    return tokens[from]?.level === 0 ? attributeListAt(tokens, from) : undefined;
  }

  private lineItem(item: LineItem, span: Span, list: ListRange | undefined, around: Word | undefined): void {
    const stated = list ? this.blocks.ofList(list) : [];
    const last = stated.at(-1)?.valueSpan.end ?? 0;
    const text = this.text
      .slice(item.textStart, Math.max(item.textStart, span.end))
      .replace(/[ \t]*\r?\n[ \t]*/g, "\n")
      .trim();
    const range = trimmed(this.text, span.start, Math.max(span.end, last));
    const location: ItemLocation = { kind: "span", file: this.file, span: range, idSpan: item.id.span };
    const made = this.collector.item(item.id.text, item.title || titleOf(text), text, stated, location);
    if (item.isBold && (!around || isSubItem(item, around))) this.collector.items.push(made);
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
    const whole = withoutMarks(this.text.slice(start + marks, end));
    if (!id || !this.options.isId(id.text)) return { level, line, endLine, title: whole, ...this.idBehind(start + marks, whole) };
    const title = withoutMarks(this.text.slice(id.span.end, end)).replace(/^[\s:\])}*_`–—-]+/, "").trim(); // prettier-ignore
    return { level, line, endLine, id, title };
  }

  /** The id that stands in brackets behind a heading's title. */
  private idBehind(start: number, whole: string): Partial<Heading> {
    const match = /[([]([^\s()[\]]{1,120})[)\]]$/.exec(whole);
    const id = match?.[1];
    if (!match || id === undefined || !this.options.isId(id)) return {};
    const at = this.text.indexOf(id, start + match.index);
    return { id: { text: id, span: { start: at, end: at + id.length } }, title: whole.slice(0, match.index).trim(), isWeak: true };
  }

  private item(heading: Heading, body: Body, endLine: number, front: readonly StatedAttribute[]): void {
    const id = heading.id;
    if (!id) return;
    const blocks = this.attributesOf(body);
    const stated = [...front, ...blocks.flatMap((block) => block.stated)].filter(
      ({ name, value }) => !(this.isIdName(name) && value.includes(id.text)),
    );
    const start = this.lines.lineStart(heading.line);
    const end = endLine >= this.lines.lineCount ? this.text.length : this.lines.lineStart(endLine);
    const location: ItemLocation = { kind: "span", file: this.file, span: trimmed(this.text, start, end), idSpan: id.span };
    const prose = this.prose(heading.endLine, endLine, blocks);
    const title = heading.title === "" ? stated.find(({ name }) => TITLE_NAME.test(attributeKey(name))) : undefined;
    const text = prose === "" ? stated.find(({ name }) => TEXT_NAME.test(attributeKey(name))) : undefined;
    const facts = stated.filter((attribute) => attribute !== title && attribute !== text);
    const item = this.collector.item(id.text, title?.value ?? heading.title, text?.value ?? prose, facts, location);
    (heading.isWeak === true ? this.weak : this.collector.items).push(item);
  }

  /** Blocks of attributes: all that stand before an item's text, and those that link wherever they stand. */
  private attributesOf({ tokens, from, to }: Body): AttributeBlock[] {
    const blocks: AttributeBlock[] = [];
    const names = new Set<string>();
    let isHead = true;
    for (let i = from; i < to;) {
      const token = tokens[i];
      const block = token?.level === 0 && token.map ? this.blocks.at(tokens, i) : undefined;
      const isLink = block?.stated.some(({ name }) => this.isLink(name)) ?? false;
      // A name that was met is a part of the text: as an attribute it would take the first one's place.
      const isNew = block?.stated.every(({ name }) => !names.has(attributeKey(name))) ?? false;
      if (block && isNew && (isHead || isLink) && this.isMeant(block)) {
        blocks.push(block);
        for (const { name } of block.stated) names.add(attributeKey(name));
        i = block.after;
        continue;
      }
      if (token?.level === 0 && token.nesting >= 0 && token.type !== "html_block" && token.type !== "inline") isHead = false;
      i++;
    }
    return blocks;
  }

  /** Plain lines are prose unless each names an id, or says that there is none. */
  private isMeant({ isPlain, stated }: AttributeBlock): boolean {
    return !isPlain || stated.every(({ value, valueSpan }) => isPlaceholder(value) || this.collector.idsIn(valueSpan).length > 0);
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

  private table(tokens: readonly Token[], first: number, collector = this.collector): void {
    const rows: TableRow[] = [];
    for (let i = first + 1; i < tokens.length; i++) {
      const token = tokens[i];
      if (!token || token.type === "table_close") break;
      if (token.type === "tr_open" && token.map) rows.push(this.row(token.map[0]));
    }
    const [header, ...body] = rows;
    if (header) readItemTable(collector, this.file, header, body, this.options);
  }

  /** A table in an item's text lists further ones where all its ids are of the item's own kind; they stand unless defined elsewhere. */
  private tableWithin(tokens: readonly Token[], first: number, around: Word | undefined): void {
    const within = new DocumentCollector(this.file, this.text, this.options);
    this.table(tokens, first, within);
    const isOwn = within.items.every(({ id }) => around !== undefined && isOfKind(id, around));
    if (!isOwn || within.problems.length > 0) return;
    this.weak.push(...within.items);
    this.collector.implied.push(...within.implied);
    this.collector.links.push(...within.links);
  }

  private row(line: number): TableRow {
    const start = this.lines.lineStart(line);
    const end = this.lines.lineEnd(line);
    const cells = cellsOfRow(this.text, start, end).map((cell) => this.bareId(cell));
    return { line, span: trimmed(this.text, start, end), cells };
  }

  /** A cell that holds an id and nothing but what sets it off: bold, code, a link, an anchor, a line break. */
  private bareId(cell: TableCell): TableCell {
    if (!DECORATED.test(cell.text)) return cell;
    const id = wordsOf(this.text, cell.span.start, cell.span.end).find(({ text }) => this.options.isId(text));
    if (!id) return cell;
    const [before, behind] = [this.text.slice(cell.span.start, id.span.start), this.text.slice(id.span.end, cell.span.end)];
    const isBare = /^(?:<a\s[^<>]*>(?:<\/a>)?|[*_`[\s])*$/.test(before) && /^(?:\]\([^()]*\)|<\/a>|<br ?\/?>|[*_`\]\s])*$/.test(behind);
    return isBare ? { text: id.text, span: id.span } : cell;
  }
}

const DECORATED = /^(?:[*_`[]|<a\s)|<br ?\/?>$/;

/** A heading without the marks that close it, and without the name that some tools let it have (`{#SRS-012}`). */
function withoutMarks(heading: string): string {
  return heading.trim().replace(/\s{1,9}\{[^{}]{0,200}\}$/, "").replace(/\s#+$/, "").trim(); // prettier-ignore
}
