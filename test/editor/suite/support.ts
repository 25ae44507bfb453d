import { strict as assert } from "node:assert";
import * as vscode from "vscode";

/** Waits until `find` gives something. */
export async function until<T>(
  what: string,
  find: () => T | undefined | false | PromiseLike<T | undefined | false>,
  ms = 60_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The folder that holds the sample. */
export function sample(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  return folder.uri;
}

export async function open(path: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(sample(), path));
  return vscode.window.showTextDocument(document, { preview: false });
}

/** Findings of Vitalint in a document. */
export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === "vitalint");
}

export function ruleOf(diagnostic: vscode.Diagnostic): string {
  return String(typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code);
}

/** Puts the cursor on a place, shows it in the middle, and leaves the workbench the time to follow before keys arrive. */
export async function goTo(editor: vscode.TextEditor, range: vscode.Range): Promise<void> {
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  // A view that was shown before may still be about to take the focus.
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
  await new Promise((resolve) => setTimeout(resolve, 400));
}

/** The first match of a pattern in a document. */
export function find(document: vscode.TextDocument, pattern: RegExp): vscode.Range {
  const match = pattern.exec(document.getText());
  assert.ok(match, `${document.uri.path} has no ${String(pattern)}`);
  return new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + match[0].length));
}

/** Undoes what a test did to a document. */
export async function revert(editor: vscode.TextEditor): Promise<void> {
  await vscode.window.showTextDocument(editor.document);
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

export async function codeActions(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}
