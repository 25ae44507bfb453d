import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type { Span } from "../../../text/span.js";

export type JsonNode = Node;

/** Deeper documents are refused: the parser calls itself for each level. */
const MAX_DEPTH = 200;

/** A JSON text as a tree with the place of each value, or why it is none. What stands before a fault is kept. */
export function parseJson(text: string): {
  readonly root?: JsonNode;
  readonly problem?: { readonly message: string; readonly span: Span };
} {
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const message = `This file nests more than ${String(MAX_DEPTH)} levels and is not read.`;
    return { problem: { message, span: { start: deep, end: deep + 1 } } };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text, errors, { disallowComments: true });
  const [error] = errors;
  if (!error) return root ? { root } : {};
  const reason = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  const message = `This file is not valid JSON: ${reason}. What stands behind it may be left out.`;
  // A file that is cut off ends where the fault is.
  const end = Math.min(text.length, error.offset + Math.max(1, error.length));
  const problem = { message, span: { start: Math.min(error.offset, Math.max(0, end - 1)), end } };
  return root ? { root, problem } : { problem };
}

/** The value of a key; `undefined` where the node is no object or has no such key. Of a key that stands twice the first. */
export function member(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node?.type !== "object") return undefined;
  for (const property of node.children ?? []) if (property.children?.[0]?.value === key) return property.children[1];
  return undefined;
}

/** Keys and values of an object, with the place of each key. */
export function membersOf(node: JsonNode | undefined): { readonly key: string; readonly keySpan: Span; readonly value: JsonNode }[] {
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value && typeof key.value === "string" ? [{ key: key.value, keySpan: insideQuotes(key), value }] : [];
  });
}

/** Elements of an array; none of anything else. */
export function elementsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.type === "array" ? (node.children ?? []) : [];
}

/** A string's value, or a number's or boolean's as text; `undefined` for anything else. */
export function textOfNode(node: JsonNode | undefined): string | undefined {
  if (node?.type === "string") return node.value as string;
  return node?.type === "number" || node?.type === "boolean" ? String(node.value) : undefined;
}

export function spanOf(node: JsonNode): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** The place of a string without its quotation marks. */
export function insideQuotes(node: JsonNode): Span {
  const isQuoted = node.type === "string" && node.length >= 2;
  return isQuoted ? { start: node.offset + 1, end: node.offset + node.length - 1 } : spanOf(node);
}

/** Offset of the first bracket that nests too deep. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      // A string, up to the next quotation mark that is not escaped; one that does not end stops at its line's end.
      for (at++; at < text.length; at++) {
        const inner = text.charCodeAt(at);
        if (inner === 0x5c) at++;
        else if (inner === 0x22 || inner === 0x0a) break;
      }
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return at;
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
  return undefined;
}
