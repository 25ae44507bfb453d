import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { CompletionList, DocumentLink, Hover, Location, LocationLink, MarkupContent, Position } from "vscode-languageserver/node";
import { requirementTreeRequest } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { codesOf, COPY, REQUIREMENTS, TAGGED } from "./sources.js";

const RISKS = `# Risk controls

## RC-001 Rate supervision

- kind: risk control
- mitigates: HZ-001

## HZ-001 Over-infusion

- kind: hazard
- severity: critical
`;

describe("server: requirement ids in an editor", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(60_000);
  const project = temporaryProject({ "rate.c": TAGGED, "docs/srs.md": REQUIREMENTS, "docs/risks.md": RISKS });
  let client: LspClient;
  let code: string;
  let document: string;

  before(async () => {
    client = await LspClient.start({ folders: [project.root], options: { commandLinks: true } });
    code = await client.open(project.path("rate.c"), TAGGED);
    document = await client.open(project.path("docs/srs.md"), REQUIREMENTS, "markdown");
    await client.ready();
  });
  after(async () => {
    await client.stop();
    project.remove();
  });

  const at = (uri: string, line: number, character: number): { textDocument: { uri: string }; position: Position } => ({
    textDocument: { uri },
    position: { line, character },
  });
  const ask = <Result>(method: string, params: object): Promise<Result> => client.connection.sendRequest(method, params);
  const text = (hover: Hover | null): string => (hover?.contents as MarkupContent | undefined)?.value ?? "";

  it("show a card on a tag, with where it is implemented", async () => {
    const hover = await ask<Hover | null>("textDocument/hover", at(code, 2, 16));
    ok(
      text(hover).includes("Limit of the rate") && text(hover).includes("refuse a rate above") && text(hover).includes("set_rate"),
      text(hover),
    );
    deepStrictEqual(hover?.range, { start: { line: 2, character: 14 }, end: { line: 2, character: 21 } });
    strictEqual(await ask("textDocument/hover", at(code, 5, 3)), null);
  });

  it("lead from the tag to the requirement, and from the requirement to the code", async () => {
    const definitions = await ask<(Location | LocationLink)[]>("textDocument/definition", at(code, 2, 15));
    deepStrictEqual(definitions, [{ uri: document, range: { start: { line: 2, character: 3 }, end: { line: 2, character: 10 } } }]);
    const references = await ask<Location[]>("textDocument/references", { ...at(document, 2, 5), context: { includeDeclaration: false } });
    deepStrictEqual(
      references.map(({ uri, range }) => [uri, range.start.line]),
      [[code, 2]],
    );
    const implementations = await ask<Location[]>("textDocument/implementation", at(document, 2, 5));
    deepStrictEqual(
      implementations.map(({ uri }) => uri),
      [code],
    );
    strictEqual(await ask("textDocument/definition", at(code, 4, 6)), null);
  });

  it("are links in the text", async () => {
    const links = await ask<DocumentLink[]>("textDocument/documentLink", { textDocument: { uri: code } });
    deepStrictEqual(links, [
      {
        range: { start: { line: 2, character: 14 }, end: { line: 2, character: 21 } },
        target: `${document}#L3,4`,
        tooltip: "SRS-001 Limit of the rate",
      },
    ]);
  });

  it("are completed behind a tag, with their titles", async () => {
    const edited = TAGGED.replace("SRS-001", "SRS-");
    await client.change(code, [{ text: edited }]);
    const list = await ask<CompletionList>("textDocument/completion", at(code, 2, 18));
    deepStrictEqual(
      list.items.map(({ label, labelDetails }) => [label, labelDetails?.description]),
      [
        ["SRS-001", "Limit of the rate"],
        ["SRS-002", "Silence"],
      ],
    );
    deepStrictEqual(list.items[0]?.textEdit, {
      range: { start: { line: 2, character: 14 }, end: { line: 2, character: 18 } },
      newText: "SRS-001",
    });
    strictEqual(await ask("textDocument/completion", at(code, 6, 4)), null);
    await client.change(code, [{ text: TAGGED }]);
  });

  it("that nobody knows are found, and end with a fix", async () => {
    await client.change(code, [{ text: TAGGED.replace("SRS-001", "SRS-003") }]);
    const [found] = (await client.diagnostics(code)).filter((diagnostic) => diagnostic.code === "trace/unknown-id");
    ok(found);
    const actions = await client.actions(code, found.range, [found]);
    ok(
      actions.some(({ title }) => /SRS-00[12]/.test(title)),
      JSON.stringify(actions),
    );
    await client.change(code, [{ text: TAGGED }]);
    deepStrictEqual(codesOf(await client.diagnostics(code)), []);
  });

  it("are told anew when a document is edited", async () => {
    const before = client.graphChanges;
    await client.change(document, [{ text: REQUIREMENTS.replace("Limit of the rate", "Upper limit") }]);
    await client.until("the news", () => client.graphChanges > before);
    ok(text(await ask("textDocument/hover", at(code, 2, 16))).includes("Upper limit"));
    await client.change(document, [{ text: REQUIREMENTS }]);
  });

  it("stand in a tree by document, with their state", async () => {
    const { projects, reading } = await client.ask(requirementTreeRequest, {});
    strictEqual(reading, false);
    const srs = projects[0]?.documents.find(({ path }) => path === "docs/srs.md");
    strictEqual(srs?.title, "Software requirements");
    deepStrictEqual(
      srs.requirements.map(({ id, kind, state, units, place }) => ({
        id,
        kind,
        state,
        units: units.map(({ name }) => name),
        line: place.range.start.line,
      })),
      [
        { id: "SRS-001", kind: "requirement", state: "unverified", units: ["set_rate"], line: 2 },
        { id: "SRS-002", kind: "requirement", state: "uncovered", units: [], line: 8 },
      ],
    );
    ok(projects[0]?.documents.some(({ path, requirements }) => path === "docs/risks.md" && requirements[0]?.kind === "risk-control"));
  });

  it("of code stand in the hover of its findings", async () => {
    const weak = `/** @satisfies SRS-001 */\n${COPY.replace("#include <string.h>\n\n", "")}`;
    const uri = await client.open(project.path("weak.c"), weak);
    const [found] = (await client.diagnostics(uri)).filter(({ code: rule }) => rule === "memory/unbounded-copy");
    ok(found);
    const hover = text(await ask("textDocument/hover", { textDocument: { uri }, position: found.range.start }));
    ok(hover.includes("SRS-001") && hover.includes("Limit of the rate"), hover);
    ok(hover.includes("What to do") && hover.includes("command:vitalint.explainRule"), hover);
    await client.close(uri);
  });

  it("of rules are explained wherever they are written", async () => {
    const uri = await client.open(project.path("vitalint.json"), '{ "rules": { "memory/unbounded-copy": "error" } }', "jsonc");
    const hover = await ask<Hover | null>("textDocument/hover", at(uri, 0, 20));
    ok(text(hover).includes("`memory/unbounded-copy`"), text(hover));
    await client.close(uri);
  });
});
