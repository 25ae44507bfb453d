import type { FilePath, Span } from "../../text/span.js";
import type { CodeEnd, ItemKind } from "../graph.js";
import { kindOfWord } from "../item-kinds.js";
import { attributeKey } from "../link-attributes.js";
import type { ReadOptions } from "../reader.js";
import { DocumentCollector, type StatedAttribute } from "./item-builder.js";

// What StrictDoc's two written forms have in common: nodes of fields and relations.

/** A value with its place. */
export interface PlacedText {
  readonly text: string;
  readonly span: Span;
}

export interface StrictdocField extends PlacedText {
  readonly name: string;
  readonly nameSpan: Span;
}

/** A relation's entries by their keys: `TYPE`, `VALUE`, `ROLE`, `FUNCTION` … */
export type StrictdocRelation = ReadonlyMap<string, PlacedText>;

export interface StrictdocNode {
  /** `REQUIREMENT`, `SECTION`, `DOCUMENT`, or one that a grammar names. */
  readonly type: string;
  readonly fields: readonly StrictdocField[];
  readonly relations: readonly StrictdocRelation[];
  /** The node without the ones in it. */
  readonly span: Span;
  /** Id of the section or document around it, for links of texts that have no id themselves. */
  readonly around: string | undefined;
}

/** Fields that stand in an item otherwise. */
const OWN_FIELDS = new Set(["MID", "UID", "TITLE", "STATEMENT", "LEVEL", "PREFIX", "REQ_PREFIX"]);

/** Types that say something beside the requirements. */
const INFORMATION = /^(?:DOCUMENT|SECTION|TEXT|ANCHOR|FEATURE|NOTE|INFO|INFORMATION|TERM|GLOSSARY|DEFINITION|ABBREVIATION|COMMENT)$/;
const TEST = /(?:^|_)TEST(?:_|$|S$)|^TESTCASE$/;

