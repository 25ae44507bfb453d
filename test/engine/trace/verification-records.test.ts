import assert from "node:assert/strict";
import requirementNotVerified from "../../../rules/trace/requirement-not-verified.js";
import requirementFailingTests from "../../../rules/trace/requirement-failing-tests.js";
import { traceFindings, traceProject } from "../../harness/trace.js";

const PROJECT = `//- vitalint.json
{
  "requirements": [{ "kind": "software-requirement", "files": ["docs/srs.md"] }],
  "verification": [{ "files": ["docs/reviews.csv", "docs/analyses.md"], "columns": { "result": "Ergebnis" } }]
}
//- docs/srs.md
**SRS-1** - The pump shall stop.

**SRS-2** - The pump shall alarm.

**SRS-3** - The pump shall log.

**SRS-4** - The pump shall not stop.
//- docs/reviews.csv
ID;Method;Item verified;Ergebnis;Date;Reviewer
VR-1;Review;"SRS-1, firmware/flow.c";approved;2026-03-01;A. Noether
VR-2;Inspection;SRS-2;not approved;2026-03-02;A. Noether
VR-3;Review;SRS-3;;2026-03-02;A. Noether
//- docs/analyses.md
## VR-4 Worst-case timing
- method: analysis
- verifies: SRS-4
- result: passed with remarks

The longest path takes 3 ms.
//- firmware/flow.c
int Flow_Stop(void) { return 0; }
`;

describe("verification records", () => {
  it("verify requirements and units as their results say", async () => {
    const { graph } = await traceProject(PROJECT);
    const stands = ["SRS-1", "SRS-2", "SRS-3", "SRS-4", "firmware/flow.c"].map((id) => [id, graph.verification(id).status]);
    assert.deepEqual(stands, [
      ["SRS-1", "passed"],
      ["SRS-2", "failed"],
      ["SRS-3", "not-run"],
      ["SRS-4", "passed"],
      ["firmware/flow.c", "passed"],
    ]);
    assert.equal(graph.item("VR-1")?.kind, "verification-record");
    assert.equal(graph.verification("SRS-1").tests[0]?.result?.timestamp, "2026-03-01");
    assert.deepEqual(graph.problems, []);
  });

  it("count for the rules as tests do", async () => {
    const findings = await traceFindings(PROJECT, [requirementNotVerified, requirementFailingTests]);
    assert.equal(findings.length, 1);
    assert.match(findings[0] ?? "", /^docs\/srs\.md:3 error trace\/requirement-failing-tests SRS-2 /);
    assert.match(findings[0] ?? "", /'Inspection VR-2' failed/);
  });
});

describe("partial verification", () => {
  const project = (property: string, more = "") => `//- docs/requirements.md
### SRS-001 Limit the rate
The pump shall limit the rate.
//- test-results/a.xml
<testsuite name="s"><testcase classname="s" name="one"><properties><property name="${property}" value="SRS-001"/></properties></testcase>${more}</testsuite>
`;
  const said = async (fixture: string) =>
    (await traceFindings(fixture, [requirementNotVerified])).map((line) => line.replace(/^.*SRS-001 '[^']*' |\.$/g, "").split(":")[0]);

  it("is no verification of the whole", async () => {
    assert.deepEqual(await said(project("FullyVerifies")), []);
    assert.equal((await said(project("PartiallyVerifies"))).length, 1);
    assert.match((await traceFindings(project("PartiallyVerifies"), [requirementNotVerified])).join(), /only in part: 'one' passed/);
    const { graph } = await traceProject(project("PartiallyVerifies"));
    assert.equal(graph.verification("SRS-001").status, "partial");
  });

  it("adds to a test of the whole, and fails where it fails", async () => {
    const whole = '<testcase classname="s" name="two"><properties><property name="FullyVerifies" value="SRS-001"/></properties></testcase>';
    assert.deepEqual(await said(project("PartiallyVerifies", whole)), []);
    const failing =
      '<testcase classname="s" name="two"><properties><property name="PartiallyVerifies" value="SRS-001"/></properties><failure/></testcase>';
    const { graph } = await traceProject(project("FullyVerifies", failing));
    assert.equal(graph.verification("SRS-001").status, "failed");
  });
});
