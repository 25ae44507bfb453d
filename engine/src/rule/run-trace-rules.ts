import type { ProjectView } from "../project/view.js";
import type { AssembledGraph } from "../trace/assembled-graph.js";
import type { DraftFinding } from "./reporter.js";
import type { RuleSet } from "./rule-set.js";
import { TraceFindings } from "./trace-findings.js";

/** What all rules find that look at the trace graph, once. */
export function runTraceRules(graph: AssembledGraph, ruleSet: RuleSet, project: ProjectView): readonly DraftFinding[] {
  return new TraceFindings(graph.live, ruleSet, project).all();
}
