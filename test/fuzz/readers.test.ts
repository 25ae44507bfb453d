import assert from "node:assert/strict";
import { join } from "node:path";
import type { EngineParts } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { ROOT } from "../harness/engine.js";
import { Dice } from "./mutate.js";
import { mutateTrace, traceSeeds, traceTrial } from "./trace-trial.js";

/** Inputs of each reader and scanner. */
const COUNT = 200;

describe("broken requirement documents", function () {
  this.timeout(120_000);
  const seeds = traceSeeds(join(ROOT, "test/fixtures/trace"));
  const texts = seeds.map(({ text }) => text);
  let parts: EngineParts;
  before(async () => {
    parts = await createEngineParts(join(ROOT, "dist"), "2026-01-01");
  });

  for (const target of new Set(seeds.map((each) => each.target))) {
    it(`neither crash nor hang: ${target}`, () => {
      const own = seeds.filter((each) => each.target === target);
      for (const seed of own) assert.equal(typeof traceTrial(seed, seed.text, "", parts), "number", seed.name);
      for (let index = 0; index < COUNT; index++) {
        const dice = new Dice(91_000 + index);
        const seed = dice.pick(own);
        const text = mutateTrace(seed.text, texts, dice);
        assert.equal(typeof traceTrial(seed, text, dice.pick(texts), parts), "number", `input ${String(index)} of ${seed.name}`);
      }
    });
  }

  /** Documents' marks in a source, which a parser takes for attributes: once they took it seven seconds. */
  const FLOOD = `/** @relation(REQ-1, scope=file) */\n// @r${"[[SECTION]]\n".repeat(2000)}-8, sco="Flow">${"[[/SECTION]]\n".repeat(2000)}pe=moon) @relation(`;

  for (const target of ["scanner strictdoc", "scanner codelinks"]) {
    it(`no hang on marks of sections by the thousand: ${target}`, () => {
      for (const seed of seeds.filter((each) => each.target === target)) {
        assert.equal(typeof traceTrial(seed, FLOOD, "", parts), "number", seed.name);
      }
    });
  }
});
