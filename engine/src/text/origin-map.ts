import type { Span } from "./span.js";

/**
 * Where parsed text came from. The parsed text of C and C++ can differ from what the person wrote (macros expanded,
 * conditionals resolved); a finding is shown, and a fix applied, only in written text.
 */
export interface OriginMap {
  /** The written text that stands for a range of parsed text; for text from a macro, the place of its use. */
  toWritten(span: Span): Span;
  /** As {@link toWritten}, but `undefined` unless the range is contiguous text that the person wrote here: only there may a fix edit. */
  toEditable(span: Span): Span | undefined;
}

/** Parsed text is the written text. */
export const IDENTITY_ORIGIN: OriginMap = {
  toWritten: (span) => span,
  toEditable: (span) => span,
};
