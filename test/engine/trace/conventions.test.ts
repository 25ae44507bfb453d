import assert from "node:assert/strict";
import { untracedFunctions } from "../../../engine/src/ide/untraced.js";
import unitWithoutRequirement from "../../../rules/trace/unit-without-requirement.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../harness/engine.js";
import { traceFindings, traceProject } from "../../harness/trace.js";

const FOLDER = join(ROOT, "test/fixtures/trace/scanners");

/** Tags of a file of the fixtures: role, id, the code that it belongs to. */
async function tags(name: string, changes: { path?: string; files?: string } = {}): Promise<string[]> {
  const path = changes.path ?? `src/${name}`;
  const { contributions } = await traceProject(`//- ${path}\n${readFileSync(join(FOLDER, name), "utf8")}${changes.files ?? ""}`);
  const source = contributions.find(({ file }) => file === path)?.source;
  return (source?.mentions ?? []).map(({ role, id, owner }) => {
    const at = owner.of === "function" ? source?.functions[owner.index]?.name : "name" in owner ? owner.name : owner.of;
    return `${role} ${id} ${at ?? "?"}`;
  });
}

describe("conventions of tags", () => {
  it("of LOBSTER, S-CORE and names of tests", async () => {
    assert.deepEqual(await tags("conventions.cpp"), [
      "satisfies SRS-001 third",
      "satisfies SRS-002 third",
      "verifies SRS-003 third",
      "satisfies tool_req__a other",
      "satisfies tool_req__b other",
      "satisfies tool_req__c other",
      "satisfies pump.limit limit",
      "satisfies pump.stop limit",
      "verifies SRS_012 SRS_012_LimitsRate",
      "verifies SRS_012_3 SRS_012_3_Stops",
      "verifies SRS_012 SRS_012_3_Stops",
    ]);
  });

  it("of tools for JavaScript", async () => {
    assert.deepEqual(await tags("annotations.ts"), [
      "satisfies REQ-013 stop",
      "satisfies REQ-014 stop",
      "satisfies REQ_010 limit",
      "satisfies REQ_011 limit",
      "satisfies spec-pump limit",
      "verifies SVC_001 limits @tests:REQ_010",
      "verifies REQ-012 stop",
      "satisfies docs/stories/001.md stop",
    ]);
  });

  it("of Sphinx-Codelinks", async () => {
    const toml = "//- docs/ubproject.toml\n[codelinks.projects.pump.analyse]\nget_oneline_needs = true\n";
    const path = "src/codelinks.c";
    const { contributions, graph } = await traceProject(
      `//- ${path}\n${readFileSync(join(FOLDER, "codelinks.c"), "utf8")}${toml}//- docs/requirements.md\n${[1, 2, 3, 4, 5].map((n) => `### REQ_${String(n)} A\n`).join("")}`,
    );
    const found = contributions.find(({ file }) => file === path);
    assert.deepEqual(
      found?.items.map(({ id, title, type }) => `${id} ${String(type)} ${title}`),
      ["IMPL_1 impl Limits the rate", "IMPL_2 impl Title, with a comma", "IMPL_3 impl Doses"],
    );
    assert.deepEqual(
      found.problems.map(({ message }) => message),
      ["This need can't be read: it has 6 fields, and may have 4.", "This need can't be read: its 'links' must stand in square brackets."],
    );
    assert.deepEqual(graph.edges.map(({ role, from, to, symbol }) => `${from} ${role} ${to} ${symbol?.name ?? ""}`.trim()).sort(), [
      "IMPL_1 satisfies REQ_1",
      "IMPL_1 satisfies REQ_2",
      "IMPL_3 satisfies REQ_5",
      "src/codelinks.c satisfies IMPL_1 Flow_Set",
      "src/codelinks.c satisfies IMPL_2 Flow_Get",
      "src/codelinks.c satisfies IMPL_3 Flow_Dose",
      "src/codelinks.c satisfies REQ_3 Flow_Stop",
      "src/codelinks.c satisfies REQ_4 Flow_Stop",
    ]);
    assert.deepEqual(graph.problems, []);
  });

  it("of Sphinx-Codelinks with marks and fields of the project's own", async () => {
    const toml =
      '//- ubproject.toml\n[codelinks.projects.a.analyse.oneline_comment_style]\nstart_sequence = "[["\nend_sequence = "]]"\nneeds_fields = [\n{name = "id"}, {name = "title"}, {name = "type", default = "impl"}, {name = "links", type = "list[str]", default = []}, {name = "status", default = "open"}]\n[codelinks.projects.a.analyse.need_id_refs]\nmarkers = ["REFS:"]\n';
    const { contributions } = await traceProject(
      `//- a.c\n/* [[IMPL_1, one \\\\ two, impl, [REQ_1, REQ_2], closed]] */\nint f(void) { return 0; }\n// [[IMPL_2, two]]\nint g(void) { return 0; }\n// REFS: REQ_3\nint h(void) { return 0; }\n// [[IMPL_3]]\nint i(void) { return 0; }\n${toml}`,
    );
    const found = contributions.find(({ file }) => file === "a.c");
    assert.deepEqual(
      found?.items.map(({ id, title, attributes }) => `${id} ${title} ${attributes["status"] ?? ""}`),
      ["IMPL_1 one \\ two closed", "IMPL_2 two open"],
    );
    assert.deepEqual(
      found.problems.map(({ message }) => message),
      ["This need can't be read: it has 1 fields, and needs 2."],
    );
    assert.deepEqual(
      found.source?.mentions.map(({ id }) => id),
      ["IMPL_1", "IMPL_2", "REQ_3"],
    );
  });

  it("leave the comments of a project without codelinks alone", async () => {
    const { contributions } = await traceProject(
      "//- a.c\n/** @param a, b, c, [d] */\n// @Title, one, two, [three]\nint f(void) { return 0; }\n",
    );
    assert.deepEqual([contributions[0]?.items, contributions[0]?.problems, contributions[0]?.source?.mentions], [[], [], []]);
  });

  it("of Python and other texts", async () => {
    assert.deepEqual(await tags("python.py"), [
      "satisfies REQ-1 Pump",
      "satisfies REQ_1 Pump.limit",
      "satisfies REQ_2 Pump.limit",
      "satisfies IMPL_7 test_limits",
      "satisfies tool_req__a Pump",
      "satisfies tool_req__b Pump",
      "satisfies tool_req__c Pump",
      "satisfies pump.limit Pump.limit",
    ]);
  });

  it("define requirements in comments", async () => {
    const { graph } = await traceProject(
      "//- a.c\n/** \\requirement SRS-1 Limit\n * The text. */\n\n/** @satisfies SRS-1 */\nint f(void) { return 0; }\n",
    );
    assert.equal(graph.hasDocuments, true);
    assert.deepEqual([graph.item("SRS-1")?.title, graph.item("SRS-1")?.text], ["Limit", "The text."]);
    assert.equal(graph.incoming("SRS-1", "satisfies").length, 1);
  });
});

