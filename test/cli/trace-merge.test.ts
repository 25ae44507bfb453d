import assert from "node:assert/strict";
import { CliProject } from "../harness/cli.js";

const FIRMWARE = `//- docs/requirements.md
### SRS-001 Limit the rate
- parent: SYS-001

The pump shall limit the rate.
//- docs/system-requirements.md
### SYS-001 Deliver
The pump shall deliver.
### SYS-002 Report
The gateway shall report.
//- flow.c
/** @satisfies SRS-001 */
int limit(int rate) { return rate; }
//- test/test_flow.c
/** @verifies SRS-001 */
void test_limit(void) { }
//- test-results/flow.xml
<testsuite name="flow"><testcase classname="flow" name="test_limit"/></testsuite>
`;
const GATEWAY = `//- docs/requirements.md
### SRS-101 Send reports
- parent: SYS-002

The gateway shall send reports.
//- gateway.c
/** @satisfies SRS-101 */
int send(void) { return 0; }
`;

interface Exported {
  readonly requirements: readonly { readonly item: { readonly id: string }; readonly state: string }[];
  readonly gaps: readonly { readonly kind: string; readonly id: string }[];
}

describe("vitalint trace --merge", function () {
  this.timeout(60_000);

  it("joins the trace of another repository: its requirements are parents, its tests count", async () => {
    const firmware = CliProject.make(FIRMWARE);
    const gateway = CliProject.make(GATEWAY);
    try {
      assert.equal((await firmware.run("trace", "--format", "json", "--output", "firmware.json")).code, 0);
      gateway.write("firmware.json", firmware.read("firmware.json"));
      const alone = JSON.parse((await gateway.run("trace", "--format", "json")).stdout) as Exported;
      assert.ok(alone.gaps.some(({ kind, id }) => kind === "unknown-id" && id === "SYS-002"));
      const { stdout, code } = await gateway.run("trace", "--format", "json", "--merge", "firmware.json");
      const joined = JSON.parse(stdout) as Exported;
      assert.equal(code, 0);
      const states = Object.fromEntries(joined.requirements.map(({ item, state }) => [item.id, state]));
      assert.deepEqual(states, { "SRS-001": "passed", "SRS-101": "unverified", "SYS-001": "passed", "SYS-002": "unverified" });
      assert.deepEqual(
        joined.gaps.filter(({ kind }) => kind === "unknown-id" || kind === "duplicate-id" || kind === "wrong-role"),
        [],
      );
    } finally {
      firmware.remove();
      gateway.remove();
    }
  });

  it("refuses what is no export, by name", async () => {
    const gateway = CliProject.make(GATEWAY);
    try {
      gateway.write("other.json", "{}");
      assert.equal((await gateway.run("trace", "--merge", "absent.json")).code, 2);
      const { stdout } = await gateway.run("check", "--rules", "trace/*");
      assert.doesNotMatch(stdout, /no trace in version/);
      gateway.write("x.vitalint-trace.json", "{}");
      assert.match((await gateway.run("check", "--rules", "trace/*")).stdout, /x\.vitalint-trace\.json.*no trace in version 1/);
    } finally {
      gateway.remove();
    }
  });
});
