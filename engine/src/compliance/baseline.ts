import { parseTree, type Node, type ParseError } from "jsonc-parser";
import { compareText } from "../rule/finding.js";
import { diagnosticSubject } from "../report/diagnostics.js";
import { isOpen, type ReportedFinding } from "../report/reported.js";
import type { FilePath } from "../text/span.js";

/** Version of the file format; committed by users, so it never changes meaning. */
export const BASELINE_VERSION = 1;

/** Findings that were there before anybody decided about them: they are counted, and only new ones fail. */
export interface Baseline {
  readonly fingerprints: ReadonlySet<string>;
}

export type ParsedBaseline = { readonly baseline: Baseline } | { readonly problem: string; readonly offset: number };

/** Text of a baseline of today's open findings: one a line, sorted, so that it merges well. Engine diagnostics are never frozen. */
export function baselineText(findings: readonly ReportedFinding[]): string {
  const lines = findings
    .filter((f) => (isOpen(f) || f.state.state === "frozen") && diagnosticSubject(f.rule) === undefined)
    .map((f) => ({ fingerprint: f.fingerprint, rule: f.rule, file: f.place.file }))
    .sort((a, b) => compareText(a.file, b.file) || compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint))
    .map((entry) => `    ${JSON.stringify(entry)}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "format": "vitalint-baseline",\n  "version": ${String(BASELINE_VERSION)},\n  "findings": ${list}\n}\n`;
}

/** Reads a baseline; a file that is not one is a located problem, never an empty baseline. */
export function parseBaseline(text: string): ParsedBaseline {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  const [error] = errors;
  if (!root || error) return { problem: "it is not valid JSON", offset: error?.offset ?? 0 };
  const valueOf = (name: string): Node | undefined => root.children?.find((child) => child.children?.[0]?.value === name)?.children?.[1];
  if (valueOf("format")?.value !== "vitalint-baseline") return { problem: "it is not a baseline of Vitalint", offset: root.offset };
  if (valueOf("version")?.value !== BASELINE_VERSION)
    return { problem: `its version is not ${String(BASELINE_VERSION)}`, offset: root.offset };
  const list = valueOf("findings");
  if (list?.type !== "array") return { problem: "it has no list 'findings'", offset: root.offset };
  const fingerprints = new Set<string>();
  for (const entry of list.children ?? []) {
    const value: unknown = entry.children?.find((child) => child.children?.[0]?.value === "fingerprint")?.children?.[1]?.value;
    if (typeof value !== "string") return { problem: "an entry has no 'fingerprint'", offset: entry.offset };
    fingerprints.add(value);
  }
  return { baseline: { fingerprints } };
}

/** Marks open findings that the baseline holds as frozen; decisions and engine diagnostics stay as they are. */
export function freeze(findings: readonly ReportedFinding[], baseline: Baseline, file: FilePath): readonly ReportedFinding[] {
  return findings.map((f) =>
    isOpen(f) && diagnosticSubject(f.rule) === undefined && baseline.fingerprints.has(f.fingerprint)
      ? { ...f, state: { state: "frozen", baseline: file } }
      : f,
  );
}
