import * as vscode from "vscode";
import type { PositionParams } from "../../../protocol/src/index.js";

/** The cursor's place in the active editor; without one, an error that says what to do. */
export function positionAtCursor(otherwise: string): PositionParams {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Error(otherwise);
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** True for a place as our own code actions give it. */
export function isPosition(argument: unknown): argument is PositionParams {
  return typeof argument === "object" && argument !== null && "uri" in argument && "position" in argument;
}
