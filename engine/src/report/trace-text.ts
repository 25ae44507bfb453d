import { SAFETY_CLASSES } from "../rule/finding.js";
import { gapKindsOf } from "./gaps.js";
import { REPORT_FORMAT_VERSION, type ReportModel, type TraceSummary } from "./model.js";
import { oneLine, printable } from "./plain.js";

const BAR = 24;

/** Coverage and gaps of a project for people at a terminal. */
export function traceText(model: TraceSummary): string {
  const { coverage } = model;
  if (model.requirements.length === 0 && model.risks.length === 0) {
    return "No requirement or risk documents were found: name them in vitalint.json ('requirements', 'risks').\n";
  }
  return [
    bar("requirements implemented", coverage.requirements.implemented, coverage.requirements.total),
    bar("requirements verified", coverage.requirements.verified, coverage.requirements.total),
    bar("risk controls verified", coverage.riskControls.verified, coverage.riskControls.total),
    bar("units linked", coverage.units.linked, coverage.units.total),
    ...(coverage.links === undefined ? [] : [bar("links reviewed", coverage.links.reviewed, coverage.links.total)]),
    ...gapTable(model),
    ...model.gaps.map((gap) => {
      const place = gap.place === undefined ? "" : `${printable(gap.place.file)}:${String(gap.place.line)}: `;
      const title = gap.title === "" || gap.title === gap.id ? "" : ` ${oneLine(gap.title)}`;
      const id = gap.id === gap.place?.file ? "" : `${oneLine(gap.id)}${title}: `;
      return `${place}${id}${lowerFirst(gap.text)}${gap.class === "unassigned" ? "" : ` [class ${gap.class}]`}`;
    }),
    "",
  ].join("\n");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function bar(label: string, value: number, total: number): string {
  if (total === 0) return `${label.padEnd(26)}none`;
  const filled = Math.round((BAR * value) / total);
  return `${label.padEnd(26)}${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${String(Math.floor((100 * value) / total)).padStart(3)} %  (${String(value)} of ${String(total)})`;
}

function gapTable({ gaps }: TraceSummary): string[] {
  const kinds = gapKindsOf(gaps);
  if (kinds.length === 0) return ["", "No missing or broken links."];
  const classes = [...SAFETY_CLASSES].reverse();
  const width = Math.max(...kinds.map((kind) => kind.text.length));
  const cells = (values: readonly (string | number)[]): string => values.map((value) => String(value).padStart(9)).join("");
  return [
    "",
    `${"Missing and broken links".padEnd(width)}${cells([...classes.map((c) => `class ${c}`), "no class"])}`,
    ...kinds.map(
      (kind) =>
        `${kind.text.padEnd(width)}${cells([...classes, "unassigned" as const].map((c) => gaps.filter((gap) => gap.kind === kind.kind && gap.class === c).length))}`,
    ),
    "",
  ];
}

/** The traceability part of the report as JSON: `trace --format json`. */
export function traceJson(model: ReportModel): string {
  const { coverage, requirements, risks, gaps, sources, testTotals, trace } = model;
  const rows = { coverage, testTotals, requirements, risks, gaps, sources };
  const log = { format: "vitalint-trace", version: REPORT_FORMAT_VERSION, ...rows, ...trace };
  return JSON.stringify(log, undefined, 2) + "\n";
}
