import assert from "node:assert/strict";
import { defaultConfig, markersIn, traceOfDocument } from "../../../engine/src/index.js";
import { compileIdPattern, DEFAULT_IDS } from "../../../engine/src/trace/ids.js";

/** Texts on which a careless pattern takes quadratic or worse time. */
const LONG = 50_000;
const RUNS = [" ", "-1", "*", "[", "(", "A-", "| ", "\t-", "0", '"', ",", "`", "#", "- a ", "<", "@", "é"].map((part) =>
  part.repeat(LONG / part.length),
);

describe("hostile documents", function () {
  this.timeout(20_000);
  const config = defaultConfig();

  for (const run of RUNS) {
    it(`end in time: ${JSON.stringify(run.slice(0, 4))}…`, () => {
      const started = process.cpuUsage();
      for (const text of [
        `### SRS-1 A\n- parent: ${run}x\n- a${run}b\n${run}\n`,
        `| id | title |\n|--|--|\n| SRS-1${run} | ${run}x |\n`,
        `# A${run}!\n`,
      ]) {
        traceOfDocument("docs/requirements.md", text, config);
      }
      traceOfDocument("docs/risk/hazards.csv", `id,hazard,risk control\nHZ-1,x${run}y,RC-1 a${run}b RC-2\nA${run}!,b,c\n`, config);
      traceOfDocument(
        "test-results/a.xml",
        `<testsuite name="${run.replace(/["<&]/g, "")}"><testcase name="a${run.replace(/["<&]/g, "")}b"/></testsuite>`,
        config,
      );
      markersIn(`/* vitalint-deviation(a/b${run.replace(/[()]/g, "")}): x${run}y\n *${run}z */`, 0);
      const { user } = process.cpuUsage(started);
      assert.ok(user < 4_000_000, `took ${String(user / 1000)} ms`);
    });
  }

  it("can't bring patterns that run away", () => {
    const evil = compileIdPattern("(a+)+-(\\d+)+");
    assert.ok("matches" in evil);
    assert.equal(evil.matches(`${"a".repeat(100)}!`), false);
    assert.ok("error" in compileIdPattern("("));
    assert.equal(DEFAULT_IDS.matches(`A${"-1".repeat(1000)}`), false);
  });
});
