import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { NEVER_CANCELLED, ProjectEngine } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { openFolder, readFolder } from "../../host/src/index.js";

// `npm run bench -- trace`: a generated project of 100,000 requirements and as many tags in 5,000 C files of together a million lines.
// Measured: `vitalint trace` as a process of its own, cold, with its peak memory; then one edit of a requirement document in an engine
// that has it open, until the findings of that document are known again.

interface Size {
  readonly requirements: number;
  readonly files: number;
  readonly lines: number;
}

/** Runs the benchmark; gives the process's exit code. */
export async function trace(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requirements: { type: "string", default: "100000" },
      files: { type: "string", default: "5000" },
      lines: { type: "string", default: "1000000" },
      keep: { type: "string" },
    },
  });
  const size = { requirements: Number(values.requirements), files: Number(values.files), lines: Number(values.lines) };
  const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), "vitalint-trace-")) : resolve(values.keep);
  try {
    const lines = generate(folder, size);
    console.log(
      `${size.requirements.toLocaleString("en")} requirements, ${size.requirements.toLocaleString("en")} tags in ${size.files.toLocaleString("en")} files of ${lines.toLocaleString("en")} lines`,
    );
    const { seconds, cpuSeconds, megabytes, summary } = await cold(folder);
    console.log(`  cold trace: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU), peak ${megabytes.toFixed(0)} MB (asked: 10 s)`);
    console.log(`  ${summary}`);
    const edits = await edit(folder);
    console.log(
      `  an edit of a requirement: median ${edits.median.toFixed(0)} ms, slowest ${edits.slowest.toFixed(0)} ms of ${String(edits.count)} (asked: 200 ms)`,
    );
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

/** Writes the project; gives the lines of its sources. */
function generate(folder: string, size: Size): number {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(
    "vitalint.json",
    JSON.stringify({
      softwareItems: [{ name: "Device", class: "C", files: ["src/**"] }],
      requirements: [{ kind: "software-requirement", files: ["docs/*.md"], id: "SRS-\\d+" }],
    }),
  );
  const perDocument = 1000;
  for (let first = 0; first < size.requirements; first += perDocument) {
    const parts = ["# Software requirements\n"];
    for (let n = first; n < Math.min(size.requirements, first + perDocument); n++) {
      parts.push(
        `### SRS-${String(n)} Requirement number ${String(n)}\n\n- class: C\n\nThe software shall do what number ${String(n)} asks within ${String((n % 90) + 10)} ms.\n`,
      );
    }
    write(`docs/srs-${String(first / perDocument)}.md`, parts.join("\n"));
  }
  const perFile = Math.ceil(size.requirements / size.files);
  const linesPerFunction = Math.max(4, Math.floor(size.lines / size.files / perFile) - 6);
  let lines = 0;
  for (let file = 0; file < size.files; file++) {
    const parts = ["#include <stdint.h>", "", `static int32_t state_${String(file)};`, ""];
    for (let n = file * perFile; n < Math.min(size.requirements, (file + 1) * perFile); n++) {
      parts.push("/**", ` * @satisfies SRS-${String(n)}`, " */", `int32_t function_${String(n)}(int32_t value)`, "{");
      for (let line = 0; line < linesPerFunction - 1; line++) {
        parts.push(
          line % 3 === 0 ? `    if (value > ${String(line * 10)}) {` : line % 3 === 1 ? `        state_${String(file)} += value;` : "    }",
        );
      }
      if ((linesPerFunction - 1) % 3 === 1) parts.push("        value--;", "    }");
      else if ((linesPerFunction - 1) % 3 === 2) parts.push("    }");
      parts.push(`    return value + state_${String(file)};`, "}", "");
    }
    lines += parts.length;
    write(`src/module_${String(Math.floor(file / 100))}/file_${String(file)}.c`, parts.join("\n") + "\n");
  }
  return lines;
}

function cold(
  folder: string,
): Promise<{ readonly seconds: number; readonly cpuSeconds: number; readonly megabytes: number; readonly summary: string }> {
  const started = process.hrtime.bigint();
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [resolve("dist", "cli.cjs"), "trace", folder, "--format", "text"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, residentMegabytes(child.pid))), 100);
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.length < 4000 ? (text += chunk) : undefined));
    child.on("error", failed);
    child.on("close", () => {
      clearInterval(watch);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      done({ seconds, cpuSeconds: cpu(), megabytes: peak, summary: (text.split("\n")[0] ?? "").trim() });
    });
  });
}

/** CPU time of children that ended, in seconds, as the kernel counts it for this process. */
function cpu(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100;
}

function residentMegabytes(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Opens the project in an engine of this process and edits one requirement's text again and again. */
async function edit(folder: string): Promise<{ readonly median: number; readonly slowest: number; readonly count: number }> {
  const engine = new ProjectEngine(await createEngineParts(resolve("dist"), "2026-01-01"));
  const opened = await openFolder(folder, new Set());
  engine.setFiles(await readFolder(opened));
  while (engine.index(1000, NEVER_CANCELLED) > 0);
  const path = "docs/srs-3.md";
  engine.findings(path, NEVER_CANCELLED);
  const text = readFileSync(join(folder, path), "utf8");
  const at = text.indexOf("shall do") + "shall".length;
  const times: number[] = [];
  for (let version = 1; version <= 20; version++) {
    const started = performance.now();
    engine.editFile(path, version, [{ span: { start: at, end: at }, newText: version % 2 === 0 ? " not" : " really" }]);
    engine.findings(path, NEVER_CANCELLED);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)] ?? 0, slowest: times.at(-1) ?? 0, count: times.length };
}
