import assert from "node:assert/strict";
import { readStamps, STAMPS_FILE, stampsText, type Stamp } from "../../../engine/src/index.js";
import { stampPlan } from "../../../engine/src/trace/verification/stamp-plan.js";
import { traceProject } from "../../harness/trace.js";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

const FILES: Readonly<Record<string, string>> = {
  "vitalint.json": '{ "tests": { "results": ["build/*.xml"], "levels": { "unit": ["test/**"] } } }\n',
  "docs/requirements.md": "### SRS-001 Limit the rate\n\nThe pump shall limit the rate to 1200 ml/h.\n",
  "firmware/limits.h":
    "#define MAX_RATE 1200\n#define CLAMP(x) Clamp(x, MAX_RATE)\n#define UNUSED 1\ntypedef struct { int rate; int mode; } Limits;\n",
  "firmware/clamp.h": "int Clamp(int value, int most);\n",
  "firmware/clamp.c":
    "static int least(int a, int b) { return a < b ? a : b; }\nint Clamp(int value, int most) { return least(value, most); }\nint Other(void) { return 3; }\n",
  "firmware/flow.c": '#include "limits.h"\n#include "clamp.h"\n/** @satisfies SRS-001 */\nint Flow_Set(int rate) { return CLAMP(rate); }\n',
  "test/test_flow.c":
    "int Flow_Set(int rate);\nstatic int far(void) { return 5000; }\n/** @verifies SRS-001 */\nvoid test_limit(void) { Flow_Set(far()); }\nvoid test_other(void) { }\n",
  "build/flow.xml":
    '<testsuite name="test_flow" hostname="bench-1" timestamp="2026-10-01T10:00:00Z"><properties><property name="environment" value="bench-1"/></properties><testcase classname="test_flow" name="test_limit"/></testsuite>\n',
};

type Changes = Readonly<Record<string, (text: string) => string>>;

function fixture(changes: Changes = {}, more: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ ...FILES, ...more })
    .map(([path, text]) => `//- ${path}\n${changes[path]?.(text) ?? text}`)
    .join("");
}

async function stamped(): Promise<{ readonly [STAMPS_FILE]: string }> {
  const { graph } = await traceProject(fixture());
  const { candidates } = stampPlan(graph);
  return { [STAMPS_FILE]: stampsText(candidates.map(({ stamp }) => ({ ...stamp, commit: COMMIT }))) };
}

/** State of SRS-001's verification after changes, and what changed since the stamp. */
async function stateAfter(changes: Changes, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const { graph } = await traceProject(fixture(changes, { ...(await stamped()), ...more }));
  const { tests, status } = graph.verification("SRS-001");
  return [status, ...tests.flatMap(({ stamps }) => stamps.flatMap(({ changed }) => changed))].join(" ");
}

