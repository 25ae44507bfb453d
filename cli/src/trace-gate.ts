import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  COVERAGE_NAMES,
  count,
  parseTraceBaseline,
  traceBaselineText,
  unmetCoverage,
  worseThan,
  type CoverageName,
  type ReportModel,
} from "../../engine/src/index.js";
import { reasonOf } from "../../host/src/index.js";
import { UsageError, type Arguments } from "./command.js";
import type { Outcome } from "./exit-codes.js";
import type { Io } from "./io.js";

/** What a trace is measured by. */
type Measured = Pick<ReportModel, "coverage" | "gaps">;

/** Holds the trace against what `--require` asks and what `--baseline` remembers; what falls short is told on standard error. */
export async function traceGate(args: Arguments, model: Measured, io: Io): Promise<Outcome> {
  const problems = [...unmetCoverage(model.coverage, requiredCoverage(args.list("require")))];
  const file = args.text("baseline");
  if (file === undefined && args.flag("write-baseline")) throw new UsageError("--write-baseline needs --baseline FILE.");
  if (file !== undefined && args.flag("write-baseline")) await writeBaseline(resolve(io.cwd, file), file, model, io);
  else if (file !== undefined) problems.push(...(await comparedWith(resolve(io.cwd, file), file, model)));
  for (const problem of problems) io.err(`vitalint: ${problem}\n`);
  return problems.length > 0 ? "findings" : "clean";
}

/** `coverage=90` asks it of requirements implemented and verified; the other names ask one share each. */
function requiredCoverage(values: readonly string[]): ReadonlyMap<CoverageName, number> {
  const asked = new Map<CoverageName, number>();
  for (const value of values.flatMap((each) => each.split(","))) {
    const [name, percent] = value.split("=").map((part) => part.trim());
    const number = Number((percent ?? "").replace(/%$/, ""));
    const names = name === "coverage" ? (["implemented", "verified"] as const) : COVERAGE_NAMES.filter((known) => known === name);
    if (names.length === 0 || percent === undefined || percent === "" || !(number >= 0 && number <= 100))
      throw new UsageError(
        `--require takes ${["coverage", ...COVERAGE_NAMES].map((known) => `${known}=PERCENT`).join(", ")}; it is '${value}'.`,
      );
    for (const known of names) asked.set(known, number);
  }
  return asked;
}

async function writeBaseline(path: string, shown: string, model: Measured, io: Io): Promise<void> {
  try {
    await writeFile(path, traceBaselineText(model));
  } catch (error) {
    throw new UsageError(`${shown} can't be written: ${reasonOf(error)}.`);
  }
  io.err(`The trace with ${count(model.gaps.length, "gap")} is kept in ${shown}: from now on it may not get worse.\n`);
}

async function comparedWith(path: string, shown: string, model: Measured): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${shown}: ${reasonOf(error)}. Make it with --write-baseline.`);
  }
  const baseline = parseTraceBaseline(text);
  if ("problem" in baseline) throw new UsageError(`${shown}: ${baseline.problem}.`);
  return worseThan(baseline, model);
}
