import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CONFIG_FILE, ProjectEngine, type EngineParts } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { ROOT } from "../harness/engine.js";
import { sourcesBelow } from "./corpus.js";
import { Dice, mutate } from "./mutate.js";
import { trial } from "./trial.js";

const CONFIG = { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets: ["recommended", "strict"] } }) };

/** Seeds that are too large by far for what they are. */
const SPENT: Readonly<Record<string, readonly string[]>> = {
  "updates.c": ["vitalint/budget-spent g"],
  "macros-in-macros.c": ["vitalint/expansion-limit", "vitalint/budget-spent f"],
  "types-in-types.c": ["vitalint/expansion-limit"],
  "nesting.c": ["vitalint/expansion-limit", "vitalint/budget-spent f", "vitalint/budget-spent g"],
};

describe("broken sources", function () {
  this.timeout(120_000);
  let parts: EngineParts;
  before(async () => {
    parts = await createEngineParts(join(ROOT, "dist"), "2026-01-01");
  });

  for (const { path, text } of sourcesBelow([join(ROOT, "test/fuzz/seeds")])) {
    it(`${basename(path)}, on which the engine failed once`, () => {
      assert.equal(trial(parts, [CONFIG, { path: basename(path), text }]), undefined);
    });
  }

  for (const [name, diagnostics] of Object.entries(SPENT)) {
    it(`${name} spends a budget, and says so`, () => {
      const engine = new ProjectEngine(parts);
      const text = readFileSync(join(ROOT, "test/fuzz/seeds", name), "utf8");
      engine.setFiles([CONFIG, { path: name, text }]);
      const findings = engine.reportedFindings({ isCancelled: () => false }) ?? [];
      const said = findings.filter(({ rule }) => rule.startsWith("vitalint/")).map(({ rule, symbol }) => `${rule} ${symbol}`.trim());
      for (const each of diagnostics) assert.ok(said.includes(each), `${each} in ${said.join()}`);
    });
  }

  it("mutated fixtures are checked without a failure", () => {
    const corpus = sourcesBelow([join(ROOT, "test/fixtures"), join(ROOT, "samples")]);
    assert.ok(corpus.length > 20);
    const texts = corpus.map((each) => each.text);
    for (let index = 0; index < 120; index++) {
      const dice = new Dice(77_000 + index);
      const { path, text } = dice.pick(corpus);
      assert.equal(
        trial(parts, [CONFIG, { path: basename(path), text: mutate(text, texts, dice) }]),
        undefined,
        `input ${String(index)} of ${path}`,
      );
    }
  });
});
