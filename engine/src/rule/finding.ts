import type { FilePath, Location, Span, TextEdit } from "../text/span.js";

/** LSP's four levels. `warning` and above is what a reviewer would stop a merge for. */
export const SEVERITIES = ["error", "warning", "information", "hint"] as const;
export type Severity = (typeof SEVERITIES)[number];
export type Confidence = "high" | "medium" | "low";

/** IEC 62304 4.3: software safety class. */
export const SAFETY_CLASSES = ["A", "B", "C"] as const;
export type SafetyClass = (typeof SAFETY_CLASSES)[number];

/** One stop on the way from a source to a sink, or a place that explains a finding. */
export interface Step {
  readonly location: Location;
  readonly message: string;
  readonly role: "source" | "through" | "sink" | "related";
}

/** A change that removes a finding. `safe` keeps the program's meaning apart from the weakness and may run on save. */
export interface Fix {
  readonly title: string;
  readonly kind: "safe" | "suggestion";
  /** Edits of written text, not overlapping, in the finding's own file. */
  readonly edits: readonly TextEdit[];
}

/** A weakness, gap or problem at a place in a file. Plain data; the same input gives the same bytes. */
export interface Finding {
  /** Rule id, or an engine diagnostic's id (`vitalint/…`). */
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly file: FilePath;
  /** In written text. */
  readonly span: Span;
  /** Qualified name of the function or requirement that holds it; empty at file level. */
  readonly symbol: string;
  readonly cwe: readonly number[];
  readonly steps: readonly Step[];
  readonly fixes: readonly Fix[];
  /** Version 1 fingerprint (docs/formats.md): rule, path, symbol, tokens of the span, ordinal. */
  readonly fingerprint: string;
  /** Less precise rules that reported the same weakness at the same span and gave way. */
  readonly supersedes: readonly string[];
}

/** Order in which findings of a file are listed: by place, then by rule, then by message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

/** Code-unit order: locale-free, so the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True when `severity` is at least as severe as `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
