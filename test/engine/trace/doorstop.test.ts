import assert from "node:assert/strict";
import type { IdeContext } from "../../../engine/src/ide/context.js";
import { requirementTree } from "../../../engine/src/ide/requirement-tree.js";
import { stampOf } from "../../../engine/src/trace/readers/doorstop-stamp.js";
import { doorstopReader } from "../../../engine/src/trace/readers/doorstop.js";
import itemUnreviewed from "../../../rules/trace/item-unreviewed.js";
import suspectLink from "../../../rules/trace/suspect-link.js";
import { fixedText, readOptions, traceFindings, traceProject } from "../../harness/trace.js";

const SYS_STAMP = stampOf({ uid: "SYS001", text: "The pump shall infuse.", ref: "", references: [], extra: [] });
const PROJECT = `//- sys/.doorstop.yml
settings:
  prefix: SYS
//- sys/SYS001.yml
active: true
level: 1.10
normative: true
reviewed: ${SYS_STAMP}
text: |
  The pump shall infuse.   
//- sys/SYS002.yml
active: false
level: 2.0
normative: true
reviewed: old
text: |
  Changed.
//- req/.doorstop.yml
settings:
  prefix: REQ
  itemformat: markdown
//- req/REQ001.md
---
active: true
level: 1.0
links:
- SYS001: ${SYS_STAMP}
- SYS002: old
- SYS003
normative: true
reviewed: true
---

# Header

Text.
//- skipped/.doorstop.yml
settings:
  prefix: SKP
//- skipped/.doorstop.skip
//- skipped/SKP001.yml
text: none
//- other/conf1.yml
text: no item
`;

