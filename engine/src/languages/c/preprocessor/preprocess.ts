import type { Language } from "../../../text/document.js";
import { surplusAttributes } from "./attribute-runs.js";
import { blank, blankCode, replaceInPlace, type Replacement } from "./blank.js";
import { planConditionals, type ConditionalPlan, type UndecidedCondition } from "./conditionals.js";
import { macroComments } from "./macro-comments.js";
import { qtWords } from "./qt-words.js";
import { recordAttributes } from "./record-attributes.js";
import type { BuildEnvironment } from "./macro-table.js";

/** Text with its conditionals resolved, as long as the written one: every offset means the same place in both. */
export interface PreprocessedText {
  readonly text: string;
  readonly replacements: readonly Replacement[];
  readonly undecided: readonly UndecidedCondition[];
  /** Directive lines of conditionals that stayed. */
  readonly directives: ConditionalPlan["kept"];
  readonly seams: readonly number[];
  /** Attributes that the parser does not get to see. */
  readonly blankedAttributes: number;
}

/** The step before parsing. Costs one pass over the characters; nothing when a file has no conditionals. */
export function preprocess(written: string, language: Language, environment: BuildEnvironment): PreprocessedText {
  const plan = planConditionals(written, language, environment);
  const replacements = [
    ...plan.dead.map((span) => blank(written, span)),
    ...plan.unchosen.map((span) => blankCode(written, span)),
    ...plan.directives.map((span) => blankCode(written, span)),
  ];
  const decided = replacements.length === 0 ? written : replaceInPlace(written, replacements);
  const attributes = [...surplusAttributes(decided), ...recordAttributes(decided)].map((span) => blank(decided, span));
  const unread = [...attributes, ...macroComments(decided), ...(language === "cpp" ? qtWords(decided) : [])];
  return {
    text: unread.length === 0 ? decided : replaceInPlace(decided, unread),
    replacements: [...replacements, ...unread],
    undecided: plan.undecided,
    directives: plan.kept,
    seams: plan.seams,
    blankedAttributes: attributes.length,
  };
}
