import { ProjectEngine, type EngineParts, type FileInput } from "../../engine/src/index.js";

/** Most processor time that one input of this size may take, in milliseconds: budgets are counted in steps and end far below. */
export const TOO_LONG = 20_000;

/** Processor time of this process so far, in milliseconds: what else the machine does hardly counts. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What went wrong with an input; `undefined`: nothing did. */
export function trial(parts: EngineParts, files: readonly FileInput[]): string | undefined {
  const engine = new ProjectEngine(parts);
  const started = processorTime();
  try {
    engine.setFiles(files);
    const findings = engine.reportedFindings({ isCancelled: () => false }) ?? [];
    const crash = findings.find(({ rule }) => rule === "vitalint/rule-crashed");
    if (crash) return crash.message;
    const took = processorTime() - started;
    return took > TOO_LONG ? `it took ${String(Math.round(took))} ms` : undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    engine.removeFiles(files.map(({ path }) => path));
  }
}