describe("Doorstop", () => {
  it("computes fingerprints as Doorstop does", () => {
    const references = [
      new Map([
        ["path", "reqs/ext/test.file"],
        ["sha", "24d9b35c727e6c78676c2ad378a8c3c47cfb539f3583d3cd9e1eafee51d5679d"],
        ["type", "file"],
      ]),
    ];
    // Items of Doorstop's own requirements.
    assert.equal(
      stampOf({ uid: "EXT001", text: "Test where we calculate the SHA", ref: "", references, extra: [] }),
      "n0xxAj0z-SqNcebKEu8p9HDE8jAs5I8Vz4kX-5ZieA4=",
    );
  });

  it("finds items by their folders, and judges links and reviews by fingerprints", async () => {
    const { graph } = await traceProject(PROJECT);
    const own = graph.items.filter(({ reader }) => reader === "doorstop");
    assert.deepEqual(
      own.map(({ id, kind, type, title, text, attributes, review }) => [
        id, kind, type, title, text, attributes["level"], attributes["active"], review?.stated === review?.actual,
      ]), // prettier-ignore
      [
        ["REQ001", "software-requirement", "REQ", "Header", "Text.", "1.0", "true", true],
        ["SYS001", "software-requirement", "SYS", "", "The pump shall infuse.", "1.1", "true", true],
        ["SYS002", "software-requirement", "SYS", "", "Changed.", "2.0", "false", false],
      ],
    );
    assert.deepEqual(
      graph.edges.map(({ from, role, to, suspect }) => [from, role, to, suspect?.map(({ kind }) => kind) ?? []]),
      [
        ["REQ001", "derives", "SYS001", []],
        ["REQ001", "derives", "SYS002", ["fingerprint"]],
      ],
    );
    assert.deepEqual(
      graph.problems.map((problem) => [problem.kind, problem.id]),
      [["unknown-id", "SYS003"]],
    );
  });

  it("tells what is broken", () => {
    const read = (file: string, text: string): string[] =>
      doorstopReader.read(file, text, readOptions()).problems.map(({ message }) => message.split(":")[0] ?? "");
    assert.deepEqual(read("a/A001.yml", "- a\n- b\n"), ["This is no item of Doorstop"]);
    assert.deepEqual(read("a/A001.md", "# Text\n"), ["This item has no attributes"]);
    assert.deepEqual(read("a/A001.yml", "links:\n- {}\nreferences:\n- type: file\n"), [
      "A reference names a file by 'path'.",
      "A link names an item",
    ]);
    assert.ok(read("a/A001.yml", "text: [").length > 0);
    read("a/A001.yml", "[".repeat(100_000));
    const item = PROJECT.slice(PROJECT.indexOf("---"));
    for (let end = 0; end <= item.length; end++) read("a/A001.md", item.slice(0, end));
  });

  it("calls a link suspect that keeps another fingerprint, at both ends, and writes the present one", async () => {
    const findings = await traceFindings(PROJECT, [suspectLink]);
    assert.match(findings.join("\n"), /^req\/REQ001\.md:6 warning trace\/suspect-link This link to SYS002 was made with another text/m);
    assert.match(
      findings.join("\n"),
      /^sys\/SYS002\.yml:1 warning trace\/suspect-link A link of SYS002 must be looked at again \(REQ001\)/m,
    );
    const fixed = await fixedText(PROJECT, [suspectLink]);
    assert.match(fixed, /^- SYS002: [\w-]{43}=$/m);
    assert.deepEqual(
      await traceFindings(PROJECT.replace(/\/\/- req\/REQ001\.md\n[\s\S]*?(?=\/\/- skipped)/, `//- req/REQ001.md\n${fixed}`), [
        suspectLink,
      ]),
      [],
    );
  });

  it("tells items that nobody reviewed, or that changed since, and accepts their present text", async () => {
    const item = (reviewed: string) =>
      `//- req/.doorstop.yml\nsettings:\n  prefix: REQ\n//- req/REQ001.yml\nactive: true\nnormative: true\n${reviewed}text: |\n  Limit.\n`;
    for (const [reviewed, said] of [
      ["reviewed: null\n", "never reviewed"],
      ["reviewed:\n", "never reviewed"],
      ["", "never reviewed"],
      ["reviewed: old\n", "changed since it was reviewed"],
    ] as const) {
      const [finding, ...others] = await traceFindings(item(reviewed), [itemUnreviewed]);
      assert.match(finding ?? "", new RegExp(said));
      assert.equal(others.length, 0);
      if (reviewed === "") continue;
      const fixed = await fixedText(item(reviewed), [itemUnreviewed]);
      assert.match(fixed, /^reviewed: [\w-]{43}=$/m);
      assert.deepEqual(await traceFindings(item(/^reviewed: .*\n/m.exec(fixed)?.[0] ?? ""), [itemUnreviewed]), []);
    }
    assert.deepEqual(await traceFindings(item("reviewed: true\n"), [itemUnreviewed]), []);
    assert.deepEqual(await traceFindings(item("reviewed: old\n").replace("active: true", "active: false"), [itemUnreviewed]), []);
  });

  it("shows the items of a folder as one document of the tree", async () => {
    const { project, graph } = await traceProject(PROJECT);
    const tree = requirementTree({ project, graph: () => graph, findings: () => [] } as unknown as IdeContext);
    assert.deepEqual(
      tree.map(({ path, title, items }) => [path, title, items.map(({ id }) => id)]),
      [
        ["req/.doorstop.yml", "REQ req", ["REQ001"]],
        ["sys/.doorstop.yml", "SYS sys", ["SYS001", "SYS002"]],
      ],
    );
  });

  it("holds the SHA-256 of a reference against the file", async () => {
    const code = "int f(void) { return 0; }\n";
    const project = (sha: string) =>
      `//- req/.doorstop.yml\nsettings:\n  prefix: REQ\n//- req/REQ001.yml\nactive: true\nreferences:\n- path: src/f.c\n  sha: ${sha}\n  type: file\ntext: Limit.\n//- src/f.c\n${code}`;
    const [end = "", finding = ""] = await traceFindings(project("0".repeat(64)), [suspectLink]);
    assert.match(finding, /src\/f\.c has another content than when REQ001 was reviewed/);
    assert.match(end, /A link of REQ001 must be looked at again \(src\/f\.c\): what it links changed/);
    const fixed = await fixedText(project("0".repeat(64)), [suspectLink]);
    const sha = /sha: ([0-9a-f]{64})/.exec(fixed)?.[1] ?? "";
    assert.deepEqual(await traceFindings(project(sha), [suspectLink]), []);
    assert.deepEqual(await traceFindings(project(sha).replace(code, code.replace("\n", "\r\n")), [suspectLink]), []);
  });
});
