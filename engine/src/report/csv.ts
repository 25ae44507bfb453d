import { standing } from "./standing-words.js";
import type { ItemRef, ReportModel, VerificationRef } from "./model.js";
import type { TextPlace, ReportedFinding } from "./reported.js";

export type Cell = string | number | undefined;

/** Tables that a report can be written to CSV as: one file holds one table. */
export const CSV_TABLES = ["requirements", "risks", "gaps", "findings", "dispositions", "files", "rules"] as const;
export type CsvTable = (typeof CSV_TABLES)[number];

/** RFC 4180: CRLF, quotes doubled. Cells that a spreadsheet would run as a formula get an apostrophe in front. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

function cell(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const harmless = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One table of the report. */
export function reportCsv(model: ReportModel, table: CsvTable): string {
  return csv(TABLES[table](model));
}

const TABLES: Readonly<Record<CsvTable, (model: ReportModel) => (readonly Cell[])[]>> = {
  requirements: (model) => [
    ["id", "title", "kind", "class", "state", "parents", "implemented by", "verified by", "risk controls", "file", "line"],
    ...model.requirements.map((row) => [
      row.item.id,
      row.item.title,
      row.item.kind,
      row.class,
      row.state,
      row.parents.join("; "),
      names(row.implementedBy),
      results(row.verifiedBy),
      row.riskControls.join("; "),
      ...place(row.item.place),
    ]),
  ],
  risks: (model) => [
    [
      "hazard",
      "hazard title",
      "severity",
      "causes",
      "control",
      "control title",
      "realisation",
      "class",
      "requirements",
      "verified by",
      "state",
      "file",
      "line",
    ],
    ...model.risks.map((row) => [
      row.hazard?.id,
      row.hazard?.title,
      row.severity,
      row.causes.map((cause) => `${cause.id} ${cause.title}`.trim()).join("; ") || row.causeText,
      row.control?.id,
      row.control?.title,
      row.realisation,
      row.class,
      names(row.requirements),
      results(row.verifiedBy),
      row.state,
      ...place(row.control?.place ?? row.hazard?.place),
    ]),
  ],
  gaps: (model) => [
    ["gap", "meaning", "clause", "id", "title", "class", "file", "line"],
    ...model.gaps.map((gap) => [gap.kind, gap.text, gap.clause, gap.id, gap.title, gap.class, ...place(gap.place)]),
  ],
  findings: (model) => [
    [
      "file",
      "line",
      "column",
      "severity",
      "rule",
      "message",
      "cwe",
      "state",
      "class",
      "software item",
      "unit",
      "requirements",
      "risk controls",
      "hazards",
      "fingerprint",
    ],
    ...model.findings.map((f) => findingRow(f)),
  ],
  dispositions: (model) => [
    [
      "kind",
      "rule",
      "file",
      "line",
      "message",
      "reason",
      "safety impact",
      "security impact",
      "author",
      "approver",
      "date",
      "expires",
      "recorded in",
      "recorded at line",
    ],
    ...model.dispositions.map(({ finding, disposition: d }) => [
      d.kind,
      finding.rule,
      finding.place.file,
      finding.place.line,
      finding.message,
      d.reason,
      d.safetyImpact,
      d.securityImpact,
      d.author,
      d.approver,
      d.date,
      d.expires,
      d.place.file,
      d.place.line,
    ]),
  ],
  files: (model) => [
    ["file", "state", "reason", "language", "lines", "software item", "programs", "soup"],
    ...model.files.map((f) => [
      f.path,
      f.state,
      f.reason,
      f.language,
      f.lines,
      f.softwareItem,
      (f.programs ?? []).join("; "),
      f.soup === true ? "yes" : "",
    ]),
  ],
  rules: (model) => [
    ["rule", "title", "on", "severity", "confidence", "cwe", "open", "all"],
    ...model.rules.map((r) => [r.id, r.title, r.on ? "yes" : "no", r.severity, r.confidence, cwes(r.cwe), r.open, r.all]),
  ],
};

function findingRow(f: ReportedFinding): Cell[] {
  const { context } = f;
  return [
    f.place.file,
    f.place.line,
    f.place.column,
    f.severity,
    f.rule,
    f.message,
    cwes(f.cwe),
    f.state.state,
    context.safetyClass,
    context.softwareItem,
    context.unit,
    context.requirements.join("; "),
    context.riskControls.join("; "),
    context.hazards.join("; "),
    f.fingerprint,
  ];
}

function cwes(ids: readonly number[]): string {
  return ids.map((id) => `CWE-${id}`).join("; ");
}

function names(refs: readonly ItemRef[]): string {
  return refs.map((ref) => (ref.symbols ? `${ref.id} (${ref.symbols.join(", ")})` : ref.id)).join("; ");
}

function results(refs: readonly VerificationRef[]): string {
  return refs.map((ref) => `${ref.id} (${standing(ref)})`).join("; ");
}

function place(at: TextPlace | undefined): readonly [Cell, Cell] {
  return [at?.file, at?.line];
}
