import * as vscode from "vscode";
import type { Settings } from "../../protocol/src/index.js";
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from "../../protocol/src/index.js";

/** The editor's settings as the user has them now. */
export function settings(): Settings {
  const section = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return {
    scope: section.get("scope", DEFAULT_SETTINGS.scope),
    codeLens: section.get("codeLens", DEFAULT_SETTINGS.codeLens),
    showDisposed: section.get("showDisposed", DEFAULT_SETTINGS.showDisposed),
    reviewer: section.get("reviewer", DEFAULT_SETTINGS.reviewer),
  };
}
