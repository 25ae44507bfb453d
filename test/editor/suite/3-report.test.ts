import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { sample, until } from "./support.js";

describe("traceability report", () => {
  before(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("opens from the command palette and holds the matrix", async function () {
    if (!HAS_HAND) this.skip();
    await hand.press("F1");
    await hand.type("Vitalint: Show Traceability");
    await hand.seen(".quick-input-list >> text=Show Traceability Report");
    await hand.picture("7-command-palette");
    await hand.press("Enter");
    const matrix = await hand.webview({ selector: "#vl-requirements table" });
    assert.match(matrix, /SRS-010/);
    await hand.picture("8-report");
    await hand.webview({ selector: 'nav a[href="#vl-requirements"]', action: "click" });
    await hand.picture("9-matrix");
  });

  it("opens in a tab of its own", async () => {
    await vscode.commands.executeCommand("vitalint.showTraceabilityReport");
    await until("the panel", () =>
      vscode.window.tabGroups.all.some((group) =>
        group.tabs.some((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith("vitalint.report")),
      ),
    );
  });

  it("takes its colours from the theme", async function () {
    if (!HAS_HAND) this.skip();
    const workbench = vscode.workspace.getConfiguration("workbench");
    const before = workbench.get<string>("colorTheme");
    const colours: string[] = [];
    for (const theme of ["Default Dark Modern", "Default High Contrast"]) {
      await workbench.update("colorTheme", theme, vscode.ConfigurationTarget.Global);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      colours.push(await hand.webview({ selector: "#vl-requirements h2", action: "colour" }));
      await hand.picture(`9 ${theme}`);
    }
    await workbench.update("colorTheme", before, vscode.ConfigurationTarget.Global);
    assert.ok(
      colours.every((colour) => /^rgb\((2[0-9]{2}|1[5-9][0-9]),/.test(colour)),
      `light text on dark ground: ${colours.join(" ")}`,
    );
  });

  it("filters rows and opens the code of a row", async function () {
    if (!HAS_HAND) this.skip();
    await hand.webview({ selector: "#filter", action: "fill", value: "SRS-010" });
    const matches = await hand.webview({ selector: "#matches" });
    assert.match(matches, /^[1-9]\d* of \d+ rows$/);
    await hand.picture("10-report-filtered");
    await hand.webview({ selector: "#vl-requirements tbody tr:not([hidden]) .code-link", action: "click" });
    await until("an editor", () => vscode.window.activeTextEditor?.document.uri.path.startsWith(sample().path));
    await hand.picture("11-report-row-opened");
  });

  it("is exported as a file", async () => {
    const target = vscode.Uri.joinPath(sample(), "report.csv");
    void vscode.commands.executeCommand("vitalint.exportTraceabilityReport", { format: "csv", target });
    const content = await until("the file", () =>
      vscode.workspace.fs.readFile(target).then(
        (bytes) => new TextDecoder().decode(bytes),
        () => undefined,
      ),
    );
    assert.match(content, /,/);
    await vscode.workspace.fs.delete(target);
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
});
