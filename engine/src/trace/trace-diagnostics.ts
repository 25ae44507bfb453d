import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { FileTrace } from "./contribution.js";
import type { ItemKind, TraceGraph } from "./graph.js";

/** Engine diagnostics of the trace: what could not be read, and links between kinds that can't be linked so. */
export function traceDiagnostics(contributions: Iterable<FileTrace>, graph: TraceGraph): DraftFinding[] {
  const drafts: DraftFinding[] = [];
  for (const { problems } of contributions) {
    for (const { rule, file, span, message } of problems) drafts.push(engineDiagnostic(rule, file, span, { problem: message }));
  }
  for (const problem of graph.problems) {
    if (problem.kind !== "wrong-role") continue;
    const { id, role, expected, location } = problem;
    const found = graph.item(id);
    const said = `This link says '${role}', but ${id} is a ${wordsOf(found?.kind ?? "unit")}.`;
    const wanted =
      expected.length > 0 ? ` It may lead to: ${expected.map(wordsOf).join(", ")}.` : ` What stands here can't have such a link.`;
    drafts.push(
      engineDiagnostic(
        "vitalint/requirement-format",
        location.file,
        location.span,
        { problem: said + wanted + hint(role, found?.kind) },
        id,
      ),
    );
  }
  return drafts;
}

function hint(role: string, kind: ItemKind | undefined): string {
  if (role === "satisfies" && kind === "risk-control") return " For a risk control write '@mitigates'.";
  if (role === "mitigates" && (kind === "system-requirement" || kind === "software-requirement"))
    return " For a requirement write '@satisfies'.";
  return "";
}

function wordsOf(kind: ItemKind): string {
  return kind.replace(/-/g, " ");
}
