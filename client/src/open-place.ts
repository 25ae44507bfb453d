import * as vscode from "vscode";
import type { Place } from "../../protocol/src/index.js";

/** Command of our own items: opens a file at a place. */
export const OPEN_PLACE = "vitalint.openPlace";

export async function openPlace(place: Place, column?: vscode.ViewColumn): Promise<void> {
  const { start, end } = place.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const options: vscode.TextDocumentShowOptions = { selection, ...(column === undefined ? {} : { viewColumn: column }) };
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), options);
}
