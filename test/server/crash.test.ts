import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as esbuild from "esbuild";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, COPY } from "./sources.js";

/** A copy of the product whose worker is another one. */
function programsWith(worker: string): { readonly server: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "vitalint-dist-"));
  for (const file of ["server.cjs", "web-tree-sitter.wasm", "tree-sitter-c.wasm", "tree-sitter-cpp.wasm"])
    copyFileSync(join("dist", file), join(folder, file));
  writeFileSync(join(folder, "worker.cjs"), worker);
  return { server: join(folder, "server.cjs"), folder };
}

/** The product's worker, which dies when a text that it gets says so. */
const MORTAL = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", (message) => {
  if (JSON.stringify(message.params ?? null).includes("DIE" + "_NOW")) throw new Error("as the test wants");
});
require(${JSON.stringify(resolve("dist", "worker.cjs"))});
`;

describe("server: crashes", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "main.c": COPY });
  after(() => project.remove());

  it("of the analysis are told; it is started again and goes on where it was; a second one is final and visible", async () => {
    const { server, folder } = programsWith(MORTAL);
    const client = await LspClient.start({ folders: [project.root], program: server });
    const uri = await client.open(project.path("main.c"), COPY);
    strictEqual((await client.diagnostics(uri)).length, 1);
    await client.ready();
    const die = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "/* DIE_NOW */" };
    await client.change(uri, [die]);
    await client.until("the news of the crash", () =>
      client.statuses.some(({ state, message }) => state === "crashed" && message?.includes("again") === true),
    );
    // The text that kills it is still there: the new worker dies of it too.
    const final = await client.until("the end", () => client.statuses.find(({ message }) => message?.includes("crashed again") === true));
    ok(final.message?.includes("Restart Server"));
    const refused = await client.pull(uri).then(
      () => undefined,
      (error: unknown) => error as { code: number; data: unknown },
    );
    deepStrictEqual([refused?.code, refused?.data], [-32802, { retriggerRequest: false }]);
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it("of the analysis that do not come back leave everything as it was", async () => {
    const { server, folder } = programsWith(
      MORTAL.replace("JSON.stringify(message.params ?? null)", '(message.params?.method === "hoverAt" ? "DIE" + "_NOW" : "")'),
    );
    const client = await LspClient.start({ folders: [project.root], program: server });
    const uri = await client.open(project.path("main.c"), COPY);
    await client.ready();
    await client.change(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "\n" }]);
    const refreshes = client.refreshes;
    await client.connection
      .sendRequest("textDocument/hover", { textDocument: { uri }, position: { line: 0, character: 0 } })
      .catch(() => undefined);
    await client.until("another worker", () => client.statuses.at(-1)?.state === "ready" && client.refreshes > refreshes);
    deepStrictEqual(
      (await client.diagnostics(uri)).map(({ range }) => range.start.line),
      [6],
    );
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it("of a rule are a finding at the place, and the other rules go on", async () => {
    const throwing = `
      import { HEADERS, MODELS, RULES as ALL } from ${JSON.stringify(resolve("rules/index.ts"))};
      export { HEADERS, MODELS };
      const [first] = ALL;
      export const RULES = [...ALL, { ...first, id: "test/throws", languages: ["c"], preset: "recommended", severity: "error", supersedes: [],
        on: { file: { visit() { throw new Error("a mistake in a rule"); } } } }];`;
    const { outputFiles } = await esbuild.build({
      bundle: true, platform: "node", format: "cjs", target: "node20", write: false, logLevel: "error", mainFields: ["module", "main"],
      entryPoints: ["host/src/worker-main.ts"],
      alias: { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" },
      logOverride: { "empty-import-meta": "silent" },
      plugins: [{
        name: "a rule that throws",
        setup(build) {
          build.onResolve({ filter: /rules\/index\.js$/ }, ({ importer }) => (importer.endsWith("engine-parts.ts") ? { path: "throwing", namespace: "test" } : undefined));
          build.onLoad({ filter: /.*/, namespace: "test" }, () => ({ contents: throwing, resolveDir: process.cwd(), loader: "ts" }));
        },
      }],
    }); // prettier-ignore
    const { server, folder } = programsWith(outputFiles[0]?.text ?? "");
    const client = await LspClient.start({ folders: [project.root], program: server });
    const uri = await client.open(project.path("main.c"), COPY);
    const found = await client.diagnostics(uri);
    deepStrictEqual(codesOf(found).sort(), ["memory/unbounded-copy", "vitalint/rule-crashed"]);
    ok(
      found.some(
        ({ message }) => typeof message === "string" && message.includes("test/throws") && message.includes("a mistake in a rule"),
      ),
    );
    const status = await client.ready();
    strictEqual(
      (await client.until("an incomplete analysis", () => client.statuses.find(({ state }) => state === "incomplete"))).state,
      "incomplete",
      status.message,
    );
    await client.stop();
    rmSync(folder, { recursive: true });
  });
});
