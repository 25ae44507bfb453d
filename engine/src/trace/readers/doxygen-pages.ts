import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { FilePath } from "../../text/span.js";
import type { ReadOptions, RequirementReader } from "../reader.js";
import { requirementCommands } from "../scanners/doxygen-requirement.js";
import { DocumentCollector } from "./item-builder.js";

/**
 * Requirements that Doxygen (from 1.14) knows: `\requirement ID Title` in pages (`.dox`, also Markdown ones), and the tag files that it
 * writes (`<compound kind="requirement">`).
 */
export const doxygenReader: RequirementReader = {
  name: "doxygen",
  extensions: [".dox", ".tag", ".tagfile"],
  canWrite: true,
  read(file, text, options) {
    const collector = new DocumentCollector(file, text, options);
    if (/^\uFEFF?\s*<(?:\?xml|tagfile)\b/.test(text)) readTagFile(collector, file, text);
    else readPage(collector, file, text, options);
    return collector;
  },
};

function readPage(collector: DocumentCollector, file: FilePath, text: string, options: ReadOptions): void {
  const found = requirementCommands(file, text, { start: 0, end: text.length }, options.kind);
  for (const item of found.items) collector.items.push(item);
  for (const link of found.links) collector.links.push(link);
  for (const { message, span } of found.problems) collector.problem(message, span);
}

/** More of it is no tag file of requirements. In UTF-16 code units. */
const MAX_LENGTH = 64_000_000;

function readTagFile(collector: DocumentCollector, file: FilePath, text: string): void {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text) || text.length > MAX_LENGTH) {
    collector.problem("This tag file declares a document type or is too large, and is not read.", { start: 0, end: 1 });
    return;
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a second package for the same check
  const valid = XMLValidator.validate(text);
  if (valid !== true) collector.problem(`This tag file is not well-formed XML: ${valid.err.msg}`, lineAt(text, valid.err.line));
  // A compound is short and holds no other: each is parsed by itself, so that its place is known and a broken one costs only itself.
  for (let start = text.indexOf("<compound"); start >= 0; start = text.indexOf("<compound", start + 1)) {
    const next = text.indexOf("<compound", start + 1);
    const close = text.indexOf("</compound>", start);
    if (close < 0 || (next >= 0 && next < close)) continue;
    const end = close + "</compound>".length;
    if (end - start > MAX_COMPOUND || !/^<compound\s[^>]*kind\s*=\s*["']requirement["']/.test(text.slice(start, start + 300))) continue;
    readCompound(collector, file, text, start, end);
  }
}

const MAX_COMPOUND = 1_000_000;
const PARSER = new XMLParser({ ignoreAttributes: true, parseTagValue: false, processEntities: true, htmlEntities: false });

function readCompound(collector: DocumentCollector, file: FilePath, text: string, start: number, end: number): void {
  const fields = fieldsOf(text.slice(start, end));
  const id = fields["id"] ?? fields["name"] ?? "";
  if (id === "") {
    collector.problem("This requirement of the tag file has no id.", { start, end });
    return;
  }
  const at = text.indexOf(`>${id}<`, start);
  const idSpan = at >= 0 && at < end ? { start: at + 1, end: at + 1 + id.length } : { start, end };
  const location = { kind: "span", file, span: { start, end }, idSpan } as const;
  const filename = fields["filename"];
  const item = collector.item(id, fields["title"] ?? "", "", [], location);
  collector.items.push({ ...item, type: "requirement", attributes: filename === undefined ? {} : { filename } });
}

function fieldsOf(xml: string): Readonly<Record<string, string>> {
  try {
    const compound = (PARSER.parse(xml) as Readonly<Record<string, unknown>>)["compound"];
    if (typeof compound !== "object" || compound === null) return {};
    return Object.fromEntries(
      Object.entries(compound).flatMap(([name, value]) => (typeof value === "string" ? [[name, value.replace(/\s+/g, " ").trim()]] : [])),
    );
  } catch {
    return {};
  }
}

function lineAt(text: string, line: number) {
  let start = 0;
  for (let left = line - 1; left > 0; left--) {
    const newline = text.indexOf("\n", start);
    if (newline < 0) break;
    start = newline + 1;
  }
  const end = text.indexOf("\n", start);
  return { start, end: end < 0 ? text.length : end };
}
