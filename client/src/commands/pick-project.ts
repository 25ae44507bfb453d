import * as vscode from "vscode";

/**
 * The project that a command is about, as the URI of its folder: undefined for the only one, else the one that the user picks. Asks
 * the workspace, not the server, so that a command answers at once while the server is busy. Leaving the list throws
 * `CancellationError`, which ends the command in silence.
 */
export async function pickProject(question: string): Promise<string | undefined> {
  const projects = await projectFolders();
  if (projects.length <= 1) return undefined;
  const choices = projects.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), description: uri.fsPath, uri }));
  const choice = await vscode.window.showQuickPick(choices, { title: question });
  if (choice === undefined) throw new vscode.CancellationError();
  return choice.uri.toString();
}

/** Folders that hold a `vitalint.json`, and opened folders that hold none. */
async function projectFolders(): Promise<readonly vscode.Uri[]> {
  const files = await vscode.workspace.findFiles("**/vitalint.json", "**/node_modules/**", 100);
  const configured = files.map((file) => vscode.Uri.joinPath(file, ".."));
  const opened = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  const plain = opened.filter((folder) => !configured.some((project) => isWithin(project, folder)));
  return [...configured, ...plain].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isWithin(inner: vscode.Uri, outer: vscode.Uri): boolean {
  return `${inner.path}/`.startsWith(`${outer.path}/`);
}
