import { ruleMarkdown } from "../report/rule-page.js";
import { ruleStates } from "../report/rule-states.js";
import { ENGINE_DIAGNOSTICS, isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import { compareText } from "../rule/finding.js";
import type { IdeContext } from "./context.js";

export interface RuleEntry {
  readonly id: string;
  readonly summary: string;
  readonly enabled: boolean;
}

/** All rules by id, with whether the configuration runs them. */
export function ruleEntries({ ruleSet, project }: IdeContext): readonly RuleEntry[] {
  return ruleStates(ruleSet.rules, project.config)
    .map(({ rule, on }) => ({ id: rule.id, summary: rule.docs.title, enabled: on }))
    .sort((a, b) => compareText(a.id, b.id));
}

/** The page of a rule or of an engine diagnostic in Markdown; `null` when nothing has that id. */
export function rulePage({ ruleSet }: IdeContext, id: string): string | null {
  if (isEngineDiagnostic(id)) {
    const { message, severity, why } = ENGINE_DIAGNOSTICS[id];
    return `# ${id}\n\nVitalint says this of its own work (${severity}):\n\n> ${message}\n\n## Why\n\n${why}\n`;
  }
  const rule = ruleSet.rule(id);
  return rule ? ruleMarkdown(rule) : null;
}
