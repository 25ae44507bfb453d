import * as vscode from "vscode";
import { WorkDoneProgress } from "vscode-languageclient/node";
import type { CheckSummary } from "../../../protocol/src/index.js";
import { checkWorkspaceRequest } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";
import { checkWording } from "../wording.js";

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
