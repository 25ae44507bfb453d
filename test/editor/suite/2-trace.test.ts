import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { HAS_HAND, hand } from "./hand.js";
import { find, goTo, open, revert, until } from "./support.js";

const FILE = "firmware/flow/occlusion.c";

describe("requirement links", () => {
  let editor: vscode.TextEditor;

  before(async () => {
    editor = await open(FILE);
  });
  after(() => revert(editor));

  it("shows a requirement's card on hover", async () => {
    const link = find(editor.document, /SRS-\d+/);
    const id = editor.document.getText(link);
    const text = await until("the card", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        editor.document.uri,
        link.start.translate(0, 1),
      );
      const content = hovers
        .flatMap((hover) => hover.contents)
        .flatMap((part) => (part instanceof vscode.MarkdownString ? [part.value] : []));
      return content.find((part) => part.includes(id));
    });
    assert.match(text, /class C/i);
    if (!HAS_HAND) return;
    await goTo(editor, link);
    await vscode.commands.executeCommand("editor.action.showHover");
    await hand.seen(`.monaco-hover >> text=${id}`);
    await hand.picture("5-requirement-hover");
    await hand.press("Escape");
  });

  it("goes from an id in the code to the requirement's text", async () => {
    const link = find(editor.document, /SRS-\d+/);
    const targets = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      editor.document.uri,
      link.start.translate(0, 1),
    );
    const paths = targets.map((target) => ("targetUri" in target ? target.targetUri : target.uri).path);
    assert.ok(
      paths.some((path) => path.endsWith("/docs/srs/flow.md")),
      `leads to ${paths.join(", ") || "nothing"}`,
    );
  });

  it("completes an id inside a tag, with its title", async function () {
    const tag = find(editor.document, /@satisfies SRS-\d+/);
    await editor.edit((edit) => {
      edit.insert(tag.end, ", ");
    });
    const at = tag.end.translate(0, 2);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      editor.document.uri,
      at,
    );
    const offered = list.items.find((item) => (typeof item.label === "string" ? item.label : item.label.label) === "SRS-010");
    assert.ok(offered, "SRS-010 is not offered");
    if (!HAS_HAND) return;
    await goTo(editor, new vscode.Range(at, at));
    await hand.type("SRS-01");
    await hand.press("Control+Space");
    await hand.seen(".suggest-widget >> text=SRS-010");
    await hand.picture("6-completion");
    await hand.press("Enter");
    await until("the completed id", () => /@satisfies SRS-\d+, SRS-01\d/.test(editor.document.getText()));
  });
});
