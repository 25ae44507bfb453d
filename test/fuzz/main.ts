import { mkdirSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CONFIG_FILE } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { sourcesBelow } from "./corpus.js";
import { Dice, mutate } from "./mutate.js";
import { fuzzReaders } from "./readers.js";
import { processorTime, trial } from "./trial.js";

// `npm run fuzz -- [FOLDER…] [--count 20000] [--seed 1] [--from 0] [--write] [--each]`: checks mutated sources. An input that makes the
// engine fail is written to build/fuzz; put what is left of it after cutting into test/fuzz/seeds, where every test run tries it again.
// `--from 312 --count 1` makes one input again, `--each` says what each input costs, `--write` writes inputs before they are checked.

// `npm run fuzz -- --readers [--count 10000] [--seed 1] [--only NAME]`: gives mutated documents to each reader and scanner of the trace.
if (process.argv.includes("--readers")) {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const { values } = parseArgs({ options: { readers: { type: "boolean" }, count: text("10000"), seed: text("1"), only: text("") } });
  const failed = await fuzzReaders({ count: Number(values.count), seed: Number(values.seed), only: values.only });
  process.exit(failed > 0 ? 1 : 0);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    each: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const first = Number(values.from);
const count = Number(values.count);
const corpus = sourcesBelow(["test/fixtures", "samples", ...positionals].map((folder) => resolve(folder)));
if (corpus.length === 0) throw new Error("there is no source to mutate");
const texts = corpus.map(({ text }) => text);
const parts = await createEngineParts(resolve("dist"), "2026-01-01");
const config = { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets: ["recommended", "strict"] } }) };
const folder = resolve("build/fuzz");
let failed = 0;
const slowest = { ms: 0, index: -1, path: "" };
const largest = { bytes: 0, index: -1, path: "" };
let peak = 0;

function write(index: number, path: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${values.seed}-${String(index)}${extname(path)}`), text);
}

const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

function soFar(inputs: number): string {
  return (
    `${inputs.toLocaleString("en")} inputs, ${String(failed)} crashes, ` +
    `slowest ${slowest.ms.toFixed(0)} ms (input ${String(slowest.index)} of ${slowest.path}), ` +
    `largest growth ${mb(largest.bytes)} MB (input ${String(largest.index)} of ${largest.path}), peak ${mb(peak)} MB`
  );
}

for (let index = first; index < first + count; index++) {
  // Each input has a seed of its own: it can be made again without those before it.
  const dice = new Dice(Number(values.seed) * 1_000_003 + index);
  const source = dice.pick(corpus);
  const path = `input${extname(source.path)}`;
  const text = mutate(source.text, texts, dice);
  if (values.write) write(index, path, text);
  if (values.each) process.stdout.write(`input ${String(index)} of ${source.path}: `);
  const before = process.memoryUsage().rss;
  const started = processorTime();
  const problem = trial(parts, [config, { path, text }]);
  const took = processorTime() - started;
  const after = process.memoryUsage().rss;
  peak = Math.max(peak, after);
  if (took > slowest.ms) Object.assign(slowest, { ms: took, index, path: source.path });
  if (after - before > largest.bytes) Object.assign(largest, { bytes: after - before, index, path: source.path });
  if (values.each) console.log(`${took.toFixed(0)} ms, ${mb(after - before)} MB more, ${mb(after)} MB`);
  if (problem !== undefined) {
    failed++;
    write(index, path, text);
    console.log(`input ${String(index)} (of ${source.path}): ${problem.split("\n").slice(0, 4).join("\n  ")}`);
  }
  if ((index - first) % 1000 === 999) console.log(soFar(index - first + 1));
}
console.log(soFar(count));
process.exitCode = failed > 0 ? 1 : 0;
