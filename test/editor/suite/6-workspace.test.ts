import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { open } from "./support.js";

describe("the workspace", () => {
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("says in the language status how the server is", async function () {
    if (!HAS_HAND) this.skip();
    await open("firmware/flow/flow_control.c");
    await hand.click('[id="status.languageStatus"]');
    const text = await hand.textOf(".hover-language-status >> text=Vitalint");
    assert.match(text, /Vitalint/);
    await hand.picture("17-language-status");
    await hand.press("Escape");
    await hand.away();
  });

  it("is checked on demand, and the problems show", async () => {
    const summary = await vscode.commands.executeCommand<{
      readonly files: number;
      readonly filesFailed: number;
      readonly cancelled: boolean;
    }>("vitalint.checkWorkspace");
    assert.ok(summary.files > 40, `${summary.files} files`);
    assert.equal(summary.filesFailed, 0);
    assert.equal(summary.cancelled, false);
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    await hand.picture("18-problems");
    await vscode.commands.executeCommand("workbench.action.closePanel");
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  it("introduces itself in a walkthrough of four steps", async function () {
    if (!HAS_HAND) this.skip();
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "vitalint.vitalint#vitalint.start");
    await hand.seen(".gettingStartedContainer >> text=Link code to its requirements");
    await hand.seen("iframe.webview.ready");
    await hand.picture("19-walkthrough");
  });
});
