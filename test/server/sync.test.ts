import { deepStrictEqual } from "node:assert";
import { TextDocument } from "vscode-languageserver-textdocument";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { COPY } from "./sources.js";

describe("server: incremental changes", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({});
  let client: LspClient;
  let count = 0;

  before(async () => {
    client = await LspClient.start({ folders: [project.root] });
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  /** Makes the changes one by one in one document, and at once in another: both must be diagnosed alike. */
  async function check(
    before: string,
    changes: readonly { line: number; character: number; endLine: number; endCharacter: number; text: string }[],
  ): Promise<void> {
    count++;
    const uri = await client.open(project.path(`changed${count}.c`), before);
    const document = TextDocument.create(uri, "c", 0, before);
    const lsp = changes.map(({ line, character, endLine, endCharacter, text }) => ({
      range: { start: { line, character }, end: { line: endLine, character: endCharacter } },
      text,
    }));
    await client.change(uri, lsp);
    let after = before;
    for (const { range, text } of lsp) {
      const now = TextDocument.create(uri, "c", 0, after);
      after = after.slice(0, now.offsetAt(range.start)) + text + after.slice(now.offsetAt(range.end));
    }
    const fresh = await client.open(project.path(`fresh${count}.c`), after);
    const strip = (items: Awaited<ReturnType<typeof client.diagnostics>>): unknown =>
      items.map(({ code, range, message }) => ({ code, range, message }));
    deepStrictEqual(strip(await client.diagnostics(uri)), strip(await client.diagnostics(fresh)), document.getText());
    await client.close(uri);
    await client.close(fresh);
  }

  it("counts UTF-16 code units in lines with characters outside the basic plane", async () => {
    const text = COPY.replace("strcpy(", "/* 💉💉 µL */ strcpy(");
    await check(text, [{ line: 5, character: 4, endLine: 5, endCharacter: 10, text: "/* 🩺🩺" }]);
    await check(text, [{ line: 5, character: 7, endLine: 5, endCharacter: 9, text: "x" }]);
  });

  it("takes lines that end with CRLF", async () => {
    const text = COPY.replaceAll("\n", "\r\n");
    await check(text, [{ line: 2, character: 0, endLine: 3, endCharacter: 0, text: "void give(char *name)\r\n" }]);
    await check(text, [{ line: 0, character: 19, endLine: 1, endCharacter: 0, text: "\n" }]);
  });

  it("takes a line feed put behind a carriage return, and one taken away from it", async () => {
    await check(COPY.replaceAll("\n", "\r"), [{ line: 1, character: 0, endLine: 1, endCharacter: 0, text: "\n" }]);
    await check("\r" + COPY, [
      { line: 1, character: 0, endLine: 1, endCharacter: 0, text: "\n" },
      { line: 2, character: 0, endLine: 2, endCharacter: 0, text: "/* */" },
    ]);
  });

  it("makes several changes of one message in order", async () => {
    await check(COPY, [
      { line: 0, character: 0, endLine: 0, endCharacter: 0, text: "/* first */\n" },
      { line: 0, character: 0, endLine: 0, endCharacter: 0, text: "/* second */\n" },
      { line: 7, character: 11, endLine: 7, endCharacter: 17, text: "buffer" },
    ]);
  });

  it("takes ranges beyond the end of lines and of the text", async () => {
    await check(COPY, [{ line: 1, character: 400, endLine: 900, endCharacter: 3, text: "int x;\n" }]);
  });

  it("takes the whole text at once", async () => {
    const uri = await client.open(project.path("whole.c"), "int x;\n");
    await client.change(uri, [{ text: COPY }]);
    deepStrictEqual((await client.diagnostics(uri)).length, 1);
  });

  it("stays in step through many random edits", async () => {
    let state = 7;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const pieces = ["\n", "\r\n", "\r", "{", "}", "💉", "strcpy(buffer, name);", "/*", "*/", '"', "x", ""];
    for (let round = 0; round < 25; round++) {
      const changes = Array.from({ length: 1 + below(4) }, () => {
        const line = below(8);
        return {
          line,
          character: below(20),
          endLine: line + below(2),
          endCharacter: 20 + below(10),
          text: pieces[below(pieces.length)] ?? "",
        };
      });
      await check(COPY, changes);
    }
  });
});
