import assert from "node:assert/strict";
import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine, type JoinedFinding } from "../../../engine/src/index.js";
import { createEngineParts } from "../../../host/src/engine-parts.js";
import { ROOT } from "../../harness/engine.js";
import { splitFiles } from "../../harness/trace.js";

async function engineOf(fixture: string, today = "2026-06-01"): Promise<ProjectEngine> {
  const engine = new ProjectEngine(await createEngineParts(join(ROOT, "dist"), today));
  engine.setFiles(splitFiles(fixture));
  return engine;
}

const shown = (findings: readonly JoinedFinding[] | undefined) =>
  (findings ?? []).map(({ finding, state }) => `${finding.file} ${finding.rule} ${state.state}`);

const CODE = "void f(void) {\n  char a[8];\n  MARK\n  gets(a);\n}\n";
const fixture = (mark: string, sidecar = "") => `//- a.c\n#include <stdio.h>\n${CODE.replace("MARK", mark)}${sidecar}`;
const sidecar = (entry: object) => `//- vitalint.dispositions.json\n${JSON.stringify({ version: 1, dispositions: [entry] })}\n`;
const ENTRY = { path: "*.c", rule: "memory/unbounded-copy", kind: "deviation", reason: "vendor code, reviewed" };

describe("decisions in a project", () => {
  it("change the state of findings and report what does not hold", async () => {
    const of = async (mark: string, file = "") => shown((await engineOf(fixture(mark, file))).allFindings(NEVER_CANCELLED));
    assert.deepEqual(await of(""), ["a.c memory/unbounded-copy open"]);
    assert.deepEqual(await of("// vitalint-deviation(memory/unbounded-copy): a line of the keyboard, seven characters"), [
      "a.c memory/unbounded-copy disposed",
    ]);
    assert.deepEqual(await of("// vitalint-deviation(memory/unbounded-copy):"), [
      "a.c vitalint/disposition-without-reason open",
      "a.c memory/unbounded-copy open",
    ]);
    assert.deepEqual(await of("// vitalint-deviation(memory/unbounded-copies): no such rule"), [
      "a.c vitalint/disposition-unused open",
      "a.c memory/unbounded-copy open",
    ]);
    assert.deepEqual(await of("", sidecar(ENTRY)), ["a.c memory/unbounded-copy disposed"]);
    assert.deepEqual(await of("", sidecar({ ...ENTRY, path: "gone.c" })), [
      "a.c memory/unbounded-copy open",
      "vitalint.dispositions.json vitalint/disposition-unused open",
    ]);
    assert.deepEqual(await of("", sidecar({ ...ENTRY, unitDigest: "00" })), [
      "a.c memory/unbounded-copy open",
      "vitalint.dispositions.json vitalint/disposition-unit-changed open",
    ]);
    assert.deepEqual(await of("", sidecar({ ...ENTRY, kind: "ignore" })), [
      "a.c memory/unbounded-copy open",
      "vitalint.dispositions.json vitalint/config open",
    ]);
  });

  it("follow edits of the sidecar, and call nothing useless before all files were looked at", async () => {
    const engine = await engineOf(fixture("", sidecar({ ...ENTRY, path: "gone.c" })));
    assert.deepEqual(shown(engine.findings("vitalint.dispositions.json", NEVER_CANCELLED)), []);
    assert.equal(engine.allFindings(NEVER_CANCELLED)?.length, 2);
    engine.setFiles([{ path: "vitalint.dispositions.json", text: JSON.stringify({ version: 1, dispositions: [ENTRY] }) }]);
    assert.deepEqual(shown(engine.findings("a.c", NEVER_CANCELLED)), ["a.c memory/unbounded-copy disposed"]);
    assert.deepEqual(shown(engine.findings("vitalint.dispositions.json", NEVER_CANCELLED)), []);
  });

  it("cover trace findings from a comment in the requirement's section", async () => {
    const of = async (comment: string) =>
      shown(
        (
          await engineOf(
            `//- docs/requirements.md\n### SRS-1 A\n${comment}\nText\n//- a.c\n/** @satisfies SRS-1 */\nint f(void) { return 0; }\n`,
          )
        ).allFindings(NEVER_CANCELLED),
      );
    assert.deepEqual(await of(""), ["docs/requirements.md trace/requirement-not-verified open"]);
    assert.deepEqual(await of("<!-- vitalint-deviation(trace/requirement-not-verified): by inspection, record 12 -->"), [
      "docs/requirements.md trace/requirement-not-verified disposed",
    ]);
  });
});
