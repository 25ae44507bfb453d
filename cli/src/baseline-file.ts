import { readFile, writeFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { baselineText, count, freeze, isOpen, LineIndex, parseBaseline, type ReportedFinding } from "../../engine/src/index.js";
import { reasonOf } from "../../host/src/index.js";
import { UsageError } from "./command.js";
import type { Io } from "./io.js";

/** Freezes today's open findings in a file. */
export async function writeBaseline(file: string, findings: readonly ReportedFinding[], io: Io): Promise<void> {
  try {
    await writeFile(file, baselineText(findings));
  } catch (error) {
    throw new UsageError(`${file} can't be written: ${reasonOf(error)}.`);
  }
  const frozen = findings.filter((f) => isOpen(f) || f.state.state === "frozen").length;
  io.err(`${count(frozen, "finding")} frozen in ${file}: from now on only new ones fail.\n`);
}

/** Findings with those of a baseline file frozen. A file that can't be read as one is a located usage error. */
export async function applyBaseline(file: string, findings: readonly ReportedFinding[], cwd: string): Promise<readonly ReportedFinding[]> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}. Make it with --write-baseline.`);
  }
  const parsed = parseBaseline(text);
  if ("problem" in parsed) {
    const { line, character } = new LineIndex(text).positionAt(parsed.offset);
    throw new UsageError(`${file}:${String(line + 1)}:${String(character + 1)}: ${parsed.problem}.`);
  }
  return freeze(findings, parsed.baseline, relative(cwd, resolve(cwd, file)).split(sep).join("/"));
}
