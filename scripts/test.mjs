// `npm test`: everything that must hold, step by step. Prints the failures and, last, one closing line with the counts.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";

const only = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };

/** The unit tests run in so many processes, as most of them keep only one core busy. */
const UNIT_PARTS = 6;
/** So many steps run side by side: one for each of a small machine's cores, never more, so that no test waits for a core. */
const LANES = Math.min(2, availableParallelism());

/** Steps in order, those of one stage side by side; a step that gives a results file counts its tests, another one counts as one. */
const STAGES = [
  [{ name: "types and bundles", command: ["npx", "tsc", "-b"] }],
  [{ name: "bundle", command: ["node", "scripts/bundle.mjs"] }],
  () => [
    { name: "lint", command: ["npx", "eslint", "."] },
    ...unitParts(),
    { name: "format", command: ["npx", "prettier", "--check", ".", "--log-level", "warn"] },
    { name: "unused code", command: ["npx", "knip"] },
    { name: "generated files", command: ["node", "out/scripts/generate.js", "--check"] },
  ],
  // An editor that waits for a core shows what it shows too late: nothing runs beside it.
  [{ name: "editor", command: ["node", "test/editor/run.mjs"], results: "build/results/editor.json" }],
];

rmSync("build/results", { recursive: true, force: true });
mkdirSync("build/results", { recursive: true });
for (const stage of STAGES) {
  const steps = typeof stage === "function" ? stage() : stage;
  // Shared by the lanes: each takes the next one.
  const left = steps.filter(({ name }) => only.length === 0 || only.includes(name));
  await Promise.all(Array.from({ length: LANES }, () => runAll(left)));
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Test files dealt out like cards, so that neighbours, which take about as long, fall into different parts. */
function unitParts() {
  const files = readdirSync("out/test", { recursive: true })
    .filter((path) => path.endsWith(".test.js"))
    .sort();
  return Array.from({ length: UNIT_PARTS }, (_, part) => {
    const results = `build/results/unit-${String(part + 1)}.json`;
    const command = ["npx", "mocha", "--reporter", "json", "--reporter-option", `output=${results}`];
    const own = files.filter((_file, index) => index % UNIT_PARTS === part).map((path) => `out/test/${path}`);
    return { name: "unit", label: `unit, part ${String(part + 1)} of ${String(UNIT_PARTS)}`, command: [...command, ...own], results };
  });
}

/** One lane: takes the next step until none is left. */
async function runAll(steps) {
  for (let step = steps.shift(); step; step = steps.shift()) await run(step);
}

async function run({ name, label = name, command: [program, ...args], results }) {
  const begin = Date.now();
  const { status, output } = await execute(program, args);
  process.stdout.write(output);
  const before = { ...total };
  if (results) countResults(results, status);
  else if (status === 0) total.passed++;
  else total.failed++;
  const verdict = total.failed > before.failed ? "FAILED" : "ok";
  console.log(`${verdict.padEnd(6)} ${label} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
}

/** What a step prints is held back until it ends, so that the lines of steps side by side do not mix. */
function execute(program, args) {
  return new Promise((resolve) => {
    const chunks = [];
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => resolve({ status: null, output: `${String(error)}\n` }));
    child.on("close", (status) => resolve({ status, output: Buffer.concat(chunks) }));
  });
}

/** Mocha's JSON report; a run without one, or without a single test, is a failure and not a pass. */
function countResults(file, status) {
  if (!existsSync(file)) {
    total.failed++;
    console.log(`no results in ${file}: the step did not run (exit ${String(status)})`);
    return;
  }
  const report = JSON.parse(readFileSync(file, "utf8"));
  total.passed += report.passes.length;
  total.failed += report.failures.length;
  total.skipped += report.pending.length;
  for (const { fullTitle, err } of report.failures)
    console.log(`\n  ${fullTitle}\n    ${String(err.stack ?? err.message).replaceAll("\n", "\n    ")}`);
  for (const { fullTitle } of report.pending) console.log(`  skipped: ${fullTitle}`);
  if (report.passes.length + report.failures.length === 0 || (status !== 0 && report.failures.length === 0)) total.failed++;
}
