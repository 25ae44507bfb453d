import type { FilePath, Span } from "../../text/span.js";
import type { EdgeRole, ItemKind, ItemLocation, TraceItem } from "../graph.js";
import { MAX_ID_LENGTH } from "../ids.js";
import { kindOfType } from "../item-kinds.js";
import { attributeKey, relationOf } from "../link-attributes.js";
import type { ReadOptions, ReadResult, RequirementReader, StatedLink } from "../reader.js";
import { mayJoin } from "../roles.js";
import { textOfEntry, unzip } from "./archive/unzip.js";
import { DocumentCollector, type StatedAttribute } from "./item-builder.js";
import { contentOf, type ReqifContent, type ReqifObject, type ReqifRelation, type ReqifValue } from "./reqif/content.js";
import { HEADING_NAMES, ID_NAMES, isHousekeeping, TEXT_NAMES, TITLE_NAMES } from "./reqif/dialect.js";

/** Requirements as exchanged between requirement management tools (ReqIF 1.0 to 1.2), of any of the usual dialects. */
export const reqifReader: RequirementReader = {
  name: "reqif",
  extensions: [".reqif"],
  isOwnFormat: true,
  canWrite: false,
  read: (file, text, options) => readParts(file, [{ text }], options),
};

/** ReqIF files with their attachments in one zip archive. */
export const reqifzReader: RequirementReader = {
  name: "reqifz",
  extensions: [".reqifz"],
  isOwnFormat: true,
  readsBytes: true,
  canWrite: false,
  read(file: FilePath, text: string, options: ReadOptions): ReadResult {
    const refuse = (message: string): ReadResult => ({
      items: [],
      implied: [],
      links: [],
      problems: [{ message, file, span: NOWHERE }],
    });
    const entries = unzip(text, (name) => /\.(?:reqif|xml)$/i.test(name) && !name.startsWith("__MACOSX/"));
    if ("refused" in entries) return refuse(`This archive can't be read: ${entries.refused}.`);
    const reqif = entries.filter(({ name }) => /\.reqif$/i.test(name));
    const parts = (reqif.length > 0 ? reqif : entries).map(({ name, bytes }) => ({ entry: name, text: textOfEntry(bytes) }));
    if (parts.length === 0) return refuse("This archive holds no .reqif file.");
    return readParts(file, parts, options);
  },
};

const NOWHERE: Span = { start: 0, end: 0 };

/** What `columns` may name beside plain attributes: these are found under `=id`, so that no attribute of that name is mistaken for it. */
const MAIN = new Set(["id", "title", "text"]);

/** One `.reqif` text; of an archive with the name of its entry. */
interface Part {
  readonly text: string;
  readonly entry?: string;
}

