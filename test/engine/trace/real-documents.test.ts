import assert from "node:assert/strict";
import type { ItemKind, ReadOptions, ReadResult, RequirementReader, TraceGraph } from "../../../engine/src/index.js";
import { csvReader } from "../../../engine/src/trace/readers/csv.js";
import { markdownReader } from "../../../engine/src/trace/readers/markdown.js";
import { reqifReader } from "../../../engine/src/trace/readers/reqif.js";
import { strictdocReader } from "../../../engine/src/trace/readers/strictdoc.js";
import { defaultConfig } from "../../../engine/src/index.js";
import { projectFileFilter } from "../../../host/src/index.js";
import { readOptions, traceProject } from "../../harness/trace.js";

// Documents as people write them, beside the plainest form of their format.

/** `ID|title|text` of items, implied ones in brackets, then `from role to`. */
function said(reader: RequirementReader, text: string, kind: ItemKind = "software-requirement", more: Partial<ReadOptions> = {}): string[] {
  const result: ReadResult = reader.read("docs/a.md", text, { ...readOptions({ kind }), ...more });
  const shown = ({ id, title, text: words }: { id: string; title: string; text: string }) => `${id}|${title}|${words}`;
  return [
    ...result.items.map(shown),
    ...result.implied.map((item) => `(${shown(item)})`),
    ...result.links.map(({ from, role, to }) => `${from} ${role} ${to}`),
    ...result.problems.map(({ message }) => message),
  ];
}

async function graphOf(files: Readonly<Record<string, string>>): Promise<TraceGraph> {
  const fixture = Object.entries(files).map(([path, text]) => `//- ${path}\n${text}${text.endsWith("\n") ? "" : "\n"}`);
  return (await traceProject(fixture.join(""))).graph;
}

describe("requirement documents as people write them", () => {
  it("reads attributes in bold lines, tables, and lists that a name announces", () => {
    assert.deepEqual(
      said(
        markdownReader,
        "### SRS-1: Stop {#SRS-1}\n\n**Parent:** SYS-1  \n**Safety class**: C\n\nThe pump shall stop.\n\n**Note:** soon\n\n### SRS-2 Go\n\n| Attribute | Value |\n|---|---|\n| Parent | SYS-2 |\n\nIt shall go.\n\n### SRS-3\nParents:\n- SYS-1\n- SYS-2\n\n### SRS-4\nParent: SYS-3\nIt shall wait.\n",
      ),
      [
        "SRS-1|Stop|The pump shall stop.\n\n**Note:** soon",
        "SRS-2|Go|It shall go.",
        "SRS-3||",
        "SRS-4||It shall wait.",
        "SRS-1 derives SYS-1",
        "SRS-2 derives SYS-2",
        "SRS-3 derives SYS-1",
        "SRS-3 derives SYS-2",
        "SRS-4 derives SYS-3",
      ],
    );
  });

  it("leaves prose with a colon and tables of something else alone", () => {
    assert.deepEqual(
      said(
        markdownReader,
        "### SRS-1 Alarm\n\nControls: the valve shall close.\n\n| State | Colour |\n|---|---|\n| idle | green |\n\n| ID | Alarm |\n|---|---|\n| ALM-1 | low |\n",
      ),
      [
        "SRS-1|Alarm|Controls: the valve shall close.\n\n| State | Colour |\n|---|---|\n| idle | green |\n\n| ID | Alarm |\n|---|---|\n| ALM-1 | low |",
      ],
    );
  });

  it("finds ids in attributes, behind titles, in tables within an item, and set off in cells", () => {
    assert.deepEqual(
      said(
        markdownReader,
        "## Stop\n\n- **ID**: SRS-1\n- Parent: SYS-1\n\nIt shall stop.\n\n## Go (SRS-2)\n\nIt shall go.\n\n## SRS-3 More\n\n| ID | Requirement |\n|---|---|\n| **SRS-4** | It shall wait. |\n| [SRS-5](#x) | It shall beep. |\n",
      ),
      [
        "SRS-1|Stop|It shall stop.",
        "SRS-3|More|| ID | Requirement |\n|---|---|\n| **SRS-4** | It shall wait. |\n| [SRS-5](#x) | It shall beep. |",
        "(SRS-2|Go|It shall go.)",
        "(SRS-4|It shall wait.|It shall wait.)",
        "(SRS-5|It shall beep.|It shall beep.)",
        "SRS-1 derives SYS-1",
      ],
    );
  });

  it("takes the column Requirement of a list for the text, a column of links for links, and a harm's letter for a harm", () => {
    assert.deepEqual(said(csvReader, "ID;Requirement;Links to SYS\nSRS-1;It shall stop.;SYS-1\n"), [
      "SRS-1|It shall stop.|It shall stop.",
      "SRS-1 derives SYS-1",
    ]);
    const { implied } = csvReader.read("docs/risks.csv", "Hazard ID,Hazard,Harm\nHZ-1,Over,H-1 Death\n", readOptions({ kind: "hazard" }));
    assert.deepEqual(
      implied.map(({ id, kind }) => [id, kind]),
      [["H-1", "harm"]],
    );
  });

  it("reads StrictDoc's older relations, node types with digits, composite nodes, and fields that stand twice", () => {
    const text =
      "[DOCUMENT]\nTITLE: D\n\n[COMPOSITE_REQUIREMENT]\nUID: C-1\nSTATEMENT: all\n\n[SRS_2]\nUID: S-1\nCOMMENT: one\nCOMMENT: two\nREFS:\n- TYPE: Parent\n  VALUE: C-1\n\n[/COMPOSITE_REQUIREMENT]\n";
    assert.deepEqual(said(strictdocReader, text), ["C-1||all", "S-1||", "S-1 derives C-1"]);
    const { items } = strictdocReader.read("a.sdoc", text, readOptions({ kind: "software-requirement" }));
    assert.equal(items[1]?.attributes["comment"], "one\n\ntwo");
  });

  it("tells once that a document is cut off, and tells it though nobody named the document", () => {
    const { problems } = reqifReader.read(
      "a.reqif",
      "<REQ-IF><CORE-CONTENT><REQ-IF-CONTENT><SPEC-OB",
      readOptions({ kind: "software-requirement" }),
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["This is not well-formed XML: the document ends before its elements do, it was cut off."],
    );
  });
});

