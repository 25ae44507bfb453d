import type { CommentFact } from "../../project/facts.js";
import type { Span } from "../../text/span.js";
import type { TraceItem } from "../graph.js";
import type { ReadProblem, StatedLink } from "../reader.js";
import { contentOf, directivesOfRst } from "../readers/needs/directives.js";
import { linkedIds } from "../readers/needs/need-types.js";
import type { CommentItems, ScanContext, TaggedText, TagMention, TagScanner } from "../scanner.js";
import { codelinksSettings, type CodelinksSettings, type OneLineStyle } from "./codelinks-settings.js";

/**
 * Sphinx-Codelinks: needs on one line of a comment (`// @ Title, IMPL_1, impl, [REQ_1, REQ_2]`, with the fields and marks that
 * `ubproject.toml` gives), references (`// @need-ids: REQ_1, REQ_2`), and needs in reStructuredText between `@rst` and `@endrst`. Such a
 * need is an item of its own that the code satisfies; a test in code verifies what its need links to.
 */
export const codelinksScanner: TagScanner = {
  name: "codelinks",
  anyText: true,
  scan(file, isId, context) {
    return read(file, isId, context)?.mentions ?? [];
  },
  items(file, isId, context) {
    return read(file, isId, context) ?? { items: [], links: [], problems: [] };
  },
};

interface Found extends CommentItems {
  readonly mentions: readonly TagMention[];
}

// A file is asked for its tags and then for its items.
let last: { readonly file: TaggedText; readonly context: ScanContext; readonly found: Found | undefined } | undefined;

function read(file: TaggedText, isId: (text: string) => boolean, context: ScanContext): Found | undefined {
  if (last?.file === file && last.context === context) return last.found;
  const settings = codelinksSettings(file.document.path, context);
  const marks = [...settings.styles.map(({ start }) => start), ...settings.idMarkers, "@rst"];
  const { text } = file.document;
  const found = marks.some((mark) => text.includes(mark)) ? new Scan(file, isId, settings, context.isTest).read() : undefined;
  last = { file, context, found };
  return found;
}

