import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { planted } from "./planted.js";
import { codeActions, findings, goTo, open, revert, ruleOf, until } from "./support.js";

const FILE = "firmware/protocol/ble_link.c";
const RULE = "memory/unbounded-copy";

describe("findings while typing", () => {
  let editor: vscode.TextEditor;

  before(async () => {
    editor = await open(FILE);
  });
  after(() => revert(editor));

  const finding = (): vscode.Diagnostic | undefined => findings(editor.document.uri).find((diagnostic) => ruleOf(diagnostic) === RULE);

  it("is active as soon as a C file is open, with all its commands", async () => {
    const extension = vscode.extensions.getExtension("vitalint.vitalint");
    assert.ok(extension, "the extension is not installed");
    await until("activation", () => extension.isActive);
    const manifest = extension.packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(registered.includes(command), command);
  });

  it("underlines the planted weaknesses, each with its rule as the code", async () => {
    const expected = planted(FILE).map(({ line, rule }) => `${line} ${rule}`);
    assert.notEqual(expected.length, 0);
    const found = await until("findings", () => {
      const list = findings(editor.document.uri);
      return list.length >= expected.length && list;
    });
    assert.deepEqual(found.map((diagnostic) => `${diagnostic.range.start.line + 1} ${ruleOf(diagnostic)}`).sort(), [...expected].sort());
  });

  it("explains a finding on hover", async function () {
    if (!HAS_HAND) this.skip();
    const at = await until("the finding", finding);
    await goTo(editor, at.range);
    await hand.hover(".squiggly-error, .squiggly-warning");
    await hand.seen(`.monaco-hover >> text=${RULE}`);
    await hand.picture("1-finding");
    await hand.away();
  });

  it("opens the rule's page from the finding's code, rendered and offline", async function () {
    if (!HAS_HAND) this.skip();
    await hand.hover(".squiggly-error, .squiggly-warning");
    await hand.click(`.monaco-hover a >> text=${RULE}`);
    assert.match(await hand.webview({ selector: "p code" }), new RegExp(RULE));
    // A page that could not be loaded has no section.
    assert.notEqual(await hand.webview({ selector: "h2" }), "");
    await hand.picture("2-rule-page");
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.window.showTextDocument(editor.document);
  });

  it("offers a fix and a deviation, the safe fix preferred", async () => {
    const at = await until("the finding", finding);
    const actions = await codeActions(editor.document.uri, at.range);
    assert.equal(actions.filter((action) => action.isPreferred && action.edit).length, 1, "exactly one preferred fix");
    const deviation = actions.find((action) => action.command?.command === "vitalint.recordDeviation");
    assert.ok(deviation, "no way to record a deviation");
    assert.ok(!deviation.isPreferred, "a deviation is never what 'fix it' does");
    if (!HAS_HAND) return;
    await goTo(editor, at.range);
    await hand.press("Control+.");
    await hand.seen(".action-widget >> text=Record a deviation");
    await hand.picture("3-quick-fix");
    await hand.press("Escape");
  });

  it("goes away once it is fixed", async () => {
    const at = await until("the finding", finding);
    const fix = (await codeActions(editor.document.uri, at.range)).find((action) => action.isPreferred);
    assert.ok(fix?.edit, "no fix with an edit");
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.doesNotMatch(editor.document.getText(), /strcpy/);
    await until("the finding to go", () => finding() === undefined);
    await hand.picture("4-fixed");
  });
});