describe("conventions as people use them", () => {
  it("takes a link to a part of a need for one to the need, and a nested need for one of the need around it", async () => {
    const graph = await graphOf({
      "docs/needs.rst":
        ".. req:: Stop\n   :id: REQ_1\n\n   :np:`(a) at once`\n\n   .. req:: Quickly\n      :id: REQ_2\n\n.. test:: T\n   :id: TC_1\n   :links: REQ_1.a\n",
    });
    assert.deepEqual(
      graph.edges.map(({ from, role, to }) => `${from} ${role} ${to}`),
      ["REQ_2 derives REQ_1", "TC_1 verifies REQ_1"],
    );
    assert.deepEqual(graph.problems, []);
  });

  it("keeps an id with a dot where an item has it", async () => {
    const graph = await graphOf({ "docs/needs.rst": ".. req:: A\n   :id: REQ.1\n\n.. req:: B\n   :id: REQ.2\n   :links: REQ.1\n" });
    assert.deepEqual(
      graph.edges.map(({ from, to }) => `${from} ${to}`),
      ["REQ.2 REQ.1"],
    );
  });

  it("recognises needs in Markdown that no configuration names", async () => {
    const graph = await graphOf({ "notes/page.md": "# Page\n\n```{req} Stop\n:id: REQ_1\n\nIt shall stop.\n```\n" });
    assert.deepEqual(
      graph.items.map(({ id, title }) => `${id} ${title}`),
      ["REQ_1 Stop"],
    );
  });

  it("honours OpenFastTrace's switches in code, and makes an item of a tag that hands on what it needs", async () => {
    const graph = await graphOf({
      "doc/req.md": "# Limit\n`req~limit~1`\n\nNeeds: dsn\n\nDepends:\n- req~stop~1\n\n# Stop\n`req~stop~1`\n\nNeeds: impl\n",
      "src/a.c":
        "// [dsn->req~limit~1>>impl]\nint a(void) { return 1; }\n// [impl->dsn~limit~1]\n// oft:off\n// [impl->req~stop~1]\n// oft:on\n",
    });
    assert.deepEqual(
      graph.edges.map(({ from, role, to }) => `${from} ${role} ${to}`),
      [
        "req~limit~1 relates req~stop~1",
        "dsn~limit~1 satisfies req~limit~1",
        "src/a.c satisfies req~limit~1",
        "src/a.c satisfies dsn~limit~1",
      ],
    );
  });

  it("finds ids in the names of results that no test of the code has", async () => {
    const graph = await graphOf({
      "docs/srs.md": "### SRS-007 Stop\n",
      "build/results/a.xml":
        '<testsuite name="x"><testcase name="test_SRS_007_stop" classname="t"/><testcase name="test_X_1" classname="t"/></testsuite>',
    });
    assert.deepEqual(
      graph.edges.map(({ from, role, to, probable }) => `${from} ${role} ${to} ${String(probable ?? false)}`),
      ["t.test_SRS_007_stop verifies SRS-007 false"],
    );
  });

  it("tells what is wrong with StrictDoc's markers, which would be lost", async () => {
    const { contributions } = await traceProject(
      "//- docs/a.sdoc\n[DOCUMENT]\nTITLE: D\n\n[REQUIREMENT]\nUID: A-1\nSTATEMENT: s\n//- src/a.c\n// @relation(A-1, A-1, scope=file)\n// @relation(A-1, scope=functon)\n// @relation(A-1, scope=range_start)\nint x;\n",
    );
    assert.deepEqual(
      contributions.flatMap(({ problems }) => problems.map(({ message }) => message)),
      [
        "This marker names A-1 twice: StrictDoc refuses such a file. Name each item once.",
        "'functon' is no scope of a marker, which links nothing so: write file, class, function, line, range_start or range_end.",
        "This range is never ended: only its first line counts. Write '@relation(A-1, scope=range_end)' behind it.",
      ],
    );
  });

  it("says of code that a document names what is missing: the file, or the function in it", async () => {
    const graph = await graphOf({
      "docs/a.sdoc":
        "[DOCUMENT]\nTITLE: D\n\n[REQUIREMENT]\nUID: A-1\nSTATEMENT: s\nRELATIONS:\n- TYPE: File\n  VALUE: src/none.c\n- TYPE: File\n  VALUE: src/a.c\n  FUNCTION: gone\n",
      "src/a.c": "int here(void) { return 1; }\n",
    });
    assert.deepEqual(
      graph.problems.map((problem) => (problem.kind === "unknown-id" ? [problem.code, problem.suggestions] : problem)),
      [
        [{ file: "src/none.c" }, []],
        [{ file: "src/a.c", missingFunction: "gone" }, []],
      ],
    );
  });

  it("reads a manifest that looks like a document, how a test of LOBSTER ended, and leaves items of other tools alone", async () => {
    const { contributions, graph } = await traceProject(
      [
        "//- west.yml\nmanifest:\n  projects:\n    - name: zephyr\n      revision: v3.6.0\n",
        '//- a.lobster\n{"schema":"lobster-act-trace","version":3,"data":[{"tag":"gtest S:T","location":{"kind":"void"},"name":"T","refs":["req p.r"],"framework":"GoogleTest","kind":"test","status":"fail"}]}\n',
        '//- r.lobster\n{"schema":"lobster-req-trace","version":4,"data":[{"tag":"req p.r","location":{"kind":"void"},"name":"r","framework":"TRLC","kind":"R","text":"t","status":null}]}\n',
        "//- docs/items.rst\n.. item:: SW-1 One\n   :ext_jira: PUMP-12\n\n   It shall stop.\n",
      ].join(""),
    );
    assert.deepEqual(
      contributions.flatMap(({ packages = [] }) => packages.map(({ name, version }) => [name, version])),
      [["zephyr", "v3.6.0"]],
    );
    assert.equal(graph.item("S:T")?.kind, "verification-record");
    assert.equal(graph.verification("p.r").status, "failed");
    assert.deepEqual(graph.problems, []);
  });

  it("gives the grammars of StrictDoc to their documents", () => {
    assert.ok(projectFileFilter(defaultConfig())("docs/pump.sgra"));
  });
});
