import type { SafetyClass } from "../../rule/finding.js";
import { languageOfPath } from "../../text/document.js";
import type { FilePath, Span } from "../../text/span.js";
import type { ItemKind, ItemLocation, TraceItem } from "../graph.js";
import { wordsOf } from "../ids.js";
import { isSystemRequirementId, kindOfType, realisationOf, riskKindOfId } from "../item-kinds.js";
import { attributeKey, demandsIds, isPlaceholder, linkAttribute } from "../link-attributes.js";
import type { ReadOptions, ReadProblem, StatedLink } from "../reader.js";

/** An attribute as a document states it, with the place of its value. */
export interface StatedAttribute {
  readonly name: string;
  readonly value: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

/** Columns of links of all kinds. */
const MIXED_LINKS = /^(?:linked work items|linked items|links|relationships|relations|trace links)$/;
const NO_RELATION = { role: "relates", inverse: false } as const;

/** A relation's name stands so close before its id. */
const MAX_RELATION = 60;

/** Collects what one document says; shared by all readers of text. */
export class DocumentCollector {
  /** What `columns` of the configuration call the document's own words, by the word in lower case. */
  private readonly meanings: ReadonlyMap<string, string>;
  readonly items: TraceItem[] = [];
  readonly implied: TraceItem[] = [];
  readonly links: StatedLink[] = [];
  readonly problems: ReadProblem[] = [];

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {
    this.meanings = new Map(Object.entries(options.columns).map(([meaning, word]) => [attributeKey(word), attributeKey(meaning)]));
  }

  /** Makes an item of an id, a title, a text and attributes, and the links that the attributes state. */
  item(
    id: string,
    title: string,
    text: string,
    stated: readonly StatedAttribute[],
    location: ItemLocation,
    kindHint?: ItemKind,
  ): TraceItem {
    const attributes: Record<string, string> = {};
    let kind = kindHint ?? this.guessKind(id, stated);
    let safetyClass: SafetyClass | undefined;
    let type: string | undefined;
    for (const attribute of stated) {
      const key = this.meaningOf(attribute.name);
      attributes[key] = attribute.value;
      if (key === "kind" || key === "type") {
        kind = this.options.types[attribute.value.toLowerCase()] ?? kindOfType(attribute.value) ?? kind;
        if (key === "type") type = attribute.value;
      }
      if (key === "class" || key === "safety class") safetyClass = this.safetyClass(attribute);
    }
    for (const attribute of stated) this.attributeLinks(id, kind, attribute);
    const severity = attributes["severity"];
    const realised = attributes["realisation"] ?? attributes["realization"] ?? attributes["implementation"] ?? attributes["control type"];
    const realisation = kind === "risk-control" && realised !== undefined ? realisationOf(realised) : undefined;
    return {
      id,
      kind,
      title,
      text,
      attributes,
      location,
      ...(type === undefined ? {} : { type }),
      ...(safetyClass === undefined ? {} : { safetyClass }),
      ...(severity === undefined ? {} : { severity }),
      ...(realisation === undefined ? {} : { realisation }),
    };
  }

  link(role: StatedLink["role"], from: string, to: string, idSpan: Span, via: string, fromSpan?: Span): void {
    this.links.push({ role, from, to, location: { file: this.file, span: idSpan }, idSpan, via, ...(fromSpan ? { fromSpan } : {}) });
  }

  problem(message: string, span: Span): void {
    this.problems.push({ message, file: this.file, span });
  }

  /** Ids in a range of the document's text, with their places. */
  idsIn(span: Span): { readonly text: string; readonly span: Span }[] {
    return wordsOf(this.text, span.start, span.end).filter((word) => this.options.isLinkId(word.text));
  }

  /** Ids and units of code, as a verification record names what was verified: `SRS-4, firmware/flow.c`. */
  private verifiedIn(span: Span): { readonly text: string; readonly span: Span }[] {
    const isUnit = (word: string): boolean => languageOfPath(word.split("#", 1)[0] ?? "") !== undefined;
    return wordsOf(this.text, span.start, span.end).filter(({ text }) => this.options.isLinkId(text) || isUnit(text));
  }

  private guessKind(id: string, stated: readonly StatedAttribute[]): ItemKind {
    if (this.options.kind === "hazard") {
      const byId = riskKindOfId(id);
      if (byId) return byId;
      return stated.some(({ name }) => attributeKey(name) === "mitigates" || attributeKey(name) === "controls") ? "risk-control" : "hazard";
    }
    if (this.options.guessKind && isSystemRequirementId(id)) return "system-requirement";
    return this.options.kind;
  }

  private attributeLinks(id: string, kind: ItemKind, attribute: StatedAttribute): void {
    const name = this.meaningOf(attribute.name);
    const configured = this.options.relations[name] ?? this.options.relations[attribute.name.trim().toLowerCase()];
    if (configured === undefined && MIXED_LINKS.test(name)) {
      this.mixedLinks(id, kind, attribute);
      return;
    }
    const link = configured ? { role: configured, inverse: false } : linkAttribute(name, kind);
    if (!link) return;
    const ids = kind === "verification-record" ? this.verifiedIn(attribute.valueSpan) : this.idsIn(attribute.valueSpan);
    for (const word of ids) {
      const [from, to] = link.inverse ? [word.text, id] : [id, word.text];
      // The id that a person can mistype is the one written here, whichever end of the link it is.
      this.link(link.role, from, to, word.span, attributeKey(attribute.name), link.inverse ? word.span : undefined);
    }
    if (ids.length === 0 && demandsIds(name) && !isPlaceholder(attribute.value)) {
      this.problem(
        `'${attribute.name}' of ${id} names no id: '${attribute.value}'. Write the id of the item it links to, or leave it out.`,
        attribute.valueSpan,
      );
    }
  }

  /** Links of several relations in one value, as Polarion writes them: `has parent: SYS-1 - Flow, refines: SRS-4`. */
  private mixedLinks(id: string, kind: ItemKind, attribute: StatedAttribute): void {
    let from = attribute.valueSpan.start;
    let relation = "";
    for (const word of this.idsIn(attribute.valueSpan)) {
      const named = /([A-Za-z][A-Za-z ]{0,40}):\s*$/.exec(this.text.slice(Math.max(from, word.span.start - MAX_RELATION), word.span.start));
      relation = named?.[1]?.trim().toLowerCase() ?? relation;
      from = word.span.end;
      if (word.text === id) continue;
      const configured = this.options.relations[relation];
      const said = configured ? { role: configured, inverse: false } : (linkAttribute(relation, kind) ?? NO_RELATION);
      const [start, end] = said.inverse ? [word.text, id] : [id, word.text];
      this.link(said.role, start, end, word.span, relation || attributeKey(attribute.name), said.inverse ? word.span : undefined);
    }
  }

  /** The name by which we know an attribute: the document's own, or what the configuration says that it means. */
  private meaningOf(name: string): string {
    const key = attributeKey(name);
    return this.meanings.get(key) ?? key;
  }

  private safetyClass(attribute: StatedAttribute): SafetyClass | undefined {
    const match = /^(?:class\s+)?([ABC])$/i.exec(attribute.value.trim());
    if (match?.[1]) return match[1].toUpperCase() as SafetyClass;
    if (!isPlaceholder(attribute.value)) this.problem(`'${attribute.value}' is no safety class: write A, B or C.`, attribute.valueSpan);
    return undefined;
  }
}
