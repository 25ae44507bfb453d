import type { ReportSummary } from "../../../protocol/src/index.js";

/** The report in one sentence, for people who hear it. */
export function summarySentence(summary: ReportSummary): string {
  const { requirements, implemented, verified, riskControls, riskControlsVerified, openFindings, complete } = summary;
  return [
    `${implemented} of ${requirements} requirements implemented`,
    `${verified} verified`,
    `${riskControlsVerified} of ${riskControls} risk controls verified`,
    `${openFindings} open findings`,
    complete ? "the report is complete" : "the report is incomplete",
  ].join(", ");
}
