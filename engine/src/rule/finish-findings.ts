import type { Language } from "../text/document.js";
import { spanContains } from "../text/span.js";
import { compareFindings, type Finding } from "./finding.js";
import { fingerprints } from "./fingerprint.js";
import type { DraftFinding } from "./reporter.js";
import type { RuleSet } from "./rule-set.js";

/** Sorts the drafts of one file, drops exact repetitions and what a more precise rule says better, and gives fingerprints. */
export function finishFindings(drafts: readonly DraftFinding[], ruleSet: RuleSet, text: string, language: Language | undefined): Finding[] {
  const sorted = drafts.map((draft): Finding => ({ ...draft, fingerprint: "", supersedes: [] })).sort(compareFindings);
  const unique = sorted.filter((finding, index) => index === 0 || !sameReport(finding, sorted[index - 1]));
  const kept = supersede(unique, ruleSet);
  const prints = fingerprints(kept, text, language);
  return kept.map((finding, index) => ({ ...finding, fingerprint: prints[index] ?? "" }));
}

function sameReport(a: Finding, b: Finding | undefined): boolean {
  return b !== undefined && compareFindings(a, b) === 0;
}

/** The more precise rule stays and lists the ones that gave way to it. */
function supersede(findings: readonly Finding[], ruleSet: RuleSet): Finding[] {
  const dropped = new Set<Finding>();
  const supersededBy = new Map<Finding, string[]>();
  for (const finding of findings) {
    for (const weaker of ruleSet.rule(finding.rule)?.supersedes ?? []) {
      for (const other of findings) {
        if (other.rule !== weaker || dropped.has(other)) continue;
        if (!spanContains(finding.span, other.span) && !spanContains(other.span, finding.span)) continue;
        dropped.add(other);
        supersededBy.set(finding, [...(supersededBy.get(finding) ?? []), weaker]);
      }
    }
  }
  return findings
    .filter((finding) => !dropped.has(finding))
    .map((finding) => ({ ...finding, supersedes: supersededBy.get(finding) ?? [] }));
}
