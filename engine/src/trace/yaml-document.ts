import { parseDocument, type Document, type Node } from "yaml";
import type { Span } from "../text/span.js";

/** Longer texts are no documents of people. In characters. */
const MAX_LENGTH = 1_000_000;
/** Deeper lists than this are in no such document either, and would take the parser long. */
const TOO_DEEP = /(?:[[{]\s*){40}|(?:[-?] ){40}|(?:[&!]\S{0,100} ){40}|^ {400}/m;

/** A YAML document with the problems that the parser tells; `undefined` for one that is too long or too deep to be read. */
export function yamlDocument(text: string, version: "1.1" | "1.2" = "1.2"): Document.Parsed | undefined {
  if (text.length > MAX_LENGTH || TOO_DEEP.test(text)) return undefined;
  try {
    return parseDocument(text, { version, uniqueKeys: false, keepSourceTokens: false });
  } catch {
    // The parser throws for what it can't tell as an error.
    return undefined;
  }
}

/** First problem of a document in one line, with a place inside the text: the parser's own may lie behind its end. */
export function yamlProblem(document: Document.Parsed, text: string): { readonly message: string; readonly span: Span } | undefined {
  const [error] = document.errors;
  if (!error) return undefined;
  const start = Math.min(error.pos[0], text.length);
  return { message: error.message.split("\n")[0] ?? "", span: { start, end: Math.min(Math.max(error.pos[1], start + 1), text.length) } };
}

/** Where a value stands, inside the text. */
export function yamlSpan(node: Pick<Node, "range"> | null | undefined, length: number): Span | undefined {
  const range = node?.range;
  return range ? { start: Math.min(range[0], length), end: Math.min(range[1], length) } : undefined;
}
