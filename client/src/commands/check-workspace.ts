import * as vscode from "vscode";
import { WorkDoneProgress } from "vscode-languageclient/node";
import type { CheckSummary } from "../../../protocol/src/index.js";
import { checkWorkspaceRequest } from "../../../protocol/src/index.js";
import type { Server } from "../server/server.js";
import { plural } from "../status/item.js";

/** Analyses every file of the workspace, with progress that can be cancelled, and says what came of it. */
export async function checkWorkspace(server: Server): Promise<CheckSummary> {
  const options = { location: vscode.ProgressLocation.Notification, title: "Vitalint: checking the workspace", cancellable: true };
  const summary = await vscode.window.withProgress(options, (progress, token) => check(server, progress, token));
  void tell(summary);
  return summary;
}

let checks = 0;

async function check(
  server: Server,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<CheckSummary> {
  const workDoneToken = `vitalint-check-${++checks}`;
  let done = 0;
  const listener = server.client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
    if (step.kind === "end") return;
    const percentage = step.percentage ?? done;
    progress.report({ increment: percentage - done, ...(step.message === undefined ? {} : { message: step.message }) });
    done = percentage;
  });
  try {
    return await server.request(checkWorkspaceRequest, { workDoneToken }, token);
  } finally {
    listener.dispose();
  }
}

async function tell(summary: CheckSummary): Promise<void> {
  const message = checkWording(summary);
  const show = "Show Problems";
  const answer =
    summary.filesFailed > 0
      ? await vscode.window.showWarningMessage(message, show)
      : await vscode.window.showInformationMessage(message, show);
  if (answer === show) await vscode.commands.executeCommand("workbench.actions.view.problems");
}

/** One sentence for people. */
export function checkWording(summary: CheckSummary): string {
  const { files, filesFailed, errors, warnings, informations, hints, disposed, cancelled } = summary;
  const found = [plural(errors, "error"), plural(warnings, "warning")];
  if (informations + hints > 0) found.push(plural(informations + hints, "hint"));
  const parts = [`${cancelled ? "Stopped after" : "Checked"} ${plural(files, "file")}: ${found.join(", ")}`];
  if (disposed > 0) parts.push(`${disposed} left standing with a reason`);
  if (filesFailed > 0) parts.push(`${plural(filesFailed, "file")} could not be analysed`);
  return `Vitalint: ${parts.join("; ")}.`;
}
