import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { until } from "./support.js";

const VIEW = '[id="workbench.view.extension.vitalint"]';

describe("the view Requirements", () => {
  before(() => vscode.commands.executeCommand("vitalint.requirements.focus"));
  after(() => vscode.commands.executeCommand("workbench.view.explorer"));

  it("shows documents and their requirements with their state", async function () {
    if (!HAS_HAND) this.skip();
    await hand.seen(`${VIEW} .monaco-list-row >> text=SRS-012`);
    await hand.click(`${VIEW} .monaco-list-row:has-text("SRS-012") .monaco-tl-twistie`);
    await hand.picture("12-requirements-view");
  });

  it("opens a requirement by a click", async function () {
    if (!HAS_HAND) this.skip();
    await hand.click(`${VIEW} .monaco-list-row:has-text("SRS-012") .label-name`);
    const editor = await until("the requirement", () => vscode.window.activeTextEditor);
    assert.equal(editor.document.lineAt(editor.selection.active.line).text.trim() === "", false);
    await hand.picture("13-requirement-opened");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
});
