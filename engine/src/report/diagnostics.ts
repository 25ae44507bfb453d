import { ENGINE_DIAGNOSTICS, type EngineDiagnosticId } from "../rule/engine-diagnostics.js";

/**
 * What an engine diagnostic is about. `analysis`: something was not, or not wholly, analysed; `configuration`: a setting is
 * wrong; `record`: a disposition, requirement or result document says something that does not hold.
 */
export type DiagnosticSubject = "analysis" | "configuration" | "record";

const SUBJECTS: Readonly<Record<EngineDiagnosticId, DiagnosticSubject>> = {
  "vitalint/rule-crashed": "analysis",
  "vitalint/file-skipped": "analysis",
  "vitalint/syntax-error": "analysis",
  "vitalint/encoding": "analysis",
  "vitalint/budget-spent": "analysis",
  "vitalint/expansion-limit": "analysis",
  "vitalint/config": "configuration",
  "vitalint/item-overlap": "configuration",
  "vitalint/item-missing": "record",
  "vitalint/disposition-without-reason": "record",
  "vitalint/disposition-expired": "record",
  "vitalint/disposition-unit-changed": "record",
  "vitalint/disposition-unused": "record",
  "vitalint/requirement-format": "record",
  "vitalint/test-result-format": "record",
  "vitalint/record-format": "record",
};

/** Subject of a finding's rule; `undefined` for real rules. */
export function diagnosticSubject(rule: string): DiagnosticSubject | undefined {
  return Object.hasOwn(SUBJECTS, rule) ? SUBJECTS[rule as EngineDiagnosticId] : undefined;
}

/** True when a finding of this id says that the analysis is not whole: exit code 3, verdict *incomplete*. */
export function saysIncomplete(rule: string): boolean {
  return Object.hasOwn(ENGINE_DIAGNOSTICS, rule) && ENGINE_DIAGNOSTICS[rule as EngineDiagnosticId].incomplete;
}

/** True for ids of diagnostics that say that a budget was spent. */
export function saysBudgetSpent(id: string): boolean {
  return id === "vitalint/budget-spent" || id === "vitalint/expansion-limit";
}

/** Ids of the diagnostics about some subjects, with what they say and why it matters. */
export function diagnosticsAbout(
  ...subjects: readonly DiagnosticSubject[]
): readonly { readonly id: string; readonly message: string; readonly why: string }[] {
  return (Object.keys(SUBJECTS) as EngineDiagnosticId[])
    .filter((id) => subjects.includes(SUBJECTS[id]))
    .map((id) => ({ id, message: ENGINE_DIAGNOSTICS[id].message, why: ENGINE_DIAGNOSTICS[id].why }));
}
