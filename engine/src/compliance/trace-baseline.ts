import { compareText } from "../rule/finding.js";
import type { Coverage, Gap, ReportModel } from "../report/model.js";

/** Version of the file format; committed by users, so it never changes meaning. */
const TRACE_BASELINE_VERSION = 1;

/** How far a project's trace was when somebody drew the line: from there on it may not get worse. */
export interface TraceBaseline {
  readonly coverage: CoverageCounts;
  /** `kind id` of every gap that was there. */
  readonly gaps: ReadonlySet<string>;
}

type CoverageCounts = Readonly<Record<CoverageName, { readonly done: number; readonly total: number }>>;

/** Shares that a trace is measured by. */
export const COVERAGE_NAMES = ["implemented", "verified", "risk-controls", "units"] as const;
export type CoverageName = (typeof COVERAGE_NAMES)[number];

/** The shares of a report by name. */
export function coverageCounts({ requirements, riskControls, units }: Coverage): CoverageCounts {
  return {
    implemented: { done: requirements.implemented, total: requirements.total },
    verified: { done: requirements.verified, total: requirements.total },
    "risk-controls": { done: riskControls.verified, total: riskControls.total },
    units: { done: units.linked, total: units.total },
  };
}

/** Text of a baseline of today's trace: one gap a line, sorted, so that it merges well. */
export function traceBaselineText({ coverage, gaps }: Pick<ReportModel, "coverage" | "gaps">): string {
  const counts = coverageCounts(coverage);
  const lines = [...new Set(gaps.map(keyOf))].sort(compareText).map((key) => `    ${JSON.stringify(key)}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  const shares = COVERAGE_NAMES.map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(counts[name])}`).join(",\n");
  return `{\n  "format": "vitalint-trace-baseline",\n  "version": ${String(TRACE_BASELINE_VERSION)},\n  "coverage": {\n${shares}\n  },\n  "gaps": ${list}\n}\n`;
}

/** Reads a baseline; a file that is not one is a problem, never an empty baseline. */
export function parseTraceBaseline(text: string): TraceBaseline | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "it is not valid JSON" };
  }
  if (!isRecord(value) || value["format"] !== "vitalint-trace-baseline") return { problem: "it is not a trace baseline of Vitalint" };
  if (value["version"] !== TRACE_BASELINE_VERSION) return { problem: `its version is not ${String(TRACE_BASELINE_VERSION)}` };
  const { coverage, gaps } = value;
  if (!isRecord(coverage) || !COVERAGE_NAMES.every((name) => isShare(coverage[name]))) return { problem: "its 'coverage' is not whole" };
  if (!Array.isArray(gaps) || !gaps.every((gap) => typeof gap === "string")) return { problem: "its 'gaps' is not a list of texts" };
  // Every name was seen to hold a share.
  return { coverage: coverage as unknown as CoverageCounts, gaps: new Set(gaps) };
}

/** What got worse since a baseline, in sentences; empty when nothing did. */
export function worseThan(baseline: TraceBaseline, { coverage, gaps }: Pick<ReportModel, "coverage" | "gaps">): readonly string[] {
  const now = coverageCounts(coverage);
  const shares = COVERAGE_NAMES.filter((name) => share(now[name]) < share(baseline.coverage[name])).map(
    (name) => `${LABELS[name]}: ${words(now[name])}, it was ${words(baseline.coverage[name])}`,
  );
  const fresh = gaps.filter((gap) => !baseline.gaps.has(keyOf(gap)));
  return [
    ...shares,
    ...fresh.map(
      ({ id, title, text }) => `${id}${title === "" || title === id ? "" : ` ${title}`}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
    ),
  ];
}

/** Least shares that are asked for and not reached, in sentences; a share of nothing is reached. */
export function unmetCoverage(coverage: Coverage, asked: ReadonlyMap<CoverageName, number>): readonly string[] {
  const now = coverageCounts(coverage);
  return [...asked].flatMap(([name, percent]) =>
    share(now[name]) * 100 + 1e-9 < percent ? [`${LABELS[name]}: ${words(now[name])}, ${String(percent)} % are required`] : [],
  );
}

const LABELS: Readonly<Record<CoverageName, string>> = {
  implemented: "requirements implemented",
  verified: "requirements verified",
  "risk-controls": "risk controls verified",
  units: "units linked",
};

function share({ done, total }: { readonly done: number; readonly total: number }): number {
  return total === 0 ? 1 : done / total;
}

function words(counts: { readonly done: number; readonly total: number }): string {
  return `${String(Math.floor(share(counts) * 1000) / 10)} % (${String(counts.done)} of ${String(counts.total)})`;
}

function keyOf({ kind, id }: Gap): string {
  return `${kind} ${id}`;
}

function isShare(value: unknown): boolean {
  return isRecord(value) && typeof value["done"] === "number" && typeof value["total"] === "number";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
