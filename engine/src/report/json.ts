import type { FilePath } from "../text/span.js";
import { isOpen, type TextPlace, type ReportedFinding, type ReportedState } from "./reported.js";
import { riskRank } from "./rank.js";
import { SEVERITIES, type Severity } from "../rule/finding.js";

/** Version of the format; docs/cli.md lists its fields. Fields are only ever added within a version. */
export const FINDINGS_FORMAT_VERSION = 1;

export interface FindingsRun {
  readonly toolVersion: string;
  readonly configurationDigest: string;
}

/**
 * The `check --format json` format, and the answer to the server's `vitalint/findings`: the same bytes for the same project.
 * `findings` as {@link reportedFindings} gives them. UTF-8 text with a line feed at the end.
 */
export function findingsJson(findings: readonly ReportedFinding[], run: FindingsRun): string {
  const log = {
    format: "vitalint-findings",
    version: FINDINGS_FORMAT_VERSION,
    tool: { name: "vitalint", version: run.toolVersion },
    configuration: { digest: run.configurationDigest },
    summary: summary(findings),
    findings: findings.map(findingRecord),
  };
  return JSON.stringify(log, undefined, 2) + "\n";
}

/** Counts of findings by what became of them, and of open ones by severity. */
export function summary(findings: readonly ReportedFinding[]): {
  readonly open: Readonly<Record<Severity, number>>;
  readonly disposed: number;
  readonly undecided: number;
  readonly frozen: number;
} {
  const open: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const severity of SEVERITIES) open[severity] = findings.filter((f) => isOpen(f) && f.severity === severity).length;
  const inState = (state: ReportedState["state"]): number => findings.filter((f) => f.state.state === state).length;
  return { open, disposed: inState("disposed"), undecided: inState("undecided"), frozen: inState("frozen") };
}

/** One finding, key by key: the order of keys is part of the format. */
function findingRecord(f: ReportedFinding): object {
  return {
    rule: f.rule,
    messageId: f.messageId,
    message: f.message,
    severity: f.severity,
    confidence: f.confidence,
    ...placeRecord(f.place),
    symbol: f.symbol,
    cwe: f.cwe,
    fingerprint: f.fingerprint,
    ...stateRecord(f.state),
    context: {
      unit: f.context.unit ?? null,
      softwareItem: f.context.softwareItem ?? null,
      safetyClass: f.context.safetyClass ?? null,
      requirements: f.context.requirements,
      riskControls: f.context.riskControls,
      hazards: f.context.hazards,
      hazardClass: f.context.hazardClass ?? null,
    },
    rank: riskRank(f),
    steps: f.steps.map((step) => ({ role: step.role, message: step.message, ...placeRecord(step.place) })),
    fixes: f.fixes.map((fix) => ({
      title: fix.title,
      kind: fix.kind,
      edits: fix.edits.map((edit) => ({ ...rangeRecord(edit.place), newText: edit.newText })),
    })),
    supersedes: f.supersedes,
  };
}

function stateRecord(state: ReportedState): object {
  switch (state.state) {
    case "open":
      return { state: "open" };
    case "frozen":
      return { state: "frozen", baseline: state.baseline };
    case "undecided":
      return { state: "undecided", marker: { text: state.marker, ...placeRecord(state.place) } };
    case "disposed": {
      const d = state.disposition;
      return {
        state: "disposed",
        disposition: {
          kind: d.kind,
          reason: d.reason,
          from: d.from,
          covers: d.covers,
          ...placeRecord(d.place),
          safetyImpact: d.safetyImpact ?? null,
          securityImpact: d.securityImpact ?? null,
          author: d.author ?? null,
          approver: d.approver ?? null,
          date: d.date ?? null,
          expires: d.expires ?? null,
          unitDigest: d.unitDigest ?? null,
        },
      };
    }
  }
}

function placeRecord(place: TextPlace): { readonly file: FilePath; readonly range: object } {
  return { file: place.file, ...rangeRecord(place) };
}

function rangeRecord(place: TextPlace): { readonly range: object } {
  return { range: { line: place.line, column: place.column, endLine: place.endLine, endColumn: place.endColumn } };
}
