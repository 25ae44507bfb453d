import type { Parser } from "web-tree-sitter";
import type { SourceDocument } from "../../../text/document.js";
import type { Span } from "../../../text/span.js";
import { UNKNOWN_TYPE } from "../../../project/types.js";
import { attachComments, type AttachmentTarget } from "../../comments.js";
import type { SurveyedFile, SurveyedFunction } from "../../front-end.js";
import { oneLine, type Meaning } from "../fact-types.js";
import { collectFacts } from "../facts.js";
import type { Grammar } from "../grammar.js";
import { lowerTree } from "../lower.js";
import type { BuildEnvironment } from "../preprocessor/macro-table.js";
import { preprocess } from "../preprocessor/preprocess.js";
import type { PlainFunction } from "./plain-function.js";
import { shownText, type ShownText } from "./shown-text.js";

/**
 * Reads a C file's declarations and comments without the insides of its functions. Functions are most of a source's text, and reading
 * them takes nearly all of the time: one that is plain C is checked by a small recogniser of ours and never shown to the parser; of one
 * with another head, the parser sees an empty block in place of a plain body. As a block is a block to everything around it, and a
 * definition no part of its neighbours, the rest is read as ever. `undefined` where the file holds anything that needs repair, or where
 * what was left out turns out to stand in something else: then only the whole parse tells what it declares. So it is where most of the
 * code stays, and the attempt would cost what it saves.
 */
export function surveyFile(
  parser: Parser,
  document: SourceDocument,
  environment: BuildEnvironment,
  grammar: Grammar,
): SurveyedFile | undefined {
  const { text } = preprocess(document.text, "c", environment);
  const shown = shownText(text);
  if (shown.share < WORTH_IT) return undefined;
  const rest = readShown(parser, text, shown, grammar);
  return rest && { document, language: "c", facts: joined(text, rest, shown) };
}

/** Share of a file's code that has to be left out. */
const WORTH_IT = 0.5;

/** What the parser read. */
interface Read extends Pick<SurveyedFile["facts"], "types"> {
  readonly functions: readonly (SurveyedFunction & { readonly opens: number | undefined })[];
  readonly targets: readonly AttachmentTarget[];
  readonly comments: readonly Span[];
}

const NOTHING: Read = { functions: [], types: [], targets: [], comments: [] };

function readShown(parser: Parser, text: string, shown: ShownText, grammar: Grammar): Read | undefined {
  // Without ranges the parser would read all of it.
  if (shown.ranges.length === 0) return NOTHING;
  const includedRanges = shown.ranges.map(({ start, end }) => ({
    startIndex: start,
    endIndex: end,
    startPosition: START,
    endPosition: START,
  }));
  const parsed = parser.parse(text, undefined, { includedRanges });
  if (parsed === null) return undefined;
  try {
    if (parsed.rootNode.hasError) return undefined;
    // What stands between comments tells what they belong to: the tree is one of the whole text.
    const { tree } = lowerTree(parsed, text, grammar);
    const { functions: facts, types, targets } = collectFacts(tree, false, NO_MEANING);
    const functions = facts.map((fact) => {
      const { name, qualifiedName, signature, span, nameSpan, linkage, body } = fact;
      const opens = body === undefined ? undefined : tree.start(body);
      return { name, qualifiedName, signature, span, nameSpan, linkage, opens, ...(body === undefined ? {} : { body }) };
    });
    const bodies = new Set(functions.map(({ opens }) => opens));
    const { comments } = tree;
    if (!shown.opens.every((open) => bodies.has(open))) return undefined;
    // A comment that our reading did not see, or a declaration around what was taken for a function.
    if (overlaps(shown.functions, targets) || overlaps(shown.functions, comments.map(asTarget)) || overlaps(shown.comments.map(asTarget), comments.map(asTarget))) return undefined; // prettier-ignore
    return { functions, types, targets, comments };
  } finally {
    parsed.delete();
  }
}

/** Places in lines, which nobody asks the tree for. */
const START = { row: 0, column: 0 };

function asTarget(span: Span): { readonly span: Span } {
  return { span };
}

/** True when one of some places stands in, or around, one of some others. Both may be nested, but among themselves only. */
function overlaps(left: readonly { readonly span: Span }[], shown: readonly { readonly span: Span }[]): boolean {
  const all = [...left.map(({ span }) => ({ span, isLeft: true })), ...shown.map(({ span }) => ({ span, isLeft: false }))];
  all.sort((a, b) => a.span.start - b.span.start);
  let leftEnd = 0;
  let shownEnd = 0;
  for (const { span, isLeft } of all) {
    if (span.start < (isLeft ? shownEnd : leftEnd)) return true;
    if (isLeft) leftEnd = Math.max(leftEnd, span.end);
    else shownEnd = Math.max(shownEnd, span.end);
  }
  return false;
}

/** Puts together what the parser read and what it was not shown. */
function joined(text: string, rest: Read, shown: ShownText): SurveyedFile["facts"] {
  const plain = shown.functions.map((each) => ({ ...plainFact(text, each), opens: each.body }));
  const functions = [...rest.functions, ...plain].sort((a, b) => a.span.start - b.span.start);
  const index = new Map(functions.map((each, at) => [each, at]));
  const targets = [
    ...rest.targets.map(({ span, attachment }): AttachmentTarget => {
      const read = attachment.to === "function" ? rest.functions[attachment.index] : undefined;
      return attachment.to === "function" && read ? functionTarget(span, index.get(read) ?? 0) : { span, attachment };
    }),
    ...plain.map((each) => functionTarget(each.span, index.get(each) ?? 0)),
  ];
  const comments = [...rest.comments, ...shown.comments].sort((a, b) => a.start - b.start);
  return { functions, types: rest.types, comments: attachComments({ text, comments }, targets, (at) => functions[at]?.opens) };
}

function functionTarget(span: Span, index: number): AttachmentTarget {
  return { span, attachment: { to: "function", index, inside: false } };
}

function plainFact(text: string, { span, nameSpan, body, isStatic }: PlainFunction): SurveyedFunction {
  const name = text.slice(nameSpan.start, nameSpan.end);
  const signature = oneLine(text.slice(span.start, body));
  return { name, qualifiedName: name, signature, span, nameSpan, body, linkage: isStatic ? "internal" : "external" };
}

/** A survey knows names and places, no types. */
const NO_MEANING: Meaning = {
  declaredType: () => UNKNOWN_TYPE,
  baseType: () => UNKNOWN_TYPE,
  members: () => [],
  calleeName: () => "",
  isInterrupt: () => false,
};
