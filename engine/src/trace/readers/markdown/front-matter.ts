import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Span } from "../../../text/span.js";
import { yamlDocument, yamlProblem } from "../../yaml-document.js";
import type { StatedAttribute } from "../item-builder.js";

export interface FrontMatter {
  /** Offset behind the closing line of dashes. */
  readonly end: number;
  readonly attributes: readonly StatedAttribute[];
  readonly problem?: { readonly message: string; readonly span: Span };
}

/** Longer front matter is no front matter. In characters. */
const MAX_LENGTH = 50_000;
const OPENING = /^\uFEFF?---[ \t]*\r?\n/;

/** The YAML between two lines of dashes at the beginning of a text, its keys as attributes with their places; `undefined` without one. */
export function frontMatterOf(text: string): FrontMatter | undefined {
  const opening = OPENING.exec(text);
  if (!opening) return undefined;
  const start = opening[0].length;
  const closing = /^(?:---|\.\.\.)[ \t]*$/m.exec(text.slice(start, start + MAX_LENGTH));
  if (!closing) return undefined;
  const end = start + closing.index + closing[0].length;
  const yaml = text.slice(start, start + closing.index);
  const document = yamlDocument(yaml);
  if (!document) return undefined;
  const problem = yamlProblem(document, yaml);
  if (problem) {
    const span = { start: start + problem.span.start, end: start + problem.span.end };
    return { end, attributes: [], problem: { message: `This front matter is no YAML: ${problem.message}`, span } };
  }
  const { contents } = document;
  // A thematic break may open a document, too: then what follows is text.
  if (!isMap(contents)) return undefined;
  const attributes = contents.items.flatMap(({ key, value }): StatedAttribute[] => {
    const name = isScalar(key) ? spanOf(key, start) : undefined;
    if (!isScalar(key) || !name) return [];
    const said = textOf(value);
    const valueSpan = spanOf(value, start);
    if (said === undefined || !valueSpan) return [];
    return [{ name: String(key.value), value: said, nameSpan: name, valueSpan }];
  });
  return { end, attributes };
}

/** A scalar, or a list of scalars with commas between; deeper values are no attributes of ours. */
function textOf(node: Node | null): string | undefined {
  if (isScalar(node)) return wordOf(node.value);
  if (!isSeq(node)) return undefined;
  const parts = node.items.map((item) => (isScalar(item) ? wordOf(item.value) : undefined));
  return parts.every((part) => part !== undefined) ? parts.join(", ") : undefined;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function spanOf(node: Node | null, shift: number): Span | undefined {
  const range = node?.range;
  if (!range) return undefined;
  const quote = isScalar(node) && (node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE") ? 1 : 0;
  return { start: shift + range[0] + quote, end: shift + range[1] - quote };
}
