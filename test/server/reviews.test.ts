import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import type { Hover } from "vscode-languageserver/node";
import { MARK_REVIEWED_COMMAND, markReviewedRequest, type MarkReviewedParams } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, REQUIREMENTS, TAGGED } from "./sources.js";

describe("server: reviews of links", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "main.c": TAGGED, "docs/srs.md": REQUIREMENTS, "vitalint.json": "{}\n" });
  const TAG = { start: { line: 2, character: 16 }, end: { line: 2, character: 16 } };
  let client: LspClient;

  before(async () => {
    client = await LspClient.start({
      folders: [project.root],
      options: { marksReviews: true, settings: { reviewer: "M. Okafor" } },
    });
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  async function offers(from: LspClient, uri: string): Promise<MarkReviewedParams[]> {
    const actions = await from.actions(uri, TAG);
    return actions.flatMap(({ command }) =>
      command?.command === MARK_REVIEWED_COMMAND ? [command.arguments?.[0] as MarkReviewedParams] : [],
    );
  }

  it("mark a link, and call it suspect once its requirement says something else, with what changed", async () => {
    await client.ready();
    const uri = await client.open(project.path("main.c"), TAGGED);
    const [offer] = await offers(client, uri);
    deepStrictEqual(offer?.target, { of: "link", role: "satisfies", from: "main.c", to: "SRS-001" });
    const marked = await client.ask(markReviewedRequest, offer);
    strictEqual(marked.links, 1);
    // What a client does with the edit: it makes the files and saves them.
    for (const file of marked.files) {
      const edits = marked.edit.documentChanges.flatMap((change) =>
        "edits" in change && change.textDocument.uri === file ? change.edits : [],
      );
      const name = decodeURIComponent(file.slice(file.lastIndexOf("/") + 1));
      writeFileSync(project.path(name), edits.map(({ newText }) => newText).join(""));
      await client.open(project.path(name), readFileSync(project.path(name), "utf8"), "plaintext");
    }
    ok(readFileSync(project.path("vitalint.reviews"), "utf8").includes("M. Okafor"));
    deepStrictEqual(await offers(client, uri), [], "what was reviewed needs no review");
    const document = await client.open(project.path("docs/srs.md"), REQUIREMENTS, "markdown");
    await client.change(document, [{ text: REQUIREMENTS.replace("999", "1200") }]);
    ok(codesOf(await client.diagnostics(uri)).includes("trace/suspect-link"));
    ok(codesOf(await client.diagnostics(document)).includes("trace/suspect-link"));
    const hover = await client.connection.sendRequest<Hover>("textDocument/hover", { textDocument: { uri }, position: TAG.start });
    ok(JSON.stringify(hover.contents).includes("[999 -> 1200]"), JSON.stringify(hover.contents));
    strictEqual((await offers(client, uri)).length, 1);
    await client.close(document);
    await client.close(uri);
  });

  it("write nothing in a workspace that is not trusted, nor where nobody knows who reviews", async () => {
    const careful = await LspClient.start({
      folders: [project.root],
      options: { trusted: false, marksReviews: true, settings: { reviewer: "M. Okafor" } },
    });
    await careful.ready();
    const uri = await careful.open(project.path("main.c"), TAGGED);
    deepStrictEqual(await offers(careful, uri), []);
    const refused = await careful.ask(markReviewedRequest, { uri, target: { of: "item", id: "SRS-001" } }).then(
      () => "an edit",
      (error: unknown) => String(error),
    );
    ok(refused.includes("trust"), refused);
    await careful.stop();
  });
});
