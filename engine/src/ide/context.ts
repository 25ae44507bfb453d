import type { Project } from "../project/project.js";
import type { RuleSet } from "../rule/rule-set.js";
import type { Cancellation, JoinedFinding } from "../service/engine.js";
import type { FilePath } from "../text/span.js";

/** What the editor's queries see of a project's engine. */
export interface IdeContext {
  readonly project: Project;
  readonly ruleSet: RuleSet;
  findings(path: FilePath, cancellation: Cancellation): readonly JoinedFinding[] | undefined;
}
