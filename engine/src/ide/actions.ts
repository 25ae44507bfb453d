import type { Cancellation, JoinedFinding } from "../service/engine.js";
import { isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import { spansTouch, type FilePath, type Span, type TextEdit } from "../text/span.js";
import type { IdeContext } from "./context.js";
import { lineTables } from "./file-view.js";
import { safeEdits } from "./fix-all.js";
import { linkableAt, type FileEdit } from "./link-function.js";
import { requirementStub } from "./requirement-stub.js";
import type { ReviewTarget } from "../trace/review/mark-reviewed.js";
import { reviewOffers } from "./reviews.js";
import { soupRow } from "./soup-row.js";

/** Something that a person can do about a finding at hand. */
export type EditorAction =
  | {
      readonly kind: "fix";
      readonly title: string;
      readonly rule: string;
      readonly span: Span;
      readonly fingerprint: string;
      /** True for the one safe fix of its finding: editors may apply it on a key. */
      readonly preferred: boolean;
      readonly edits: readonly TextEdit[];
    }
  | { readonly kind: "record-deviation"; readonly rule: string; readonly span: Span; readonly fingerprint: string }
  /** Adds the item that a link names and no document has. */
  | {
      readonly kind: "create-item";
      readonly id: string;
      /** What the action is called; without it, that it creates the item. */
      readonly title?: string;
      readonly rule: string;
      readonly span: Span;
      readonly fingerprint: string;
      readonly edit: FileEdit;
    }
  | {
      readonly kind: "mark-reviewed";
      readonly title: string;
      readonly target: ReviewTarget;
      readonly rule: string;
      readonly span: Span;
      readonly fingerprint: string;
    }
  | { readonly kind: "explain"; readonly rule: string; readonly span: Span; readonly fingerprint: string };

export interface FileActions {
  /** Version of the text that the edits apply to. */
  readonly version: number;
  readonly lines: readonly number[];
  readonly actions: readonly EditorAction[];
  /** Name of the function at hand when it can be linked to a requirement; absent elsewhere. */
  readonly linkable?: string;
  /** All safe fixes of the file in one; empty when there are none. */
  readonly fixAll: readonly TextEdit[];
}

/** What can be done about the findings that touch a span; `undefined` when cancelled. */
export function actionsFor(context: IdeContext, path: FilePath, span: Span, cancellation: Cancellation): FileActions | undefined {
  const version = context.project.document(path)?.version ?? -1;
  const findings = context.findings(path, cancellation);
  if (!findings) return undefined;
  const here = findings.filter(({ finding }) => spansTouch(finding.span, span));
  const fixes = here.flatMap(fixesOf);
  const deviations = here.flatMap(deviationOf);
  const suspect = here.find(({ finding }) => finding.rule === "trace/suspect-link");
  const reviews = reviewOffers(context.graph(), path, span).map((offer): EditorAction => ({
    kind: "mark-reviewed",
    ...offer,
    ...(suspect ? nameOf(suspect.finding) : { rule: "trace/suspect-link", span, fingerprint: "" }),
  }));
  const explanations = here.map(({ finding }): EditorAction => ({ kind: "explain", ...nameOf(finding) }));
  const lines = lineTables(context, [path])[path] ?? [0];
  const stubs = here.flatMap((joined) => stubOf(context, joined));
  const linkable = linkableAt(context, path, span);
  return {
    version,
    lines,
    ...(linkable === undefined ? {} : { linkable }),
    actions: [...fixes, ...stubs, ...reviews, ...deviations, ...uniqueByRule(explanations)],
    fixAll: safeEdits(findings),
  };
}

function fixesOf({ finding, state }: JoinedFinding): EditorAction[] {
  if (state.state === "disposed") return [];
  const safe = finding.fixes.filter(({ kind }) => kind === "safe");
  return finding.fixes.map((fix) => ({
    kind: "fix",
    ...nameOf(finding),
    title: fix.title,
    preferred: safe.length === 1 && fix === safe[0],
    edits: fix.edits,
  }));
}

/** For a link to an id that no document has. */
function stubOf(context: IdeContext, { finding }: JoinedFinding): EditorAction[] {
  const problem = context
    .graph()
    .problems.find(
      ({ kind, location }) => kind === "unknown-id" && location.file === finding.file && location.span.start === finding.span.start,
    );
  if (finding.rule === "soup/not-listed" && finding.messageId === "missing") {
    const row = soupRow(context, finding.symbol);
    return row
      ? [{ kind: "create-item", id: finding.symbol, title: `Add ${finding.symbol} to the SOUP list`, ...nameOf(finding), edit: row }]
      : [];
  }
  // A file or function that is not there is no requirement that is missing.
  if (problem?.kind !== "unknown-id" || problem.code) return [];
  const edit = requirementStub(context, problem.id);
  return edit ? [{ kind: "create-item", id: problem.id, ...nameOf(finding), edit }] : [];
}

/** What Vitalint says about its own work is no weakness that could be left standing. */
function deviationOf({ finding, state }: JoinedFinding): EditorAction[] {
  if (state.state === "disposed" || isEngineDiagnostic(finding.rule)) return [];
  return [{ kind: "record-deviation", ...nameOf(finding) }];
}

function nameOf(finding: JoinedFinding["finding"]): { rule: string; span: Span; fingerprint: string } {
  return { rule: finding.rule, span: finding.span, fingerprint: finding.fingerprint };
}

function uniqueByRule(actions: readonly EditorAction[]): EditorAction[] {
  return actions.filter((action, index) => actions.findIndex(({ rule }) => rule === action.rule) === index);
}
