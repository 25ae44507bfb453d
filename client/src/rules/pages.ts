import * as vscode from "vscode";
import { RULE_SCHEME, rulePageRequest, ruleLink, ruleOfPath } from "../../../protocol/src/index.js";
import { messageOf } from "../server/server.js";
import type { Server } from "../server/server.js";

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

/** Shows a rule's page rendered, or as text where the editor's own Markdown support is switched off. */
export async function showRulePage(rule: string): Promise<void> {
  const uri = vscode.Uri.parse(ruleLink(rule));
  const commands = await vscode.commands.getCommands();
  if (commands.includes("markdown.showPreview")) await vscode.commands.executeCommand("markdown.showPreview", uri);
  else await vscode.window.showTextDocument(uri);
}
