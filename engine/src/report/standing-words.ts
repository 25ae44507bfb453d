import type { StampPart } from "../trace/verification/stamp-record.js";
import type { TestState } from "../trace/graph.js";
import type { VerificationRef } from "./model.js";

const STATE_WORDS: Readonly<Record<TestState, string>> = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  "not-run": "not run",
  stale: "stale",
  unstamped: "passed, version unknown",
};

const PART_WORDS: Readonly<Record<StampPart, string>> = {
  unit: "unit",
  callees: "called functions",
  declarations: "types and macros",
  test: "test",
  requirement: "requirement",
};

/** How a test stands, in a word or two. */
export function stateWords(state: TestState): string {
  return STATE_WORDS[state];
}

/** What changed since a test was stamped: `unit, test`. */
export function partWords(parts: readonly StampPart[]): string {
  return parts.map((part) => PART_WORDS[part]).join(", ");
}

/** How a test stands, with level, environment and what changed: `stale: unit changed; unit test, bench`. */
export function standing({ state, changed, level, environment }: VerificationRef): string {
  const stale = changed === undefined || changed.length === 0 ? "" : `: ${partWords(changed)} changed`;
  const where = [level === undefined ? "" : `${level} test`, environment ?? ""].filter((part) => part !== "").join(", ");
  return `${stateWords(state)}${stale}${where === "" ? "" : `; ${where}`}`;
}
