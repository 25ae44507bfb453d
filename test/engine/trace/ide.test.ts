import assert from "node:assert/strict";
import { cardOf, completionsAt, definitionsOf, idAt, referencesOf, type Location } from "../../../engine/src/index.js";
import { traceProject, type TraceProject } from "../../harness/trace.js";

const FIXTURE = `//- docs/srs/flow.md
### SRS-001 Limit the rate
- parent: SYS-001
- mitigates: RC-001

The pump shall limit. ![x](http://example.org/x.png)
//- docs/sys-requirements.md
### SYS-001 Deliver accurately
The pump shall deliver.
//- docs/risk/hazards.csv
id,kind,title,severity,mitigates
HZ-001,hazard,Over-infusion,critical,
RC-001,risk control,Limit the rate,,HZ-001
//- firmware/flow.h
/** Sets the rate.
 * @satisfies SRS-001 */
int Flow_Set(int rate);
//- firmware/flow.c
/** @satisfies SRS-001 */
int Flow_Set(int rate) { return rate; /* SRS-001 */ }
//- test/test_flow.c
/** @verifies SRS-001, SR */
void test_limit(void) { }
//- test-results/flow.xml
<testsuite name="flow" timestamp="2026-05-01T10:00:00"><testcase classname="test_flow" name="test_limit"/></testsuite>
`;

describe("ids in the editor", () => {
  let traced: TraceProject;
  before(async () => (traced = await traceProject(FIXTURE)));

  const at = (path: string, part: string, plus = 1) => (traced.project.text(path) ?? "").indexOf(part) + plus;
  const written = ({ file, span }: Location) => `${file}:${(traced.project.text(file) ?? "").slice(span.start, span.end)}`;

  it("finds the id at an offset in tags, comments, headings, attributes and cells, and nowhere else", () => {
    const id = (path: string, part: string) => idAt(traced.project, path, at(path, part))?.id;
    assert.equal(id("firmware/flow.c", "SRS-001"), "SRS-001");
    assert.equal(id("docs/srs/flow.md", "SRS-001"), "SRS-001");
    assert.equal(id("docs/srs/flow.md", "SYS-001"), "SYS-001");
    assert.equal(id("docs/risk/hazards.csv", "HZ-001,hazard"), "HZ-001");
    assert.equal(id("test/test_flow.c", "SR */"), "SR");
    assert.equal(id("firmware/flow.c", "Flow_Set"), undefined);
    assert.equal(id("docs/srs/flow.md", "shall"), undefined);
  });

  it("makes a requirement's card", () => {
    assert.equal(
      cardOf(traced.graph, "SRS-001"),
      [
        "**SRS-001** Limit the rate  \n*software requirement*",
        "The pump shall limit. !\\[x](http://example.org/x.png)",
        [
          "- Parents: SYS-001 Deliver accurately",
          "- Risk controls: RC-001 Limit the rate",
          "- Hazards: HZ-001 Over-infusion (critical)",
          "- Implemented in: `Flow_Set` (firmware/flow.c)",
          "- Tests: `test_limit` ✓ passed (2026-05-01T10:00:00)",
        ].join("\n"),
      ].join("\n\n"),
    );
    assert.match(cardOf(traced.graph, "RC-001") ?? "", /class C[\s\S]*Controls: HZ-001 Over-infusion[\s\S]*Required by: SRS-001/);
    assert.equal(cardOf(traced.graph, "SRS-999"), undefined);
  });

  it("goes both ways between definition and references", () => {
    assert.deepEqual(definitionsOf(traced.graph, "SRS-001").map(written), ["docs/srs/flow.md:SRS-001"]);
    assert.deepEqual(referencesOf(traced.graph, "SRS-001", false).map(written), [
      "firmware/flow.c:SRS-001",
      "firmware/flow.h:SRS-001",
      "test/test_flow.c:SRS-001",
    ]);
    assert.deepEqual(referencesOf(traced.graph, "RC-001", true).map(written), ["docs/risk/hazards.csv:RC-001", "docs/srs/flow.md:RC-001"]);
  });

  it("completes ids behind tags and in link attributes, by id or title", () => {
    const complete = (path: string, part: string, plus: number) => completionsAt(traced.project, traced.graph, path, at(path, part, plus));
    const inTag = complete("test/test_flow.c", "SR */", 2);
    assert.ok(inTag);
    assert.deepEqual(
      inTag.items.map(({ id, title }) => `${id} ${title}`),
      ["SRS-001 Limit the rate"],
    );
    assert.equal((traced.project.text("test/test_flow.c") ?? "").slice(inTag.span.start, inTag.span.end), "SR");
    assert.deepEqual(
      complete("firmware/flow.c", "@satisfies SRS-001", 11)?.items.map(({ id }) => id),
      ["SRS-001", "SYS-001"],
    );
    assert.deepEqual(
      complete("docs/srs/flow.md", "mitigates: RC-001", 13)?.items.map(({ id }) => id),
      ["RC-001"],
    );
    assert.equal(complete("firmware/flow.c", "return", 3), undefined);
  });

  it("counts a tag on prototype and definition once", () => {
    assert.equal(traced.graph.incoming("SRS-001", "satisfies").length, 1);
    assert.deepEqual(traced.graph.contextOf("firmware/flow.c", at("firmware/flow.c", "return")), {
      unit: "firmware/flow.c",
      requirements: ["SRS-001"],
      riskControls: ["RC-001"],
      hazardClass: "C",
      hazards: ["HZ-001"],
    });
  });
});
