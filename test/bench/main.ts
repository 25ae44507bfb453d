import { benchSample } from "../../scripts/bench/sample.js";
import { fixes } from "./fixes.js";
import { juliet } from "./juliet.js";
import { keystroke } from "./keystroke.js";
import { speed } from "./speed.js";
import { syntax } from "./syntax.js";
import { traceGolden } from "./trace-golden.js";
import { trace } from "./trace.js";

// `npm run bench -- NAME …`: benchmarks print figures; they never fail a test run by time.

const BENCHMARKS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  fixes,
  juliet,
  keystroke,
  sample: benchSample,
  speed,
  syntax,
  "trace-golden": traceGolden,
  trace,
};

const [name = "", ...args] = process.argv.slice(2);
const run = BENCHMARKS[name];
if (run) process.exitCode = await run(args);
else {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHMARKS).join(" | ")}`);
  process.exitCode = 2;
}
