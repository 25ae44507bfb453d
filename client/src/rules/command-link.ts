import * as vscode from "vscode";

/** Command that shows a rule's page; asks which rule when called without one. */
export const EXPLAIN_RULE = "vitalint.explainRule";

/** A link that a hover or the Problems view can follow to a rule's page. */
export function explainRuleLink(rule: string): vscode.Uri {
  return vscode.Uri.parse(`command:${EXPLAIN_RULE}?${encodeURIComponent(JSON.stringify([rule]))}`);
}
