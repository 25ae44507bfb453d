import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import type { FilePath, Span } from "../../text/span.js";
import type { ItemKind, TraceItem } from "../graph.js";
import type { ReadOptions, ReadResult, RequirementReader, StatedLink } from "../reader.js";
import { yamlDocument, yamlProblem, yamlSpan } from "../yaml-document.js";
import { normalisedText, sortedLinks, stampOf, type StampedContent } from "./doorstop-stamp.js";

/**
 * Doorstop's items: one YAML file each, or Markdown with its attributes in front, in a folder whose `.doorstop.yml` makes it a document.
 * The file's name is the item's id. Links and reviews keep fingerprints, which are computed as Doorstop does.
 */
export const doorstopReader = {
  name: "doorstop",
  extensions: [],
  canWrite: true,
  recognises: (file: FilePath, _text: string, textOf: ReadOptions["textOf"]) => {
    if (!ITEM_FILE.test(file)) return false;
    const settings = settingsOf(file, textOf);
    return settings !== undefined && !settings.isSkipped && settings.isMarkdown === file.endsWith(".md");
  },
  holdsSettings: isSettings,
  read: (file: FilePath, text: string, options: ReadOptions): ReadResult => {
    if (isSettings(file)) return { items: [], implied: [], links: [], problems: [] };
    return new DoorstopItem(file, text, options).read();
  },
} satisfies RequirementReader;

function isSettings(file: FilePath): boolean {
  return file.endsWith("/.doorstop.yml") || file === ".doorstop.yml";
}

/** A file whose name is an id: a prefix, and behind it a number or, separated, a name. */
const ITEM_FILE = /(?:^|\/)[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:[0-9]|[-_.][\p{L}\p{N}_]+)\.(?:ya?ml|md)$/u;

/** Deeper folders than this are not searched for a document's settings. */
const MAX_DEPTH = 12;

interface Settings {
  readonly prefix: string;
  readonly isMarkdown: boolean;
  readonly isSkipped: boolean;
  readonly reviewed: readonly string[];
}

function settingsOf(file: FilePath, textOf: ReadOptions["textOf"]): Settings | undefined {
  const parts = file.split("/").slice(0, -1);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const folder = parts.length === 0 ? "" : `${parts.join("/")}/`;
    const text = textOf(`${folder}.doorstop.yml`);
    if (text !== undefined) {
      const root = yamlDocument(text, "1.1")?.contents;
      const settings = isMap(root) ? root.get("settings") : undefined;
      const attributes = isMap(root) ? root.get("attributes") : undefined;
      const reviewed = isMap(attributes) ? attributes.get("reviewed") : undefined;
      const word = (key: string): string => (isMap(settings) ? asText(settings.get(key)) : "");
      return {
        prefix: word("prefix"),
        isMarkdown: word("itemformat") === "markdown",
        isSkipped: textOf(`${folder}.doorstop.skip`) !== undefined,
        reviewed: isSeq(reviewed) ? [...new Set(reviewed.items.map((each) => asText(isScalar(each) ? each.value : "")))].sort() : [],
      };
    }
    if (parts.length === 0) return undefined;
    parts.pop();
  }
  return undefined;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

class DoorstopItem implements ReadResult {
  readonly items: TraceItem[] = [];
  readonly implied: TraceItem[] = [];
  readonly links: StatedLink[] = [];
  readonly problems: { message: string; file: FilePath; span: Span }[] = [];
  private readonly uid: string;

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {
    this.uid = file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  }

