import { keystroke } from "./keystroke.js";

/** Benchmarks by name: `npm run bench -- keystroke`. They print figures; none fails by time. */
const BENCHMARKS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { keystroke };

const [name = "", ...args] = process.argv.slice(2);
const run = BENCHMARKS[name];
if (run) await run(args);
else {
  process.stderr.write(`Say which benchmark: ${Object.keys(BENCHMARKS).join(", ")}\n`);
  process.exitCode = 2;
}
