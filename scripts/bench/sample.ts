import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { atLeast, type ReportedFinding } from "../../engine/src/index.js";
import { EngineWorker, feedEngine, openFolder, readInput } from "../../host/src/index.js";
import { drawFrom, seedOf } from "./draw.js";

// `npm run bench -- sample FOLDER…`: draws findings at random, to be judged right or wrong by reading. The seed is the commit,
// so that nobody can choose a sample that pleases: draw after the last change of a rule.

interface Drawn {
  readonly folder: string;
  readonly finding: ReportedFinding;
  readonly lines: readonly string[];
}

/** Runs the benchmark; gives the process's exit code. */
export async function benchSample(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      count: { type: "string", default: "50" },
      output: { type: "string" },
      seed: { type: "string" },
      context: { type: "string", default: "6" },
    },
  });
  if (positionals.length === 0) {
    console.error("usage: npm run bench -- sample FOLDER… [--count 50] [--context 6] [--output FILE.json] [--seed TEXT]");
    return 2;
  }
  const seed = values.seed ?? execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  const all: Drawn[] = [];
  for (const folder of positionals) {
    const { findings, textOf, lines } = await check(resolve(folder));
    const graves = findings.filter(({ severity, rule }) => atLeast(severity, "warning") && !rule.startsWith("vitalint/"));
    const perKloc = (1000 * graves.length) / Math.max(1, lines);
    console.log(
      `${basename(folder)}: ${String(graves.length)} findings of severity warning and up in ${String(lines)} lines, ${perKloc.toFixed(2)} per 1,000`,
    );
    for (const finding of graves)
      all.push({ folder: basename(folder), finding, lines: frame(await textOf(finding.place.file), finding, Number(values.context)) });
  }
  const drawn = drawFrom(all, Number(values.count), seedOf(seed));
  console.log(`\n${String(drawn.length)} of ${String(all.length)} drawn, seed ${seed}\n`);
  drawn.forEach(({ folder, finding, lines }, index) => {
    console.log(
      `#${String(index + 1)} ${folder}/${finding.place.file}:${String(finding.place.line)} ${finding.severity} ${finding.rule}\n  ${finding.message}`,
    );
    for (const step of finding.steps) console.log(`    ${step.role} ${step.place.file}:${String(step.place.line)} ${step.message}`);
    console.log(`${lines.join("\n")}\n`);
  });
  if (values.output !== undefined) writeFileSync(values.output, JSON.stringify({ seed, drawn }, undefined, 1));
  return 0;
}

async function check(
  root: string,
): Promise<{ findings: readonly ReportedFinding[]; textOf: (file: string) => Promise<string>; lines: number }> {
  const dist = resolve("dist");
  let crash: Error | undefined;
  const worker = await EngineWorker.start({
    program: join(dist, "worker.cjs"),
    assets: dist,
    today: "2026-01-01",
    onCrash: (error) => (crash = error),
  });
  const engine = worker.engine(root);
  const folder = await openFolder(root);
  await feedEngine(folder, engine);
  const findings = (await engine.reportedFindings()) ?? [];
  if (crash) throw crash;
  await worker.stop();
  const { maxFileSize, encoding } = folder.loaded.config;
  const textOf = async (file: string): Promise<string> => {
    const input = await readInput(root, file, { maxFileSize, encoding });
    return "text" in input ? input.text : "";
  };
  let lines = 0;
  for (const path of folder.paths)
    if (/\.(c|h|cc|cpp|cxx|hpp|ts|tsx|js|mjs|cjs|jsx)$/.test(path)) lines += (await textOf(path)).split("\n").length;
  return { findings, textOf, lines };
}

function frame(text: string, { place }: ReportedFinding, context: number): string[] {
  const all = text.split(/\r?\n/);
  const first = Math.max(1, place.line - context);
  return all.slice(first - 1, place.line + context).map((line, index) => {
    const number = first + index;
    return `${number === place.line ? ">" : " "} ${String(number).padStart(5)} ${line}`;
  });
}
