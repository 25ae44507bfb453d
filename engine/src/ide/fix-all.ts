import type { JoinedFinding } from "../service/engine.js";
import { spansTouch, type TextEdit } from "../text/span.js";

/**
 * The edits of all safe fixes of open findings that do not touch each other, in text order: of two that do, the first one
 * by place is taken and the other left for the next run, when it is known whether it is still needed.
 */
export function safeEdits(findings: readonly JoinedFinding[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { finding, state } of findings) {
    if (state.state !== "open") continue;
    const fix = finding.fixes.find(({ kind }) => kind === "safe");
    if (!fix) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => sameEdit(edit, other)));
    const collides = fresh.some((edit) => taken.some((other) => spansTouch(edit.span, other.span)));
    if (!collides) taken.push(...fresh);
  }
  return taken.sort((a, b) => a.span.start - b.span.start);
}

/** Two fixes may both ask for the same insertion, as of an `#include`: it is made once. */
function sameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}
