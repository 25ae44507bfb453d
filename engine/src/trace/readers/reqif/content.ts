import type { Span } from "../../../text/span.js";
import type { ReadProblem } from "../../reader.js";
import { walkXml, type XmlAttributes, type XmlHandler } from "../xml-events.js";
import { XhtmlText } from "./xhtml-text.js";

/** A reference by IDENTIFIER, with the place where it is written. */
export interface Reference {
  readonly id: string;
  readonly span: Span;
}

/** A value of an attribute; enumerations are named by references into the datatypes. */
export interface ReqifValue {
  readonly definition: string;
  readonly text: string;
  readonly span: Span;
  readonly enumeration: readonly Reference[];
}

export interface ReqifObject {
  readonly id: string;
  readonly idSpan: Span;
  readonly longName: string;
  readonly longNameSpan: Span;
  readonly description: string;
  readonly span: Span;
  readonly type: string;
  readonly values: readonly ReqifValue[];
}

export interface ReqifRelation {
  readonly span: Span;
  readonly type: string;
  readonly source: Reference | undefined;
  readonly target: Reference | undefined;
}

/** What one `.reqif` file says, before anything is resolved: definitions may stand in another file of the same archive. */
export interface ReqifContent {
  /** Long names of types, attribute definitions and enumeration values, by IDENTIFIER. */
  readonly names: Map<string, string>;
  /** Values that an attribute has where the object states none, by the IDENTIFIER of the object's type. */
  readonly defaults: Map<string, ReqifValue[]>;
  readonly objects: ReqifObject[];
  readonly relations: ReqifRelation[];
  /** IDENTIFIERs of objects in the order in which the specifications show them. */
  readonly order: string[];
  readonly problems: Omit<ReadProblem, "file">[];
  /** False for XML that is no ReqIF at all. */
  isReqif: boolean;
}

/** Reads the elements of a `.reqif` file. */
export function contentOf(text: string): ReqifContent {
  const reader = new ContentReader(text);
  walkXml(text, reader);
  return reader.content;
}

