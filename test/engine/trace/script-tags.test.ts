import assert from "node:assert/strict";
import { traceProject } from "../../harness/trace.js";

const FIXTURE = `//- docs/requirements.md
### SRS-001 Send
Text
### SRS-002 Store
Text
### SRS-003 Show
Text
//- src/outbox.ts
/** Keeps messages.
 * @req SRS-001, SRS-002 */
export class Outbox {
  /** @satisfies SRS-003 */
  send(text: string): void {
    this.queue.push(text);
  }
  private queue: string[] = [];
}
/** @satisfies {Record<string, number>} is the language's own tag */
export const limits = { rate: 5 };
/** @satisfies Config */
export const other = () => 1;
//- src/outbox.test.ts
import { Outbox } from "./outbox.js";
describe("outbox", () => {
  // @verifies SRS-001
  it("sends what it has", () => { new Outbox().send("x"); });
  /** @verifies SRS-002 */
  test.skip("stores", async () => {});
});
/** @verifies SRS-003 */
describe("view", () => { it("shows", () => {}); it("hides", () => {}); });
//- test-results/mocha.xml
<testsuites><testsuite name="outbox"><testcase name="outbox sends what it has" classname="sends what it has"/><testcase classname="outbox" name="stores"><skipped/></testcase></testsuite>
<testsuite name="view"><testcase classname="view" name="shows"/><testcase classname="view" name="hides"><failure message="no"/></testcase></testsuite></testsuites>
`;

describe("tags in TypeScript", () => {
  it("link code and tests, and leave the language's own tags alone", async () => {
    const { graph } = await traceProject(FIXTURE);
    assert.deepEqual(graph.problems, []);
    const edges = graph.edges.map(({ role, from, to, symbol }) => `${role} ${from} ${to}${symbol ? ` (${symbol.name})` : ""}`).sort();
    assert.deepEqual(edges, [
      "satisfies src/outbox.ts SRS-001 (Outbox)",
      "satisfies src/outbox.ts SRS-002 (Outbox)",
      "satisfies src/outbox.ts SRS-003 (Outbox.send)",
      "verifies src/outbox.test.ts#outbox sends what it has SRS-001",
      "verifies src/outbox.test.ts#outbox stores SRS-002",
      "verifies src/outbox.test.ts#view SRS-003",
    ]);
    assert.deepEqual(
      ["SRS-001", "SRS-002", "SRS-003"].map((id) => graph.verification(id).status),
      ["passed", "not-run", "failed"],
    );
  });
});
