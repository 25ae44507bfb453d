import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { COPY, linesOf } from "./sources.js";

describe("server: diagnostics that a client asks for", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "main.c": COPY });
  let client: LspClient;

  before(async () => {
    client = await LspClient.start({ folders: [project.root], options: { ruleLinks: true } });
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  it("offers them with the plain capabilities", () => {
    const { capabilities } = client.initialized;
    strictEqual(capabilities.positionEncoding, "utf-16");
    deepStrictEqual(capabilities.diagnosticProvider, { identifier: "vitalint", interFileDependencies: true, workspaceDiagnostics: true });
  });

  it("finds a weakness in an open document and loses it with its code", async () => {
    const uri = await client.open(project.path("main.c"), COPY);
    const first = await client.pull(uri);
    strictEqual(first.kind, "full");
    const [found, ...others] = first.items;
    deepStrictEqual(others, []);
    deepStrictEqual([found?.code, found?.source, found?.severity], ["memory/unbounded-copy", "vitalint", 2]);
    deepStrictEqual(found?.codeDescription, { href: "vitalint-rule:/memory/unbounded-copy.md" });
    strictEqual(found.range.start.line, 5);
    strictEqual((await client.pull(uri, first.resultId)).kind, "unchanged");
    await client.change(uri, [{ range: { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } }, text: "" }]);
    const second = await client.pull(uri, first.resultId);
    strictEqual(second.kind, "full");
    deepStrictEqual(second.items, []);
    notStrictEqual(second.resultId, first.resultId);
    await client.close(uri);
    deepStrictEqual(await client.diagnostics(uri), [], "a closed document has none, though its file on disk is weak");
  });

  it("always answers about the newest text, also when a change overtakes the question", async () => {
    const uri = await client.open(project.path("main.c"), COPY);
    const overtaken = client.pull(uri);
    await client.change(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "\n\n" }]);
    const report = await overtaken;
    strictEqual(report.kind, "full");
    // Either it was answered before the change was read, or it is about the text after it; never about a text in between.
    ok(["5", "7"].includes(linesOf(report.items).join()), linesOf(report.items).join());
    deepStrictEqual(linesOf(await client.diagnostics(uri)), [7]);
    await client.close(uri);
  });

  it("keeps answering while keys are pressed faster than it can analyse", async () => {
    const uri = await client.open(project.path("main.c"), COPY);
    const pulls = [];
    for (let i = 0; i < 30; i++) {
      await client.change(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "\n" }]);
      pulls.push(client.pull(uri));
    }
    const last = (await Promise.all(pulls)).at(-1);
    strictEqual(last?.kind, "full");
    deepStrictEqual(linesOf(last.items), [35]);
    await client.close(uri);
  });
});
