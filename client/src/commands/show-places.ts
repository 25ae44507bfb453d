import * as vscode from "vscode";
import type { Location } from "vscode-languageclient/node";
import type { Place } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";

/** Shows the places that a code lens names, as a peek at the lens. */
export async function showPlaces(server: Server, at: unknown, places: unknown): Promise<void> {
  if (!isPlace(at) || !Array.isArray(places) || !places.every(isPlace)) throw new Error("Click on a line above a function.");
  const locations = places.map((place) => server.client.protocol2CodeConverter.asLocation(place as Location));
  const { line, character } = at.range.start;
  await vscode.commands.executeCommand(
    "editor.action.showReferences",
    vscode.Uri.parse(at.uri),
    new vscode.Position(line, character),
    locations,
  );
}

function isPlace(argument: unknown): argument is Place {
  return typeof argument === "object" && argument !== null && "uri" in argument && "range" in argument;
}
