import { mkdirSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { Dice } from "./mutate.js";
import { mutateTrace, SCANNER_NAMES, traceSeeds, traceTrial, withoutSeeds } from "./trace-trial.js";

interface ReaderRun {
  readonly count: number;
  readonly seed: number;
  /** Only targets whose name holds this. */
  readonly only: string;
}

/** Gives each reader of requirements, and the scanners together, `count` mutated fixtures of each; prints counts, slowest input and memory. */
export async function fuzzReaders({ count, seed, only }: ReaderRun): Promise<number> {
  const parts = await createEngineParts(resolve("dist"), "2026-01-01");
  const seeds = traceSeeds(resolve("test/fixtures/trace"));
  const texts = seeds.map(({ text }) => text);
  const folder = resolve("build/fuzz");
  let allFailed = 0;
  for (const target of new Set(seeds.map((each) => each.target))) {
    if (!target.includes(only)) continue;
    const own = seeds.filter((each) => each.target === target);
    let failed = 0;
    let slowest = { took: 0, index: 0 };
    let memory = 0;
    for (let index = 0; index < count; index++) {
      // Each input has a seed of its own: it can be made again without those before it.
      const dice = new Dice(seed * 1_000_003 + index);
      const fixture = dice.pick(own);
      const text = mutateTrace(fixture.text, texts, dice);
      const outcome = traceTrial(fixture, text, dice.pick(texts), parts);
      if (typeof outcome === "number") {
        if (outcome > slowest.took) slowest = { took: outcome, index };
      } else {
        failed++;
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${target.replace(/\W/g, "-")}-${String(index)}${extname(fixture.name)}`), text, "utf8");
        if (failed <= 10)
          console.log(`${target}, input ${String(index)} of ${fixture.name}: ${outcome.split("\n").slice(0, 3).join("\n  ")}`);
      }
      if (index % 100 === 0) memory = Math.max(memory, process.memoryUsage().rss);
    }
    allFailed += failed;
    const inWords = `slowest ${slowest.took.toFixed(0)} ms (input ${String(slowest.index)}), ${(memory / 2 ** 20).toFixed(0)} MB`;
    console.log(`${target}: ${String(count)} inputs, ${String(failed)} failed, ${inWords}`);
  }
  console.log(`scanners in each scanned input: ${SCANNER_NAMES.join(", ")}`);
  const missing = withoutSeeds(seeds);
  if (missing.length > 0) console.log(`without a fixture: ${missing.join(", ")}`);
  return allFailed;
}
