import * as vscode from "vscode";
import { registerCommands } from "./commands/register.js";
import { registerReport } from "./report/register.js";
import { registerRequirementsView } from "./requirements/view.js";
import { registerRulePages } from "./rule-pages/pages.js";
import { Server } from "./connection/server.js";
import { registerStatus } from "./status/item.js";

let server: Server | undefined;

/** Registers everything and lets the server start on its own time: what needs it waits for it, activation does not. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Vitalint", { log: true });
  server = new Server(context, log);
  const report = registerReport(context, server);
  registerStatus(context, server);
  registerRequirementsView(context, server);
  registerRulePages(context, server);
  registerCommands(context, server, report, log);
  context.subscriptions.push(
    log,
    server,
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server?.restart()),
  );
  void server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
