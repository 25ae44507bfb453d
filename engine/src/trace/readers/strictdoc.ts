import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { StrictdocCollector, type PlacedText, type StrictdocField } from "./strictdoc-nodes.js";

/**
 * StrictDoc's own text form: `[REQUIREMENT]` and other nodes of `NAME: value` lines and `>>> … <<<` texts, in `[[SECTION]]`s (or the
 * older `[SECTION]`), with `RELATIONS` (older: `REFS`) at the end. Node types are those of the document's grammar, which may stand in a file of its own.
 */
export const strictdocReader: RequirementReader = {
  name: "strictdoc",
  extensions: [".sdoc"],
  isOwnFormat: true,
  canWrite: true,
  read: (file, text, options) => new SdocDocument(file, text, options).read(),
};

const HEADER = /^\[(\[?)(\/?)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\]?\]\s*$/;
const FIELD = /^([A-Z][A-Za-z0-9_-]*):(?: (.*))?$/;
const RELATION_ENTRY = /^(- | {2})([A-Z_]+): ?(.*)$/;

const BUILT_IN_TYPES = ["DOCUMENT", "SECTION", "TEXT", "REQUIREMENT", "COMPOSITE_REQUIREMENT"];

interface OpenNode {
  readonly type: string;
  readonly start: number;
  readonly fields: StrictdocField[];
  readonly relations: Map<string, PlacedText>[];
  readonly around: string | undefined;
}

interface OpenSection {
  readonly type: string;
  readonly span: Span;
  readonly id: string | undefined;
}

class SdocDocument {
  private readonly lines: LineIndex;
  private readonly collector: StrictdocCollector;
  private readonly sections: OpenSection[] = [];
  /** Node types that the grammar knows; `undefined` where the document has none, or one that can't be read. */
  private types: Set<string> | undefined;
  private document: string | undefined;
  private line = 0;

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {
    this.lines = new LineIndex(text);
    this.collector = new StrictdocCollector(file, text, options);
  }

  read(): ReadResult {
    while (this.line < this.lines.lineCount) {
      const header = HEADER.exec(this.lines.lineText(this.line));
      const type = header?.[3];
      if (!header || type === undefined) this.line++;
      else if (header[2] === "/") this.closeSection(type);
      else if (type === "GRAMMAR") this.grammar();
      else if (type === "DOCUMENT_FROM_FILE") this.composed();
      else this.node(type, header[1] === "[" || type === "SECTION" || type.startsWith("COMPOSITE_"));
    }
    for (const { type, span } of this.sections)
      this.collector.problem(`This ${type} is never closed: its end [[/${type}]] is missing.`, span);
    return this.collector;
  }

  private lineSpan(line: number): Span {
    return { start: this.lines.lineStart(line), end: this.lines.lineEnd(line) };
  }

  private closeSection(type: string): void {
    const at = this.sections.map((section) => section.type).lastIndexOf(type);
    if (at < 0) this.collector.problem(`This closes a ${type} that was never opened.`, this.lineSpan(this.line));
    else this.sections.length = at;
    this.line++;
  }

  private node(type: string, holdsOthers: boolean): void {
    const header = this.lineSpan(this.line);
    if (this.types && !this.types.has(type) && !BUILT_IN_TYPES.includes(type))
      this.collector.problem(`The document's grammar has no element ${type}.`, header);
    const around =
      this.sections
        .map(({ id }) => id)
        .filter((id) => id !== undefined)
        .at(-1) ?? this.document;
    const node: OpenNode = { type, start: header.start, fields: [], relations: [], around };
    this.line++;
    let end = header.end;
    while (this.line < this.lines.lineCount) {
      const text = this.lines.lineText(this.line);
      // A blank line ends a node; so does the next one where that is missing.
      if (text.trim() === "" || HEADER.test(text)) break;
      if (/^(?:RELATIONS|REFS):\s*$/.test(text)) this.relations(node);
      else if (!this.field(node)) {
        // Options, views and further settings of a document stand indented.
        if (type !== "DOCUMENT" || !/^(?:\s|-)/.test(text))
          this.collector.problem(
            "This is no field: a field reads 'NAME: value', a text of several lines stands between >>> and <<<.",
            this.lineSpan(this.line),
          );
        this.line++;
      }
      end = this.lines.lineEnd(this.line - 1);
    }
    this.collector.node({ ...node, span: { start: node.start, end } });
    const id = node.fields.find(({ name }) => name === "UID")?.text;
    if (type === "DOCUMENT") this.document = id;
    else if (holdsOthers) this.sections.push({ type, span: header, id });
  }

