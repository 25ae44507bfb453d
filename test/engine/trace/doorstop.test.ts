import assert from "node:assert/strict";
import { stampOf } from "../../../engine/src/trace/readers/doorstop-stamp.js";
import { doorstopReader } from "../../../engine/src/trace/readers/doorstop.js";
import { readOptions, traceProject } from "../../harness/trace.js";

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
});
