import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { CodeAction, TextDocumentEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { recordDeviationRequest } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, COPY, REQUIREMENTS } from "./sources.js";

const TWO = `#include <stdio.h>\n${COPY}`.replace("    strcpy(buffer, name);\n", "    strcpy(buffer, name);\n    strcat(buffer, name);\n");

describe("server: code actions", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "main.c": TWO, "docs/srs.md": REQUIREMENTS });
  let client: LspClient;

  before(async () => {
    client = await LspClient.start({ folders: [project.root], options: { asksForReasons: true, commandLinks: true } });
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  function applied(text: string, action: CodeAction | undefined): string {
    const [change] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    ok(change, "the action has an edit with a version");
    return TextDocument.applyEdits(TextDocument.create("", "c", 0, text), change.edits as never);
  }

  it("offer the one safe fix as preferred, and it takes the finding away", async () => {
    const uri = await client.open(project.path("main.c"), TWO);
    const [first] = await client.diagnostics(uri);
    ok(first);
    const actions = await client.actions(uri, first.range, [first]);
    const preferred = actions.filter(({ isPreferred }) => isPreferred === true);
    strictEqual(preferred.length, 1);
    deepStrictEqual(
      preferred[0]?.diagnostics?.map(({ code }) => code),
      [first.code],
    );
    strictEqual((preferred[0].edit?.documentChanges?.[0] as TextDocumentEdit).textDocument.version, 1);
    const text = applied(TWO, preferred[0]);
    await client.change(uri, [{ text }]);
    deepStrictEqual(codesOf(await client.diagnostics(uri)), ["memory/unbounded-copy"]);
    await client.close(uri);
  });

  it("never prefer a deviation or an explanation, and hand the client's commands what they need", async () => {
    const uri = await client.open(project.path("main.c"), TWO);
    const [first] = await client.diagnostics(uri);
    ok(first);
    const actions = await client.actions(uri, first.range, [first]);
    const deviation = actions.find(({ command }) => command?.command === "vitalint.recordDeviation");
    deepStrictEqual(deviation?.command?.arguments, [{ uri, range: first.range, rule: first.code }]);
    strictEqual(deviation.isPreferred, undefined);
    const explain = actions.find(({ command }) => command?.command === "vitalint.explainRule");
    deepStrictEqual([explain?.command?.arguments, explain?.isPreferred], [[first.code], undefined]);
    await client.close(uri);
  });

  it("fix all safe ones at once, only when asked for, and leave nothing to fix", async () => {
    const uri = await client.open(project.path("main.c"), TWO);
    const whole = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    ok((await client.actions(uri, whole)).every(({ kind }) => kind === "quickfix"));
    const actions = await client.actions(uri, whole, [], ["source.fixAll"]);
    deepStrictEqual(
      actions.map(({ kind, isPreferred }) => [kind, isPreferred]),
      [["source.fixAll.vitalint", undefined]],
    );
    await client.change(uri, [{ text: applied(TWO, actions[0]) }]);
    deepStrictEqual(codesOf(await client.diagnostics(uri)), []);
    deepStrictEqual(await client.actions(uri, whole, [], ["source.fixAll.vitalint"]), []);
    deepStrictEqual(await client.actions(uri, whole, [], ["refactor"]), []);
    await client.close(uri);
  });

  it("record a deviation with its reason, which the finding then is gone by", async () => {
    const uri = await client.open(project.path("main.c"), COPY);
    const [found] = await client.diagnostics(uri);
    ok(found);
    const params = {
      uri,
      range: found.range,
      rule: String(found.code),
      kind: "deviation" as const,
      reason: "The frame parser bounds the name.",
    };
    const edit = await client.ask(recordDeviationRequest, params);
    const text = applied(COPY, { title: "", edit: edit as never });
    ok(text.includes("vitalint-deviation(memory/unbounded-copy): The frame parser bounds the name."), text);
    await client.change(uri, [{ text }]);
    deepStrictEqual(codesOf(await client.diagnostics(uri)), []);
    const refused = await client.ask(recordDeviationRequest, { ...params, reason: " -- " }).then(
      () => "an edit",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    ok(/no finding|reason|words/i.test(refused), refused);
    await client.close(uri);
  });

  it("record a decision about a requirement's gap in the sidecar", async () => {
    const uri = await client.open(project.path("docs/srs.md"), REQUIREMENTS, "markdown");
    await client.ready();
    const found = (await client.diagnostics(uri)).find(({ code }) => code === "trace/requirement-not-implemented");
    ok(found, "a requirement without implementation is found");
    const params = {
      uri,
      range: found.range,
      rule: String(found.code),
      kind: "deviation" as const,
      reason: "Comes with the next release.",
    };
    const { documentChanges } = await client.ask(recordDeviationRequest, params);
    const [created, change] = documentChanges;
    ok(created && "kind" in created && created.uri.endsWith("/vitalint.dispositions.json"));
    ok(change && "edits" in change && change.edits[0]?.newText.includes('"symbol": "SRS-001"'), JSON.stringify(change));
    await client.close(uri);
  });

  it("edit nothing in a workspace that is not trusted", async () => {
    const careful = await LspClient.start({
      folders: [project.root],
      options: { trusted: false, asksForReasons: true, commandLinks: true },
    });
    const uri = await careful.open(project.path("main.c"), TWO);
    const [first] = await careful.diagnostics(uri);
    ok(first);
    const actions = await careful.actions(uri, first.range, [first]);
    deepStrictEqual(
      actions.map(({ command }) => command?.command),
      ["vitalint.explainRule"],
    );
    await careful.stop();
  });
});
