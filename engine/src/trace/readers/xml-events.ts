import { SaxesParser } from "saxes";
import type { Span } from "../../text/span.js";

/** Elements nest no deeper in any document that people write. */
const MAX_DEPTH = 500;

/** So many mistakes are told one by one; a file with more is no XML. */
const MAX_ERRORS = 10;

/** Attributes of an element by their names without prefix, each with the place of its value. */
export type XmlAttributes = ReadonlyMap<string, { readonly value: string; readonly span: Span }>;

export interface XmlHandler {
  /** `start` is the offset of the opening `<`. */
  open(name: string, attributes: XmlAttributes, start: number): void;
  /** Character data, entities of XML itself resolved. The span is exact where the text holds no entity. */
  text(text: string, span: Span): void;
  /** `end` is the offset behind the closing `>`. */
  close(name: string, end: number): void;
  problem(message: string, span: Span): void;
}

const NO_ATTRIBUTES: XmlAttributes = new Map();

/**
 * Walks a text as XML with the places of all parts; prefixes of names are left out. Document types are refused, so no entity is ever
 * expanded; what is not well-formed is told where it stands, and the walk goes on as far as it can.
 */
export function walkXml(source: string, handler: XmlHandler): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let errors = 0;
  let depth = 0;
  let attributes: Map<string, { value: string; span: Span }> | undefined;
  const position = (): number => Math.min(parser.position, source.length);
  const here = (): Span => ({ start: Math.max(0, position() - 1), end: position() });
  const stop = (message: string): never => {
    handler.problem(message, here());
    throw new Stop();
  };
  // The parser keeps each handler as a property added under a computed name; beyond five the engine keeps it as a dictionary, three times
  // slower. What hardly any document has is listened to only in one that has it.
  if (source.includes("<!DOCTYPE")) {
    parser.on("doctype", () =>
      stop("This document declares a document type. Entities can be used to attack the reader, so the document is not read."),
    );
  }
  let hasEnded = false;
  parser.on("error", (error) => {
    // The parser gives its own line and column before the message.
    const message = error.message.replace(/^[^ ]*\d+:\d+: /, "");
    if (errors++ >= MAX_ERRORS) stop("This document has too many mistakes to be XML: what follows is not read.");
    // A document that is cut off leaves all its elements open: that is one mistake.
    const isEnd = /^(?:unclosed tag|unexpected end)/.test(message) && position() >= source.length;
    if (isEnd && hasEnded) return;
    if (isEnd) hasEnded = true;
    handler.problem(isEnd ? "This is not well-formed XML: the document ends before its elements do, it was cut off." : `This is not well-formed XML: ${message.replace(/\.$/, "")}.`, here()); // prettier-ignore
  });
  parser.on("attribute", ({ name, value }) => {
    const end = position() - 1;
    const start = source.startsWith(value, end - value.length) ? end - value.length : source.lastIndexOf(source.charAt(end), end - 1) + 1;
    (attributes ??= new Map()).set(localName(name), { value, span: { start, end } });
  });
  parser.on("opentag", ({ name }) => {
    if (++depth > MAX_DEPTH) stop(`This document nests its elements deeper than ${String(MAX_DEPTH)}: what follows is not read.`);
    const own = attributes;
    attributes = undefined;
    handler.open(localName(name), own ?? NO_ATTRIBUTES, source.lastIndexOf("<", position() - 1));
  });
  parser.on("closetag", ({ name }) => {
    depth--;
    handler.close(localName(name), position());
  });
  const text = (value: string, end: number): void => {
    const start = source.startsWith(value, end - value.length) ? end - value.length : Math.max(0, source.lastIndexOf(">", end - 1) + 1);
    handler.text(value, { start, end });
  };
  parser.on("text", (value) => {
    // At this point the parser has taken the `<` behind the text.
    text(value, source.charAt(position() - 1) === "<" ? position() - 1 : position());
  });
  if (source.includes("<![CDATA[")) {
    parser.on("cdata", (value) => {
      text(value, position() - 3);
    });
  }
  try {
    parser.write(source).close();
  } catch (error) {
    if (!(error instanceof Stop)) handler.problem(`This document can't be read: ${String(error)}`, here());
  }
}

class Stop extends Error {}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
