import type { Parser } from "web-tree-sitter";
import type { SourceDocument } from "../../../text/document.js";
import { UNKNOWN_TYPE } from "../../../project/types.js";
import type { SurveyedFile } from "../../front-end.js";
import type { Meaning } from "../fact-types.js";
import { collectFacts } from "../facts.js";
import type { Grammar } from "../grammar.js";
import { lowerTree } from "../lower.js";
import type { BuildEnvironment } from "../preprocessor/macro-table.js";
import { preprocess } from "../preprocessor/preprocess.js";
import { withoutPlainBodies } from "./without-bodies.js";

/**
 * Reads a C file's declarations and comments without the insides of its functions. Bodies are most of a source's text, and reading them
 * takes nearly all of the time: one that is plain C is checked by a small recogniser of ours, and the parser sees an empty block in its
 * place. As a block is a block to everything around it, the rest is read as ever. `undefined` where the file holds anything that needs
 * repair, or where what was left out turns out to be no body: then only the whole parse tells what it declares. So it is where most of
 * the code stays, and the attempt would cost what it saves.
 */
export function surveyFile(
  parser: Parser,
  document: SourceDocument,
  environment: BuildEnvironment,
  grammar: Grammar,
): SurveyedFile | undefined {
  const { text } = preprocess(document.text, "c", environment);
  const shown = withoutPlainBodies(text);
  if (shown.share < WORTH_IT) return undefined;
  const parsed = parser.parse(shown.text);
  if (parsed === null) return undefined;
  try {
    if (parsed.rootNode.hasError) return undefined;
    // What stands between comments tells what they belong to: the tree is one of the whole text.
    const { tree } = lowerTree(parsed, text, grammar);
    const facts = collectFacts(tree, false, NO_MEANING);
    const bodies = new Set(facts.functions.flatMap(({ body }) => (body === undefined ? [] : [tree.start(body)])));
    return shown.opens.every((open) => bodies.has(open)) ? { document, language: "c", facts } : undefined;
  } finally {
    parsed.delete();
  }
}

/** Share of a file's code that has to be left out. */
const WORTH_IT = 0.5;

/** A survey knows names and places, no types. */
const NO_MEANING: Meaning = {
  declaredType: () => UNKNOWN_TYPE,
  baseType: () => UNKNOWN_TYPE,
  members: () => [],
  calleeName: () => "",
  isInterrupt: () => false,
};
