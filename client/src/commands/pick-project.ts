import * as vscode from "vscode";
import { requirementTreeRequest } from "../../../protocol/src/index.js";
import type { Server } from "../server/server.js";

/**
 * The project that a command is about: undefined for the only one, else the one that the user picks. Leaving the list throws
 * `CancellationError`, which ends the command in silence.
 */
export async function pickProject(server: Server, question: string): Promise<string | undefined> {
  // One folder may still hold several projects, but asking the server here would hold up the panel while it starts.
  if ((vscode.workspace.workspaceFolders ?? []).length <= 1 && server.status.state === "starting") return undefined;
  const { projects } = await server.request(requirementTreeRequest, {});
  if (projects.length <= 1) return undefined;
  const choices = projects.map((project) => ({ label: project.name, description: vscode.Uri.parse(project.uri).fsPath, uri: project.uri }));
  const choice = await vscode.window.showQuickPick(choices, { title: question });
  if (choice === undefined) throw new vscode.CancellationError();
  return choice.uri;
}
