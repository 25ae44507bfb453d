import assert from "node:assert/strict";
import { CliProject } from "../harness/cli.js";
import { PUMP } from "./pump.js";

describe("vitalint trace as a gate", function () {
  this.timeout(120_000);
  let pump: CliProject;
  before(() => (pump = CliProject.make(PUMP)));
  after(() => {
    pump.remove();
  });

  it("asks for a share of coverage", async () => {
    const short = await pump.run("trace", "--require", "coverage=60,risk-controls=100");
    assert.equal(short.code, 1);
    assert.match(short.stderr, /requirements implemented: 50 % \(1 of 2\), 60 % are required/);
    assert.match(short.stderr, /requirements verified: 50 % \(1 of 2\), 60 % are required/);
    assert.doesNotMatch(short.stderr, /risk controls/);
    assert.equal((await pump.run("trace", "--require", "coverage=50%")).code, 0);
    for (const value of ["coverage", "speed=3", "units=200", "units="])
      assert.equal((await pump.run("trace", "--require", value)).code, 2, value);
  });

  it("remembers the trace, and fails only where it gets worse", async () => {
    assert.equal((await pump.run("trace", "--write-baseline")).code, 2);
    const written = await pump.run("trace", "--baseline", "trace-baseline.json", "--write-baseline");
    assert.equal(written.code, 0);
    assert.match(written.stderr, /may not get worse/);
    assert.equal((await pump.run("trace", "--baseline", "trace-baseline.json")).code, 0);
    const document = pump.read("docs/requirements.md");
    pump.write("docs/requirements.md", `${document}\n### SRS-003 Say the volume\n\nThe pump shall say the volume.\n`);
    const worse = await pump.run("trace", "--baseline", "trace-baseline.json");
    assert.equal(worse.code, 1);
    assert.match(worse.stderr, /SRS-003 Say the volume: requirement that no unit satisfies/);
    assert.match(worse.stderr, /requirements implemented: 33.3 % \(1 of 3\), it was 50 % \(1 of 2\)/);
    assert.doesNotMatch(worse.stderr, /SRS-002/);
    pump.write("docs/requirements.md", document);
  });

  it("refuses what is no baseline", async () => {
    pump.write("other.json", "{}");
    const { code, stderr } = await pump.run("trace", "--baseline", "other.json");
    assert.equal(code, 2);
    assert.match(stderr, /other\.json: it is not a trace baseline of Vitalint/);
    assert.equal((await pump.run("trace", "--baseline", "absent.json")).code, 2);
  });

  it("lists what the filters let through, and measures the whole all the same", async () => {
    const ids = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await pump.run("trace", "--format", "json", ...args);
      return (JSON.parse(stdout) as { requirements: { item: { id: string } }[] }).requirements.map(({ item }) => item.id);
    };
    assert.deepEqual(await ids(), ["SRS-001", "SRS-002"]);
    assert.deepEqual(await ids("--id", "*-002"), ["SRS-002"]);
    assert.deepEqual(await ids("--state", "passed", "--state", "failing"), ["SRS-001"]);
    assert.deepEqual(await ids("--class", "c"), []);
    assert.deepEqual(await ids("--file", "docs/*.md"), ["SRS-001", "SRS-002"]);
    assert.equal((await pump.run("trace", "--state", "good")).code, 2);
    assert.equal((await pump.run("trace", "--id", "SRS-001", "--require", "coverage=60")).code, 1);
  });
});
