import * as vscode from "vscode";
import { untracedFunctionsRequest } from "../../../protocol/src/index.js";
import { openPlace } from "../open-place.js";
import type { Server } from "../connection/server.js";
import { pickProject } from "./pick-project.js";

/** Lists the functions that no tag links to anything, with their signatures; choosing one opens it. */
export async function listUntracedFunctions(server: Server): Promise<void> {
  const project = await pickProject("Which project's functions?");
  const functions = await server.request(untracedFunctionsRequest, project === undefined ? {} : { project });
  if (functions.length === 0) {
    void vscode.window.showInformationMessage("Every function of the product is linked to a requirement or risk control.");
    return;
  }
  const choices = functions.map(({ signature, path, safetyClass, place }) => ({
    label: signature,
    description: safetyClass === undefined ? "" : `class ${safetyClass}`,
    detail: `${path}:${String(place.range.start.line + 1)}`,
    place,
  }));
  const choice = await vscode.window.showQuickPick(choices, {
    title: `Functions without a requirement (${String(functions.length)})`,
    placeHolder: "Signature or path",
    matchOnDetail: true,
    matchOnDescription: true,
  });
  if (choice === undefined) throw new vscode.CancellationError();
  await openPlace(choice.place);
}