const NOWHERE: Span = { start: 0, end: 0 };
const TYPE = /^SPEC(?:-OBJECT|-RELATION|IFICATION|-HIERARCHY-ROOT|-GROUP)?-TYPE$|^RELATION-GROUP-TYPE$/;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class ContentReader implements XmlHandler {
  readonly content: ReqifContent = {
    names: new Map(),
    defaults: new Map(),
    objects: [],
    relations: [],
    order: [],
    problems: [],
    isReqif: false,
  };
  private readonly path: string[] = [];
  private object: (Mutable<ReqifObject> & { values: ReqifValue[] }) | undefined;
  private relation: Mutable<ReqifRelation> | undefined;
  private value: (Mutable<ReqifValue> & { enumeration: Reference[] }) | undefined;
  private typeId: string | undefined;
  /** Text of the value's markup while one is read. */
  private markup: XhtmlText | undefined;
  private reference = "";
  private referenceSpan = NOWHERE;

  constructor(private readonly source: string) {}

  open(name: string, attributes: XmlAttributes, start: number): void {
    this.path.push(name);
    if (this.markup) {
      this.markup.open(name, attributes);
      return;
    }
    this.reference = "";
    if (name === "REQ-IF") this.content.isReqif = true;
    else if (name.startsWith("ATTRIBUTE-VALUE-")) this.openValue(attributes);
    else if (name === "THE-VALUE") this.markup = new XhtmlText();
    else if (name === "SPEC-OBJECT") this.openObject(attributes, start);
    else if (name === "SPEC-RELATION") this.relation = { span: { start, end: start }, type: "", source: undefined, target: undefined };
    else if (name === "ENUM-VALUE" || name.startsWith("ATTRIBUTE-DEFINITION-") || TYPE.test(name)) this.openNamed(name, attributes);
  }

  text(text: string, span: Span): void {
    if (this.markup) this.markup.text(text, span);
    else if (this.path.at(-1)?.endsWith("-REF")) {
      const start = span.start + (text.length - text.trimStart().length);
      this.reference = text.trim();
      this.referenceSpan = { start, end: Math.min(span.end, start + this.reference.length) };
    }
  }

  close(name: string, end: number): void {
    this.path.pop();
    if (this.markup) {
      if (name === "THE-VALUE") this.closeMarkup();
      else this.markup.close(name);
      return;
    }
    if (name.endsWith("-REF")) this.closeReference(name);
    else if (name.startsWith("ATTRIBUTE-VALUE-")) this.closeValue();
    else if (name === "SPEC-OBJECT" && this.object) {
      this.content.objects.push({ ...this.object, span: { start: this.object.span.start, end } });
      this.object = undefined;
    } else if (name === "SPEC-RELATION" && this.relation) {
      this.content.relations.push({ ...this.relation, span: { start: this.relation.span.start, end } });
      this.relation = undefined;
    } else if (TYPE.test(name)) this.typeId = undefined;
  }

  problem(message: string, span: Span): void {
    this.content.problems.push({ message, span });
  }

  private openNamed(name: string, attributes: XmlAttributes): void {
    const id = attributes.get("IDENTIFIER")?.value;
    const longName = attributes.get("LONG-NAME")?.value.trim();
    if (id === undefined) return;
    if (longName) this.content.names.set(id, longName);
    if (TYPE.test(name)) this.typeId = id;
  }

  private openObject(attributes: XmlAttributes, start: number): void {
    const id = attributes.get("IDENTIFIER");
    const longName = attributes.get("LONG-NAME");
    if (!id) this.problem("This SPEC-OBJECT has no IDENTIFIER: nothing can refer to it.", { start, end: start + 1 });
    this.object = {
      id: id?.value ?? "",
      idSpan: id?.span ?? { start, end: start + 1 },
      longName: longName?.value.trim() ?? "",
      longNameSpan: longName?.span ?? NOWHERE,
      description: attributes.get("DESC")?.value.trim() ?? "",
      span: { start, end: start },
      type: "",
      values: [],
    };
  }

  private openValue(attributes: XmlAttributes): void {
    const value = attributes.get("THE-VALUE");
    const text = value?.value ?? "";
    const leading = text.length - text.trimStart().length;
    const span = value
      ? { start: value.span.start + leading, end: value.span.end - (text.trimStart().length - text.trim().length) }
      : NOWHERE;
    this.value = { definition: "", text: text.trim(), span, enumeration: [] };
  }

  private closeValue(): void {
    const { value } = this;
    this.value = undefined;
    if (!value || value.definition === "") return;
    if (this.object) this.object.values.push(value);
    else if (this.typeId !== undefined && this.path.includes("DEFAULT-VALUE")) {
      const known = this.content.defaults.get(this.typeId);
      if (known) known.push(value);
      else this.content.defaults.set(this.typeId, [value]);
    }
  }

  private closeMarkup(): void {
    const { text, span } = this.markup?.result(this.source) ?? { text: "", span: NOWHERE };
    this.markup = undefined;
    if (!this.value) return;
    this.value.text = text;
    this.value.span = span;
  }

  private closeReference(name: string): void {
    const reference = { id: this.reference, span: this.referenceSpan };
    this.reference = "";
    if (reference.id === "") return;
    const around = this.path.at(-1);
    if (name === "ENUM-VALUE-REF") this.value?.enumeration.push(reference);
    else if (name.startsWith("ATTRIBUTE-DEFINITION-") && this.value) this.value.definition = reference.id;
    else if (name === "SPEC-OBJECT-TYPE-REF" && this.object) this.object.type = reference.id;
    else if (name === "SPEC-RELATION-TYPE-REF" && this.relation) this.relation.type = reference.id;
    else if (name === "SPEC-OBJECT-REF" && this.relation && around === "SOURCE") this.relation.source = reference;
    else if (name === "SPEC-OBJECT-REF" && this.relation && around === "TARGET") this.relation.target = reference;
    else if (name === "SPEC-OBJECT-REF" && around === "OBJECT") this.content.order.push(reference.id);
  }
}
