import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { LspClient, PUSH_CLIENT, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, COPY, linesOf } from "./sources.js";

describe("server: diagnostics pushed to a client that can't ask", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "main.c": COPY, "other.c": COPY });
  let client: LspClient;

  before(async () => {
    client = await LspClient.start({ folders: [project.root], capabilities: PUSH_CLIENT });
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  const last = (uri: string): PublishDiagnosticsParams | undefined => client.published.filter((params) => params.uri === uri).at(-1);

  it("are sent with the version that they are about, and taken back when the document is closed", async () => {
    strictEqual(client.initialized.capabilities.diagnosticProvider, undefined);
    const uri = await client.open(project.path("main.c"), COPY);
    const first = await client.until("diagnostics", () => last(uri));
    deepStrictEqual([first.version, codesOf(first.diagnostics)], [1, ["memory/unbounded-copy"]]);
    strictEqual(first.diagnostics[0]?.codeDescription, undefined, "a link that the client can't open is not sent");
    await client.change(uri, [{ range: { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } }, text: "" }]);
    await client.until("their end", () => last(uri)?.version === 2 && last(uri)?.diagnostics.length === 0);
    await client.close(uri);
    await client.until("the last word", () => last(uri)?.version === undefined);
    deepStrictEqual(last(uri)?.diagnostics, []);
  });

  it("are never about a text that is no more", async () => {
    const uri = await client.open(project.path("main.c"), COPY);
    let version = 1;
    for (let i = 0; i < 20; i++) {
      version = await client.change(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "\n" }]);
      await new Promise((done) => setTimeout(done, i % 5 === 0 ? 120 : 3));
    }
    await client.until("the newest", () => last(uri)?.version === version);
    const shown = client.published.filter((params) => params.uri === uri && params.version !== undefined && params.diagnostics.length > 0);
    for (const { version: of = 0, diagnostics } of shown) deepStrictEqual(linesOf(diagnostics), [of + 4]);
    await client.close(uri);
  });

  it("are of open documents only, until the workspace is checked", async () => {
    await client.ready();
    const other = project.path("other.c");
    ok(!client.published.some(({ uri, diagnostics }) => uri.endsWith("other.c") && diagnostics.length > 0), other);
    const summary = await client.connection.sendRequest("vitalint/checkWorkspace", {});
    strictEqual((summary as { warnings: number }).warnings, 2);
    await client.until("diagnostics of the other file", () =>
      client.published.some(({ uri, diagnostics }) => uri.endsWith("other.c") && diagnostics.length === 1),
    );
  });
});
