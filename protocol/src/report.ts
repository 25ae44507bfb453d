import type { ProjectName, ProjectParams } from "./project.js";
import type { Request } from "./request.js";

/**
 * `vitalint/report`: the traceability report as the panel shows it.
 * The client puts `body` into a page of its own, whose policy runs no script of the body and loads nothing.
 */
export const reportRequest: Request<ProjectParams, Report> = { method: "vitalint/report" };

export interface Report {
  readonly project: ProjectName;
  readonly title: string;
  /**
   * An HTML fragment, every value in it already escaped. It holds no `script`, `style`, `style=`, `on…=` or `src=`; it may hold
   * - `data-uri`, `data-line` and `data-character` (zero-based) on a row: a click or Enter opens the code there;
   * - tables below `class="vl-section"`, whose rows the filter box hides;
   * - `class="state state-passed"` (see `TraceState`) on what shows a state.
   */
  readonly body: string;
  /** Rules for the body's classes, in the colours `--vl-…` that the client sets from the editor's theme. */
  readonly style: string;
  readonly summary: ReportSummary;
}

/** The report in figures, for one sentence that is read out when it changes. */
export interface ReportSummary {
  readonly requirements: number;
  readonly implemented: number;
  readonly verified: number;
  readonly riskControls: number;
  readonly riskControlsVerified: number;
  readonly openFindings: number;
  /** False when a file could not be read or a rule crashed: the verdict of the report is then *incomplete*. */
  readonly complete: boolean;
}

export const REPORT_FORMATS = ["html", "csv", "json", "markdown", "sarif"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** `vitalint/exportReport`: the report as a file; the client asks where it shall stand and writes it. */
export const exportReportRequest: Request<ExportReportParams, ExportedReport> = { method: "vitalint/exportReport" };

export interface ExportReportParams extends ProjectParams {
  readonly format: ReportFormat;
}

export interface ExportedReport {
  /** The whole file, UTF-8 when written. */
  readonly content: string;
  /** A name to propose, without a folder: `vitalint-report.html`. */
  readonly fileName: string;
}
