import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { atLeast, CONFIG_FILE, ProjectEngine, type EngineParts, type FileInput } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";

// `npm run bench -- juliet`: checks labelled cases of NIST's Juliet suite, each as a project of its own, and has the benchmark's
// own scorer say what was found. The suite and the scorer lie outside the project; BENCH and ROOT name where.

/** Headers and the one source that all cases share. */
const SUPPORT = ["std_testcase.h", "std_testcase_io.h", "std_thread.h", "io.c"].map((name) => `testcasesupport/${name}`);

interface Case {
  readonly id: string;
  readonly cwe: number;
  readonly flow: string;
  readonly files: readonly string[];
}

interface Options {
  readonly cases: readonly Case[];
  readonly root: string;
  readonly preset: string;
}

/** Runs the benchmark; gives the process's exit code. */
export async function juliet(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bench: { type: "string", default: process.env["VITALINT_BENCH"] ?? "../shared/bench/c" },
      root: { type: "string", default: process.env["VITALINT_JULIET"] ?? "../bench/juliet" },
      cwe: { type: "string" },
      flow: { type: "string" },
      only: { type: "string" },
      every: { type: "string", default: "1" },
      preset: { type: "string", default: "strict" },
      jobs: { type: "string", default: "2" },
      by: { type: "string", default: "cwe" },
      missed: { type: "string" },
      output: { type: "string" },
      shard: { type: "string" },
    },
  });
  const list = (text: string | undefined): readonly string[] | undefined => text?.split(",");
  const bench = resolve(values.bench);
  const open = join(bench, "juliet-open.jsonl");
  const [cwes, flows] = [list(values.cwe), list(values.flow)];
  const cases = readFileSync(open, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Case)
    .filter(
      ({ id, cwe, flow }) => (cwes?.includes(String(cwe)) ?? true) && (flows?.includes(flow) ?? true) && id.includes(values.only ?? ""),
    )
    .filter((_, index) => index % Number(values.every) === 0);
  const { preset } = values;
  const root = resolve(values.root);
  if (values.shard !== undefined) {
    const [index = 0, count = 1] = values.shard.split("/").map(Number);
    const own = cases.filter((_, position) => position % count === index);
    for (const line of await checkCases({ cases: own, root, preset })) console.log(line);
    return 0;
  }
  const started = performance.now();
  const lines = await inProcesses(args, Number(values.jobs));
  const folder = mkdtempSync(join(tmpdir(), "vitalint-juliet-"));
  const file = (name: string): string => join(folder, name);
  writeFileSync(file("cases.jsonl"), cases.map((each) => JSON.stringify(each)).join("\n") + "\n");
  const graves = lines.filter((line) => atLeast((JSON.parse(line) as { severity: "warning" }).severity, "warning"));
  console.log(`${String(cases.length)} cases, preset ${preset}, ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  for (const [name, kept] of [
    ["warning and up", graves],
    ["all severities", lines],
  ] as const) {
    writeFileSync(file("findings.jsonl"), kept.join("\n") + "\n");
    const whole = name === "warning and up";
    const more = values.missed !== undefined && whole ? ["--missed", resolve(values.missed)] : [];
    const score = execFileSync(
      process.execPath,
      [
        join(bench, "score.mjs"),
        "--cases",
        file("cases.jsonl"),
        "--root",
        root,
        "--findings",
        file("findings.jsonl"),
        "--by",
        values.by,
        ...more,
      ],
      { encoding: "utf8", maxBuffer: 1 << 28 },
    );
    console.log(
      `${name}\n${
        whole
          ? score
          : score
              .split("\n")
              .filter((line) => /OVERALL|^ +cases/.test(line))
              .join("\n")
      }`,
    );
  }
  if (values.output !== undefined) writeFileSync(resolve(values.output), lines.join("\n") + "\n");
  return 0;
}

/** Runs the shards of a run side by side; gives the findings of all, a JSON text each. */
async function inProcesses(args: readonly string[], jobs: number): Promise<readonly string[]> {
  const runs = Array.from({ length: jobs }, (_, index) => {
    const program = process.argv[1] ?? "";
    const child = spawn(process.execPath, [program, "juliet", ...args, "--shard", `${String(index)}/${String(jobs)}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    return new Promise<string>((done, failed) => {
      const chunks: string[] = [];
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
      child.on("error", failed);
      child.on("close", (code) => {
        if (code === 0) done(chunks.join(""));
        else failed(new Error(`shard ${String(index)} ended with ${String(code)}`));
      });
    });
  });
  const texts = await Promise.all(runs);
  return texts.flatMap((text) => text.split("\n").filter((line) => line !== ""));
}

/** Checks each case as a project: its files and the shared support. */
async function checkCases({ cases, root, preset }: Options): Promise<readonly string[]> {
  const parts = await createEngineParts(resolve("dist"), "2026-01-01");
  const read = (path: string): FileInput => ({ path, text: readFileSync(join(root, path), "latin1") });
  const support = [...SUPPORT.map(read), { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets: [preset] } }) }];
  return cases.flatMap((each) => {
    try {
      return findingsOf(parts, [...support, ...each.files.map(read)]);
    } catch (error) {
      throw new Error(`${each.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { cause: error });
    }
  });
}

function findingsOf(parts: EngineParts, files: readonly FileInput[]): readonly string[] {
  const engine = new ProjectEngine(parts);
  engine.setFiles(files);
  const found = engine.reportedFindings({ isCancelled: () => false }) ?? [];
  engine.removeFiles(files.map(({ path }) => path));
  return found.map(({ place, rule, cwe, message, severity }) =>
    JSON.stringify({ file: place.file, line: place.line, rule, cwe, message, severity }),
  );
}
