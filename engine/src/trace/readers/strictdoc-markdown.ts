import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { StrictdocCollector, type PlacedText, type StrictdocField, type StrictdocNode } from "./strictdoc-nodes.js";

/**
 * StrictDoc's Markdown form: a heading, behind it a block of `**UID**: REQ-1 \` lines, an optional `**Relations**:` list of
 * `**Type**` and `**ID**` entries, then `**Statement**:` and other texts.
 */
export const strictdocMarkdownReader = {
  name: "strictdoc-markdown",
  extensions: [],
  canWrite: true,
  recognises: (path: FilePath, text: string) =>
    /\.(?:md|markdown)$/i.test(path) && /^\*\*UID\*\*: *\S/m.test(text) && /^\*\*(?:MID|Statement|STATEMENT|Type)\*\*:/m.test(text),
  read: (file: FilePath, text: string, options: ReadOptions) => new StrictdocMarkdown(file, text, options).read(),
} satisfies RequirementReader;

const FIELD = /^\*\*([A-Za-z0-9][A-Za-z0-9 _-]{0,60})\*\*:(.*)$/;
const ENTRY = /^\s*(-\s+)?\*\*([A-Za-z0-9][A-Za-z0-9 _-]{0,60})\*\*:(.*)$/;
const HEADING = /^(#{1,12})(?:\s(.*))?$/;

interface Heading {
  readonly level: number;
  readonly title: PlacedText;
  readonly line: number;
}

class StrictdocMarkdown {
  private readonly lines: LineIndex;
  private readonly collector: StrictdocCollector;
  private readonly sections: { readonly level: number; readonly id: string | undefined }[] = [];

  constructor(
    file: FilePath,
    private readonly text: string,
    options: ReadOptions,
  ) {
    this.lines = new LineIndex(text);
    this.collector = new StrictdocCollector(file, text, options);
  }

  read(): ReadResult {
    const headings = this.headings();
    headings.forEach((heading, index) => this.part(heading, headings[index + 1]?.line ?? this.lines.lineCount));
    return this.collector;
  }

  private headings(): Heading[] {
    const found: Heading[] = [];
    let fence: string | undefined;
    for (let line = 0; line < this.lines.lineCount; line++) {
      const text = this.lines.lineText(line);
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
      if (mark !== undefined) {
        if (fence === undefined) fence = mark;
        else if (mark.startsWith(fence)) fence = undefined;
        continue;
      }
      if (fence !== undefined) continue;
      const match = HEADING.exec(text);
      if (!match) continue;
      const title = withoutEnding((match[2] ?? "").trim(), "#").trimEnd();
      const start = this.lines.lineStart(line) + text.indexOf(title, match[1]?.length ?? 0);
      found.push({ level: match[1]?.length ?? 1, title: { text: title, span: { start, end: start + title.length } }, line });
    }
    return found;
  }

  private part(heading: Heading, end: number): void {
    while ((this.sections.at(-1)?.level ?? 0) >= heading.level) this.sections.pop();
    const around = this.sections
      .map(({ id }) => id)
      .filter((id) => id !== undefined)
      .at(-1);
    // Records of a section that have no headings of their own begin with their type.
    const starts = [heading.line];
    const first = this.fieldsFrom(heading.line + 1, end);
    if (first.node.some(({ name, text }) => name === "Type" && text === "SECTION"))
      for (let line = first.next; line < end; line++)
        if (/^\*\*Type\*\*: (?!SECTION\b|TEXT\b)\S/.test(this.lines.lineText(line))) starts.push(line);
    starts.forEach((start, index) => {
      const isHeading = index === 0;
      const id = this.record(isHeading ? heading : undefined, start, starts[index + 1] ?? end, around);
      if (isHeading) this.sections.push({ level: heading.level, id });
    });
  }

  private record(heading: Heading | undefined, start: number, end: number, around: string | undefined): string | undefined {
    const { node: fields, relations } = this.fieldsFrom(heading ? start + 1 : start, end);
    const said = fields.find(({ name }) => name === "Type")?.text;
    const own = fields
      .filter(({ name }) => name !== "Type")
      .map((field) => ({ ...field, name: field.name.toUpperCase().replace(/ /g, "_") }));
    const has = (name: string): boolean => own.some((field) => field.name === name);
    const isNode = (has("UID") || has("MID")) && has("STATEMENT");
    const type = said ?? (heading?.level === 1 ? "DOCUMENT" : isNode ? "REQUIREMENT" : "SECTION");
    const title = heading && heading.title.text !== "" ? [{ name: "TITLE", nameSpan: heading.title.span, ...heading.title }] : [];
    const span: Span = { start: this.lines.lineStart(start), end: this.lastEnd(start, end) };
    const node: StrictdocNode = { type, fields: [...title, ...own], relations, span, around };
    this.collector.node(node);
    return own.find(({ name }) => name === "UID")?.text;
  }

  /** Fields from a line on; `next` is the line behind the first block of them. */
  private fieldsFrom(from: number, end: number): { node: StrictdocField[]; relations: Map<string, PlacedText>[]; next: number } {
    const fields: StrictdocField[] = [];
    const relations: Map<string, PlacedText>[] = [];
    let line = from;
    while (line < end && this.lines.lineText(line).trim() === "") line++;
    // Text before any field is the statement of an item whose fields come first, or a section's text.
    for (; line < end;) {
      const next = this.field(line, fields, relations, end);
      if (next === undefined) break;
      line = next;
    }
    const block = line;
    let statement: number | undefined;
    let fence = false;
    for (; line < end;) {
      const text = this.lines.lineText(line);
      if (/^ {0,3}(?:`{3,}|~{3,})/.test(text)) fence = !fence;
      const isField = !fence && FIELD.test(text) && !text.startsWith("**Type**");
      if (isField) line = this.longField(line, fields, end);
      else {
        if (text.trim() !== "") statement ??= line;
        line++;
      }
    }
    if (statement !== undefined && fields.length > 0 && !fields.some(({ name }) => name.toUpperCase() === "STATEMENT")) {
      const span = { start: this.lines.lineStart(statement), end: this.lastEnd(statement, end) };
      fields.push({
        name: "STATEMENT",
        nameSpan: { start: span.start, end: span.start },
        text: this.text.slice(span.start, span.end),
        span,
      });
    }
    return { node: fields, relations, next: block };
  }

  /** A line of the first block; the line behind it, or `undefined` where the block ends. */
  private field(line: number, fields: StrictdocField[], relations: Map<string, PlacedText>[], end: number): number | undefined {
    const text = this.lines.lineText(line);
    const match = FIELD.exec(text);
    const name = match?.[1];
    if (!match || name === undefined) return undefined;
    if (name === "Relations") return this.relations(line + 1, relations, end);
    const said = match[2] ?? "";
    const value = withoutBackslash(said);
    if (value === "") return undefined;
    const start = this.lines.lineStart(line);
    const from = start + match[0].length - said.trimStart().length;
    fields.push({
      name,
      nameSpan: { start: start + 2, end: start + 2 + name.length },
      text: value,
      span: { start: from, end: from + value.length },
    });
    return line + 1;
  }

  private relations(from: number, relations: Map<string, PlacedText>[], end: number): number {
    let line = from;
    // A blank line may stand between the word and its list.
    if (line + 1 < end && this.lines.lineText(line).trim() === "" && ENTRY.test(this.lines.lineText(line + 1))) line++;
    for (; line < end; line++) {
      const text = this.lines.lineText(line);
      const match = ENTRY.exec(text);
      const key = match?.[2]?.toUpperCase().replace(/ /g, "_");
      if (!match || key === undefined || (match[1] === undefined && !/^\s/.test(text))) break;
      if (match[1] !== undefined) relations.push(new Map());
      const value = withoutTicks(withoutBackslash(match[3] ?? ""));
      if (value === undefined) break;
      const start = this.lines.lineStart(line) + text.indexOf(value, text.indexOf("**:"));
      relations.at(-1)?.set(key, { text: value, span: { start, end: start + value.length } });
    }
    return line;
  }

  /** A field whose text may go on over lines and paragraphs, up to the next one. */
  private longField(line: number, fields: StrictdocField[], end: number): number {
    const match = FIELD.exec(this.lines.lineText(line));
    const name = match?.[1] ?? "";
    const start = this.lines.lineStart(line);
    let last = line + 1;
    for (let fence = false; last < end; last++) {
      const text = this.lines.lineText(last);
      if (/^ {0,3}(?:`{3,}|~{3,})/.test(text)) fence = !fence;
      if (!fence && FIELD.test(text)) break;
    }
    const from = start + (match?.[0].length ?? 0) - (match?.[2] ?? "").length;
    const to = this.lastEnd(line, last);
    const raw = this.text.slice(from, Math.max(from, to));
    const lead = raw.length - raw.trimStart().length;
    const text = raw.trim();
    const span = { start: from + lead, end: from + lead + text.length };
    fields.push({ name, nameSpan: { start: start + 2, end: start + 2 + name.length }, text, span });
    return last;
  }

  /** End of the last line of a range that is not blank. */
  private lastEnd(from: number, end: number): number {
    let last = end - 1;
    while (last > from && this.lines.lineText(last).trim() === "") last--;
    return this.lines.lineEnd(last);
  }
}

// By hand: a pattern for blanks or marks before a line's end takes long on a line that is full of them.

function withoutEnding(text: string, mark: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === mark) end--;
  return text.slice(0, end);
}

/** A value without the backslash that breaks its line. */
function withoutBackslash(text: string): string {
  const value = text.trim();
  return value.endsWith("\\") ? value.slice(0, -1).trimEnd() : value;
}

/** A value without backticks around it; `undefined` where there are others. */
function withoutTicks(text: string): string | undefined {
  const value = text.slice(text.startsWith("`") ? 1 : 0, text.length > 1 && text.endsWith("`") ? -1 : undefined);
  return value.includes("`") ? undefined : value;
}
