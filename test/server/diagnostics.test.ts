import { strictEqual, deepStrictEqual, ok, notStrictEqual } from "node:assert";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";

const COPY = `#include <string.h>

void take(char *name)
{
    char buffer[8];
    strcpy(buffer, name);
}
`;

describe("server: diagnostics of documents", () => {
  let client: LspClient;
  const project = temporaryProject({ "main.c": COPY });

  before(async () => {
    client = await LspClient.start({ folders: [project.root] });
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  it("finds a weakness in an open document and loses it with its code", async () => {
    const uri = await client.open(project.path("main.c"), COPY);
    const first = await client.pull(uri);
    strictEqual(first.kind, "full");
    deepStrictEqual(
      first.items.map(({ code, source, range }) => ({ code, source, line: range.start.line })),
      [{ code: "memory/unbounded-copy", source: "vitalint", line: 5 }],
    );
    strictEqual((await client.pull(uri, first.resultId)).kind, "unchanged");
    await client.change(uri, [{ range: { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } }, text: "" }]);
    const second = await client.pull(uri, first.resultId);
    strictEqual(second.kind, "full");
    deepStrictEqual(second.items, []);
    notStrictEqual(second.resultId, first.resultId);
    ok(client.statuses.length > 0);
  });
});