describe("stamps", () => {
  it("name the test, what it verifies, its level, where and when it ran, and the files that it rests on", async () => {
    const { graph } = await traceProject(fixture());
    const plan = stampPlan(graph);
    assert.equal(plan.unmatched, 0);
    assert.deepEqual(
      plan.candidates.map(({ stamp: { parts, ...stamp }, files, results }) => [stamp, files, results, Object.keys(parts)]),
      [
        [
          { test: "test/test_flow.c#test_limit", verified: "SRS-001", level: "unit", environment: "bench-1", ran: "2026-10-01T10:00:00Z" },
          ["docs/requirements.md", "firmware/clamp.c", "firmware/flow.c", "firmware/limits.h", "test/test_flow.c"],
          "build/flow.xml",
          ["unit", "callees", "declarations", "test", "requirement"],
        ],
      ],
    );
  });

  it("hold as long as nothing changed that the test's passing rests on", async () => {
    assert.equal(await stateAfter({}), "passed");
    const harmless: Changes = {
      "firmware/flow.c": (text) => `// words\n${text.replace("return", "/* why */\n  return")}`,
      "firmware/limits.h": (text) => text.replace("UNUSED 1", "UNUSED 2"),
      "firmware/clamp.c": (text) => text.replace("return 3", "return 4"),
      "test/test_flow.c": (text) => text.replace("test_other(void) { }", "test_other(void) { Flow_Set(1); }"),
      "docs/requirements.md": (text) => text.replace("limit the", "limit\nthe"),
    };
    assert.equal(await stateAfter(harmless), "passed");
    // Without the result file the stamp stands for it.
    assert.equal(await stateAfter({ "build/flow.xml": () => '<testsuite name="none"/>\n' }), "passed");
  });

  it("say which part changed", async () => {
    const cases: readonly (readonly [string, string, string, string])[] = [
      ["firmware/flow.c", "CLAMP(rate", "CLAMP(rate + 1", "unit"],
      ["firmware/clamp.c", "a < b", "a <= b", "callees"],
      ["firmware/limits.h", "1200", "1300", "declarations"],
      ["test/test_flow.c", "Flow_Set(far())", "Flow_Set(far() + 1)", "test"],
      ["test/test_flow.c", "5000", "6000", "callees"],
      ["docs/requirements.md", "1200", "1000", "requirement"],
    ];
    for (const [file, before, after, part] of cases)
      assert.equal(await stateAfter({ [file]: (text) => text.replace(before, after) }), `stale ${part}`, `${file} ${part}`);
  });

  it("do not outweigh a failure, and a pass without one counts for nothing once there is a record", async () => {
    const failing: Changes = {
      "build/flow.xml": (text) => text.replace("/></testsuite>", '><failure message="no"/></testcase></testsuite>'),
    };
    assert.equal(await stateAfter(failing), "failed");
    assert.deepEqual(stampPlan((await traceProject(fixture(failing))).graph).failed, [
      { test: "test/test_flow.c#test_limit", verified: "SRS-001", level: "unit", environment: "bench-1" },
    ]);
    assert.equal(await stateAfter({}, { [STAMPS_FILE]: "vitalint-stamps 1\n" }), "unstamped");
    assert.equal((await traceProject(fixture())).graph.verification("SRS-001").status, "passed");
  });

  it("are kept for each environment apart, and one that is stale makes the test stale", async () => {
    const { [STAMPS_FILE]: text } = await stamped();
    const [stamp] = readStamps(text).stamps;
    assert.ok(stamp);
    const other: Stamp = { ...stamp, environment: "bench-2", parts: { ...stamp.parts, unit: "0".repeat(64) } };
    assert.equal(await stateAfter({}, { [STAMPS_FILE]: stampsText([stamp, other]) }), "stale unit");
  });

  it("follow TypeScript through its imports", async () => {
    const files = (limit: string, unused = "1"): string => `//- vitalint.json
{ "tests": { "results": ["build/*.xml"] } }
//- docs/requirements.md
### SRS-001 Limit
Text.
//- src/limits.ts
export const MAX = ${limit};
export const UNUSED = ${unused};
export interface Limits { most: number }
//- src/flow.ts
import { MAX, type Limits } from "./limits.js";
/** @satisfies SRS-001 */
export function clamp(rate: number, limits: Limits = { most: MAX }): number { return Math.min(rate, limits.most); }
//- test/flow.test.ts
import { clamp } from "../src/flow.js";
describe("flow", () => {
  /** @verifies SRS-001 */
  it("clamps", () => { clamp(5); });
});
//- build/flow.xml
<testsuite name="flow"><testcase classname="flow" name="clamps"/></testsuite>
`;
    const parts = async (text: string) => stampPlan((await traceProject(text)).graph).candidates.map(({ stamp }) => stamp.parts);
    const [before] = await parts(files("5"));
    const [after] = await parts(files("6"));
    const [same] = await parts(files("5", "2"));
    assert.ok(before && after);
    assert.deepEqual(before, same);
    assert.deepEqual({ ...after, declarations: before.declarations }, before);
    assert.notEqual(before.declarations, after.declarations);
  });
});

describe("stamps: their file", () => {
  const DIGEST = "a".repeat(64);
  const stamp: Stamp = {
    test: "test/flow.test.ts#flow clamps\tall",
    verified: "SRS-001",
    level: "unit",
    environment: "",
    commit: COMMIT,
    ran: "2026-10-01T10:00:00Z",
    parts: { unit: DIGEST, callees: DIGEST, declarations: DIGEST, test: DIGEST, requirement: DIGEST },
  };

  it("reads what it writes, and tells what it can't read", () => {
    const text = stampsText([stamp, { ...stamp, environment: "bench-1" }]);
    assert.deepEqual(readStamps(text), { stamps: [stamp, { ...stamp, environment: "bench-1" }], problems: [] });
    assert.equal(readStamps(text.replace(COMMIT, "HEAD")).problems.length, 1);
    assert.equal(readStamps(text.replace(DIGEST, "b")).problems.length, 1);
    assert.equal(readStamps(text.replace("stamps 1", "stamps 2")).stamps.length, 0);
    const merged = readStamps(
      `${text}${stampsText([{ ...stamp, ran: "2026-10-02T10:00:00Z" }])
        .split("\n")
        .slice(1)
        .join("\n")}`,
    );
    assert.deepEqual([merged.problems.length, merged.stamps[0]?.ran], [1, "2026-10-02T10:00:00Z"]);
    for (let end = 0; end <= text.length; end++) readStamps(text.slice(0, end));
  });
});
