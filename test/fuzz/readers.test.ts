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

  /** What was read once for each of its thousands of parts: it took seven seconds and more. */
  const FLOODS: readonly (readonly [what: string, target: string, text: string])[] = [
    // A parser takes them for attributes.
    ...["scanner strictdoc", "scanner codelinks"].map((target) => {
      const marks = `${"[[SECTION]]\n".repeat(2000)}-8, sco="Flow">${"[[/SECTION]]\n".repeat(2000)}`;
      return ["marks of sections", target, `/** @relation(REQ-1, scope=file) */\n// @r${marks}pe=moon) @relation(`] as const;
    }),
    ["names in one declaration", "scanner codelinks", `/* @file */\nint ${"intl, REQ_1\n".repeat(7000)};`],
    [
      "words before a declaration's name",
      "scanner doxygen-requirement",
      `class Pump {\npublic:\n  bool${"&a ".repeat(2000)}&${'{"a":'.repeat(100)}a${"}".repeat(100)} ${"&a ".repeat(14_000)} operator==(const Pump &other) const { return true; }\n};`,
    ],
    [
      "braces that close nothing",
      "scanner doxygen-requirement",
      `class Pump {\npublic:\n  bool operator==(const Pump &other) const { return t${`${"}".repeat(89)}const { return t`.repeat(200)}rue; }\n};`,
    ],
  ];

  for (const [what, target, text] of FLOODS) {
    it(`no hang on ${what} by the thousand: ${target}`, () => {
      for (const seed of seeds.filter((each) => each.target === target)) {
        assert.equal(typeof traceTrial(seed, text, "", parts), "number", seed.name);
      }
    });
  }
});
