import type { Request } from "./request.js";

/** `vitalint/rules`: what *Explain Rule…* offers, ordered by id. */
export const rulesRequest: Request<Record<string, never>, readonly RuleName[]> = { method: "vitalint/rules" };

export interface RuleName {
  readonly id: string;
  /** One sentence: what the rule finds. */
  readonly summary: string;
  /** True when the current configuration runs it. */
  readonly enabled: boolean;
}

/** `vitalint/rulePage`: the page of a rule or of an engine diagnostic; null when there is none of that id. */
export const rulePageRequest: Request<RulePageParams, RulePage | null> = { method: "vitalint/rulePage" };

export interface RulePageParams {
  readonly rule: string;
}

export interface RulePage {
  readonly rule: string;
  /** CommonMark, the same text as the generated documentation; no images, no remote links that it needs. */
  readonly markdown: string;
}

/**
 * Scheme of the link that a diagnostic's `codeDescription.href` carries: `vitalint-rule:/memory/unbounded-copy.md`.
 * Sent only to a client that says (`InitializationOptions.ruleLinks`) that it can open it.
 */
export const RULE_SCHEME = "vitalint-rule";

/** The link to a rule's page. */
export function ruleLink(rule: string): string {
  return `${RULE_SCHEME}:/${rule}.md`;
}

/** The rule that the path of a rule link names: `/memory/unbounded-copy.md` gives `memory/unbounded-copy`. */
export function ruleOfPath(path: string): string {
  return path.replace(/^\//, "").replace(/\.md$/, "");
}
