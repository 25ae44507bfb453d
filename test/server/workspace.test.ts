import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { writeFileSync } from "node:fs";
import { URI } from "vscode-uri";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { checkWorkspaceRequest, type CheckSummary } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, COPY } from "./sources.js";

describe("server: diagnostics of the workspace", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "vitalint.json": '{ "programs": 5 }', "main.c": COPY, "other.c": COPY });
  const uriOf = (file: string): string => URI.file(project.path(file)).toString();
  let client: LspClient;
  let held: Promise<unknown>;
  let isAnswered = false;

  before(async () => {
    client = await LspClient.start({ folders: [project.root] });
    held = client.holdWorkspace().finally(() => (isAnswered = true));
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  const shown = (file: string): unknown[] | undefined => {
    const report = client.reports.filter(({ uri }) => uri === uriOf(file)).at(-1);
    return report?.kind === "full" ? codesOf(report.items) : undefined;
  };

  it("show a broken configuration without anybody opening it, and no weakness of closed files", async () => {
    await client.until("the configuration's problem", () => shown("vitalint.json"));
    deepStrictEqual(shown("vitalint.json"), ["vitalint/config"]);
    strictEqual(shown("main.c"), undefined);
    deepStrictEqual(client.published, [], "nothing is pushed to a client that asks");
  });

  it("forget a configuration's problem once it is solved on disk", async () => {
    writeFileSync(project.path("vitalint.json"), "{}");
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("vitalint.json"), type: 2 }] });
    await client.until("its end", () => shown("vitalint.json")?.length === 0);
  });

  it("show all files once the workspace was checked, with progress", async () => {
    const summary = await client.ask(checkWorkspaceRequest, { workDoneToken: "check" });
    deepStrictEqual(
      { warnings: summary.warnings, files: summary.files, filesFailed: summary.filesFailed, cancelled: summary.cancelled },
      { warnings: 2, files: 3, filesFailed: 0, cancelled: false },
    );
    await client.until("both files", () => shown("main.c")?.length === 1 && shown("other.c")?.length === 1);
    const steps = client.progress.filter(({ token }) => token === "check").map(({ value }) => value.kind);
    deepStrictEqual([steps[0], steps.at(-1)], ["begin", "end"]);
  });

  it("leave an open document to its own request, and take it up again when it is closed", async () => {
    const uri = await client.open(project.path("main.c"), "int x;\n");
    deepStrictEqual(await client.diagnostics(uri), []);
    const before = client.reports.length;
    await client.change(uri, [{ text: "int y;\n" }]);
    await client.close(uri);
    await client.until("the file as it is on disk", () => client.reports.length > before && shown("main.c")?.length === 1);
  });

  it("follow files that change, come and go on disk", async () => {
    writeFileSync(project.path("new.c"), COPY);
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [
        { uri: uriOf("new.c"), type: 1 },
        { uri: uriOf("other.c"), type: 3 },
      ],
    });
    await client.until("the new file", () => shown("new.c")?.length === 1);
    await client.until("the end of the deleted one", () => shown("other.c")?.length === 0);
  });

  it("are held open until the client gives up", () => {
    ok(!isAnswered, "an answer would make the client ask again and again");
    void held.catch(() => undefined);
  });

  it("are taken back when the document is closed in a workspace that was not checked", async () => {
    const fresh = await LspClient.start({ folders: [project.root] });
    void fresh.holdWorkspace([]).catch(() => undefined);
    const uri = await fresh.open(project.path("main.c"), COPY);
    strictEqual((await fresh.diagnostics(uri)).length, 1);
    await fresh.close(uri);
    const report = await fresh.until("an empty report", () => fresh.reports.find((candidate) => candidate.uri === uri));
    deepStrictEqual(report.kind === "full" && report.items, []);
    await fresh.stop();
  });

  it("stop when the check is cancelled, and say how far it came", async () => {
    const many = temporaryProject(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`file${i}.c`, COPY])));
    const fresh = await LspClient.start({ folders: [many.root] });
    const source = new CancellationTokenSource();
    const asked = fresh.connection.sendRequest<CheckSummary>(checkWorkspaceRequest.method, { workDoneToken: "check" }, source.token);
    await fresh.until("the first progress", () => fresh.progress.some(({ token, value }) => token === "check" && value.kind === "report"));
    source.cancel();
    const { cancelled, files } = await asked;
    ok(cancelled && files > 0 && files < 300, `${files} files`);
    await fresh.stop();
    many.remove();
  });

  it("are shown at once with the setting for the whole workspace", async () => {
    const fresh = await LspClient.start({ folders: [project.root], options: { settings: { scope: "workspace" } } });
    void fresh.holdWorkspace([]).catch(() => undefined);
    await fresh.until("a closed file's weakness", () =>
      fresh.reports.some((report) => report.uri === uriOf("main.c") && report.kind === "full" && report.items.length === 1),
    );
    await fresh.stop();
  });
});
