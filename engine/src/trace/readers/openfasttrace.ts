import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ItemKind, TraceItem } from "../graph.js";
import { kindOfWord } from "../item-kinds.js";
import type { ReadOptions, ReadResult, RequirementReader, StatedLink } from "../reader.js";

const NAME = String.raw`\p{L}[\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*`;
const ID = `(?:[a-zA-Z]{1,60}~${NAME}~[0-9]{1,9})`;
const ITEM = new RegExp(`^(\`{0,2})(${ID})\`{0,2}`, "u");
const IN_BULLET = new RegExp(`^\\s{0,3}[+*-](?:.*?[^\\p{L}\\p{N}_])?(${ID})(?![\\p{L}\\p{N}_])`, "u");
const FORWARD = new RegExp(`([a-zA-Z]+)\\s*-->\\s*([a-zA-Z]+(?:,\\s*[a-zA-Z]+)*)\\s*:\\s*(${ID})`, "u");
const WORD_BULLET = /^\s{0,3}[+*-](?:.*\W)?([a-zA-Z]+)(?:\W.*)?$/;
const KEY = /^(Comment|Covers|Depends|Description|Rationale|Needs|Status|Tags):\s*(.*?)\s*$/;
const UNDERLINE = /^[-=`:.'"~^_*+#<>]{3,}\s*$/;

/** Kinds of OpenFastTrace's usual artifact types, where the configuration says nothing else. */
const KINDS: Readonly<Record<string, ItemKind>> = {
  feat: "system-requirement",
  sysreq: "system-requirement",
  arch: "design",
  dsn: "design",
  utest: "test-case",
  itest: "test-case",
  stest: "test-case",
  uman: "information",
  oman: "information",
};

/** What an artifact type is, as the configuration or the tool's usual words say it. */
export function kindOfArtifact(type: string, types: Readonly<Record<string, ItemKind>>, otherwise: ItemKind): ItemKind {
  const word = type.toLowerCase();
  return types[word] ?? KINDS[word] ?? kindOfWord(type) ?? otherwise;
}

/**
 * OpenFastTrace's items in Markdown and reStructuredText: a line of an id `req~limit~2`, then `Needs:`, `Covers:` and other entries and
 * text, up to the next item or title. `arch --> dsn : req~limit~2` hands a requirement on to another type.
 */
export const openFastTraceReader = {
  name: "openfasttrace",
  extensions: [],
  canWrite: true,
  recognises: (path: FilePath, text: string) =>
    /\.(?:md|markdown|rst)$/i.test(path) && new RegExp(`^\`{0,2}${ID}\`{0,2}\\s*$`, "mu").test(text),
  read: (file: FilePath, text: string, options: ReadOptions): ReadResult => new OftDocument(file, text, options).read(),
} satisfies RequirementReader;

interface OpenItem {
  readonly id: string;
  readonly idSpan: Span;
  readonly title: string;
  readonly texts: Map<string, string[]>;
  readonly attributes: Record<string, string>;
  section: string;
  end: number;
}

class OftDocument implements ReadResult {
  readonly items: TraceItem[] = [];
  readonly implied: TraceItem[] = [];
  readonly links: StatedLink[] = [];
  readonly problems: { message: string; file: FilePath; span: Span }[] = [];
  private readonly lines: LineIndex;
  private open: OpenItem | undefined;
  private title = "";

  constructor(
    private readonly file: FilePath,
    text: string,
    private readonly options: ReadOptions,
  ) {
    this.lines = new LineIndex(text);
  }