describe("plain ids", () => {
  const FILES =
    "//- docs/requirements.md\n### RW-SYS-3 A\n### SRS-012 B\n//- a.c\n/* See RW-SYS-003, srs-12 and SRS-012; ISO-14971 is none. */\nint f(void) { return 0; }\n";

  it("are tags where the project says so; those of almost the same form count for nothing", async () => {
    const { graph } = await traceProject(`${FILES}//- vitalint.json\n{ "tags": { "plainIds": true } }\n`);
    assert.deepEqual(
      graph.edges.map(({ to, probable }) => `${to} ${String(probable ?? false)}`),
      ["RW-SYS-3 true", "SRS-012 false"],
    );
    assert.deepEqual(graph.incoming("RW-SYS-3"), []);
    assert.equal(graph.probable("RW-SYS-3").length, 1);
    assert.equal(graph.incoming("SRS-012", "satisfies").length, 1);
    assert.deepEqual(graph.problems, []);
  });

  it("are words otherwise", async () => {
    assert.deepEqual((await traceProject(FILES)).graph.edges, []);
  });

  it("in names of tests may have underscores", async () => {
    const { graph } = await traceProject(
      "//- docs/requirements.md\n### SRS-012 B\n### SRS-13 C\n//- test/test_a.c\nvoid test_SRS_012_limits(void) { }\nvoid test_SRS_013_stops(void) { }\nvoid test_ABC_1_is_a_name(void) { }\n",
    );
    assert.equal(graph.verification("SRS-012").tests.length, 1);
    assert.equal(graph.verification("SRS-13").status, "none");
    assert.equal(graph.probable("SRS-13").length, 1);
    assert.deepEqual(graph.problems, []);
  });
});

describe("properties of test results", () => {
  it("name ids of any form where the tool's property holds nothing else", async () => {
    const results = readFileSync(join(ROOT, "test/fixtures/trace/readers/junit.xml"), "utf8");
    const { contributions } = await traceProject(`//- test-results/a.xml\n${results}`);
    assert.deepEqual(
      contributions[0]?.tests.map(({ ids }) => ids),
      [["SRS-001", "tool_req__b", "pump.limit"], ["SRS-003"], []],
    );
  });

  it("may name a test case that a document describes", async () => {
    const { graph } = await traceProject(
      '//- vitalint.json\n{ "requirements": [{ "files": ["docs/*.rst"], "kind": "software-requirement" }] }\n//- docs/a.rst\n.. req:: Limit\n   :id: REQ_1\n\n.. test:: Limits\n   :id: TEST_1\n   :links: REQ_1\n//- test-results/a.xml\n<testsuite name="a"><testcase name="limits" classname="flow"><properties><property name="tests" value="TEST_1"/></properties></testcase></testsuite>\n',
    );
    assert.deepEqual(graph.problems, []);
    assert.equal(graph.verification("REQ_1").status, "passed");
  });
});

describe("lobster-exclude", () => {
  const code = (comment: string) => `//- vitalint.json
{ "units": "function", "softwareItems": [{ "name": "Flow", "class": "C", "files": ["src/**"] }] }
//- docs/requirements.md
### SRS-001 Limit
//- src/a.c
${comment}
int log_it(void) { return 0; }
`;

  it("excuses a function with a reason from naming a requirement, and from nothing else", async () => {
    const said = async (comment: string) => (await traceFindings(code(comment), [unitWithoutRequirement])).length;
    assert.equal(await said("// lobster-exclude: only logs"), 0);
    assert.equal(await said("/* lobster-exclude: only logs */"), 0);
    assert.equal(await said("// lobster-exclude:"), 1);
    assert.equal(await said("// plain"), 1);
    const { project, graph } = await traceProject(code("// lobster-exclude: only logs"));
    assert.deepEqual(untracedFunctions({ project, graph: () => graph }), []);
  });
});
