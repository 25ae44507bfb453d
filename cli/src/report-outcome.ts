import { diagnosticSubject, saysIncomplete } from "../../engine/src/index.js";
import type { Outcome } from "./exit-codes.js";

/** What a report's findings, by their rules, say of the run itself: findings alone are no failure of a report. */
export function ruleOutcomes(rules: Iterable<string>): readonly Outcome[] {
  return [...new Set(rules)].flatMap((rule): Outcome[] =>
    saysIncomplete(rule) ? ["incomplete"] : diagnosticSubject(rule) === "configuration" ? ["usage"] : [],
  );
}