  read(): ReadResult {
    const settings = settingsOf(this.file, this.options.textOf);
    const front = this.file.endsWith(".md") ? /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(this.text) : undefined;
    if (front === null) {
      this.problem("This item has no attributes: they stand in front of the text, between two lines ---.", { start: 0, end: 0 });
      return this;
    }
    // Blanks keep the offsets of the attributes as they are in the file.
    const yaml = front ? this.text.slice(0, front[0].length).replace(/^---/gm, "   ") : this.text;
    const document = yamlDocument(yaml, "1.1");
    const problem = document && yamlProblem(document, yaml);
    if (problem) this.problem(`This item's YAML can't be read: ${problem.message}`, problem.span);
    const root = document?.contents;
    if (!isMap(root)) {
      if (this.problems.length === 0)
        this.problem("This is no item of Doorstop: a list of 'name: value' is expected.", { start: 0, end: 0 });
      return this;
    }
    this.item(root, settings, front ? markdownParts(this.text.slice(front[0].length)) : undefined);
    return this;
  }

  private item(
    root: YAMLMap,
    settings: Settings | undefined,
    markdown: { readonly header: string; readonly text: string } | undefined,
  ): void {
    const flag = (key: string, byDefault: boolean): boolean => (root.has(key) ? isTrue(root.get(key)) : byDefault);
    const text = normalisedText(markdown?.text ?? asText(root.get("text")));
    const header = normalisedText(markdown?.header !== undefined && markdown.header !== "" ? markdown.header : asText(root.get("header")));
    const references = this.references(root);
    const extra = (settings?.reviewed ?? []).filter((key) => root.has(key)).map((key) => plain(root.get(key, true)));
    const content: StampedContent = { uid: this.uid, text, ref: asText(root.get("ref")).trim(), references, extra };
    const linked = this.linked(root, flag("active", true));
    const actual = stampOf(content, sortedLinks([...new Set(linked)]));
    const reviewed = pairOf(root, "reviewed");
    const place = this.spanOf(reviewed?.value);
    const said = isScalar(reviewed?.value) ? reviewed.value.value : null;
    const stated = said === true ? actual : typeof said === "string" && said !== "" ? said : null;
    const active = flag("active", true);
    const normative = flag("normative", true);
    const attributes: Record<string, string> = {
      active: String(active),
      normative: String(normative),
      derived: String(flag("derived", false)),
      level: levelOf(root.get("level", true)),
      ...(content.ref === "" ? {} : { ref: content.ref }),
      ...(references.length === 0 ? {} : { references: references.map((each) => each.get("path") ?? "").join("\n") }),
      ...(active ? {} : { status: "deleted: not active" }),
    };
    for (const { key, value } of root.items) {
      const name = isScalar(key) ? asText(key.value) : "";
      if (name !== "" && !OWN_KEYS.has(name) && isScalar(value)) attributes[name.toLowerCase()] = asText(value.value);
    }
    const start = { start: 0, end: 0 };
    this.items.push({
      id: this.uid,
      kind: normative ? this.kindOf(settings?.prefix ?? "") : "information",
      title: header.split("\n")[0] ?? "",
      text,
      attributes,
      location: { kind: "span", file: this.file, span: { start: 0, end: this.text.length }, idSpan: start },
      type: settings?.prefix ?? "",
      fingerprint: stampOf(content),
      review: { stated, actual, place },
    });
  }

  private kindOf(prefix: string): ItemKind {
    const said = this.options.types[prefix.toLowerCase()];
    if (said) return said;
    return this.options.guessKind && /(?:^|\/)tests?\//.test(this.file) ? "test-case" : this.options.kind;
  }

  /** Links with their stamps: `- SYS001: STAMP`, `- SYS001: null`, `- SYS001`. Returns the ids. */
  private linked(root: YAMLMap, isActive: boolean): string[] {
    const list = root.get("links");
    if (!isSeq(list)) return [];
    const uids: string[] = [];
    for (const entry of list.items) {
      const pair = isMap(entry) ? entry.items[0] : undefined;
      const key = pair ? pair.key : entry;
      const uid = isScalar(key) ? asText(key.value).replace(/:.*$/, "") : "";
      if (uid === "") {
        this.problem("A link names an item: '- SYS001: stamp' or '- SYS001'.", this.spanOf(entry));
        continue;
      }
      uids.push(uid);
      const value = pair && isScalar(pair.value) ? pair.value.value : null;
      const from = this.spanOf(key).start;
      const idSpan = { start: from, end: from + uid.length };
      const stampEnd = Math.max(this.spanOf(pair?.value).end, idSpan.end);
      this.links.push({
        role: "derives",
        loose: true,
        from: this.uid,
        to: uid,
        location: { file: this.file, span: idSpan },
        idSpan,
        via: "links",
        stampSpan: { start: idSpan.end, end: stampEnd },
        // `true` is a stamp that was accepted by hand; what is not active is not held against anything.
        ...(isTrue(value) || !isActive ? {} : { stamp: typeof value === "string" && value !== "" ? value : null }),
      });
    }
    return uids;
  }