  /** One field, on one line or between `>>>` and `<<<`; false where the line is none. */
  private field(node: OpenNode): boolean {
    const start = this.lines.lineStart(this.line);
    const match = FIELD.exec(this.lines.lineText(this.line));
    const name = match?.[1];
    if (!match || name === undefined) return false;
    const nameSpan = { start, end: start + name.length };
    const value = match[2] ?? "";
    if (value.trimEnd() !== ">>>") {
      const from = nameSpan.end + 1 + (match[2] === undefined ? 0 : 1);
      const text = value.trimEnd();
      if (text !== "" || name !== "OPTIONS") node.fields.push({ name, nameSpan, text, span: { start: from, end: from + text.length } });
      this.line++;
      return true;
    }
    const first = this.line + 1;
    let last = first;
    while (last < this.lines.lineCount && !this.lines.lineText(last).startsWith("<<<")) last++;
    if (last >= this.lines.lineCount) {
      this.collector.problem(`The text of ${name} is never ended by a line <<<.`, { start, end: this.lines.lineEnd(this.line) });
      // So that one missing mark does not hide the rest, the text ends before the next node.
      last = first;
      while (last < this.lines.lineCount && !HEADER.test(this.lines.lineText(last))) last++;
      this.line = last;
    } else this.line = last + 1;
    const span = { start: this.lines.lineStart(first), end: Math.max(this.lines.lineStart(first), this.lines.lineEnd(last - 1)) };
    node.fields.push({ name, nameSpan, text: this.text.slice(span.start, span.end).trim(), span });
    return true;
  }

  private relations(node: OpenNode): void {
    this.line++;
    while (this.line < this.lines.lineCount) {
      const start = this.lines.lineStart(this.line);
      const match = RELATION_ENTRY.exec(this.lines.lineText(this.line));
      const key = match?.[2];
      if (!match || key === undefined) return;
      const text = (match[3] ?? "").trimEnd();
      const from = start + match[0].length - (match[3] ?? "").length;
      if (match[1] === "- ") node.relations.push(new Map());
      node.relations.at(-1)?.set(key, { text, span: { start: from, end: from + text.length } });
      this.line++;
    }
  }

  private grammar(): void {
    this.line++;
    const imported = /^IMPORT_FROM_FILE: (.+)$/.exec(this.lines.lineText(this.line));
    const name = imported?.[1]?.trim();
    if (name !== undefined) {
      const text = this.options.textOf(relativePath(this.file, name));
      const start = this.lines.lineStart(this.line) + "IMPORT_FROM_FILE: ".length;
      if (text === undefined) {
        const message = `The grammar '${name}' is not in the project: its node types are taken as they come.`;
        // A grammar that StrictDoc itself brings is named with an at sign.
        if (!name.startsWith("@")) this.collector.problem(message, { start, end: start + name.length });
        return;
      }
      this.types = new Set([...text.matchAll(/^- TAG: ([A-Z0-9_]+)\s*$/gm)].map((match) => match[1] ?? ""));
      return;
    }
    const types = new Set<string>();
    for (; this.line < this.lines.lineCount; this.line++) {
      const text = this.lines.lineText(this.line);
      if (text.trim() === "" || HEADER.test(text)) break;
      const tag = /^- TAG: ([A-Z0-9_]+)\s*$/.exec(text)?.[1];
      if (tag !== undefined) types.add(tag);
    }
    if (types.size > 0) this.types = types;
  }

  /** A document that is part of this one is read on its own; only its absence is told here. */
  private composed(): void {
    this.line++;
    const name = /^FILE: (.+)$/.exec(this.lines.lineText(this.line))?.[1]?.trim();
    const span = this.lineSpan(this.line);
    if (name === undefined) this.collector.problem("A DOCUMENT_FROM_FILE names its document in a line 'FILE: …'.", span);
    else if (this.options.textOf(relativePath(this.file, name)) === undefined)
      this.collector.problem(`The document '${name}' that belongs here is not in the project.`, {
        start: span.start + "FILE: ".length,
        end: span.end,
      });
  }
}

/** A path as written in a document, from the document's folder. */
function relativePath(file: FilePath, name: string): FilePath {
  const parts = file.split("/").slice(0, -1);
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
