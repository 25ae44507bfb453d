import assert from "node:assert/strict";
import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine, type FrontEnd, type ParsedFile } from "../../../engine/src/index.js";
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

describe("the trace by itself", () => {
  const FILES = splitFiles(`//- vitalint.json
{ "softwareItems": [{ "name": "Pump", "class": "C", "files": ["**/*.c", "**/*.h"] }], "units": "function", "requirements": [{ "kind": "software-requirement", "files": ["docs/*.md"] }] }
//- docs/srs.md
### SRS-1 Run
### SRS-2 Stop
### SRS-3 Beep
//- pump.h
/** @satisfies SRS-2 */
void stop(void);
//- pump.c
#include "pump.h"
/** @satisfies SRS-1 */
int run(int rate) { if (rate > 3) { rate = 3; } return rate * 2 + step(rate); }
void stop(void) { total = 0; motor->speed = 0; }
//- broken.c
/** @satisfies SRS-2 */
int broken(int a) { return a +; }
int whole(int a) { int b = a; return b; }
//- view.ts
/** @satisfies SRS-3 */
export function beep(): void {}
`);
  const RUN = { project: "pump", date: "2026-01-01", workTree: "unknown", tool: { version: "0", bundleDigest: "" }, digests: {} } as const;
  const make = async (): Promise<ProjectEngine> => {
    const engine = new ProjectEngine(await createEngineParts(join(ROOT, "dist"), "2026-06-01"));
    engine.setFiles(FILES);
    return engine;
  };

  it("says the same whether files were read for it alone or parsed before", async () => {
    const [ahead, parsed] = [await make(), await make()];
    ahead.readTrace(FILES.map(({ path }) => path));
    while (parsed.index(Infinity, NEVER_CANCELLED) > 0);
    const report = ahead.traceReport(RUN, true, NEVER_CANCELLED, true);
    assert.deepEqual(report, parsed.traceReport(RUN, true, NEVER_CANCELLED, true));
    assert.deepEqual(
      report?.trace.links.map(({ from, to }) => `${from} ${to}`),
      ["broken.c#broken SRS-2", "pump.c#run SRS-1", "pump.c#stop SRS-2", "view.ts#beep SRS-3"],
    );
    // What was read for the trace alone is parsed when somebody asks for more, and edits go on from there.
    for (const engine of [ahead, parsed]) {
      engine.editFile("pump.c", 1, [{ span: { start: 0, end: 0 }, newText: "/** @satisfies SRS-3 */\nvoid more(void) { total = 1; }\n" }]);
      assert.equal(engine.traceReport(RUN, true, NEVER_CANCELLED)?.trace.links.length, 5);
    }
    assert.deepEqual(ahead.allFindings(NEVER_CANCELLED), parsed.allFindings(NEVER_CANCELLED));
  });

  it("says the same whoever read a file: bad documents, records, and files whose reader fails too", async () => {
    const files = [
      ...FILES,
      ...splitFiles(`//- docs/bad.md
### SRS-1 Run again
- class: Z
//- docs/other.md
### SRS-9 \ud800 half a character
- __proto__: odd
//- dies.ts
/** @verifies SRS-1 */
it("dies", () => {});
//- vitalint.reviews
no record
`),
      { path: "docs/gone.md", unreadable: "it does not exist" },
    ];
    const parts = await createEngineParts(join(ROOT, "dist"), "2026-06-01");
    const frontEnds = parts.frontEnds.map((frontEnd): FrontEnd => {
      if (!frontEnd.languages.includes("typescript")) return frontEnd;
      return {
        languages: frontEnd.languages,
        parse: (document, ...rest) => {
          const file = frontEnd.parse(document, ...rest);
          if (document.path !== "dies.ts") return file;
          const dies = (): never => {
            throw new Error("it died");
          };
          return { ...file, semantics: Object.assign(Object.create(file.semantics) as ParsedFile["semantics"], { stringValue: dies }) };
        },
        lower: (file, node) => frontEnd.lower(file, node),
        release: (file) => frontEnd.release(file),
      };
    });
    const start = (): ProjectEngine => {
      const engine = new ProjectEngine({ ...parts, frontEnds });
      engine.setFiles(files);
      return engine;
    };
    const [alone, asking, reader] = [start(), start(), start()];
    const paths = files.map(({ path }) => path);
    asking.adoptTrace(reader.writtenTrace(paths.filter((__, index) => index % 2 === 0)));
    asking.readTrace(paths.slice(0, 5));
    const wanted = { format: "json", table: "gaps", filter: { ids: [], files: [], states: [], classes: [] }, gaps: true } as const;
    const one = alone.traceDocument(RUN, wanted, NEVER_CANCELLED);
    assert.deepEqual(asking.traceDocument(RUN, wanted, NEVER_CANCELLED), one);
    assert.match(one?.content ?? "", /SRS-9/);
    const told = alone.traceReport(RUN, true, NEVER_CANCELLED)?.findings.map(({ place, message }) => `${place.file}: ${message}`) ?? [];
    assert.ok(told.includes("dies.ts: 'dies.ts' was not analysed: its reader failed (Error: it died); please report this with the file."), told.join("\n")); // prettier-ignore
    assert.ok(one?.rules.includes("vitalint/file-skipped") && one.rules.includes("vitalint/record-format"), one?.rules.join());
    assert.deepEqual(asking.traceReport(RUN, true, NEVER_CANCELLED), alone.traceReport(RUN, true, NEVER_CANCELLED));
  });

  it("is written with what a host decides by", async () => {
    const engine = await make();
    const filter = { ids: ["SRS-1"], files: [], states: [], classes: [] };
    const wanted = { format: "text", table: "gaps", filter, gaps: false } as const;
    const written = engine.traceDocument(RUN, wanted, NEVER_CANCELLED);
    const whole = engine.traceReport(RUN, false, NEVER_CANCELLED);
    assert.match(written?.content ?? "", /requirements implemented/);
    assert.doesNotMatch(written?.content ?? "", /SRS-3 Beep/);
    assert.deepEqual([written?.coverage, written?.gaps, written?.hasGaps], [whole?.coverage, [], true]);
    assert.deepEqual(engine.traceDocument(RUN, { ...wanted, gaps: true }, NEVER_CANCELLED)?.gaps, whole?.gaps);
    assert.ok(engine.traceDocument(RUN, { ...wanted, format: "json" }, NEVER_CANCELLED)?.content.startsWith("{"));
    assert.match(engine.traceDocument(RUN, { ...wanted, format: "csv" }, NEVER_CANCELLED)?.content ?? "", /^gap,meaning/);
  });
});