function readParts(file: FilePath, parts: readonly Part[], options: ReadOptions): ReadResult {
  const read = parts.map((part) => ({ part, content: contentOf(part.text) }));
  const names = new Map(read.flatMap(({ content }) => [...content.names]));
  const defaults = new Map(read.flatMap(({ content }) => [...content.defaults]));
  const known = new Map<string, TraceItem>();
  const readers = read.map(({ part, content }) => new PartReader(file, part, content, { names, defaults, known }, options));
  for (const reader of readers) reader.objects();
  for (const reader of readers) reader.relations();
  const results = readers.map((reader) => reader.result());
  return {
    items: results.flatMap(({ items }) => items),
    implied: [],
    links: results.flatMap(({ links }) => links),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/** What all files of an archive share. */
interface Shared {
  readonly names: ReadonlyMap<string, string>;
  readonly defaults: ReadonlyMap<string, readonly ReqifValue[]>;
  /** Items by the IDENTIFIER of their object. */
  readonly known: Map<string, TraceItem>;
}

/** A value under the name that its attribute has for people. */
interface NamedValue {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

class PartReader {
  private readonly collector: DocumentCollector;
  private readonly columns: ReadonlyMap<string, string>;

  constructor(
    private readonly file: FilePath,
    private readonly part: Part,
    private readonly content: ReqifContent,
    private readonly shared: Shared,
    private readonly options: ReadOptions,
  ) {
    this.collector = new DocumentCollector(file, part.text, options);
    this.columns = new Map(
      Object.entries(options.columns).map(([meaning, name]) => [
        name.toLowerCase(),
        MAIN.has(meaning) ? `=${meaning}` : meaning.toLowerCase(),
      ]),
    );
    // Of what is something else altogether, one problem tells enough.
    const told = content.isReqif ? content.problems : part.text.trimStart().startsWith("<") ? content.problems.slice(0, 1) : [];
    for (const { message, span } of told) this.collector.problem(message, span);
    if (!content.isReqif && told.length === 0)
      this.collector.problem("This is no ReqIF document: it has no element REQ-IF.", { start: 0, end: 0 });
  }

  /** Items in the order in which the specifications show them; objects that none shows follow. */
  objects(): void {
    const byId = new Map(this.content.objects.map((object) => [object.id, object]));
    const ordered = new Set(this.content.order.flatMap((id) => byId.get(id) ?? []));
    for (const object of this.content.objects) ordered.add(object);
    for (const object of ordered) this.object(object);
  }

  relations(): void {
    for (const relation of this.content.relations) this.relation(relation);
  }

  /** What was read; in an archive, places are entries. */
  result(): ReadResult {
    const { entry } = this.part;
    const { items, links, problems } = this.collector;
    if (entry === undefined) return this.collector;
    return {
      items: items.map((item) => ({ ...item, location: { kind: "entry", file: this.file, entry: `${entry}#${item.id}` } })),
      implied: [],
      links: links.map(({ fromSpan: _, ...link }): StatedLink => {
        return { ...link, location: { file: this.file, span: NOWHERE }, idSpan: NOWHERE, via: `${link.via}, ${entry}` };
      }),
      problems: problems.map(({ message }) => ({ message: `${entry}: ${message}`, file: this.file, span: NOWHERE })),
    };
  }

  private object(object: ReqifObject): void {
    const values = this.valuesOf(object);
    const id = this.idOf(object, values);
    const heading = pick(values, HEADING_NAMES);
    const text = pick(values, this.named("text", TEXT_NAMES));
    const title = pick(values, this.named("title", TITLE_NAMES));
    const type = this.shared.names.get(object.type) ?? "";
    const kind = this.kindOf(type, heading !== undefined && (text === undefined || text === heading));
    const used = new Set([id.value, heading, text, title]);
    const stated: StatedAttribute[] = [];
    const plain: Record<string, string> = {};
    for (const value of values) {
      if (used.has(value) || value.value === "" || isHousekeeping(value.name)) continue;
      const key = attributeKey(value.name.replace(/^reqif\.(?:foreign)?/, ""));
      // Tools use these words for other things, too.
      if (/^(?:safety )?class$/.test(key) && !/^(?:class\s+)?[ABC]$/i.test(value.value)) plain[key] = value.value;
      else stated.push({ name: key, value: value.value, nameSpan: value.span, valueSpan: value.span });
    }
    const location: ItemLocation = { kind: "span", file: this.file, span: object.span, idSpan: id.span };
    const longName = object.longName === id.text ? "" : object.longName;
    const shownTitle = (heading?.value ?? "") || (title?.value ?? "") || longName || firstLine(text?.value ?? "");
    const read = this.collector.item(id.text, shownTitle, text?.value ?? object.description, stated, location, kind);
    const item: TraceItem = {
      ...read,
      attributes: { ...read.attributes, ...plain },
      ...(type === "" ? {} : { type }),
    };
    this.collector.items.push(item);
    if (object.id !== "") this.shared.known.set(object.id, item);
  }

  private kindOf(type: string, isHeading: boolean): ItemKind | undefined {
    const configured = this.options.types[type.toLowerCase()];
    if (configured) return configured;
    if (isHeading) return "information";
    return type === "" ? undefined : kindOfType(type);
  }

  /** Values by the names of their attributes, in lower case or as `columns` translates them; the type's defaults behind the object's own. */
  private valuesOf(object: ReqifObject): NamedValue[] {
    const own = new Set(object.values.map(({ definition }) => definition));
    const defaults = (this.shared.defaults.get(object.type) ?? []).filter(({ definition }) => !own.has(definition));
    return [...object.values, ...defaults].map((value, index) => {
      const name = (this.shared.names.get(value.definition) ?? value.definition).toLowerCase();
      const words = value.enumeration.map((entry) => this.shared.names.get(entry.id) ?? entry.id);
      const text = value.enumeration.length > 0 ? words.join(", ") : value.text;
      const span = index < object.values.length ? (value.enumeration[0]?.span ?? value.span) : NOWHERE;
      return { name: this.columns.get(name) ?? name, value: text, span };
    });
  }

  private named(meaning: string, names: readonly string[]): readonly string[] {
    return this.options.columns[meaning] === undefined ? names : [`=${meaning}`];
  }

  /** The id as people know it: by attribute, with the prefix that DOORS keeps apart, else the long name where it is one, else the IDENTIFIER. */
  private idOf(
    object: ReqifObject,
    values: readonly NamedValue[],
  ): { readonly text: string; readonly span: Span; readonly value?: NamedValue } {
    const names = this.named("id", ID_NAMES);
    const candidates = names.flatMap((name) => values.filter((value) => value.name === name && value.value !== ""));
    const prefix = values.find(({ name }) => name === "reqif.prefix")?.value ?? "";
    const full = (value: NamedValue) => (/^\d+$/.test(value.value) && prefix !== "" ? prefix + value.value : value.value);
    const chosen =
      candidates.find((value) => this.options.isId(full(value))) ?? candidates.find(({ value }) => value.length <= MAX_ID_LENGTH);
    const hasId = chosen !== undefined && (this.options.isId(full(chosen)) || this.options.columns["id"] !== undefined);
    if (!hasId && this.options.isId(object.longName)) return { text: object.longName, span: object.longNameSpan };
    if (chosen) return { text: full(chosen), span: chosen.span.end > 0 ? chosen.span : object.idSpan, value: chosen };
    return { text: object.id, span: object.idSpan };
  }

  private relation({ type, source, target, span }: ReqifRelation): void {
    const name = this.shared.names.get(type) ?? "";
    if (!source || !target) {
      this.collector.problem("This relation has no source or no target: it links nothing.", { start: span.start, end: span.start + 1 });
      return;
    }
    const from = this.shared.known.get(source.id);
    const to = this.shared.known.get(target.id);
    if (!from || !to) {
      const missing = from ? target : source;
      this.collector.problem(
        `This relation names the object '${missing.id}', which is in no file here: the link is left out.`,
        missing.span,
      );
      return;
    }
    const configured = this.options.relations[name.toLowerCase()];
    const said = configured ? { role: configured, inverse: false } : relationOf(name);
    const [start, end] = said.inverse ? [to, from] : [from, to];
    const role: EdgeRole = configured ?? fitting(said.role, start.kind, end.kind);
    const idSpan = target.span;
    this.collector.links.push({
      role,
      from: start.id,
      to: end.id,
      location: { file: this.file, span: idSpan },
      idSpan,
      via: name === "" ? "relation" : name,
      ...(name === "" ? {} : { relation: name }),
    });
  }
}

/** The role that the relation's name says where it may join such items, else what usually joins them. */
function fitting(said: EdgeRole | undefined, from: ItemKind, to: ItemKind): EdgeRole {
  return [said, "derives" as const].find((role) => role !== undefined && mayJoin(role, from, to)) ?? "relates";
}

function pick(values: readonly NamedValue[], names: readonly string[]): NamedValue | undefined {
  for (const name of names) {
    const found = values.find((value) => value.name === name && value.value !== "");
    if (found) return found;
  }
  return undefined;
}

/** So much of a text stands for a title that is missing. In characters. */
const MAX_TITLE = 120;

function firstLine(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length <= MAX_TITLE ? line : `${line.slice(0, MAX_TITLE - 1).trimEnd()}…`;
}
