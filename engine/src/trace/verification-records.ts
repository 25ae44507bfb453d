import type { TestResult, TestStatus, TraceItem } from "./graph.js";

// Reviews, analyses and inspections verify as tests do (IEC 62304 5.5, 5.7.4); their documents word results as they like.

const PASSED = /^(?:pass(?:ed)?|approved|accepted|ok|okay|successful|success|conform(?:ing|s)?|compliant|fulfilled|verified|yes|true|no findings?|✓|✔|☑)(?![\w-])/i; // prettier-ignore
const FAILED = /^(?:fail(?:ed|ure)?|rejected|not (?:ok|passed|approved|accepted|fulfilled|conforming|compliant|verified)|nok|non-?conform(?:ing|ity)?|no|false|✗|✘|☒)(?![\w-])/i; // prettier-ignore
const SKIPPED = /^(?:skipped|waived|n\/a|not applicable)/i;

/** Attributes that may hold a record's result; the first that is there counts. */
const RESULT_NAMES = ["result", "verdict", "outcome", "conclusion", "passed", "status", "verification result"];
const DATE_NAMES = ["date", "verified on", "review date", "reviewed on", "approved on", "performed on"];

/** What a verification record says as a result of its own; `undefined` for other items and a record without a result. */
export function resultOfRecord(item: TraceItem): TestResult | undefined {
  if (item.kind !== "verification-record") return undefined;
  const said = firstOf(item, RESULT_NAMES);
  if (said === undefined) return undefined;
  const date = firstOf(item, DATE_NAMES);
  return {
    suite: "",
    name: item.id,
    status: statusOf(said.trim()),
    ...(date === undefined ? {} : { timestamp: date }),
    file: item.location.file,
    span: item.location.kind === "entry" ? { start: 0, end: 0 } : item.location.span,
    ids: [],
  };
}

function statusOf(said: string): TestStatus {
  if (FAILED.test(said)) return "failed";
  if (PASSED.test(said)) return "passed";
  return SKIPPED.test(said) ? "skipped" : "not-run";
}

function firstOf(item: TraceItem, names: readonly string[]): string | undefined {
  return names.map((name) => item.attributes[name]).find((value) => value !== undefined && value.trim() !== "");
}
