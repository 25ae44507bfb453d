import { applyEdits, modify } from "jsonc-parser";
import { recordDeviation, type DecisionToRecord } from "../compliance/record-deviation.js";
import { DISPOSITIONS_FILE } from "../compliance/sidecar.js";
import { isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import type { Finding } from "../rule/finding.js";
import type { Cancellation } from "../service/engine.js";
import { spansTouch, type FilePath, type Span, type TextEdit } from "../text/span.js";
import type { IdeContext } from "./context.js";
import { lineTables } from "./file-view.js";

/** The edit that records a decision, or why there can be none, in a sentence for people. */
export type RecordedDeviation =
  | {
      readonly file: FilePath;
      /** -1 for a file that the project does not have yet. */
      readonly version: number;
      readonly lines: readonly number[];
      readonly edits: readonly TextEdit[];
    }
  | { readonly problem: string };

/**
 * Records the decision to leave the finding of `rule` at `span` standing: in a comment beside code, in the sidecar for documents,
 * which have no comments. `undefined` when cancelled.
 */
export function recordDeviationAt(
  context: IdeContext,
  path: FilePath,
  span: Span,
  rule: string,
  decision: DecisionToRecord,
  cancellation: Cancellation,
): RecordedDeviation | undefined {
  const findings = context.findings(path, cancellation);
  if (!findings) return undefined;
  if (isEngineDiagnostic(rule)) return { problem: `'${rule}' says what Vitalint could not do: there is nothing to decide about it.` };
  const touching = findings.map(({ finding }) => finding).filter((finding) => finding.rule === rule && spansTouch(finding.span, span));
  const finding = touching.find((candidate) => candidate.span.start === span.start) ?? touching[0];
  if (!finding) return { problem: `There is no finding of '${rule}' here any more.` };
  const parsed = context.project.parsed(path);
  const file = parsed ? path : DISPOSITIONS_FILE;
  const edits = parsed ? recordDeviation(parsed, finding, decision) : inSidecar(context, finding, decision);
  if (!edits) return { problem: "Say in words why the finding may stand." };
  return { file, version: context.project.document(file)?.version ?? -1, lines: lineTables(context, [file])[file] ?? [0], edits };
}

function inSidecar(context: IdeContext, finding: Finding, { kind, reason, author, expires }: DecisionToRecord): TextEdit[] | undefined {
  if (!/\p{L}/u.test(reason)) return undefined;
  const text = context.project.text(DISPOSITIONS_FILE) ?? "";
  const entry = {
    path: finding.file,
    rule: finding.rule,
    kind,
    reason: reason.trim(),
    ...(finding.symbol === "" ? {} : { symbol: finding.symbol }),
    ...(author === undefined ? {} : { author }),
    ...(expires === undefined ? {} : { expires }),
  };
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes("\r\n") ? "\r\n" : "\n" };
  if (text.trim() === "") {
    const newText = `${JSON.stringify({ version: 1, dispositions: [entry] }, undefined, 2)}\n`;
    return [{ span: { start: 0, end: text.length }, newText }];
  }
  const edits = modify(text, ["dispositions", -1], entry, { formattingOptions, isArrayInsertion: true });
  // An edit that would break the file further is none.
  return applyEdits(text, edits) === text
    ? undefined
    : edits.map(({ offset, length, content }) => ({ span: { start: offset, end: offset + length }, newText: content }));
}