const INLINE_LINK = /\[LINK: ([\p{L}\p{N}_][\p{L}\p{N}_()\-/.: ]*)\]/gu;
const ANCHOR = /^\[ANCHOR: ([\p{L}\p{N}_][\p{L}\p{N}_()\-/.: ]*)(?:, ("[^"\n]+"|[^\],\n]+))?\]/gmu;

/** Makes items and links of StrictDoc's nodes. */
export class StrictdocCollector extends DocumentCollector {
  constructor(
    private readonly path: FilePath,
    private readonly source: string,
    private readonly settings: ReadOptions,
  ) {
    super(path, source, settings);
  }

  /** Adds a node; one without an id can't be linked and is no item. */
  node(node: StrictdocNode): void {
    const id = node.fields.find(({ name }) => name === "UID");
    if (id && id.text !== "") this.itemOf(node, id);
    for (const relation of node.relations) this.relation(id, relation);
    const from = id?.text ?? node.around;
    for (const field of node.fields) this.inlineLinks(field, from);
  }

  private itemOf(node: StrictdocNode, id: PlacedText): void {
    const value = (name: string): string => node.fields.find((field) => field.name === name)?.text ?? "";
    const stated: StatedAttribute[] = node.fields
      .filter(({ name }) => !OWN_FIELDS.has(name))
      .map(({ name, nameSpan, text, span }) => ({ name: name.toLowerCase(), nameSpan, value: text, valueSpan: span }));
    const location = { kind: "span", file: this.path, span: node.span, idSpan: id.span } as const;
    const item = this.item(id.text, value("TITLE"), value("STATEMENT"), stated, location, this.kindOf(node.type));
    this.items.push({ ...item, attributes: withRepeated(item.attributes, stated), type: node.type });
  }

  private kindOf(type: string): ItemKind {
    const said = this.settings.types[type.toLowerCase()];
    if (said) return said;
    if (INFORMATION.test(type)) return "information";
    return kindOfWord(type.replace(/_/g, " ")) ?? (TEST.test(type) ? "test-case" : this.settings.kind);
  }

  private relation(id: PlacedText | undefined, relation: StrictdocRelation): void {
    const type = relation.get("TYPE");
    if (!type) return;
    if (!id) {
      this.problem("This node has relations and no UID: nothing can be linked with it. Give it a UID.", type.span);
      return;
    }
    if (type.text === "File") this.fileRelation(id, relation);
    else if (type.text === "Parent" || type.text === "Child") {
      const target = relation.get("VALUE") ?? relation.get("ID");
      if (!target || target.text === "") {
        this.problem(`A relation of type ${type.text} names a node by VALUE, and this one does not.`, type.span);
        return;
      }
      const role = relation.get("ROLE")?.text;
      const said = this.settings.relations[(role ?? type.text).toLowerCase()];
      const [from, to] = type.text === "Parent" ? [id.text, target.text] : [target.text, id.text];
      this.links.push({
        role: said ?? (role === undefined ? "derives" : "refines"),
        loose: said === undefined,
        from,
        to,
        location: { file: this.path, span: target.span },
        idSpan: target.span,
        ...(type.text === "Child" ? { fromSpan: target.span } : {}),
        via: type.text,
        ...(role === undefined ? {} : { relation: role }),
      });
    } else this.problem(`'${type.text}' is no type of a relation: write Parent, Child or File.`, type.span);
  }

  private fileRelation(id: PlacedText, relation: StrictdocRelation): void {
    const file = relation.get("PATH") ?? relation.get("VALUE");
    if (!file || file.text === "") {
      this.problem("A relation of type File names a file by VALUE or PATH, and this one does not.", relation.get("TYPE")?.span ?? id.span);
      return;
    }
    const role = relation.get("ROLE")?.text;
    this.links.push({
      role: (role === undefined ? undefined : this.settings.relations[role.toLowerCase()]) ?? "satisfies",
      loose: true,
      from: file.text,
      to: id.text,
      fromCode: { file: file.text.replace(/\\/g, "/").replace(/^\.?\//, ""), ...this.partOf(relation) },
      location: { file: this.path, span: file.span },
      idSpan: file.span,
      fromSpan: file.span,
      via: "File",
      ...(role === undefined ? {} : { relation: role }),
    });
  }

  private partOf(relation: StrictdocRelation): Pick<CodeEnd, "part"> {
    const element = relation.get("ELEMENT")?.text.toLowerCase();
    const named = (of: "function" | "class", key: string): PlacedText | undefined =>
      relation.get(key) ?? (element === of ? relation.get("ID") : undefined);
    for (const of of ["function", "class"] as const) {
      const name = named(of, of.toUpperCase());
      if (name && name.text !== "") return { part: { of, name: name.text } };
    }
    const range = relation.get("LINE_RANGE") ?? (element === "range" || element === "line_range" ? relation.get("ID") : undefined);
    if (!range) return {};
    const match = /^\s*(\d{1,9})\s*,\s*(\d{1,9})\s*$/.exec(range.text);
    const [first, last] = [Number(match?.[1]), Number(match?.[2])];
    if (match && first >= 1 && last >= first) return { part: { of: "lines", first, last } };
    this.problem(`'${range.text}' is no range of lines: write the first and the last line, as '2, 4'.`, range.span);
    return {};
  }

  /** `[LINK: UID]` in a text, and the anchors that such links may lead to. */
  private inlineLinks(field: StrictdocField, from: string | undefined): void {
    const text = this.source.slice(field.span.start, field.span.end);
    for (const match of text.matchAll(ANCHOR)) {
      const id = match[1] ?? "";
      const start = field.span.start + match.index;
      const idSpan = { start: start + "[ANCHOR: ".length, end: start + "[ANCHOR: ".length + id.length };
      this.items.push({
        id,
        kind: "information",
        title: (match[2] ?? "").replace(/"/g, ""),
        text: "",
        attributes: {},
        location: { kind: "span", file: this.path, span: { start, end: start + match[0].length }, idSpan },
        type: "ANCHOR",
      });
    }
    if (from === undefined) return;
    for (const match of text.matchAll(INLINE_LINK)) {
      const to = match[1] ?? "";
      const start = field.span.start + match.index + "[LINK: ".length;
      this.link("relates", from, to, { start, end: start + to.length }, "[LINK]");
    }
  }
}

/** A field may stand several times, as COMMENT does: all of them are the attribute. */
function withRepeated(attributes: Readonly<Record<string, string>>, stated: readonly StatedAttribute[]): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...attributes };
  for (const { name } of stated) {
    const values = stated.filter((other) => other.name === name).map(({ value }) => value);
    const key = attributeKey(name);
    if (values.length > 1 && Object.hasOwn(all, key)) all[key] = values.join("\n\n");
  }
  return all;
}
