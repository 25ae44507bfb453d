import assert from "node:assert/strict";
import {
  byRisk,
  riskRank,
  type CodeContext,
  type Confidence,
  type ReportedFinding,
  type SafetyClass,
  type Severity,
} from "../../../engine/src/index.js";

function finding(
  severity: Severity,
  hazardClass?: SafetyClass,
  safetyClass?: SafetyClass,
  confidence: Confidence = "high",
): ReportedFinding {
  const context: CodeContext = {
    requirements: [],
    riskControls: [],
    hazards: hazardClass === undefined ? [] : ["HZ-001"],
    ...(hazardClass === undefined ? {} : { hazardClass }),
    ...(safetyClass === undefined ? {} : { safetyClass }),
  };
  return {
    rule: "a/b", messageId: "m", message: `${severity} ${hazardClass ?? "-"} ${safetyClass ?? "-"}`, severity, confidence, symbol: "", cwe: [],
    place: { file: "a.c", line: 1, column: 1, endLine: 1, endColumn: 2 },
    state: { state: "open" }, context, steps: [], fixes: [], fingerprint: "", supersedes: [],
  }; // prettier-ignore
}

describe("the rank of a finding", () => {
  it("follows the gravest hazard first, then class, severity and confidence", () => {
    const findings = [
      finding("error"),
      finding("warning", undefined, "C"),
      finding("warning", "B", "B"),
      finding("hint", "C", "C"),
      finding("warning", "C", "C"),
      finding("error", undefined, "A"),
    ];
    assert.deepEqual(
      byRisk(findings).map(({ message }) => message),
      ["warning C C", "hint C C", "warning B B", "warning - C", "error - A", "error - -"],
    );
  });

  it("lies between 0 and 100", () => {
    assert.equal(riskRank(finding("hint", undefined, undefined, "low")), 0);
    assert.ok(riskRank(finding("error", "C", "C")) <= 100 && riskRank(finding("error", "C", "C")) > 85);
    assert.ok(riskRank(finding("error", "C", "C")) > riskRank(finding("error", "C", "C", "medium")));
  });
});
