import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

// `npm run bench -- speed FOLDER…`: a cold check of a folder as a process of its own, with its peak memory, beside cppcheck and
// flawfinder where they are installed. Lines are physical lines of C and C++ sources and headers.

interface Run {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A run that is not counted comes first. */
  readonly prepared?: boolean;
}

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** Runs the benchmark; gives the process's exit code. */
export async function speed(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { runs: { type: "string", default: "3" }, preset: { type: "string", default: "recommended" } },
  });
  if (positionals.length === 0) {
    console.error("usage: npm run bench -- speed FOLDER… [--runs 3] [--preset recommended]");
    return 2;
  }
  for (const folder of positionals.map((each) => resolve(each))) {
    const lines = linesOf(folder);
    console.log(`${folder}: ${lines.toLocaleString("en")} lines`);
    for (const run of contestants(folder, values.preset)) {
      const all: Measured[] = [];
      if (run.prepared) await measure(run);
      for (let index = 0; index < Number(values.runs); index++) all.push(await measure(run));
      all.sort((a, b) => a.seconds - b.seconds);
      const median = all[Math.floor(all.length / 2)];
      if (!median) continue;
      const peak = Math.max(...all.map(({ megabytes }) => megabytes));
      const rate = Math.round(lines / median.seconds).toLocaleString("en");
      console.log(
        `  ${run.name.padEnd(22)} median of ${String(all.length)}: ${median.seconds.toFixed(1)} s (${median.cpuSeconds.toFixed(1)} s of CPU), ${rate} lines/s, peak ${peak.toFixed(0)} MB`,
      );
    }
  }
  return 0;
}

function contestants(folder: string, preset: string): readonly Run[] {
  const own: Run = {
    name: "vitalint",
    command: process.execPath,
    args: [resolve("dist", "cli.cjs"), "check", folder, "--preset", preset, "--fail-on", "never", "--no-cache"],
  };
  // The run before it, which is not counted, keeps what the warm one takes.
  const warm: Run = { ...own, name: "vitalint, warm", args: own.args.filter((arg) => arg !== "--no-cache"), prepared: true };
  const peers: readonly Run[] = [
    { name: "cppcheck", command: "cppcheck", args: ["--max-configs=1", "--quiet", folder] },
    { name: "flawfinder", command: "flawfinder", args: ["--quiet", folder] },
  ];
  return [own, warm, ...peers.filter(({ command }) => spawnSync("which", [command]).status === 0)];
}

/** Runs a process to its end; CPU time and peak memory come from what the system counted for it. */
async function measure({ command, args }: Run): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: "ignore" });
  const seen = { memory: 0, ticks: 0 };
  const timer = setInterval(() => {
    const status = readOr(`/proc/${String(child.pid)}/status`);
    const stat = readOr(`/proc/${String(child.pid)}/stat`);
    seen.memory = Math.max(seen.memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    seen.ticks = Math.max(seen.ticks, user + system);
  }, 50);
  await new Promise((done, failed) => child.on("close", done).on("error", failed));
  clearInterval(timer);
  // 100 ticks a second on every Linux.
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: seen.ticks / 100, megabytes: seen.memory / 1024 };
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function linesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:c|h|cc|cpp|cxx|hpp)$/.test(entry.name))
    .reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name), "latin1").split("\n").length - 1, 0);
}
