import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";
import { linkFunctionRequest, linkTargetsRequest } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";
import { isPosition, positionAtCursor } from "./position-at-cursor.js";

/** Asks which requirement or risk control the function at hand is for, and writes the tag into its comment. */
export async function linkFunction(server: Server, argument: unknown): Promise<boolean> {
  if (!vscode.workspace.isTrusted) throw new Error("Functions can be linked once you trust this workspace.");
  const at = isPosition(argument) ? argument : positionAtCursor("Put the cursor on the function that is to be linked.");
  const targets = await server.request(linkTargetsRequest, at);
  if (targets === null) throw new Error("Put the cursor on a function; there must be a requirement document to link it to.");
  const choices = targets.items
    .filter(({ linked }) => !linked)
    .map(({ id, title, kind }) => ({ label: id, description: title, detail: kind.replaceAll("-", " ") }));
  const choice = await vscode.window.showQuickPick(choices, {
    title: `Link ${targets.function}`,
    placeHolder: "Requirement, design element or risk control",
    matchOnDescription: true,
  });
  if (choice === undefined) throw new vscode.CancellationError();
  const edit = await server.request(linkFunctionRequest, { ...at, id: choice.label });
  return vscode.workspace.applyEdit(await server.client.protocol2CodeConverter.asWorkspaceEdit(edit as WorkspaceEdit));
}