  read(): ReadResult {
    let fence: string | undefined;
    let isOff = false;
    for (let line = 0; line < this.lines.lineCount; line++) {
      const text = this.lines.lineText(line);
      const mark = /^ *(`{3,30}|~{3,30})/.exec(text)?.[1];
      if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) fence = fence === undefined ? mark : undefined;
      const isSwitch = /\boft:(on|off)\b/.exec(text)?.[1];
      if (isSwitch !== undefined) isOff = isSwitch === "off";
      if (isOff || isSwitch !== undefined) continue;
      if (fence !== undefined || mark !== undefined) this.prose(text, line);
      else this.line(text, line);
    }
    this.close();
    return this;
  }

  private line(text: string, line: number): void {
    const start = this.lines.lineStart(line);
    const item = ITEM.exec(text);
    const id = item?.[2];
    if (item && id !== undefined) {
      this.close();
      const from = start + (item[1]?.length ?? 0);
      const idSpan = { start: from, end: from + id.length };
      this.open = {
        id,
        idSpan,
        title: this.title,
        texts: new Map(),
        attributes: {},
        section: "description",
        end: this.lines.lineEnd(line),
      };
      this.title = "";
      return;
    }
    const forward = text.includes("-->") ? FORWARD.exec(text) : null;
    if (forward) {
      this.close();
      this.forward(forward, start);
      return;
    }
    const heading = /^#+\s*(.*?)\s*#*$/.exec(text)?.[1];
    const isUnderlined = text.trim() !== "" && line + 1 < this.lines.lineCount && UNDERLINE.test(this.lines.lineText(line + 1));
    if (heading !== undefined || isUnderlined) {
      this.close();
      this.title = heading ?? text.trim();
      return;
    }
    if (this.open && !UNDERLINE.test(text)) this.entry(this.open, text, line);
    else if (text.trim() !== "" && !UNDERLINE.test(text) && !this.open) this.title = "";
  }

  /** A line of an item: an entry's name, something in its list, or text. */
  private entry(item: OpenItem, text: string, line: number): void {
    const key = KEY.exec(text);
    if (key) {
      const name = (key[1] ?? "").toLowerCase();
      const value = key[2] ?? "";
      item.end = this.lines.lineEnd(line);
      item.section = name;
      if (value === "") return;
      if (name === "needs" || name === "tags" || name === "status") item.attributes[name] = listed(value);
      else this.prose(value, line);
      return;
    }
    const isLink = item.section === "covers" || item.section === "depends";
    if (isLink && text.trim() !== "") {
      const to = IN_BULLET.exec(text)?.[1];
      const at = this.lines.lineStart(line) + (to === undefined ? 0 : text.indexOf(to));
      if (to !== undefined) this.link(item, to, { start: at, end: at + to.length });
      else if (/^\s{0,3}[+*-]/.test(text)) this.problem(`This entry of ${item.id} names no item: an id reads 'req~name~1'.`, line);
      else item.section = "description";
      item.end = this.lines.lineEnd(line);
      return;
    }
    if ((item.section === "needs" || item.section === "tags") && /^\s{0,3}[+*-]/.test(text)) {
      const word = item.section === "needs" ? WORD_BULLET.exec(text)?.[1] : text.replace(/^\s*[+*-]\s*/, "").trim();
      const known = item.attributes[item.section];
      if (word !== undefined) item.attributes[item.section] = known === undefined ? word : `${known}, ${word}`;
      item.end = this.lines.lineEnd(line);
      return;
    }
    this.prose(text, line);
  }

  private prose(text: string, line: number): void {
    if (!this.open) return;
    const section = ["rationale", "comment"].includes(this.open.section) ? this.open.section : "description";
    const list = this.open.texts.get(section);
    if (list) list.push(text);
    else this.open.texts.set(section, [text]);
    if (text.trim() !== "") this.open.end = this.lines.lineEnd(line);
  }

  private link(item: OpenItem, to: string, idSpan: Span): void {
    const via = item.section === "covers" ? "Covers" : "Depends";
    this.links.push({
      role: via === "Depends" ? "relates" : "derives",
      ...(via === "Depends" ? {} : { loose: true }),
      from: item.id,
      to,
      location: { file: this.file, span: idSpan },
      idSpan,
      via,
      relation: typeOf(item.id),
      revision: revisionOf(to),
    });
  }

  /** `arch --> dsn : req~x~1`: an item of type `arch` and the same name that covers the original and needs `dsn`. */
  private forward(match: RegExpExecArray, start: number): void {
    const [whole = "", type = "", needs = "", original = ""] = match;
    const at = start + match.index + whole.length - original.length;
    const id = `${type}~${original.split("~")[1] ?? ""}~${String(revisionOf(original))}`;
    const idSpan = { start: start + match.index, end: start + match.index + type.length };
    const item = {
      id,
      idSpan,
      title: "",
      texts: new Map<string, string[]>(),
      attributes: { needs: needs.replace(/\s+/g, " ") },
      section: "covers",
      end: at + original.length,
    };
    this.link(item, original, { start: at, end: at + original.length });
    this.open = item;
    this.close();
  }

  private close(): void {
    const item = this.open;
    this.open = undefined;
    if (!item) return;
    const text = (name: string): string => (item.texts.get(name) ?? []).join("\n").trim();
    for (const name of ["rationale", "comment"]) if (text(name) !== "") item.attributes[name] = text(name);
    const type = typeOf(item.id);
    this.items.push({
      id: item.id,
      kind: kindOfArtifact(type, this.options.types, this.options.kind),
      title: item.title,
      text: text("description"),
      attributes: item.attributes,
      location: { kind: "span", file: this.file, span: { start: item.idSpan.start, end: item.end }, idSpan: item.idSpan },
      type,
      revision: revisionOf(item.id),
    });
  }

  private problem(message: string, line: number): void {
    this.problems.push({ message, file: this.file, span: { start: this.lines.lineStart(line), end: this.lines.lineEnd(line) } });
  }
}

function listed(value: string): string {
  return value
    .split(",")
    .map((part) => part.trim())
    .join(", ");
}

function typeOf(id: string): string {
  return id.slice(0, id.indexOf("~"));
}

function revisionOf(id: string): number {
  return Number(id.slice(id.lastIndexOf("~") + 1));
}
