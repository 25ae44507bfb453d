import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";
import { markReviewedRequest, type MarkReviewedParams } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";
import { plural } from "../wording.js";

/** Records that links were reviewed, in the files beside `vitalint.json`, and saves those: nobody has them open. */
export async function markReviewed(server: Server, argument: unknown): Promise<boolean> {
  if (!isTarget(argument)) throw new Error("Put the cursor on a requirement's id and choose Mark link as reviewed among its quick fixes.");
  if (!vscode.workspace.isTrusted) throw new Error("Links can be marked as reviewed once you trust this workspace.");
  const marked = await server.request(markReviewedRequest, argument);
  const edit = await server.client.protocol2CodeConverter.asWorkspaceEdit(marked.edit as WorkspaceEdit);
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  for (const uri of marked.files) {
    const document = await vscode.workspace.openTextDocument(server.client.protocol2CodeConverter.asUri(uri));
    if (!(await document.save())) throw new Error(`${vscode.workspace.asRelativePath(document.uri)} could not be saved.`);
  }
  vscode.window.setStatusBarMessage(`Vitalint: ${plural(marked.links, "link")} marked as reviewed`, 5000);
  return true;
}

function isTarget(argument: unknown): argument is MarkReviewedParams {
  return typeof argument === "object" && argument !== null && "uri" in argument && "target" in argument;
}
