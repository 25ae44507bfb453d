// The examples on the rules' pages: the bad one is reported, the good one is not.
import assert from "node:assert/strict";
import type { Language } from "../../engine/src/index.js";
import { RULES } from "../../rules/index.js";
import { analyse } from "../harness/engine.js";
import { splitFiles } from "../harness/trace.js";

const EXTENSION: Readonly<Record<Language, string>> = {
  c: "c",
  cpp: "cpp",
  typescript: "ts",
  typescriptreact: "tsx",
  javascript: "js",
  javascriptreact: "jsx",
};

for (const rule of RULES) {
  // Rules on the trace graph need more than one snippet; their own tests hold them.
  if (rule.languages.length === 0) continue;
  describe(`examples of ${rule.id}`, () => {
    rule.docs.examples.forEach((example, index) => {
      const path = `example.${EXTENSION[example.language]}`;
      // Some rules are off without a safety class or the strict preset: the examples are read with both.
      const items = [{ name: "Item", class: "C", files: ["**"] }];
      const config = { path: "vitalint.json", text: JSON.stringify({ softwareItems: items, rules: { presets: ["strict"] } }) };
      // Several files in one example begin each with a line `//- path`, as for trace rules.
      const rulesOf = async (text: string): Promise<readonly string[]> =>
        (await analyse(text.startsWith("//- ") ? splitFiles(text) : [config, { path, text }])).map((finding) => finding.rule);

      it(`bad example ${index + 1} is reported`, async () => {
        const found = await rulesOf(example.bad);
        assert.ok(found.includes(rule.id), example.bad);
        assert.ok(!found.includes("vitalint/syntax-error"), "does not parse");
      });

      it(`good example ${index + 1} is not`, async () => {
        const found = await rulesOf(example.good);
        assert.ok(!found.includes(rule.id), example.good);
        assert.ok(!found.includes("vitalint/syntax-error"), "does not parse");
      });
    });
  });
}
