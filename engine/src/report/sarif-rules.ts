import type { ReportingDescriptor } from "sarif";
import type { Severity } from "../rule/finding.js";
import type { Rule } from "../rule/rule.js";
import { ruleMarkdown } from "./rule-page.js";
import type { RuleState } from "./rule-states.js";

export type SarifLevel = "error" | "warning" | "note" | "none";

/** SARIF knows three levels for ours. */
export function sarifLevel(severity: Severity | "off"): SarifLevel {
  switch (severity) {
    case "error":
      return "error";
    case "warning":
      return "warning";
    case "information":
    case "hint":
      return "note";
    case "off":
      return "none";
  }
}

/** Score that code-scanning services show as critical (9 up), high (7), medium (4), low: a fixed figure per severity and confidence, not a CVSS score. */
function securitySeverity(rule: Rule): string {
  const base = { error: 8.5, warning: 6.0, information: 3.5, hint: 1.5, off: 1.0 }[rule.severity];
  return (rule.severity === "error" && rule.confidence === "high" ? base + 0.5 : base).toFixed(1);
}

/** True for rules about security: those with an FDA control category or a CWE, traceability aside. */
function isSecurityRule(rule: Rule): boolean {
  return !rule.id.startsWith("trace/") && (rule.standards.cwe.length > 0 || (rule.standards.fda ?? []).length > 0);
}

/** The rule as a SARIF reporting descriptor, with the tags that code-scanning services read. */
export function ruleDescriptor({ rule }: RuleState): ReportingDescriptor {
  const security = isSecurityRule(rule);
  const text = `${rule.docs.what} ${rule.docs.why}`;
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: rule.docs.title },
    fullDescription: { text },
    help: { text: `${text} ${rule.docs.whatToDo}`, markdown: ruleMarkdown(rule) },
    messageStrings: Object.fromEntries(Object.entries(rule.messages).map(([id, message]) => [id, { text: message }])),
    defaultConfiguration:
      rule.severity === "off" || rule.preset !== "recommended"
        ? { enabled: false, level: sarifLevel(rule.severity === "off" ? "hint" : rule.severity) }
        : { enabled: true, level: sarifLevel(rule.severity) },
    properties: {
      tags: ruleTags(rule),
      precision: rule.confidence,
      "problem.severity": rule.severity === "error" ? "error" : rule.severity === "warning" ? "warning" : "recommendation",
      ...(security ? { "security-severity": securitySeverity(rule) } : {}),
    },
  };
}

/** Tags in fixed order: kind, CWE as `external/cwe/cwe-121`, then the other standards. */
export function ruleTags(rule: Rule): string[] {
  const { standards } = rule;
  return [
    ...(isSecurityRule(rule) ? ["security"] : []),
    ...(rule.id.startsWith("safety/") || (standards.iec62304 ?? []).length > 0 ? ["safety"] : []),
    ...(rule.id.startsWith("trace/") ? ["traceability"] : []),
    ...standards.cwe.map((id) => `external/cwe/cwe-${String(id).padStart(3, "0")}`),
    ...(standards.cert ?? []).map((id) => `external/cert/${id.toLowerCase()}`),
    ...(standards.misra ?? []).map((id) => `external/misra/${id.toLowerCase().replace(/[: ]+/g, "-")}`),
    ...(standards.fda ?? []).map((id) => `external/fda/${id}`),
    ...(standards.owasp ?? []).map((id) => `external/owasp/${id.toLowerCase()}`),
  ];
}

function pascalCase(id: string): string {
  return id
    .split(/[/-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
