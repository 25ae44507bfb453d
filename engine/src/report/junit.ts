import { atLeast, type Severity } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import { isOpen, type ReportedFinding } from "./reported.js";

/**
 * JUnit XML for CI systems that show test results: a suite per file, a case per finding. Open findings at or above `failOn`
 * fail, disposed and frozen ones are skipped with their reason, a file without findings has one passing case. No time stamps.
 */
export function junitXml(findings: readonly ReportedFinding[], files: readonly FilePath[], failOn: Severity): string {
  const paths = [...new Set([...files, ...findings.map((f) => f.place.file)])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const suites = paths.map((path) =>
    suite(
      path,
      findings.filter((f) => f.place.file === path),
      failOn,
    ),
  );
  const total = (key: "tests" | "failures" | "skipped"): number => suites.reduce((sum, s) => sum + s[key], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="vitalint" tests="${total("tests")}" failures="${total("failures")}" errors="0" skipped="${total("skipped")}">`,
    ...suites.map((s) => s.xml),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
  readonly xml: string;
}

function suite(path: FilePath, findings: readonly ReportedFinding[], failOn: Severity): Suite {
  const failures = findings.filter((f) => fails(f, failOn)).length;
  const skipped = findings.filter((f) => !isOpen(f)).length;
  const tests = Math.max(1, findings.length);
  const cases =
    findings.length === 0
      ? [`    <testcase classname="${attribute(path)}" name="no findings"/>`]
      : findings.map((f) => testCase(f, failOn));
  const xml = [
    `  <testsuite name="${attribute(path)}" tests="${tests}" failures="${failures}" errors="0" skipped="${skipped}">`,
    ...cases,
    "  </testsuite>",
  ].join("\n");
  return { tests, failures, skipped, xml };
}

function fails(finding: ReportedFinding, failOn: Severity): boolean {
  return isOpen(finding) && atLeast(finding.severity, failOn);
}

function testCase(finding: ReportedFinding, failOn: Severity): string {
  const { place, rule, state } = finding;
  const open = `    <testcase classname="${attribute(rule)}" name="${attribute(`${place.file}:${place.line}:${place.column}`)}" file="${attribute(place.file)}" line="${place.line}"`;
  const body = `${place.file}:${place.line}:${place.column}: ${finding.severity}: ${finding.message} [${rule}]`;
  if (state.state === "disposed")
    return `${open}><skipped message="${attribute(`${state.disposition.kind}: ${state.disposition.reason}`)}"/></testcase>`;
  if (state.state === "frozen") return `${open}><skipped message="${attribute(`in the baseline ${state.baseline}`)}"/></testcase>`;
  if (fails(finding, failOn)) {
    return `${open}><failure type="${attribute(finding.severity)}" message="${attribute(finding.message)}">${content(body)}</failure></testcase>`;
  }
  return `${open}><system-out>${content(body)}</system-out></testcase>`;
}

/** Characters that XML 1.0 cannot hold at all become a question mark. */
function content(text: string): string {
  return text

    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "?",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return content(text)
    .replaceAll('"', "&quot;")
    .replace(/[\r\n\t]/g, " ");
}
