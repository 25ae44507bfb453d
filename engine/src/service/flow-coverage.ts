import type { FlowAnalysis } from "../flow/analysis.js";
import type { FunctionIndex } from "../project/function-index.js";
import type { Project } from "../project/project.js";
import { languageOfPath } from "../text/document.js";
import type { Cancellation } from "./engine.js";

/** How far the flow analysis came. */
export interface FlowCoverage {
  readonly functions: number;
  /** Analysed to the end. */
  readonly analysed: number;
  /** Of these: something inside was not understood. */
  readonly partial: number;
  readonly overBudget: number;
  readonly crashed: number;
  /** What was not understood, most frequent first, with the number of functions. */
  readonly gaps: readonly (readonly [gap: string, functions: number])[];
}

/** Counts what the flow analysis made of all functions in C and C++; `undefined` when cancelled. */
export function flowCoverage(
  project: Project,
  functions: FunctionIndex,
  flow: FlowAnalysis,
  cancellation: Cancellation,
): FlowCoverage | undefined {
  const coverage = { functions: 0, analysed: 0, partial: 0, overBudget: 0, crashed: 0 };
  const gaps = new Map<string, number>();
  for (const path of project.paths) {
    const language = languageOfPath(path);
    // Of other languages no flow is followed.
    if (language !== "c" && language !== "cpp") continue;
    for (const key of functions.functionsOf(path)) {
      coverage.functions++;
      const result = flow.statusOf(key, cancellation);
      if (cancellation.isCancelled()) return undefined;
      if (functions.limitOf(key) !== undefined) {
        coverage.overBudget++;
        continue;
      }
      if (result === undefined || result.crashed !== undefined || functions.crashOf(key) !== undefined) {
        coverage.crashed++;
        continue;
      }
      if (result.incomplete) coverage.overBudget++;
      else coverage.analysed++;
      if (!result.partial) continue;
      coverage.partial++;
      for (const gap of result.gaps) gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
    }
  }
  return { ...coverage, gaps: [...gaps].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)) };
}
