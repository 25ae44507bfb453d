import type { ProjectConfig } from "../project/config.js";
import { SAFETY_CLASSES, type SafetyClass, type Severity } from "../rule/finding.js";
import { severityOf } from "../rule/rule-set.js";
import type { Rule } from "../rule/rule.js";

/** What a project's configuration makes of a rule. */
export interface RuleState {
  readonly rule: Rule;
  /** Outside software items, or where no class says otherwise. */
  readonly severity: Severity | "off";
  readonly byClass: Partial<Readonly<Record<SafetyClass, Severity | "off">>>;
  /** True when the rule runs anywhere. */
  readonly on: boolean;
}

/** State of each rule under a configuration, in the order given: an own setting wins, then the preset, then the rule's default. */
export function ruleStates(rules: readonly Rule[], config: ProjectConfig): readonly RuleState[] {
  return rules.map((rule) => ruleState(rule, config));
}

function ruleState(rule: Rule, config: ProjectConfig): RuleState {
  const severity = severityOf(rule, config, undefined);
  const byClass = Object.fromEntries(
    SAFETY_CLASSES.map((c) => [c, severityOf(rule, config, c)] as const).filter(([, s]) => s !== severity),
  );
  return { rule, severity, byClass, on: severity !== "off" || Object.keys(byClass).length > 0 };
}
