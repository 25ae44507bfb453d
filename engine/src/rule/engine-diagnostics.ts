import type { FilePath, Span } from "../text/span.js";
import type { Severity } from "./finding.js";
import { formatMessage } from "./message.js";
import type { DraftFinding } from "./reporter.js";
import type { MessageData } from "./rule.js";

/** A diagnostic of the engine itself: not a weakness, but something its users must know to trust the result. */
interface EngineDiagnostic {
  readonly severity: Severity;
  readonly message: string;
  /** True when the analysis of the file is not whole because of it: exit code 3, verdict *incomplete*. */
  readonly incomplete: boolean;
  readonly why: string;
}

/** All engine diagnostics by id. */
export const ENGINE_DIAGNOSTICS = {
  "vitalint/rule-crashed": {
    severity: "error",
    message:
      "Rule '{rule}' failed here ({error}): its findings for this file are not complete. Please report this with the code around it.",
    incomplete: true,
    why: "A rule that fails silently would look like code without weaknesses.",
  },
  "vitalint/file-skipped": {
    severity: "error",
    message: "'{file}' was not analysed: {reason}.",
    incomplete: true,
    why: "A file that could not be read has no findings because nobody looked.",
  },
  "vitalint/syntax-error": {
    severity: "hint",
    message: "{count} place(s) in this file could not be understood, the first one here; code around them is analysed in part only.",
    incomplete: false,
    why: "Rules see only what the parser understood.",
  },
  "vitalint/encoding": {
    severity: "hint",
    message: "This file is not UTF-8; it was read as {encoding}. Set 'encoding' in vitalint.json if that is wrong.",
    incomplete: false,
    why: "Text in comments and strings may be read wrongly.",
  },
  "vitalint/config": { severity: "error", message: "{problem}", incomplete: false, why: "A setting that is not understood has no effect." },
  "vitalint/item-overlap": {
    severity: "error",
    message:
      "Software items {items} claim the same files: {files}. Give each file to one item: its safety class must not depend on their order.",
    incomplete: false,
    why: "A unit belongs to one software item, whose safety class decides what it owes (IEC 62304 4.3, 5.3).",
  },
  "vitalint/item-missing": {
    severity: "information",
    message:
      "{count} source file(s) belong to no software item and count as class C: {files}. Add them to an item, or to 'soup' or 'exclude'.",
    incomplete: false,
    why: "A file that nobody classified is held to the strictest class (IEC 62304 4.3).",
  },
  "vitalint/budget-spent": {
    severity: "information",
    message: "The flow analysis of '{function}' stopped after {steps} steps: weaknesses that need more may be missed here.",
    incomplete: false,
    why: "Budgets keep the analysis fast; where one is spent the result is not whole.",
  },
  "vitalint/expansion-limit": {
    severity: "information",
    message: "Macros or types in this file stand for more than can be worked out: types and values that depend on them are not known.",
    incomplete: false,
    why: "Budgets keep the analysis fast; weaknesses that need these types and values may be missed.",
  },
  "vitalint/disposition-without-reason": {
    severity: "warning",
    message: "This {kind} of '{rule}' gives no reason. Say why the finding may stand: an auditor will ask.",
    incomplete: false,
    why: "A decision without a reason can't be reviewed (IEC 62304 5.8.3).",
  },
  "vitalint/disposition-expired": {
    severity: "warning",
    message: "This {kind} of '{rule}' expired on {date}. Review it, then remove it or set a new date.",
    incomplete: false,
    why: "A decision with an end date holds until then only.",
  },
  "vitalint/disposition-unit-changed": {
    severity: "warning",
    message: "The code that this {kind} of '{rule}' was decided on has changed since. Review it, then update its unit digest.",
    incomplete: false,
    why: "A decision is about the code that was looked at.",
  },
  "vitalint/disposition-unused": {
    severity: "warning",
    message: "This {kind} of '{rule}' covers no finding. Remove it, or correct the rule id or its place.",
    incomplete: false,
    why: "A decision that covers nothing hides what it was meant for, and could cover something else tomorrow.",
  },
  "vitalint/requirement-format": {
    severity: "warning",
    message: "{problem}",
    incomplete: false,
    why: "A part of a requirement document that can't be read is missing in the trace.",
  },
  "vitalint/test-result-format": {
    severity: "warning",
    message: "{problem}",
    incomplete: false,
    why: "A test result that can't be read verifies nothing.",
  },
  "vitalint/record-format": {
    severity: "error",
    message: "{problem}",
    incomplete: false,
    why: "A review or stamp that can't be read does not count: a change since it would not be noticed.",
  },
} as const satisfies Readonly<Record<string, EngineDiagnostic>>;

export type EngineDiagnosticId = keyof typeof ENGINE_DIAGNOSTICS;

/** True for ids of engine diagnostics. */
export function isEngineDiagnostic(id: string): id is EngineDiagnosticId {
  return Object.hasOwn(ENGINE_DIAGNOSTICS, id);
}

/** A finding that states an engine diagnostic. */
export function engineDiagnostic(id: EngineDiagnosticId, file: FilePath, span: Span, data: MessageData = {}, symbol = ""): DraftFinding {
  const { severity, message } = ENGINE_DIAGNOSTICS[id];
  return {
    rule: id,
    messageId: "message",
    message: formatMessage(message, data),
    severity,
    confidence: "high",
    file,
    span,
    symbol,
    cwe: [],
    steps: [],
    fixes: [],
  };
}
