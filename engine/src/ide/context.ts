import type { Project } from "../project/project.js";
import type { RuleSet } from "../rule/rule-set.js";
import type { Cancellation, JoinedFinding } from "../service/engine.js";
import type { TraceGraph } from "../trace/graph.js";
import type { FilePath } from "../text/span.js";

/** What the editor's queries see of a project's engine. */
export interface IdeContext {
  readonly project: Project;
  readonly ruleSet: RuleSet;
  /** The trace graph as far as the project's files were looked into. */
  graph(): TraceGraph;
  findings(path: FilePath, cancellation: Cancellation): readonly JoinedFinding[] | undefined;
}
