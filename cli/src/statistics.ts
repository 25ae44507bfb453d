import { count, isOpen, type FlowCoverage, type ReportedFinding, type ReportModel } from "../../engine/src/index.js";

/** Figures of a run: files by what became of them, lines, findings by rule, what the analysis could not do. */
export function statistics(findings: readonly ReportedFinding[], model: ReportModel, flow: FlowCoverage | undefined): string {
  const files = (state: string): number => model.files.filter((file) => file.state === state).length;
  const analysed = model.files.filter((file) => (file.state === "analysed" || file.state === "over-budget") && file.soup !== true);
  const lines = analysed.reduce((sum, file) => sum + (file.lines ?? 0), 0);
  const sum = (field: "functions" | "brokenFunctions" | "blankedTokens"): number => analysed.reduce((n, file) => n + (file[field] ?? 0), 0);
  const functions = sum("functions");
  const share = ((100 * sum("brokenFunctions")) / Math.max(1, functions)).toFixed(2);
  const blanked = ((1000 * sum("blankedTokens")) / Math.max(1, lines)).toFixed(2);
  const diagnostics = (rule: string): number => findings.filter((f) => f.rule === rule).length;
  const byRule = new Map<string, number>();
  for (const f of findings.filter(isOpen)) byRule.set(f.rule, (byRule.get(f.rule) ?? 0) + 1);
  const rules = [...byRule].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const density =
    lines === 0
      ? ""
      : `, ${((1000 * findings.filter((f) => isOpen(f) && f.severity !== "hint" && f.severity !== "information").length) / lines).toFixed(2)} per 1,000 lines of severity warning and above`;
  return [
    `${count(analysed.length, "file")} analysed (${count(lines, "line")}), ${String(files("skipped"))} skipped, ${String(files("failed"))} failed, ${String(files("over-budget"))} over budget, ${String(model.files.filter((file) => file.soup === true).length)} of SOUP`,
    `${count(diagnostics("vitalint/syntax-error"), "file")} with parts that could not be parsed, ${String(diagnostics("vitalint/encoding"))} in another encoding`,
    `${count(functions, "function")}, ${share} % with a syntax error inside; ${blanked} tokens per 1,000 lines were left out to read the rest`,
    ...(flow === undefined ? [] : flowLines(flow)),
    `${count(findings.filter(isOpen).length, "open finding")}${density}`,
    ...rules.map(([rule, n]) => `${String(n).padStart(7)}  ${rule}`),
    "",
  ].join("\n");
}

/** Gaps beyond these are rare. */
const MOST_GAPS = 5;

function flowLines({ functions, analysed, partial, overBudget, crashed, gaps }: FlowCoverage): readonly string[] {
  const share = ((100 * analysed) / Math.max(1, functions)).toFixed(2);
  const reasons = gaps.slice(0, MOST_GAPS).map(([gap, n]) => `${gap} in ${String(n)}`);
  return [
    `${share} % of ${count(functions, "function")} followed to the end, ${String(overBudget)} over budget, ${String(crashed)} failed; ${String(partial)} understood in part${reasons.length === 0 ? "" : `: ${reasons.join(", ")}`}`,
  ];
}
