import {
  DiagnosticSeverity, type Diagnostic, type DiagnosticRelatedInformation, type Position, type Range, type TextEdit,
} from "vscode-languageserver/node"; // prettier-ignore
import type {
  FilePath,
  JoinedFinding,
  LineTables,
  Location,
  Severity,
  Span,
  TextEdit as OffsetEdit,
  TextPlace,
} from "../../engine/src/index.js";
import { ruleLink } from "../../protocol/src/index.js";

// The one place where the engine's offsets become positions of the Language Server Protocol (UTF-16 code units).

export const DIAGNOSTIC_SOURCE = "vitalint";

/** Offsets at which the lines of one text begin. */
export type LineStarts = readonly number[];

export function toPosition(lines: LineStarts, offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.max(0, offset - (lines[low] ?? 0)) };
}

export function toRange(lines: LineStarts, span: Span): Range {
  return { start: toPosition(lines, span.start), end: toPosition(lines, span.end) };
}

export function toTextEdits(lines: LineStarts, edits: readonly OffsetEdit[]): TextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toRange(lines, span), newText }));
}

/** A place in lines and columns that start at 1, as reports give it. */
export function placeRange({ line, column, endLine, endColumn }: TextPlace): Range {
  return { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface DiagnosticOptions {
  readonly relatedInformation: boolean;
  readonly ruleLinks: boolean;
  /** Findings with a disposition or frozen by a baseline, as hints; they are left out otherwise. */
  readonly showDisposed: boolean;
  readonly uriOf: (file: FilePath) => string;
}

/** What a diagnostic carries for the requests that come back with it. */
export interface DiagnosticData {
  readonly fingerprint: string;
}

/** The diagnostics of one file; `lines` holds its own line table and those of the files that steps point into. */
export function toDiagnostics(
  findings: readonly JoinedFinding[],
  file: FilePath,
  lines: LineTables,
  options: DiagnosticOptions,
): Diagnostic[] {
  const own = lines[file] ?? [0];
  return findings
    .filter((finding) => options.showDisposed || isShown(finding))
    .map((finding) => toDiagnostic(finding, own, lines, options));
}

/** True for what stands in the problem list by default. */
export function isShown({ state }: JoinedFinding): boolean {
  return state.state === "open" || state.state === "undecided";
}

function toDiagnostic(joined: JoinedFinding, own: LineStarts, lines: LineTables, options: DiagnosticOptions): Diagnostic {
  const { finding } = joined;
  const related = options.relatedInformation ? relatedInformation(finding.steps, lines, options) : [];
  const data: DiagnosticData = { fingerprint: finding.fingerprint };
  return {
    range: toRange(own, finding.span),
    severity: isShown(joined) ? SEVERITIES[finding.severity] : DiagnosticSeverity.Hint,
    code: finding.rule,
    ...(options.ruleLinks ? { codeDescription: { href: ruleLink(finding.rule) } } : {}),
    source: DIAGNOSTIC_SOURCE,
    message: messageOf(joined),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data,
  };
}

function messageOf({ finding, state }: JoinedFinding): string {
  switch (state.state) {
    case "open":
      return finding.message;
    case "undecided":
      return `${finding.message} ('${state.marker}' is another tool's comment: decide here whether the finding may stand.)`;
    case "disposed":
      return `${finding.message} (Left standing as ${state.disposition.kind}: ${state.disposition.reason})`;
    case "frozen":
      return `${finding.message} (Frozen by ${state.baseline}.)`;
  }
}

function relatedInformation(
  steps: JoinedFinding["finding"]["steps"],
  lines: LineTables,
  { uriOf }: DiagnosticOptions,
): DiagnosticRelatedInformation[] {
  return steps.flatMap(({ location, message }) => {
    const table = lines[location.file];
    return table ? [{ location: { uri: uriOf(location.file), range: toRange(table, location.span) }, message }] : [];
  });
}

/** A place in a file, as the protocol gives it; `undefined` when the file's lines are not known. */
export function toLspLocation(
  location: Location,
  lines: LineTables,
  uriOf: (file: FilePath) => string,
): { uri: string; range: Range } | undefined {
  const table = lines[location.file];
  return table && { uri: uriOf(location.file), range: toRange(table, location.span) };
}
