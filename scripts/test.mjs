// `npm test`: everything that must hold, step by step. Prints the failures and, last, one closing line with the counts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

const only = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };

/** Steps in order; a step that gives a results file counts its tests, another one counts as one. */
const STEPS = [
  { name: "types and bundles", command: ["npx", "tsc", "-b"] },
  { name: "bundle", command: ["node", "scripts/bundle.mjs"] },
  { name: "lint", command: ["npx", "eslint", "."] },
  { name: "format", command: ["npx", "prettier", "--check", ".", "--log-level", "warn"] },
  { name: "unused code", command: ["npx", "knip"] },
  { name: "generated files", command: ["node", "out/scripts/generate.js", "--check"] },
  {
    name: "unit",
    command: ["npx", "mocha", "--reporter", "json", "--reporter-option", "output=build/results/unit.json"],
    results: "build/results/unit.json",
  },
  { name: "editor", command: ["node", "test/editor/run.mjs"], results: "build/results/editor.json" },
];

rmSync("build/results", { recursive: true, force: true });
mkdirSync("build/results", { recursive: true });
for (const step of STEPS) if (only.length === 0 || only.includes(step.name)) run(step);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

function run({ name, command: [program, ...args], results }) {
  const begin = Date.now();
  const { status } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  const before = { ...total };
  if (results) countResults(results, status);
  else if (status === 0) total.passed++;
  else total.failed++;
  const verdict = total.failed > before.failed ? "FAILED" : "ok";
  console.log(`${verdict.padEnd(6)} ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
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
