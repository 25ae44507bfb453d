import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { CONFIG_FILE, type EngineParts } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { ROOT } from "../harness/engine.js";
import { sourcesBelow } from "./corpus.js";
import { Dice, mutate } from "./mutate.js";
import { trial } from "./trial.js";

const CONFIG = { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets: ["recommended", "strict"] } }) };

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
