// What every rule owes its users, held against what its fixtures show.
import assert from "node:assert/strict";
import type { Finding } from "../../engine/src/index.js";
import { RULES } from "../../rules/index.js";
import { analyse } from "../harness/engine.js";
import { fixturesOf } from "../harness/fixtures.js";

describe("rules", () => {
  it("have different ids", () => {
    const ids = RULES.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });
});

for (const rule of RULES) {
  describe(`metadata of ${rule.id}`, () => {
    it("has documentation with limits and examples", () => {
      assert.ok(rule.docs.limits.length > 0, "no limits");
      assert.ok(rule.languages.length === 0 || rule.docs.examples.length > 0, "no examples");
      for (const text of [rule.docs.what, rule.docs.why, rule.docs.whatToDo, rule.docs.whenToDeviate]) assert.match(text, /\.$/);
      assert.doesNotMatch(rule.docs.title, /\.$/);
    });

    it("has messages that are sentences", () => {
      for (const [id, message] of Object.entries(rule.messages)) assert.match(message, /[.)?]$|\}$/, `message '${id}'`);
    });

    if (rule.languages.length === 0) return;

    it("names one to four weaknesses", () => {
      assert.ok(rule.standards.cwe.length >= 1 && rule.standards.cwe.length <= 4);
    });

    describe("and its fixtures", () => {
      const fixtures = fixturesOf(rule);
      let findings: readonly Finding[] = [];
      before(async () => {
        const all = await Promise.all(fixtures.map(({ files }) => analyse(files)));
        findings = all.flat().filter((finding) => finding.rule === rule.id);
      });

      it("exist, with reported and silent cases", () => {
        assert.ok(fixtures.length > 0, `nothing in test/fixtures/rules/${rule.id}`);
        assert.ok(findings.length > 0, "nothing is reported");
        const text = fixtures.flatMap(({ files }) => files.map((file) => file.text)).join("\n");
        assert.match(text, /\b\w+_ok\d*\b/, "no case that stays silent");
      });

      it("show every weakness that it names", () => {
        const text = fixtures.flatMap(({ files }) => files.map((file) => file.text)).join("\n");
        const shown = new Set([...text.matchAll(/CWE-(\d+)/g)].map((match) => Number(match[1])));
        assert.deepEqual(
          rule.standards.cwe.filter((cwe) => !shown.has(cwe)),
          [],
          "no fixture has a comment 'CWE-n' for these",
        );
      });

      it("show every message, with all placeholders filled", () => {
        const shown = new Set(findings.map(({ messageId }) => messageId));
        assert.deepEqual(
          Object.keys(rule.messages).filter((id) => !shown.has(id)),
          [],
        );
        assert.deepEqual(
          findings.map(({ message }) => message).filter((message) => /(?<!\$)\{\w+\}/.test(message)),
          [],
        );
      });

      it("show the fix that it promises", () => {
        const kinds = new Set(findings.flatMap(({ fixes }) => fixes.map(({ kind }) => kind)));
        assert.equal(kinds.has("safe") ? "safe" : kinds.has("suggestion") ? "suggestion" : "none", rule.fix);
      });
    });
  });
}
