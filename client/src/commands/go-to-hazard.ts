import * as vscode from "vscode";
import { hazardsRequest } from "../../../protocol/src/index.js";
import { openPlace } from "../open-place.js";
import type { Server } from "../connection/server.js";
import { positionAtCursor } from "./position-at-cursor.js";

/** Leads from the code, requirement or id at the cursor to the hazard that it stands before; asks which where there are several. */
export async function goToHazard(server: Server): Promise<void> {
  const hazards = await server.request(hazardsRequest, positionAtCursor("Open a file and put the cursor on code or on a requirement."));
  if (hazards.length === 0) {
    void vscode.window.showInformationMessage(
      "No hazard is linked to this place: neither its requirements nor their parents mitigate one.",
    );
    return;
  }
  const choices = hazards.map((hazard) => ({
    label: hazard.id,
    description: hazard.severity === undefined ? hazard.title : `${hazard.title} (${hazard.severity})`,
    detail: hazard.controls.length === 0 ? "" : `Risk control${hazard.controls.length === 1 ? "" : "s"} ${hazard.controls.join(", ")}`,
    hazard,
  }));
  const only = choices.length === 1 ? choices[0] : undefined;
  const choice =
    only ?? (await vscode.window.showQuickPick(choices, { title: "Go to Hazard", placeHolder: "Hazard", matchOnDescription: true }));
  if (choice === undefined) throw new vscode.CancellationError();
  await openPlace(choice.hazard.place);
}
