import * as vscode from "vscode";
import { RULE_SCHEME, rulePageRequest, ruleLink, ruleOfPath } from "../../../protocol/src/index.js";
import { messageOf } from "../connection/server.js";
import type { Server } from "../connection/server.js";

/** Command that shows a rule's page; asks which rule when called without one. */
export const EXPLAIN_RULE = "vitalint.explainRule";

/** Rule pages are virtual documents: their text comes from the server, so page and version always fit and nothing is fetched. */
export function registerRulePages(context: vscode.ExtensionContext, server: Server): void {
  const provideTextDocumentContent = async (uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> => {
    const rule = ruleOfPath(uri.path);
    try {
      const page = await server.request(rulePageRequest, { rule }, token);
      return page?.markdown ?? `# ${rule}\n\nThere is no rule of this name in this version of Vitalint.\n`;
    } catch (error) {
      return `# ${rule}\n\nThe page could not be loaded: ${messageOf(error)}\n`;
    }
  };
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, { provideTextDocumentContent }));
}

/**
 * Shows a rule's page. The manifest associates the scheme with the editor's own Markdown preview, so that this and every link of
 * a finding (hover, Problems view, peek) show it rendered; a command as the link's target would be refused by some of them.
 */
export async function showRulePage(rule: string): Promise<void> {
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(ruleLink(rule)));
}
