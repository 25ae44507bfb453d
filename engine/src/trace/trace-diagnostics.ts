import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { ItemKind } from "./graph.js";
import type { FileNode } from "./graph-node.js";
import type { LiveGraph } from "./live-graph.js";

/** Engine diagnostics of what a file contributes: what could not be read, and links between kinds that can't be linked so. */
export function fileDiagnostics(file: FileNode, live: LiveGraph): DraftFinding[] {
  const drafts = (file.trace?.problems ?? []).map(({ rule, file: path, span, message }) =>
    engineDiagnostic(rule, path, span, rule === "vitalint/file-skipped" ? { file: path, reason: message } : { problem: message }),
  );
  for (const problem of live.problemsOf(file)) {
    if (problem.kind !== "wrong-role") continue;
    const { id, role, expected, location } = problem;
    const kind = live.nodes.get(id)?.item?.kind;
    const said = `This link says '${role}', but ${id} is a ${wordsOf(kind ?? "unit")}.`;
    const wanted =
      expected.length > 0 ? ` It may lead to: ${expected.map(wordsOf).join(", ")}.` : ` What stands here can't have such a link.`;
    drafts.push(
      engineDiagnostic("vitalint/requirement-format", location.file, location.span, { problem: said + wanted + hint(role, kind) }, id),
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
