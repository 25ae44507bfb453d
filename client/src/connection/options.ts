import * as vscode from "vscode";
import type { LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import { RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";
import type { InitializationOptions } from "../../../protocol/src/index.js";
import { EXPLAIN_RULE } from "../rule-pages/pages.js";
import { settings } from "../settings.js";
import { DOCUMENTS } from "./documents.js";

/** The server is one bundled file beside the client; Node's own channel carries its messages. */
export function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  const module = vscode.Uri.joinPath(context.extensionUri, "dist", "server.cjs").fsPath;
  return {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=6009"] } },
  };
}

export function clientOptions(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: DOCUMENTS,
    outputChannel: log,
    // What goes wrong shows in the language status; a panel that jumps up helps nobody.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({
      ruleLinks: true,
      asksForReasons: true,
      marksReviews: true,
      commandLinks: true,
      trusted: vscode.workspace.isTrusted,
      // The user's storage, never the workspace: a cache shipped with a repository could hide findings.
      storage: context.globalStorageUri.fsPath,
      settings: settings(),
    }),
    diagnosticPullOptions: { onChange: true, onSave: true, onTabs: false },
    markdown: { isTrusted: { enabledCommands: [EXPLAIN_RULE] }, supportThemeIcons: true },
  };
}
