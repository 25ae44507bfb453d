import { deepStrictEqual, ok } from "node:assert";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { URI } from "vscode-uri";
import { checkWorkspaceRequest, findingsRequest } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";

const SAMPLE = resolve("samples/infusion-pump");

interface Written {
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly state: string;
    readonly range: { readonly line: number; readonly column: number };
  }[];
}

const CALLER = `#include <stdint.h>
#include <sys/socket.h>
#include "store.h"
int receive(int link)
{
    uint8_t frame[260];
    if (recv(link, frame, sizeof frame, 0) < 2) {
        return -1;
    }
    store(&frame[2], frame[1]);
    return 0;
}
`;
const HEADER = "#include <stdint.h>\nvoid store(const uint8_t *bytes, uint8_t length);\n";
const CALLEE = `#include <string.h>
#include "store.h"
static uint8_t kept[32];
void store(const uint8_t *bytes, uint8_t length)
{
    memcpy(kept, bytes, length);
}
`;

describe("server: an editor and the command line", function () {
  this.timeout(180_000);

  it("show the same findings of the sample, file by file, opened or not", async () => {
    const client = await LspClient.start({ folders: [SAMPLE], options: { settings: { showDisposed: true } } });
    void client.holdWorkspace([]).catch(() => undefined);
    await client.ask(checkWorkspaceRequest, {});
    const written = JSON.parse(await client.ask(findingsRequest, {})) as Written;
    const expected = new Map<string, string[]>();
    for (const { rule, file, range } of written.findings) {
      const uri = URI.file(join(SAMPLE, file)).toString();
      expected.set(uri, [...(expected.get(uri) ?? []), `${range.line}:${range.column} ${rule}`]);
    }
    const closed = new Map<string, string[]>();
    const shown = (items: readonly { range: { start: { line: number; character: number } }; code?: unknown }[]): string[] =>
      items.map(({ range, code }) => `${range.start.line + 1}:${range.start.character + 1} ${String(code)}`).sort();
    for (const report of client.reports) if (report.kind === "full") closed.set(report.uri, shown(report.items));
    for (const [uri, findings] of expected) deepStrictEqual(closed.get(uri), [...findings].sort(), `closed: ${uri}`);
    const opened = [...expected].filter(([uri]) => /\.(c|h|ts|md)$/.test(uri)).slice(0, 12);
    for (const [uri, findings] of opened) {
      await client.open(uri, readFileSync(URI.parse(uri).fsPath, "utf8"));
      deepStrictEqual(shown(await client.diagnostics(uri)), [...findings].sort(), `open: ${uri}`);
    }
    await client.stop();
  });

  it("follow data from a file that nobody opened into one that is open", async () => {
    const project = temporaryProject({ "receive.c": CALLER, "store.h": HEADER, "store.c": CALLEE });
    const client = await LspClient.start({ folders: [project.root] });
    const uri = await client.open(project.path("store.c"), CALLEE);
    await client.ready();
    const found = (await client.diagnostics(uri)).find(({ code }) => code === "memory/untrusted-length");
    ok(found, "the length comes from the network, in the other file");
    ok(
      found.relatedInformation?.some(({ location }) => location.uri.endsWith("/receive.c") && location.range.start.line === 6),
      JSON.stringify(found.relatedInformation),
    );
    const caller = await client.open(project.path("receive.c"), CALLER);
    const refreshes = client.refreshes;
    await client.change(caller, [{ text: CALLER.replace("store(&frame[2], frame[1]);", "store(&frame[2], frame[1] & 15);") }]);
    await client.until("the news for the other file", () => client.refreshes > refreshes);
    deepStrictEqual(
      (await client.diagnostics(uri)).map(({ code }) => code),
      [],
    );
    await client.stop();
    project.remove();
  });

  it("hold what was decided: hidden by default, a hint on demand", async () => {
    const decided =
      "#include <stdio.h>\nvoid f(void) {\n  char a[8];\n  // vitalint-deviation(memory/unbounded-copy): a keyboard of seven keys\n  gets(a);\n}\n";
    const project = temporaryProject({ "a.c": decided });
    const client = await LspClient.start({ folders: [project.root] });
    const uri = await client.open(project.path("a.c"), decided);
    deepStrictEqual(await client.diagnostics(uri), []);
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: { vitalint: { showDisposed: true } } });
    const [shown] = await client.diagnostics(uri);
    deepStrictEqual([shown?.severity, JSON.stringify(shown?.message).includes("a keyboard of seven keys")], [4, true]);
    await client.stop();
    project.remove();
  });

  it("hold that reading was stopped, and go on with Check Workspace", async () => {
    const many = temporaryProject(
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`file${i}.c`, CALLEE.replaceAll("store", `store${i}`)])),
    );
    const client = await LspClient.start({ folders: [many.root] });
    const { token } = await client.until("progress", () => client.progress.find(({ value }) => value.kind === "begin"));
    await client.connection.sendNotification("window/workDoneProgress/cancel", { token });
    const status = await client.until("a stopped reading", () => client.statuses.find(({ state }) => state === "incomplete"));
    ok(status.message?.includes("was stopped"), status.message);
    await client.ask(checkWorkspaceRequest, {});
    await client.until("a whole reading", () => client.statuses.at(-1)?.state === "ready");
    await client.stop();
    many.remove();
  });
});
