import { mkdirSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CONFIG_FILE } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { sourcesBelow } from "./corpus.js";
import { Dice, mutate } from "./mutate.js";
import { trial } from "./trial.js";

// `npm run fuzz -- [FOLDER…] [--count 20000] [--seed 1]`: checks mutated sources. An input that makes the engine fail is written to
// build/fuzz; put what is left of it after cutting into test/fuzz/seeds, where every test run tries it again.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
const corpus = sourcesBelow(["test/fixtures", "samples", ...positionals].map((folder) => resolve(folder)));
if (corpus.length === 0) throw new Error("there is no source to mutate");
const texts = corpus.map(({ text }) => text);
const parts = await createEngineParts(resolve("dist"), "2026-01-01");
const config = { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets: ["recommended", "strict"] } }) };
const folder = resolve("build/fuzz");
let failed = 0;
let slowest = 0;
let memory = 0;
for (let index = 0; index < count; index++) {
  // Each input has a seed of its own: it can be made again without those before it.
  const dice = new Dice(Number(values.seed) * 1_000_003 + index);
  const source = dice.pick(corpus);
  const path = `input${extname(source.path)}`;
  const text = mutate(source.text, texts, dice);
  const started = performance.now();
  const problem = trial(parts, [config, { path, text }]);
  slowest = Math.max(slowest, performance.now() - started);
  if (problem !== undefined) {
    failed++;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${String(index)}${extname(path)}`), text);
    console.log(`input ${String(index)} (of ${source.path}): ${problem.split("\n").slice(0, 4).join("\n  ")}`);
  }
  if (index % 1000 === 999) {
    memory = Math.max(memory, process.memoryUsage().rss);
    console.log(
      `${String(index + 1)} inputs, ${String(failed)} failed, slowest ${slowest.toFixed(0)} ms, ${(memory / 2 ** 20).toFixed(0)} MB`,
    );
  }
}
console.log(`${String(count - failed)} passed, ${String(failed)} failed`);
process.exitCode = failed > 0 ? 1 : 0;
