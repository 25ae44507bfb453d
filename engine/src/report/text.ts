import type { Severity } from "../rule/finding.js";
import type { SourceDocument } from "../text/document.js";
import type { FilePath } from "../text/span.js";
import type { CodeContext } from "../trace/graph.js";
import { summary } from "./json.js";
import { count, oneLine, printable } from "./plain.js";
import { type ReportedFinding, type TextSource } from "./reported.js";

export interface TextOptions {
  readonly color: boolean;
  /** Show the line of code under each finding. */
  readonly frames: boolean;
  /** How a project's file is named to the reader; without it, as the project names it. */
  readonly pathOf?: (file: FilePath) => string;
}

type Style = "bold" | "dim" | "red" | "yellow" | "blue" | "green" | "cyan";
type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };
const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow", information: "blue", hint: "dim" };

/** Columns of source shown at most: a minified line must not fill the screen. */
const FRAME_WIDTH = 120;

/** Findings for people at a terminal: place, severity, message, rule, code frame, what the code is for, fix. Ends with a line feed unless empty. */
export function findingsText(findings: readonly ReportedFinding[], texts: TextSource, options: TextOptions): string {
  const paint: Paint = options.color ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_, text) => text;
  return findings.map((finding) => findingText(finding, texts.document(finding.place.file), options, paint)).join("\n");
}

/** One line of totals: `3 errors, 1 warning; 2 with a disposition, 40 in the baseline`. */
export function summaryLine(findings: readonly ReportedFinding[]): string {
  const { open, disposed, frozen } = summary(findings);
  const parts = [
    open.error > 0 ? count(open.error, "error") : "",
    open.warning > 0 ? count(open.warning, "warning") : "",
    open.information > 0 ? count(open.information, "information", "informations") : "",
    open.hint > 0 ? count(open.hint, "hint") : "",
  ].filter((part) => part !== "");
  const left = [disposed > 0 ? `${disposed} with a disposition` : "", frozen > 0 ? `${frozen} in the baseline` : ""].filter(
    (part) => part !== "",
  );
  return [parts.length > 0 ? parts.join(", ") : "no open findings", ...(left.length > 0 ? [left.join(", ")] : [])].join("; ");
}

function findingText(finding: ReportedFinding, document: SourceDocument | undefined, options: TextOptions, paint: Paint): string {
  const { place, severity } = finding;
  const pathOf = (file: FilePath): string => printable(options.pathOf?.(file) ?? file);
  const head =
    paint("bold", `${pathOf(place.file)}:${place.line}:${place.column}:`) +
    ` ${paint(SEVERITY_STYLE[severity], `${severity}:`)} ${oneLine(finding.message)} ${paint("dim", `[${finding.rule}]`)}`;
  const gutter = " ".repeat(String(place.line).length + 1);
  const note = (label: string, text: string): string =>
    `${gutter}${paint("dim", "=")} ${label === "" ? "" : paint("cyan", `${label}: `)}${text}`;
  return (
    [
      head,
      ...(options.frames && document ? codeFrame(finding, document, gutter, paint) : []),
      ...finding.steps.map((step) =>
        note(step.role, `${pathOf(step.place.file)}:${step.place.line}:${step.place.column}: ${oneLine(step.message)}`),
      ),
      ...contextLines(finding.context).map((line) => note("touches", line)),
      ...finding.fixes.map((fix) => note("fix", `${oneLine(fix.title)} (${fix.kind})`)),
      ...stateLines(finding, note),
    ].join("\n") + "\n"
  );
}

function codeFrame(finding: ReportedFinding, document: SourceDocument, gutter: string, paint: Paint): string[] {
  const { place } = finding;
  const line = document.lines.lineText(place.line - 1);
  if (line.trim() === "") return [];
  const endColumn = place.endLine === place.line ? place.endColumn : line.length + 1;
  // A long line is shown from a little before the finding.
  const from = place.column - 1 > FRAME_WIDTH / 2 && line.length > FRAME_WIDTH ? place.column - 1 - FRAME_WIDTH / 4 : 0;
  const cut = (text: string): string => printable(text.replace(/\t/g, "    "));
  const shown = line.slice(from, from + FRAME_WIDTH);
  const before = cut(shown.slice(0, place.column - 1 - from));
  const marked = cut(shown.slice(place.column - 1 - from, endColumn - 1 - from));
  return [
    `${gutter}${paint("dim", "|")}`,
    `${paint("dim", `${place.line} |`)} ${from > 0 ? "…" : ""}${cut(shown)}${from + FRAME_WIDTH < line.length ? "…" : ""}`,
    `${gutter}${paint("dim", "|")} ${from > 0 ? " " : ""}${" ".repeat(before.length)}${paint(SEVERITY_STYLE[finding.severity], "^".repeat(Math.max(1, marked.length)))}`,
  ];
}

/** What code is for, in one line: `class C, Flow control (firmware/flow/rate.c); SRS-012; RC-003; HZ-002`. Empty when nothing is known. */
export function contextLines(context: CodeContext): readonly string[] {
  const place = [
    context.safetyClass === undefined ? "" : `class ${context.safetyClass}`,
    context.softwareItem === undefined ? "" : `item ${oneLine(context.softwareItem)}`,
    context.unit === undefined ? "" : `unit ${oneLine(context.unit)}`,
  ].filter((part) => part !== "");
  const links = [list("requirement", context.requirements), list("risk control", context.riskControls), list("hazard", context.hazards)];
  const line = [place.join(", "), ...links].filter((part) => part !== "").join("; ");
  return line === "" ? [] : [line];
}

function list(name: string, ids: readonly string[]): string {
  return ids.length === 0 ? "" : `${name}${ids.length === 1 ? "" : "s"} ${ids.map(oneLine).join(", ")}`;
}

function stateLines(finding: ReportedFinding, note: (label: string, text: string) => string): string[] {
  const { state } = finding;
  switch (state.state) {
    case "open":
      return [];
    case "disposed":
      return [note(state.disposition.kind, state.disposition.reason === "" ? "no reason given" : oneLine(state.disposition.reason))];
    case "undecided":
      return [
        note(
          "undecided",
          `${oneLine(state.marker)} is another tool's comment: record a decision with vitalint-deviation(${finding.rule}): reason`,
        ),
      ];
    case "frozen":
      return [note("frozen", `in the baseline ${printable(state.baseline)}`)];
  }
}
