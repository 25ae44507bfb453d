import type { FilePath } from "../../text/span.js";
import type { TestResult, TraceGraph } from "../graph.js";
import { decisive } from "../test-matching.js";
import type { Stamp } from "./stamp-record.js";

/** A test that passed, to be stamped if its result is not older than what it rests on. */
export interface StampCandidate {
  readonly stamp: Omit<Stamp, "commit">;
  /** The file that holds the result. */
  readonly results: FilePath;
  /** Files of the code, the test and the requirement. */
  readonly files: readonly FilePath[];
}

/** What test results say about the links of a project. */
export interface StampPlan {
  readonly candidates: readonly StampCandidate[];
  /** Tests that failed: an earlier stamp of theirs is void. */
  readonly failed: readonly Pick<Stamp, "test" | "verified" | "level" | "environment">[];
  /** Results that belong to no test of the project, or to one that verifies nothing. */
  readonly unmatched: number;
  readonly problems: readonly { readonly file: FilePath; readonly message: string }[];
}

/** Holds results against the tests that the project's links name, for each level and environment apart. */
export function stampPlan(graph: TraceGraph): Omit<StampPlan, "problems"> {
  const candidates: StampCandidate[] = [];
  const failed: Pick<Stamp, "test" | "verified" | "level" | "environment">[] = [];
  const used = new Set<TestResult>();
  for (const item of graph.items) {
    if (graph.incoming(item.id, "verifies").length === 0) continue;
    for (const { item: test, level } of graph.verification(item.id).tests) {
      if (test.kind !== "test-case") continue;
      const results = graph.resultsOf(test.id);
      for (const result of results) used.add(result);
      for (const group of byEnvironment(results)) {
        const result = decisive(group);
        if (!result) continue;
        const name = {
          test: test.id,
          verified: item.id,
          level: result.level ?? level ?? "",
          environment: result.environment ?? "",
        };
        if (result.status === "failed") failed.push(name);
        if (result.status !== "passed") continue;
        const { parts, files } = graph.verifications.stateOf(test, item);
        candidates.push({
          stamp: { ...name, ran: oldestRun(group), parts },
          results: result.file,
          files: files.filter((file) => !group.some((each) => each.file === file)),
        });
      }
    }
  }
  return { candidates, failed, unmatched: graph.tests.filter((result) => !used.has(result)).length };
}

function byEnvironment(results: readonly TestResult[]): readonly (readonly TestResult[])[] {
  const groups = new Map<string, TestResult[]>();
  for (const result of results) {
    const key = `${result.level ?? ""}\t${result.environment ?? ""}`;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return [...groups.values()];
}

/** The earliest of the results that count: with parameters each case ran at its own time, and all of them must be new. */
function oldestRun(results: readonly TestResult[]): string {
  const last = new Map<string, string>();
  for (const { suite, name, timestamp = "" } of results) {
    const key = `${suite}\u0000${name}`;
    if ((last.get(key) ?? "") <= timestamp) last.set(key, timestamp);
  }
  return [...last.values()].sort()[0] ?? "";
}
