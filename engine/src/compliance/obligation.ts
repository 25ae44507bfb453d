import type { Edition } from "../project/config.js";
import type { SafetyClass } from "../rule/finding.js";

/** Where an obligation comes from: the standard says it, auditors expect it, or it is our own advice. */
export const OBLIGATION_BASES = ["clause", "guidance", "house"] as const;
export type ObligationBasis = (typeof OBLIGATION_BASES)[number];

/** What a standard asks of one kind of item, as data: rules evaluate it, pages and reports name it. */
export interface Obligation {
  /** Clause of IEC 62304:2006 with amendment 1:2015: `5.2.6`. */
  readonly clause: string;
  readonly basis: ObligationBasis;
  /** Safety classes that it holds for (amendment 1:2015). */
  readonly classes: readonly SafetyClass[];
  /** What is asked, in our own words. */
  readonly gist: string;
}

/**
 * The class by which obligations are judged in an edition. Drafts of the second edition know two process rigour levels: what class
 * A is asked is level I; B and C both become level II, which is asked what class C is.
 */
export function judgedClass(safetyClass: SafetyClass, edition: Edition): SafetyClass {
  return edition === "ed2-draft" && safetyClass === "B" ? "C" : safetyClass;
}

/** True when one of the obligations holds for a class; a class that is not known is asked everything (4.3: unassigned counts as C). */
export function isObliged(obligations: readonly Obligation[], safetyClass: SafetyClass | undefined, edition: Edition): boolean {
  if (safetyClass === undefined) return true;
  const judged = judgedClass(safetyClass, edition);
  return obligations.some(({ classes }) => classes.includes(judged));
}
