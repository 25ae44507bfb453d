import assert from "node:assert/strict";
import { CliProject } from "../harness/cli.js";

const PROJECT = `//- vitalint.json
{}
//- docs/requirements.md
### SRS-001 Limit the rate

The pump shall limit the rate to 1200 ml/h.
//- firmware/flow.c
/** @satisfies SRS-001 */
int Flow_Set(int rate) { return rate; }
//- test/test_flow.c
/** @verifies SRS-001 */
void test_limit(void) { }
`;

describe("vitalint trace --mark-reviewed", function () {
  this.timeout(60_000);
  let project: CliProject;
  beforeEach(() => (project = CliProject.make(PROJECT)));
  afterEach(() => {
    project.remove();
  });

  it("records reviews by id, by file and of all links, so that changes are found", async () => {
    const first = await project.run("trace", "--mark-reviewed", "firmware/flow.c", "--reviewer", "M. Okafor");
    assert.equal(first.stderr, "1 link marked as reviewed by M. Okafor on 2026-09-21 in vitalint.reviews and vitalint.reviewed.\n");
    assert.equal(first.code, 0);
    assert.equal(project.read("vitalint.reviews").split("\n").length, 3);
    const both = await project.run("trace", "--mark-reviewed", "SRS-001", "--mark-reviewed", "all", "--reviewer", "A. Lindqvist");
    assert.match(both.stderr, /^4 links marked/);
    assert.equal(project.read("vitalint.reviews").split("\n").length, 4);
    assert.doesNotMatch((await project.run("check")).stdout, /suspect/);
    project.write("docs/requirements.md", "### SRS-001 Limit the rate\n\nThe pump shall limit the rate to 1000 ml/h.\n");
    const { stdout } = await project.run("check");
    assert.match(stdout, /SRS-001 changed \('… the rate to \[1200 -> 1000\] ml\/h\.'\)/);
  });

  it("refuses what is no id, a record that is not understood, and a review by nobody", async () => {
    const unknown = await project.run("trace", "--mark-reviewed", "SRS-999", "--reviewer", "M. Okafor");
    assert.deepEqual([unknown.code, unknown.stderr], [2, "vitalint: SRS-999: There is no link to mark as reviewed here.\n"]);
    project.write("vitalint.reviews", "vitalint-reviews 9\n");
    const newer = await project.run("trace", "--mark-reviewed", "SRS-001", "--reviewer", "M. Okafor");
    assert.equal(newer.code, 2);
    assert.match(newer.stderr, /vitalint\.reviews:1: This record has version 9/);
    assert.equal(project.read("vitalint.reviews"), "vitalint-reviews 9\n");
    assert.match((await project.run("check")).stdout, /vitalint\/record-format/);
  });
});
