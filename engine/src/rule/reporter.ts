import type { ParsedFile } from "../languages/front-end.js";
import { SyntaxNode } from "../syntax/node.js";
import type { Span } from "../text/span.js";
import type { Finding, Fix, Severity } from "./finding.js";
import { formatMessage } from "./message.js";
import type { FixDraft, MessageData, ReportExtras, Rule } from "./rule.js";

/** A finding before fingerprints, which depend on all findings of the file. */
export type DraftFinding = Omit<Finding, "fingerprint" | "supersedes">;

/** Turns what a rule reports in parsed text into a draft finding in written text. */
export function draftFinding(
  file: ParsedFile,
  rule: Rule,
  severity: Severity,
  messageId: string,
  at: SyntaxNode | Span,
  data: MessageData = {},
  extras: ReportExtras = {},
): DraftFinding {
  const span = at instanceof SyntaxNode ? at.span : at;
  return {
    rule: rule.id,
    messageId,
    message: formatMessage(rule.messages[messageId] ?? messageId, data),
    severity,
    confidence: extras.confidence ?? rule.confidence,
    file: file.document.path,
    span: file.origin.toWritten(span),
    symbol: symbolAt(file, at),
    cwe: extras.cwe ?? rule.standards.cwe,
    steps: extras.steps ?? [],
    fixes: (extras.fixes ?? []).flatMap((fix) => editableFix(file, fix) ?? []),
  };
}

/** A fix whose edits all touch text that the person wrote here; `undefined` otherwise. */
function editableFix(file: ParsedFile, draft: FixDraft): Fix | undefined {
  const edits = [];
  for (const edit of draft.edits) {
    const span = file.origin.toEditable(edit.span);
    if (!span) return undefined;
    edits.push({ span, newText: edit.newText });
  }
  return { title: draft.title, kind: draft.kind, edits };
}

function symbolAt(file: ParsedFile, at: SyntaxNode | Span): string {
  const node = at instanceof SyntaxNode ? at : file.tree.node(file.tree.smallestAt(at.start, at.end));
  return file.facts.functions[file.semantics.enclosingFunction(node)]?.qualifiedName ?? "";
}
