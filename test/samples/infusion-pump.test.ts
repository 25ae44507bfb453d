import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReportedFinding } from "../../engine/src/index.js";
import { ROOT } from "../harness/engine.js";
import { reportedFindingsOfFolder } from "../harness/folder.js";
import { sampleRecords, writtenSampleRecords } from "../harness/sample-records.js";

const SAMPLE = join(ROOT, "samples/infusion-pump");

interface Planted {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly text: string;
  /** The finding is left standing by a recorded decision. */
  readonly disposition?: string;
}

const planted = JSON.parse(readFileSync(join(SAMPLE, "planted.json"), "utf8")) as readonly Planted[];

/** `file:line rule`, with what became of it: what a finding and an entry of the list are compared by. */
function keyOf(file: string, line: number, rule: string, disposed: boolean): string {
  return `${file}:${String(line)} ${rule}${disposed ? " (disposed)" : ""}`;
}

describe("the sample infusion pump", function () {
  this.timeout(120_000);
  let findings: readonly ReportedFinding[];

  before(async () => {
    findings = await reportedFindingsOfFolder(SAMPLE);
  });

  it("has a list of planted weaknesses that fits its text", () => {
    assert.ok(planted.length >= 40);
    for (const { file, line, text } of planted) {
      const found = readFileSync(join(SAMPLE, file), "utf8").split("\n")[line - 1] ?? "";
      assert.ok(found.includes(text), `${file}:${String(line)} should hold ${text}, is ${found}`);
    }
  });

  it("gives exactly the findings that were planted", () => {
    const expected = planted.map((entry) => keyOf(entry.file, entry.line, entry.rule, entry.disposition !== undefined)).sort();
    const actual = findings
      .filter(({ rule }) => !rule.startsWith("vitalint/"))
      .map(({ place, rule, state }) => keyOf(place.file, place.line, rule, state.state === "disposed"))
      .sort();
    assert.deepEqual(
      { missed: expected.filter((key) => !actual.includes(key)), extra: actual.filter((key) => !expected.includes(key)), count: actual.length },
      { missed: [], extra: [], count: expected.length },
    );
  });

  it("holds the reviews and stamps that belong to its texts", async () => {
    const hint = "The sample changed: run 'node out/test/harness/sample-records.js'.";
    assert.deepEqual(Object.fromEntries(await writtenSampleRecords()), Object.fromEntries(await sampleRecords()), hint);
  });

  it("is read without any complaint of the engine", () => {
    const complaints = findings.filter(({ rule }) => rule.startsWith("vitalint/"));
    assert.deepEqual(
      complaints.map(({ place, message }) => `${place.file}:${String(place.line)} ${message}`),
      [],
    );
  });

  it("compiles and its unit tests run", function () {
    if (spawnSync("gcc", ["--version"]).error || spawnSync("make", ["--version"]).error) {
      assert.ok(!process.env["VITALINT_REQUIRE_GCC"], "gcc and make are required here");
      this.skip();
    }
    const { status, stderr, stdout } = spawnSync("make", ["-C", SAMPLE, "test"], { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  });
});
