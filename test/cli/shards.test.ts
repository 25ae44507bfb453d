import assert from "node:assert/strict";
import { CliProject } from "../harness/cli.js";
import { PUMP } from "./pump.js";

describe("vitalint check --shard, and merge", function () {
  this.timeout(180_000);
  let project: CliProject;
  const shards = async (count: number, ...more: readonly string[]): Promise<string[]> => {
    const names: string[] = [];
    for (let index = 1; index <= count; index++) {
      const name = `shard-${String(index)}-of-${String(count)}.json`;
      const { code, stderr } = await project.run("check", "--shard", `${String(index)}/${String(count)}`, "--output", name, ...more);
      assert.equal(code, 0, stderr);
      names.push(name);
    }
    return names;
  };

  beforeEach(() => {
    project = CliProject.make(PUMP);
  });
  afterEach(() => project.remove());

  it("gives the bytes of one run, in each format and as a report", async () => {
    const parts = await shards(3);
    for (const format of ["json", "sarif", "junit", "text"]) {
      const whole = await project.run("check", "--format", format, "--stats");
      const merged = await project.run("merge", ...parts, "--format", format, "--stats");
      assert.deepEqual(merged, whole, format);
    }
    await project.run("report", "--output", "whole.out");
    await project.run("merge", ...parts, "--report", "merged.out", "--output", "findings.out");
    assert.equal(project.read("merged.out"), project.read("whole.out"));
  });

  it("does not depend on the order of shards, nor on the workers", async () => {
    const parts = await shards(2, "--jobs", "2");
    const whole = await project.run("check", "--format", "json");
    assert.deepEqual(await project.run("merge", ...parts.reverse(), "--format", "json", "--jobs", "2"), whole);
  });

  it("says what is missing, doubled, of another configuration, of other files, or broken", async () => {
    const [first = "", second = ""] = await shards(2);
    const refused = async (reason: RegExp, ...args: readonly string[]): Promise<void> => {
      const { code, stderr } = await project.run("merge", ...args);
      assert.equal(code, 2);
      assert.match(stderr, reason);
    };
    await refused(/Missing: shard 2\/2/, first);
    await refused(/are both shard 1\/2/, first, first);
    await refused(/another configuration, or another --preset/, first, second, "--preset", "strict");
    await refused(/one of 1 shards/, first, ...(await shards(1)));
    await refused(/it can't be read|can't be read/, "nowhere");
    project.write("broken.json", project.read(second).replace(/"bytes":"..../, '"bytes":"AAAA'));
    await refused(/it is not whole/, first, "broken.json");
    project.write("cut.json", project.read(second).slice(0, 200));
    await refused(/was cut short/, first, "cut.json");
    project.write("old.json", project.read(second).replace(/"tool":"[^"]*"/, '"tool":"0.0.1"'));
    await refused(/was made by version 0\.0\.1/, first, "old.json");
    project.write("extra.c", "int extra;\n");
    await refused(/of other files than the project holds here/, first, second);
    await refused(/needs the shards/);
  });

  it("refuses what is no part", async () => {
    for (const shard of ["0/2", "3/2", "2", "a/b"]) {
      const { code, stderr } = await project.run("check", "--shard", shard);
      assert.equal(code, 2);
      assert.match(stderr, /--shard is a part/);
    }
  });
});
