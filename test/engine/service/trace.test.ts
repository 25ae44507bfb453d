import assert from "node:assert/strict";
import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine } from "../../../engine/src/index.js";
import { createEngineParts } from "../../../host/src/engine-parts.js";
import { ROOT } from "../../harness/engine.js";
import { splitFiles } from "../../harness/trace.js";

async function shown(fixture: string): Promise<string[]> {
  const engine = new ProjectEngine(await createEngineParts(join(ROOT, "dist"), "2026-06-01"));
  const files = splitFiles(fixture);
  engine.setFiles(files);
  return (engine.allFindings(NEVER_CANCELLED) ?? []).map(({ finding: { file, rule, span, message } }) => {
    const text = files.find(({ path }) => path === file)?.text ?? "";
    return `${file} ${rule} [${text.slice(span.start, span.end)}] ${message}`;
  });
}

describe("what the trace can't use", () => {
  it("is told at its place: id patterns, readers, formats, roles, results", async () => {
    const told = await shown(`//- vitalint.json
{ "requirements": [{ "kind": "software-requirement", "files": ["a.md"], "id": "(" }, { "kind": "software-requirement", "files": ["b.md"], "reader": "no-such" }],
  "tests": { "results": ["r.xml"] } }
//- a.md
### SRS-1 A
- class: Z
- status: withdrawn
//- b.md
text
//- docs/risk/hazards.csv
id,kind,realisation
RC-1,risk control,hardware
//- a.c
/** @satisfies RC-1 */
int f(void) { return 0; }
//- r.xml
<testsuite>
`);
    const expected: readonly (readonly [string, RegExp])[] = [
      ["a.c vitalint/requirement-format [RC-1] This link", /write '@mitigates'/],
      ["a.md vitalint/requirement-format [Z] 'Z' is no safety class", /A, B or C/],
      ["b.md vitalint/requirement-format [] There is no requirement reader 'no-such'", /not read/],
      ["r.xml vitalint/test-result-format [<testsuite>] ", /not well-formed/],
      ['vitalint.json vitalint/config ["("] The id pattern', /usual form/],
    ];
    assert.equal(told.length, expected.length, told.join("\n"));
    expected.forEach(([start, rest], index) => {
      assert.ok(told[index]?.startsWith(start), `${told[index] ?? ""} should begin with ${start}`);
      assert.match(told[index] ?? "", rest);
    });
  });
});
