import * as vscode from "vscode";
import { changeImpactRequest } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";
import { pickProject } from "./pick-project.js";

/** Shows what the changes since a commit affect, as a Markdown document that can be kept or pasted into a merge request. */
export async function showChangeImpact(server: Server, argument: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) throw new Error("Changes can be compared with a commit once you trust this workspace.");
  const project = await pickProject("Which project's changes?");
  const since = typeof argument === "string" ? argument : await askRevision();
  const options = { location: vscode.ProgressLocation.Notification, title: "Vitalint: following the changes", cancellable: true };
  const { markdown } = await vscode.window.withProgress(options, (_, token) =>
    server.request(changeImpactRequest, { since, ...(project === undefined ? {} : { project }) }, token),
  );
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: markdown });
  await vscode.window.showTextDocument(document, { preview: false });
}

async function askRevision(): Promise<string> {
  const revision = await vscode.window.showInputBox({
    title: "Show Change Impact",
    prompt: "Compare with which commit, tag or branch? HEAD shows what is not committed yet.",
    value: "HEAD",
    validateInput: (text) => (text.trim() === "" ? "Name a commit, a tag or a branch." : undefined),
  });
  if (revision === undefined) throw new vscode.CancellationError();
  return revision.trim();
}
