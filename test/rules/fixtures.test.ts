// Every rule against its fixtures: what it reports, what it leaves alone, and what its fixes do.
import assert from "node:assert/strict";
import type { Finding } from "../../engine/src/index.js";
import { RULES } from "../../rules/index.js";
import { compiles, hasCompiler } from "../harness/compiler.js";
import { analyse, applyFix, type SourceFile } from "../harness/engine.js";
import { offeredAgain } from "../harness/fixes.js";
import { fixturesOf, type Fixture } from "../harness/fixtures.js";
import { compareMarks, readMarks } from "../harness/marks.js";

/** Places at which a fixture is cut off, spread over its length. */
const CUTS = 12;
let uncompiled = 0;

for (const rule of RULES) {
  for (const fixture of fixturesOf(rule)) {
    describe(`${rule.id}: ${fixture.name}`, () => {
      let findings: readonly Finding[] = [];
      before(async () => {
        findings = await analyse(fixture.files);
      });

      it("reports what is marked and nothing else", () => {
        const marks = fixture.files
          .flatMap(({ path, text }) => readMarks(path, text))
          .filter((mark) => mark.rule === undefined || mark.rule === rule.id);
        assert.deepEqual(
          compareMarks(marks, own(findings, rule.id), (path) => textOf(fixture.files, path)),
          [],
        );
        assert.deepEqual(crashes(findings), []);
      });

      it("judges functions as their names say", () => {
        assert.deepEqual(misjudged(fixture, own(findings, rule.id)), []);
      });

      it("fixes what it reports", async () => {
        for (const finding of own(findings, rule.id)) await checkFixes(fixture, findings, finding);
      });

      it("does not crash on a file that is cut off", async () => {
        for (let cut = 1; cut < CUTS; cut++) {
          const files = fixture.files.map(({ path, text }) => ({ path, text: text.slice(0, Math.floor((text.length * cut) / CUTS)) }));
          assert.deepEqual(crashes(await analyse(files)), []);
        }
      });

      it("reports the same in any order of files", async () => {
        assert.deepEqual(await analyse([...fixture.files].reverse()), findings);
      });
    });
  }
}

after(() => {
  if (uncompiled > 0) console.log(`    ${uncompiled} fixes were not compiled: no gcc.`);
});

function own(findings: readonly Finding[], rule: string): readonly Finding[] {
  return findings.filter((finding) => finding.rule === rule);
}

function crashes(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ rule }) => rule === "vitalint/rule-crashed").map(({ message }) => message);
}

function textOf(files: readonly SourceFile[], path: string): string {
  return files.find((file) => file.path === path)?.text ?? "";
}

/** `…_bad` and `FP_…` hold a finding, `…_ok` and `FN_…` hold none. */
function misjudged(fixture: Fixture, findings: readonly Finding[]): readonly string[] {
  const reported = new Set(findings.flatMap(({ symbol }) => symbol.split(/::|\./)));
  const names = new Set(
    fixture.files.flatMap(({ text }) => [...text.matchAll(/\b((?:F[NP]_\w+)|(?:\w+_(?:bad|ok)\d*))\s*\(/g)].map((match) => match[1] ?? "")),
  );
  return [...names].filter((name) => {
    const shouldReport = name.startsWith("FP_") || (!name.startsWith("FN_") && /_bad\d*$/.test(name));
    return shouldReport !== reported.has(name);
  });
}

async function checkFixes(fixture: Fixture, before: readonly Finding[], finding: Finding): Promise<void> {
  const original = textOf(fixture.files, finding.file);
  for (const fix of finding.fixes) {
    const fixed = applyFix(original, fix);
    const files = fixture.files.map((file) => (file.path === finding.file ? { ...file, text: fixed } : file));
    const after = await analyse(files);
    assert.ok(
      count(after, "vitalint/syntax-error") <= count(before, "vitalint/syntax-error"),
      `'${fix.title}' breaks the syntax:\n${fixed}`,
    );
    assert.ok(
      !after.some(({ fingerprint }) => fingerprint === finding.fingerprint) && count(after, finding.rule) < count(before, finding.rule),
      `'${fix.title}' does not clear the finding '${finding.message}':\n${fixed}`,
    );
    assert.ok(!offeredAgain(after, fix, fixed), `'${fix.title}' is offered again where it was applied:\n${fixed}`);
    compileFixed(finding.file, original, fixed, fix.title);
  }
  const safe = finding.fixes.filter(({ kind }) => kind === "safe");
  assert.ok(safe.length <= 1, "more than one safe fix: which one is preferred?");
}

function count(findings: readonly Finding[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}

function compileFixed(path: string, original: string, fixed: string, title: string): void {
  if (!hasCompiler()) {
    uncompiled++;
    return;
  }
  if (compiles(path, original) === true) assert.equal(compiles(path, fixed), true, `'${title}' no longer compiles:\n${fixed}`);
}
