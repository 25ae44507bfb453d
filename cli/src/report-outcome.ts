import { diagnosticSubject, saysIncomplete, type ReportModel } from "../../engine/src/index.js";
import type { Outcome } from "./exit-codes.js";

/** What a report's findings say of the run itself: findings alone are no failure of a report. */
export function modelOutcomes(model: ReportModel): readonly Outcome[] {
  return model.findings.flatMap((f): Outcome[] =>
    saysIncomplete(f.rule) ? ["incomplete"] : diagnosticSubject(f.rule) === "configuration" ? ["usage"] : [],
  );
}
