import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { codeActions, find, findings, goTo, open, revert, ruleOf, sample, until } from "./support.js";

const CODE = "firmware/flow/occlusion.c";

describe("the trace is edited", () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await open(CODE);
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("renames an id in its document and in every tag", async () => {
    const link = find(editor.document, /SRS-\d+/);
    const id = editor.document.getText(link);
    // Until the project is read, nothing is known to rename.
    const edit = await until("the rename", async () => {
      const found = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        editor.document.uri,
        link.start.translate(0, 1),
        "SRS-977",
      );
      return found.size > 1 ? found : undefined;
    });
    const paths = edit.entries().map(([uri]) => uri.path);
    assert.ok(
      paths.some((path) => path.endsWith("/docs/srs/flow.md")),
      paths.join(", "),
    );
    assert.ok(
      paths.some((path) => path.endsWith(CODE)),
      paths.join(", "),
    );
    for (const [uri, edits] of edit.entries()) {
      // The records of reviews and stamps follow with lines of their own.
      if (/\/vitalint\.\w+$/.test(uri.path)) continue;
      const document = await vscode.workspace.openTextDocument(uri);
      for (const each of edits) assert.equal(document.getText(each.range), id, uri.path);
    }
    if (!HAS_HAND) return;
    await goTo(editor, link);
    // It ends when the new name is given, or the box is left.
    const renaming = vscode.commands.executeCommand("editor.action.rename");
    await hand.seen(".rename-box");
    await hand.picture("20-rename-id");
    await hand.press("Escape");
    await renaming;
  });

  it("marks a link as reviewed, and calls it suspect when the code changes", async () => {
    const settings = vscode.workspace.getConfiguration("vitalint");
    await settings.update("reviewer", "A. Reviewer", vscode.ConfigurationTarget.Global);
    const link = find(editor.document, /SRS-\d+/);
    const actions = await until("the action", async () => {
      const offered = await codeActions(editor.document.uri, link);
      return offered.some(({ title }) => /reviewed/i.test(title)) ? offered : undefined;
    });
    const mark = actions.find(({ title }) => /^Mark link/i.test(title)) ?? actions.find(({ title }) => /reviewed/i.test(title));
    assert.ok(mark?.command, JSON.stringify(actions.map(({ title }) => title)));
    if (HAS_HAND) {
      await goTo(editor, link);
      await vscode.commands.executeCommand("editor.action.quickFix");
      await hand.seen(".action-widget >> text=reviewed");
      await hand.picture("21-mark-reviewed");
      await hand.press("Escape");
    }
    const { command, arguments: given = [] } = mark.command;
    const record = vscode.Uri.joinPath(sample(), "vitalint.reviews");
    const text = await until("the record", async () => {
      await vscode.commands.executeCommand(command, ...(given as unknown[]));
      return vscode.workspace.fs.readFile(record).then(
        (bytes) => Buffer.from(bytes).toString("utf8"),
        () => undefined,
      );
    });
    assert.match(text, /SRS-\d+/);
    await vscode.window.showTextDocument(editor.document);
    await editor.edit((edit) => {
      const body = find(editor.document, /\n\{\n/);
      edit.insert(body.end, "    volatile int changed_since = 1;\n    (void)changed_since;\n");
    });
    const suspect = await until("the suspect link", () =>
      findings(editor.document.uri).find((each) => ruleOf(each) === "trace/suspect-link"),
    );
    assert.match(suspect.message, /SRS-\d+/);
    await goTo(editor, suspect.range);
    await hand.picture("22-suspect-link");
    await revert(editor);
    await vscode.workspace.fs.delete(record);
    await vscode.workspace.fs
      .delete(vscode.Uri.joinPath(sample(), "vitalint.reviewed"), { recursive: true })
      .then(undefined, () => undefined);
  });

  it("leads from code to the hazard behind it", async () => {
    const flow = await open("firmware/flow/flow_control.c");
    await goTo(flow, find(flow.document, /SRS-001/));
    const run = vscode.commands.executeCommand("vitalint.goToHazard");
    if (HAS_HAND) {
      await hand.seen(".quick-input-widget >> text=HZ-");
      await hand.picture("23-go-to-hazard");
      await hand.press("Enter");
      await run;
      const shown = await until("the hazard", () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.path.endsWith("hazards.csv") ? active : undefined;
      });
      assert.match(shown.document.lineAt(shown.selection.active.line).text, /^HZ-/);
    }
  });

  it("shows what changes since a commit affect", async () => {
    const git = (...args: string[]): void => {
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: sample().fsPath });
    };
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
    await editor.edit((edit) => {
      const body = find(editor.document, /\n\{\n/);
      edit.insert(body.end, "    (void)0;\n");
    });
    await vscode.commands.executeCommand("vitalint.showChangeImpact", "HEAD");
    const shown = await until("the impact", () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.languageId === "markdown" && active.document.getText().startsWith("# Change impact") ? active : undefined;
    });
    const text = shown.document.getText();
    assert.match(text, /`firmware\/flow\/occlusion\.c`/);
    assert.match(text, /## Tests to repeat/);
    await hand.picture("24-change-impact");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await revert(editor);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(sample(), ".git"), { recursive: true });
  });
});
