import { reportCsv, type CsvTable } from "./csv.js";
import type { ReportModel, TraceSummary } from "./model.js";
import { filteredTrace, type TraceFilter } from "./trace-filter.js";
import { traceJson, traceText } from "./trace-text.js";

/** How a trace is to be written. */
export interface TraceWanted {
  readonly format: "text" | "json" | "csv";
  /** Of `csv`. */
  readonly table: CsvTable;
  readonly filter: TraceFilter;
  /** True where every gap is asked for, beside the text. */
  readonly gaps: boolean;
}

/**
 * A trace that is written, with what a host decides by. It is made where the graph is: the text crosses a worker's boundary at once, the
 * rows of a hundred thousand requirements do not.
 */
export interface TraceDocument {
  readonly content: string;
  /** True where the filter let a gap through. */
  readonly hasGaps: boolean;
  readonly coverage: ReportModel["coverage"];
  /** All gaps, whatever the filter; empty unless asked for. */
  readonly gaps: ReportModel["gaps"];
  /** Rules that found anything. */
  readonly rules: readonly string[];
}

export function traceDocument(whole: ReportModel, wanted: TraceWanted): TraceDocument {
  const { format, table } = wanted;
  if (format === "text") return summaryDocument(whole, wanted);
  return writtenTrace(whole, wanted, format === "json" ? traceJson : (model) => reportCsv(model, table));
}

/** As text, which needs no more than a summary. */
export function summaryDocument(whole: TraceSummary, wanted: Omit<TraceWanted, "format" | "table">): TraceDocument {
  return writtenTrace(whole, wanted, traceText);
}

/** A trace in any form. */
export function writtenTrace<T extends TraceSummary>(
  whole: T,
  { filter, gaps }: Pick<TraceWanted, "filter" | "gaps">,
  write: (model: T) => string,
): TraceDocument {
  const model = filteredTrace(whole, filter);
  const rules = [...new Set(model.findings.map(({ rule }) => rule))];
  return { content: write(model), hasGaps: model.gaps.length > 0, coverage: whole.coverage, gaps: gaps ? whole.gaps : [], rules };
}
