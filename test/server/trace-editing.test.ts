import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { CodeAction, CodeLens, Position, TextDocumentEdit, WorkspaceEdit, WorkspaceSymbol } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  changeImpactRequest,
  hazardsRequest,
  linkFunctionRequest,
  linkTargetsRequest,
  untracedFunctionsRequest,
} from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";

const SRS = `# Software requirements

### SRS-001 Limit the rate

- mitigates: RC-001

The pump shall limit the rate.

### SRS-002 Name the drug

The pump shall show the name of the drug.
`;
const RISKS = `id,kind,title,severity,mitigates,realisation
HZ-001,hazard,Over-infusion,critical,,
RC-001,risk control,Limit the rate,,HZ-001,software
`;
const CODE = `/**
 * Limits a rate.
 * @satisfies SRS-001
 */
int limit(int rate)
{
    return rate > 999 ? 999 : rate;
}

/* Plain words. */
int name(void) { return 0; }

static int idle(void)
{
    return 1;
}
`;
const TEST = `/** @verifies SRS-001 */\nvoid test_limit(void) { }\n`;
const EXPORT = `id,title,parent\nSYS-001,Be safe,\n`;

describe("server: the trace is edited", function () {
  this.timeout(60_000);
  const project = temporaryProject({
    "vitalint.json": JSON.stringify({
      requirements: [
        { kind: "software-requirement", files: ["docs/srs.md"] },
        { kind: "system-requirement", reader: "csv", files: ["docs/sys.csv"] },
      ],
      risks: [{ files: ["docs/risk/hazards.csv"] }],
    }),
    "docs/srs.md": SRS,
    "docs/sys.csv": EXPORT,
    "docs/risk/hazards.csv": RISKS,
    "flow.c": CODE,
    "test/test_flow.c": TEST,
  });
  let client: LspClient;
  let code: string;
  let document: string;

  before(async () => {
    const options = { commandLinks: true, asksForReasons: true, settings: { codeLens: true } };
    client = await LspClient.start({ folders: [project.root], options });
    code = await client.open(project.path("flow.c"), CODE);
    document = await client.open(project.path("docs/srs.md"), SRS, "markdown");
    await client.ready();
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  const ask = <Result>(method: string, params: object): Promise<Result> => client.connection.sendRequest(method, params);
  const at = (text: string, word: string): Position => TextDocument.create("", "c", 0, text).positionAt(text.indexOf(word) + 1);
  const applied = (text: string, edit: WorkspaceEdit | null, uri: string): string => {
    const change = (edit?.documentChanges ?? []).find((each) => (each as TextDocumentEdit).textDocument.uri === uri) as TextDocumentEdit;
    return TextDocument.applyEdits(TextDocument.create("", "c", 0, text), change.edits as never);
  };

  it("an id is renamed in its document and in every tag", async () => {
    const place = { textDocument: { uri: code }, position: at(CODE, "SRS-001") };
    deepStrictEqual(await ask("textDocument/prepareRename", place), {
      range: { start: { line: 2, character: 14 }, end: { line: 2, character: 21 } },
      placeholder: "SRS-001",
    });
    const edit = await ask<WorkspaceEdit>("textDocument/rename", { ...place, newName: "SRS-900" });
    strictEqual(applied(CODE, edit, code), CODE.replace("SRS-001", "SRS-900"));
    strictEqual(applied(SRS, edit, document), SRS.replace("SRS-001", "SRS-900"));
    strictEqual(edit.documentChanges?.length, 3);
  });

  it("a rename to a taken or impossible name, and one of what is no id, is refused in words", async () => {
    const place = { textDocument: { uri: code }, position: at(CODE, "SRS-001") };
    await rejects(ask("textDocument/rename", { ...place, newName: "SRS-002" }), /SRS-002 is taken: "Name the drug" in docs\/srs\.md/);
    await rejects(ask("textDocument/rename", { ...place, newName: "so what" }), /no id by this project's patterns/);
    strictEqual(await ask("textDocument/prepareRename", { textDocument: { uri: code }, position: at(CODE, "idle") }), null);
  });

  it("a lens says what a function is held by, and nothing over others", async () => {
    const lenses = await ask<CodeLens[]>("textDocument/codeLens", { textDocument: { uri: code } });
    deepStrictEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title, command?.command]),
      [[4, "1 requirement, 1 test", "vitalint.showPlaces"]],
    );
    const places = lenses[0]?.command?.arguments?.[1] as { uri: string }[];
    deepStrictEqual(
      places.map(({ uri }) => uri.replace(/^.*\//, "")),
      ["srs.md", "test_flow.c"],
    );
  });

  it("requirements are found by id and by words of the title", async () => {
    const names = async (query: string): Promise<string[]> =>
      (await ask<WorkspaceSymbol[]>("workspace/symbol", { query })).map(({ name }) => name);
    deepStrictEqual(await names("srs-002"), ["SRS-002 Name the drug"]);
    deepStrictEqual(await names("limit rate"), ["RC-001 Limit the rate", "SRS-001 Limit the rate"]);
    deepStrictEqual(await names("nothing like it"), []);
  });

  it("code and its tags lead to the hazard behind them", async () => {
    const [hazard, ...others] = await client.ask(hazardsRequest, { uri: code, position: at(CODE, "rate > 999") });
    deepStrictEqual([hazard?.id, hazard?.severity, hazard?.controls, others.length], ["HZ-001", "critical", ["RC-001"], 0]);
    match(hazard?.place.uri ?? "", /hazards\.csv$/);
    deepStrictEqual(await client.ask(hazardsRequest, { uri: document, position: at(SRS, "SRS-002") }), []);
  });

  it("a function is linked in the comment that documents it, or in a new one", async () => {
    const link = async (word: string, id: string): Promise<string> =>
      applied(CODE, (await client.ask(linkFunctionRequest, { uri: code, position: at(CODE, word), id })) as WorkspaceEdit, code);
    const targets = await client.ask(linkTargetsRequest, { uri: code, position: at(CODE, "limit(int") });
    deepStrictEqual(
      [targets?.function, targets?.items.map(({ id, linked }) => `${id} ${String(linked)}`)],
      ["limit", ["RC-001 false", "SRS-001 true", "SRS-002 false", "SYS-001 false"]],
    );
    strictEqual(
      await link("limit(int", "RC-001"),
      CODE.replace(" * @satisfies SRS-001\n", " * @satisfies SRS-001\n * @mitigates RC-001\n"),
    );
    strictEqual(await link("name(void", "SRS-002"), CODE.replace("Plain words. */", "Plain words. @satisfies SRS-002 */"));
    strictEqual(await link("idle", "SRS-002"), CODE.replace("static int idle", "/** @satisfies SRS-002 */\nstatic int idle"));
    const actions = await client.actions(code, { start: at(CODE, "idle"), end: at(CODE, "idle") }, []);
    ok(
      actions.some(({ title }) => title === "Link idle to a requirement…"),
      JSON.stringify(actions),
    );
  });

  it("an unknown id is created in the document of its kind", async () => {
    const edited = CODE.replace("SRS-001", "SRS-077");
    await client.change(code, [{ text: edited }]);
    const [found] = (await client.diagnostics(code)).filter((diagnostic) => diagnostic.code === "trace/unknown-id");
    ok(found);
    const actions: readonly CodeAction[] = await client.actions(code, found.range, [found]);
    const create = actions.find(({ title }) => title === "Create SRS-077 in docs/srs.md");
    strictEqual(applied(SRS, create?.edit ?? null, document), `${SRS}\n### SRS-077 Title\n\nThe software shall …\n`);
    await client.change(code, [{ text: CODE }]);
  });

  it("functions without a requirement are listed with their signatures", async () => {
    const functions = await client.ask(untracedFunctionsRequest, {});
    deepStrictEqual(
      functions.map(({ signature, path }) => `${path} ${signature}`),
      ["flow.c int name(void)", "flow.c static int idle(void)"],
    );
  });

  it("changes since a commit show what they affect, unsaved ones too", async () => {
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: project.root, encoding: "utf8" });
    await rejects(client.ask(changeImpactRequest, { since: "HEAD" }), /no git repository/);
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
    match((await client.ask(changeImpactRequest, { since: "HEAD" })).markdown, /Nothing that the trace knows changed/);
    await client.change(code, [{ text: CODE.replace("999 : rate", "900 : rate") }]);
    writeFileSync(project.path("new.c"), "int fresh(void) { return 1; }\n");
    const { markdown } = await client.ask(changeImpactRequest, { since: "HEAD" });
    match(markdown, /`flow\.c`: limit/);
    match(markdown, /- \[ \] `test\/test_flow\.c#test_limit`/);
    await rejects(client.ask(changeImpactRequest, { since: "nowhere" }), /there is no commit 'nowhere'/);
  });
});
