import { SAFETY_CLASSES, SEVERITIES, type Confidence, type SafetyClass } from "../rule/finding.js";
import type { ReportedFinding } from "./reported.js";

/**
 * How much a finding matters, from 0 to 100, as SARIF's `rank`: first the gravest hazard that its code stands before, then the class of
 * its software item, then its own severity and confidence. A weakness is worth what the hazard behind its code is worth.
 */
export function riskRank({ context, severity, confidence }: Pick<ReportedFinding, "context" | "severity" | "confidence">): number {
  const hazard = 15 * step(context.hazardClass) + (context.hazards.length > 0 ? 5 : 0);
  const item = 5 * step(context.safetyClass);
  const own = 8 * (SEVERITIES.length - 1 - SEVERITIES.indexOf(severity)) + CONFIDENCE[confidence];
  return Math.min(100, hazard + item + own);
}

/** Findings by falling rank; those of one rank stay in the order of places. */
export function byRisk(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return [...findings].sort((a, b) => riskRank(b) - riskRank(a));
}

const CONFIDENCE: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 };

/** 0 without a class, 1 to 3 for A to C. */
function step(safetyClass: SafetyClass | undefined): number {
  return safetyClass === undefined ? 0 : SAFETY_CLASSES.indexOf(safetyClass) + 1;
}
