/** The one table of exit codes: code, meaning. Help and documentation are made from it. */
export const EXIT_CODES = {
  clean: { code: 0, meaning: "no finding at or above --fail-on" },
  findings: { code: 1, meaning: "findings at or above --fail-on" },
  usage: { code: 2, meaning: "wrong usage or configuration" },
  incomplete: { code: 3, meaning: "the analysis is incomplete: a crash, or a file that could not be read" },
} as const;

export type Outcome = keyof typeof EXIT_CODES;

/** The gravest outcome decides: a higher code always wins. */
export function exitCode(...outcomes: readonly Outcome[]): number {
  return Math.max(0, ...outcomes.map((outcome) => EXIT_CODES[outcome].code));
}