/** The text of a language that is not known is one comment: only lines that begin as comments do count there. */
const COMMENT_LINE = /^[ \t]*(?:#|\/\/|--|;|%|\*|\/\*)/;

class Scan implements Found {
  readonly mentions: TagMention[] = [];
  readonly items: TraceItem[] = [];
  readonly links: StatedLink[] = [];
  readonly problems: ReadProblem[] = [];

  constructor(
    private readonly file: TaggedText,
    private readonly isId: (text: string) => boolean,
    private readonly settings: CodelinksSettings,
    private readonly isTest: boolean,
  ) {}

  read(): this {
    const isWholeText = this.file.language === undefined && !this.file.document.path.endsWith(".py");
    for (const comment of this.file.facts.comments) {
      this.marked(comment);
      let start = comment.span.start;
      for (const line of comment.text.split("\n")) {
        if (!isWholeText || COMMENT_LINE.test(line)) this.line(comment, line, start);
        start += line.length + 1;
      }
    }
    return this;
  }

  private line(comment: CommentFact, line: string, start: number): void {
    if (line.length > MAX_LINE) return;
    for (const marker of this.settings.idMarkers) {
      const at = line.indexOf(marker);
      if (at < 0) continue;
      const span = { start: start + at + marker.length, end: start + endOfText(line) };
      for (const { id, span: idSpan } of linkedIds(this.file.document.text, span)) this.mention(comment, id, idSpan, marker);
      return;
    }
    for (const style of this.settings.styles) if (this.oneLine(comment, line, start, style)) return;
  }

  private oneLine(comment: CommentFact, line: string, start: number, style: OneLineStyle): boolean {
    const at = line.indexOf(style.start);
    if (at < 0) return false;
    const from = at + style.start.length;
    const to = style.end === "\n" || style.end === "\r\n" ? endOfText(line) : line.lastIndexOf(style.end);
    if (to < from) return false;
    const written = line.slice(from, to);
    // Without settings four fields make a need.
    if (!this.settings.isConfigured && written.split(style.separator, 4).length < 4) return false;
    const parts = split(written, style);
    const required = style.fields.filter(({ defaultText }) => defaultText === undefined).length;
    const value = (name: string): Part | undefined => {
      const index = style.fields.findIndex((field) => field.name === name);
      const written = parts[index];
      if (written) return written;
      const fallback = style.fields[index]?.defaultText;
      return fallback === undefined ? undefined : { text: fallback, start: to - from, end: to - from };
    };
    const id = value("id");
    const lists = style.fields.flatMap(({ name, isList }, index) => (isList ? [{ name, part: parts[index] }] : []));
    if (!this.settings.isConfigured) {
      // Comments are full of `@param a, b`: without settings only an id, a type and a list of ids make a need.
      const isNeed = id !== undefined && this.isId(id.text) && parts.length === 4 && lists.every(({ part }) => isBracketed(part));
      if (!isNeed) return false;
    }
    const place = { start: start + at, end: start + to };
    if (parts.length < required)
      return this.refuse(style, `it has ${String(parts.length)} fields, and needs ${String(required)}`, place, line.slice(0, at), id);
    if (parts.length > style.fields.length)
      return this.refuse(
        style,
        `it has ${String(parts.length)} fields, and may have ${String(style.fields.length)}`,
        place,
        line.slice(0, at),
        id,
      );
    const unbracketed = lists.find(({ part }) => part !== undefined && !isBracketed(part));
    if (unbracketed) return this.refuse(style, `its '${unbracketed.name}' must stand in square brackets`, place, line.slice(0, at), id);
    if (!id || id.text === "") return false;
    const idSpan = { start: start + from + id.start, end: start + from + id.end };
    const linked = lists.flatMap(({ name, part }) => (part ? listed(part).map((each) => ({ ...each, name })) : []));
    const links = linked.map(({ text, start: first, end, name }) => ({
      id: text,
      name,
      span: { start: start + from + first, end: start + from + end },
    }));
    const facts = style.fields.flatMap(({ name, isList }): [string, string][] => {
      const text = isList || ["id", "title", "type"].includes(name) ? undefined : value(name)?.text;
      return text === undefined || text === "" ? [] : [[name.toLowerCase(), text]];
    });
    const type = value("type")?.text ?? "impl";
    this.need(comment, { id: id.text, idSpan, span: place, title: value("title")?.text ?? "", type, text: "", facts, links }, style.start);
    return true;
  }

  /** What was meant as a need and is none; other uses of a mark as common as `@` are left alone. */
  private refuse(style: OneLineStyle, reason: string, span: Span, before: string, id: Part | undefined): boolean {
    const isMeant = style.start.length > 1 || (/^[^\w]*$/.test(before) && id !== undefined && this.isId(id.text));
    if (isMeant) this.problems.push({ message: `This need can't be read: ${reason}.`, file: this.file.document.path, span });
    return isMeant;
  }

  /** Needs between `@rst` and `@endrst`, without what begins the lines of the comment. */
  private marked(comment: CommentFact): void {
    const raw = comment.text;
    for (let at = raw.indexOf("@rst"); at >= 0; at = raw.indexOf("@rst", at + 4)) {
      const end = raw.indexOf("@endrst", at);
      if (end < 0) return;
      // Blanks in place of the marks of the comment keep every offset.
      const body = raw
        .slice(at + 4, end)
        .replace(/(^|\n)([ \t]*(?:\*|\/\/[/!]?|#))/g, (_all, newline: string, mark: string) => newline + " ".repeat(mark.length));
      const offset = comment.span.start + at + 4;
      for (const directive of directivesOfRst(body, () => true)) {
        const id = directive.options.find(({ name }) => name === "id");
        if (!id || id.value === "") continue;
        const links = directive.options
          .filter(({ name }) => LINK_OPTION.test(name))
          .flatMap(({ name, valueSpan }) =>
            linkedIds(body, valueSpan).map((each) => ({ id: each.id, name, span: moved(each.span, offset) })),
          );
        const facts = directive.options
          .filter((option) => option !== id && !LINK_OPTION.test(option.name))
          .map(({ name, value }): [string, string] => [name.toLowerCase(), value]);
        const { name: type, argument: title } = directive;
        const need = { id: id.value, idSpan: moved(id.valueSpan, offset), span: moved(directive.span, offset), title, type, facts, links };
        this.need(comment, { ...need, text: contentOf(body, directive) }, "@rst");
      }
      at = end;
    }
  }

  private need(comment: CommentFact, need: Need, tag: string): void {
    const { id, idSpan, span, title, text, type, facts, links } = need;
    const isTest = /test/i.test(type) || (this.isTest && type === "impl");
    const kind = isTest ? "information" : /req$/i.test(type) ? "software-requirement" : "design";
    const location = { kind: "span", file: this.file.document.path, span, idSpan } as const;
    this.items.push({ id, kind, title, text, attributes: Object.fromEntries(facts), type, location });
    if (isTest) {
      for (const { id: to, span: place } of links) this.mention(comment, to, place, tag, "verifies");
      return;
    }
    this.mentions.push(this.mentionOf(comment, id, idSpan, tag, "satisfies"));
    const role = kind === "design" ? "satisfies" : "derives";
    for (const { id: to, span: place, name } of links) {
      const at = { location: { file: this.file.document.path, span: place }, idSpan: place };
      this.links.push({ role, loose: true, from: id, to, ...at, via: name, relation: name });
    }
  }

  private mention(comment: CommentFact, id: string, idSpan: Span, tag: string, role?: "verifies"): void {
    this.mentions.push(this.mentionOf(comment, id, idSpan, tag, role ?? (this.isTest ? "verifies" : "satisfies")));
  }

  private mentionOf(comment: CommentFact, id: string, idSpan: Span, tag: string, role: TagMention["role"]): TagMention {
    return { role, loose: true, id, idSpan, tag, tagSpan: idSpan, attachment: comment.attachment };
  }
}

interface Need {
  readonly id: string;
  readonly idSpan: Span;
  readonly span: Span;
  readonly title: string;
  readonly type: string;
  readonly text: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly links: readonly { readonly id: string; readonly name: string; readonly span: Span }[];
}

const LINK_OPTION = /^(?:links|implements|satisfies|specs|reqs|realizes|fulfils|verifies|tests)$/i;
/** Longer lines hold no need. In characters. */
const MAX_LINE = 2000;

function moved(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** Length of a line without the end of its comment. */
function endOfText(line: string): number {
  const text = line.trimEnd();
  const mark = ["*/", "-->"].find((each) => text.endsWith(each));
  return mark === undefined ? text.length : text.slice(0, -mark.length).trimEnd().length;
}

/** A field with its place in the text between the marks. */
interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Fields between separators; a backslash makes the separator, a bracket or itself plain. In a list the separator stands between its items. */
function split(text: string, style: OneLineStyle): Part[] {
  const parts: Part[] = [];
  let value = "";
  let start = 0;
  let isInside = false;
  const push = (end: number): void => {
    const leading = value.length - value.trimStart().length;
    const written = text.slice(start, end);
    parts.push({ text: value.trim(), start: start + Math.min(leading, written.length), end: start + written.trimEnd().length });
    value = "";
  };
  const isList = (): boolean => style.fields[parts.length]?.isList === true;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") {
      const next = text.charAt(at + 1);
      const isEscape = next !== "" && (next === style.separator || "[]\\".includes(next));
      // In a list the escapes are read with its items.
      if (!isEscape || isList()) value += character;
      if (isEscape) {
        value += next;
        at++;
      }
      continue;
    }
    if (character === style.separator && !(isInside && isList())) {
      push(at);
      start = at + 1;
      isInside = false;
      continue;
    }
    if (isList() && character === "[") isInside = true;
    else if (isList() && character === "]") isInside = false;
    value += character;
  }
  push(text.length);
  return parts.length === 1 && parts[0]?.text === "" ? [] : parts;
}

function isBracketed(part: Part | undefined): boolean {
  return part !== undefined && /^\[[\s\S]*\]$/.test(part.text);
}

/** Items of a list in brackets. */
function listed(part: Part): Part[] {
  const inner = part.text.slice(1, -1);
  if (inner.trim() === "") return [];
  const style: OneLineStyle = { start: "", end: "", separator: ",", fields: [] };
  return split(inner, style)
    .filter(({ text }) => text !== "")
    .map(({ text, start, end }) => ({ text, start: part.start + 1 + start, end: part.start + 1 + end }));
}