  private references(root: YAMLMap): Map<string, string>[] {
    const list = root.get("references");
    if (!isSeq(list)) return [];
    return list.items.flatMap((entry) => {
      if (!isMap(entry)) return [];
      const reference = new Map<string, string>();
      for (const key of ["type", "path", "keyword", "sha"]) if (entry.has(key)) reference.set(key, asText(entry.get(key)));
      const path = (reference.get("path") ?? "").trim();
      reference.set("path", path);
      const span = this.spanOf(entry.get("path", true));
      if (path === "") this.problem("A reference names a file by 'path'.", this.spanOf(entry));
      const content = path === "" ? undefined : this.options.textOf(path);
      if (content !== undefined) {
        const location = { file: this.file, span };
        const stated = (reference.get("sha") ?? "").trim();
        const actual = stated === "" ? "" : contentDigest(content, stated);
        this.links.push({
          role: "satisfies",
          loose: true,
          from: path,
          to: this.uid,
          fromCode: { file: path },
          location,
          idSpan: span,
          fromSpan: span,
          via: "references",
          ...(actual === stated ? {} : { suspect: [{ kind: "content", stated, actual }], stampSpan: this.spanOf(entry.get("sha", true)) }),
        });
      }
      return [reference];
    });
  }

  private spanOf(node: unknown): Span {
    return (isNode(node) ? yamlSpan(node, this.text.length) : undefined) ?? { start: 0, end: 0 };
  }

  private problem(message: string, span: Span): void {
    this.problems.push({ message, file: this.file, span });
  }
}

/**
 * SHA-256 of a file as a reference keeps it. The file is given as text: that of its bytes with the other ends of lines counts as well, as
 * Git may have changed them.
 */
function contentDigest(text: string, stated: string): string {
  const digest = (content: string): string => bytesToHex(sha256(utf8ToBytes(content)));
  const unix = text.replace(/\r\n/g, "\n");
  return [text, unix, unix.replace(/\n/g, "\r\n")].map(digest).find((each) => each === stated) ?? digest(text);
}

const OWN_KEYS = new Set(["active", "derived", "normative", "level", "header", "text", "ref", "reviewed", "links", "references"]);

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === "string" && /^\s*(?:true|yes|t|on|1|enabled)\s*$/i.test(value));
}

/** A level as Doorstop spells it: `1.10` is a number and so 1.1; zeros at the end mark a heading and are one. */
function levelOf(node: unknown): string {
  if (!isScalar(node)) return "1";
  const source = node.source ?? asText(node.value);
  const text = typeof node.value === "number" && /^[0-9]+\.[0-9]+$/.test(source) ? source.replace(/(\.[0-9]+?)0+$/, "$1") : source;
  return text.trim() === "" ? "1" : text.trim().replace(/(?:\.0)+$/, ".0");
}

function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [isScalar(key) ? asText(key.value) : "", plain(value)]));
  return node;
}

/** Header and text of an item in Markdown: a first line `# …` is its header. */
function markdownParts(content: string): { readonly header: string; readonly text: string } {
  const lines = content.replace(/\r\n/g, "\n").split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const header = first < 0 ? undefined : /^#\s+(.*)$/.exec((lines[first] ?? "").trim())?.[1];
  return header === undefined ? { header: "", text: lines.join("\n") } : { header, text: lines.slice(first + 1).join("\n") };
}
