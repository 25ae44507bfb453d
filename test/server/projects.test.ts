import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { URI } from "vscode-uri";
import { requirementTreeRequest } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, COPY, REQUIREMENTS, TAGGED } from "./sources.js";

const OFF = '{ "rules": { "memory/unbounded-copy": "off" } }';
const ERROR = '{ "rules": { "memory/unbounded-copy": "error" } }';

describe("server: projects", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const first = temporaryProject({ "main.c": COPY, "vitalint.json": OFF, "boot/main.c": COPY, "boot/vitalint.json": ERROR });
  const second = temporaryProject({ "main.c": COPY, "docs/srs.md": REQUIREMENTS });
  const elsewhere = temporaryProject({ "main.c": COPY, "vitalint.json": OFF });
  let client: LspClient;

  before(async () => {
    client = await LspClient.start({ folders: [first.root, second.root] });
    await client.ready();
  });
  after(async () => {
    await client.stop();
    for (const project of [first, second, elsewhere]) project.remove();
  });

  const severities = async (uri: string): Promise<unknown[]> => (await client.diagnostics(uri)).map(({ severity }) => severity);
  const notify = (file: string, type: number): Promise<void> =>
    client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: URI.file(file).toString(), type }] });

  it("are made by the nearest vitalint.json, nested ones too", async () => {
    deepStrictEqual(await severities(await client.open(first.path("main.c"), COPY)), []);
    deepStrictEqual(await severities(await client.open(first.path("boot/main.c"), COPY)), [1]);
    deepStrictEqual(await severities(await client.open(second.path("main.c"), COPY)), [2]);
    const { projects } = await client.ask(requirementTreeRequest, {});
    strictEqual(projects.length, 3);
    deepStrictEqual(
      projects.filter(({ documents }) => documents.length > 0).map(({ uri }) => uri),
      [URI.file(second.root).toString()],
    );
  });

  it("follow a vitalint.json that comes, changes and goes", async () => {
    const uri = URI.file(second.path("main.c")).toString();
    const refreshes = client.refreshes;
    writeFileSync(second.path("vitalint.json"), OFF);
    await notify(second.path("vitalint.json"), 1);
    await client.until("a refresh", () => client.refreshes > refreshes);
    deepStrictEqual(await severities(uri), []);
    writeFileSync(second.path("vitalint.json"), ERROR);
    await notify(second.path("vitalint.json"), 2);
    await untilAsync(async () => (await severities(uri)).join() === "1");
    rmSync(second.path("vitalint.json"));
    await notify(second.path("vitalint.json"), 3);
    await untilAsync(async () => (await severities(uri)).join() === "2");
  });

  it("take a nested vitalint.json that is new", async () => {
    mkdirSync(second.path("sub"));
    writeFileSync(second.path("sub/part.c"), COPY);
    const uri = await client.open(second.path("sub/part.c"), COPY);
    deepStrictEqual(await severities(uri), [2]);
    writeFileSync(second.path("sub/vitalint.json"), OFF);
    await notify(second.path("sub/vitalint.json"), 1);
    await untilAsync(async () => (await severities(uri)).length === 0);
    await client.close(uri);
  });

  it("take a configuration as it is typed, after a pause", async () => {
    const uri = URI.file(first.path("main.c")).toString();
    const configuration = await client.open(first.path("vitalint.json"), OFF, "jsonc");
    await client.change(configuration, [{ text: '{ "rules": { "memory/unbounded-copy": "er' }]);
    await client.change(configuration, [{ text: ERROR }]);
    deepStrictEqual(codesOf(await client.diagnostics(configuration)), []);
    deepStrictEqual(await severities(uri), [1]);
    await client.change(configuration, [{ text: '{ "rules": { "memory/no-such-rule": "error" }, ' }]);
    ok(codesOf(await client.diagnostics(configuration)).includes("vitalint/config"), "a broken configuration says so at its place");
    await client.close(configuration);
    await untilAsync(async () => (await severities(uri)).length === 0);
  });

  it("hold a file outside of all folders by itself, by no configuration but the defaults", async () => {
    const uri = await client.open(elsewhere.path("main.c"), COPY);
    deepStrictEqual(await severities(uri), [2]);
    await client.close(uri);
  });

  it("hold a document that is no file", async () => {
    const uri = await client.open("untitled:Untitled-1", COPY, "c");
    deepStrictEqual(await severities(uri), [2]);
    await client.close(uri);
  });

  it("come and go with the editor's folders", async () => {
    const solo = await LspClient.start({ folders: [first.root] });
    await solo.ready();
    const uri = await solo.open(elsewhere.path("main.c"), COPY);
    strictEqual((await solo.diagnostics(uri)).length, 1);
    const folder = { uri: URI.file(elsewhere.root).toString(), name: "elsewhere" };
    solo.connection.onRequest("workspace/workspaceFolders", () => [{ uri: URI.file(first.root).toString(), name: "first" }, folder]);
    await solo.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event: { added: [folder], removed: [] } });
    await untilAsync(async () => (await solo.diagnostics(uri)).length === 0);
    await solo.stop();
  });

  it("go back to the file on disk when a document is closed unsaved", async () => {
    const srs = await client.open(second.path("docs/srs.md"), REQUIREMENTS.replaceAll("SRS-002", "SRS-009"), "markdown");
    const tagged = await client.open(second.path("tagged.c"), TAGGED.replace("SRS-001", "SRS-002"));
    ok(codesOf(await client.diagnostics(tagged)).includes("trace/unknown-id"));
    await client.close(srs);
    await untilAsync(async () => !codesOf(await client.diagnostics(tagged)).includes("trace/unknown-id"));
    await client.close(tagged);
  });

  async function untilAsync(condition: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 30_000;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error("waited in vain");
      await new Promise((done) => setTimeout(done, 50));
    }
  }
});
