import { spawnSync } from "node:child_process";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  CONFIG_FILE,
  NEVER_CANCELLED,
  ProjectEngine,
  type Finding,
  type FileInput,
  type Fix,
  type JoinedFinding,
} from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { openFolder } from "../../host/src/open-project.js";
import { readInput } from "../../host/src/read-file.js";
import { drawFrom, seedOf } from "../../scripts/bench/draw.js";

// `npm run bench -- fixes FOLDER… [--count 200]`: applies quick fixes to real code, one at a time. Each must leave the syntax as whole
// as it was, clear its finding, offer itself no more, and compile where the original did (gcc, with every folder of headers).

interface Tally {
  tried: number;
  compiled: number;
  readonly problems: string[];
}

/** Runs the benchmark; gives the process's exit code. */
export async function fixes(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      count: { type: "string", default: "200" },
      preset: { type: "string", default: "strict" },
      seed: { type: "string", default: "1" },
    },
  });
  if (positionals.length === 0) {
    console.error("usage: npm run bench -- fixes FOLDER… [--count 200] [--preset strict] [--seed TEXT]");
    return 2;
  }
  let failed = 0;
  for (const root of positionals.map((each) => resolve(each))) {
    const bench = await open(root, values.preset);
    const all = bench.findings().flatMap(({ finding }) => finding.fixes.map((fix) => ({ finding, fix })));
    const drawn = drawFrom(all, Number(values.count), seedOf(values.seed));
    const tally: Tally = { tried: 0, compiled: 0, problems: [] };
    for (const { finding, fix } of drawn.sort((a, b) => (a.finding.file < b.finding.file ? -1 : 1))) bench.tryFix(finding, fix, tally);
    failed += tally.problems.length;
    console.log(
      `${basename(root)}: ${String(tally.tried)} of ${String(all.length)} fixes tried, ${String(tally.compiled)} compiled before and after, ${String(tally.problems.length)} wrong`,
    );
    for (const problem of tally.problems) console.log(`  ${problem}`);
  }
  return failed > 0 ? 1 : 0;
}

async function open(root: string, preset: string): Promise<Bench> {
  const folder = await openFolder(root);
  const { maxFileSize, encoding } = folder.loaded.config;
  const inputs = await Promise.all(folder.paths.map((path) => readInput(root, path, { maxFileSize, encoding })));
  const engine = new ProjectEngine(await createEngineParts(resolve("dist"), "2026-01-01"));
  engine.setFiles([...inputs, { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets: [preset] } }) }]);
  return new Bench(root, engine, inputs);
}

class Bench {
  private readonly texts = new Map<string, string>();
  private readonly includes: readonly string[];
  private unfixed: { readonly file: string; readonly findings: readonly Finding[] } | undefined;

  constructor(
    private readonly root: string,
    private readonly engine: ProjectEngine,
    inputs: readonly FileInput[],
  ) {
    for (const input of inputs) if ("text" in input) this.texts.set(input.path, input.text);
    const headers = [...this.texts.keys()].filter((path) => /\.(?:h|hpp)$/.test(path));
    this.includes = [...new Set(headers.map((path) => `-I${join(root, dirname(path))}`))];
  }

  findings(): readonly JoinedFinding[] {
    return this.engine.allFindings(NEVER_CANCELLED) ?? [];
  }

  tryFix(finding: Finding, fix: Fix, tally: Tally): void {
    const { file } = finding;
    const text = this.texts.get(file);
    if (text === undefined) return;
    tally.tried++;
    const problem = (what: string): void => void tally.problems.push(`${file} ${finding.rule} '${fix.title}': ${what}`);
    const before = this.before(file);
    const fixed = applied(text, fix);
    this.engine.setFiles([{ path: file, text: fixed }]);
    const after = this.of(file);
    this.engine.setFiles([{ path: file, text }]);
    if (count(after, "vitalint/syntax-error") > count(before, "vitalint/syntax-error")) problem("it breaks the syntax");
    if (after.some(({ fingerprint }) => fingerprint === finding.fingerprint) && count(after, finding.rule) >= count(before, finding.rule))
      problem("its finding stays");
    if (offeredAgain(after, fix, fixed)) problem("it is offered again where it was applied");
    if (this.compiles(file, text)) {
      tally.compiled++;
      if (!this.compiles(file, fixed)) problem("what compiled does so no longer");
    }
  }

  /** What the file as it is has: computed once for all of its fixes. */
  private before(file: string): readonly Finding[] {
    const known = this.unfixed;
    if (known?.file === file) return known.findings;
    const findings = this.of(file);
    this.unfixed = { file, findings };
    return findings;
  }

  private of(file: string): readonly Finding[] {
    return (this.engine.findings(file, NEVER_CANCELLED) ?? []).map(({ finding }) => finding);
  }

  private compiles(file: string, text: string): boolean {
    const language = /\.(?:cc|cpp|cxx|hpp)$/.test(file)
      ? ["-x", "c++"]
      : ["-x", "c", "-std=gnu11", "-Werror=implicit-function-declaration"];
    const options = [...language, "-fsyntax-only", "-w", `-I${join(this.root, dirname(file))}`, ...this.includes, "-"];
    return spawnSync("gcc", options, { input: text, cwd: this.root }).status === 0;
  }
}

function applied(text: string, fix: Fix): string {
  return [...fix.edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

/** The fix would write the same text again at a place that it wrote. */
function offeredAgain(after: readonly Finding[], fix: Fix, fixed: string): boolean {
  const written = new Set(fix.edits.map(({ newText }) => newText).filter((text) => text !== ""));
  let shift = 0;
  const places = [...fix.edits]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, newText }) => {
      const start = span.start + shift;
      shift += newText.length - (span.end - span.start);
      return { start, end: start + newText.length };
    });
  return after.some(({ fixes }) =>
    fixes.some(
      ({ title, edits }) =>
        title === fix.title &&
        edits.some(
          ({ span, newText }) =>
            written.has(newText) &&
            fixed.slice(span.start, span.end) !== newText &&
            places.some(({ start, end }) => span.start <= end && span.end >= start),
        ),
    ),
  );
}

function count(findings: readonly Finding[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}
