import { strict as assert } from "node:assert";
import type * as vscode from "vscode";
import { commands } from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { findings, goTo, open, revert, ruleOf, until } from "./support.js";

const RULE = "memory/unbounded-copy";
const REASON = "The only caller passes a literal of eight characters";

describe("recording a deviation", () => {
  let editor: vscode.TextEditor;

  before(async () => {
    editor = await open("firmware/protocol/ble_link.c");
  });
  after(async () => {
    await revert(editor);
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("asks what is decided and why, writes it beside the code, and the finding goes", async function () {
    if (!HAS_HAND) this.skip();
    const finding = (): vscode.Diagnostic | undefined => findings(editor.document.uri).find((diagnostic) => ruleOf(diagnostic) === RULE);
    const at = await until("the finding", finding);
    await goTo(editor, at.range);
    await hand.press("Control+.");
    await hand.click(".action-widget >> text=Record a deviation");
    await hand.seen(".quick-input-widget >> text=The rule is broken on purpose");
    await hand.picture("14-deviation-kind");
    await hand.press("Enter");
    await hand.seen(".quick-input-widget >> text=Why may this finding stand?");
    await hand.type(REASON);
    await hand.picture("15-deviation-reason");
    await hand.press("Enter");
    await until("the record", () => editor.document.getText().includes(REASON));
    await until("the finding to go", () => finding() === undefined);
    assert.match(editor.document.getText(), /vitalint-deviation\(memory\/unbounded-copy\): The only caller/);
    await hand.picture("16-deviation-recorded");
  });
});
