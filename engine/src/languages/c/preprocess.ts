import type { SourceDocument } from "../../text/document.js";
import { IDENTITY_ORIGIN, type OriginMap } from "../../text/origin-map.js";

/** Text as the parser gets it, and where it came from. */
export interface PreprocessedText {
  readonly text: string;
  readonly origin: OriginMap;
}

/**
 * The step before parsing. The parsed text is the written text: conditionals and macros stay in the tree as directives
 * and calls. Whatever rewrites text before it is parsed belongs here; everything behind it works on parsed text and maps
 * spans through `origin`.
 */
export function preprocess(document: SourceDocument): PreprocessedText {
  return { text: document.text, origin: IDENTITY_ORIGIN };
}
