import { ENGINE_DIAGNOSTICS, isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import type { Rule, RuleExample } from "../rule/rule.js";

/** The rule's page as Markdown: `vitalint explain`, SARIF help, the editor's rule page. Generated from metadata alone. */
export function ruleMarkdown(rule: Rule): string {
  const { docs } = rule;
  const sections = [
    `# ${docs.title}`,
    `\`${rule.id}\``,
    facts(rule),
    `## What\n\n${docs.what}`,
    `## Why\n\n${docs.why}`,
    `## What to do\n\n${docs.whatToDo}`,
    `## When to deviate\n\n${docs.whenToDeviate}`,
    `## Limits\n\n${docs.limits.map((limit) => `- ${limit}`).join("\n")}`,
    ...docs.examples.map(example),
  ];
  return sections.join("\n\n") + "\n";
}

/** The page of an engine diagnostic; `undefined` when there is none of that id. */
export function diagnosticPage(id: string): string | undefined {
  if (!isEngineDiagnostic(id)) return undefined;
  const { message, why, severity, incomplete } = ENGINE_DIAGNOSTICS[id];
  const consequence = incomplete
    ? "The analysis is incomplete where it stands: `vitalint check` exits with 3, and the report's verdict is *incomplete*."
    : "";
  return (
    [
      `# ${id}`,
      "A diagnostic of the analysis itself, not a rule: it can't be switched off.",
      `> ${message}`,
      why,
      `Severity: ${severity}.`,
      consequence,
    ]
      .filter((part) => part !== "")
      .join("\n\n") + "\n"
  );
}

function facts(rule: Rule): string {
  const { standards } = rule;
  const byClass = Object.entries(rule.severityByClass ?? {}).map(([safetyClass, severity]) => `${severity} in class ${safetyClass}`);
  const rows: readonly (readonly [string, string])[] = [
    ["Severity", [rule.severity, ...byClass].join(", ")],
    ["Confidence", rule.confidence],
    ["Preset", rule.preset],
    ["Languages", rule.languages.length === 0 ? "traceability" : rule.languages.join(", ")],
    ["Fix", rule.fix],
    ["CWE", standards.cwe.map((id) => `CWE-${id}`).join(", ")],
    ["SEI CERT", (standards.cert ?? []).join(", ")],
    ["MISRA", (standards.misra ?? []).join(", ")],
    ["IEC 62304", [...(standards.clauses ?? []), ...(standards.iec62304 ?? []).map((criterion) => `5.5.4 ${criterion}`)].join(", ")],
    ["FDA control", (standards.fda ?? []).join(", ")],
    ["ISO/IEC 27001", (standards.iso27001 ?? []).join(", ")],
    ["OWASP", (standards.owasp ?? []).join(", ")],
    ["Gives way to this rule", (rule.supersedes ?? []).map((id) => `\`${id}\``).join(", ")],
    ["Since", rule.since],
  ];
  return ["| | |", "| --- | --- |", ...rows.filter(([, value]) => value !== "").map(([name, value]) => `| ${name} | ${value} |`)].join(
    "\n",
  );
}

const FENCE: Readonly<Record<RuleExample["language"], string>> = {
  c: "c",
  cpp: "cpp",
  typescript: "ts",
  typescriptreact: "tsx",
  javascript: "js",
  javascriptreact: "jsx",
};

function example(e: RuleExample): string {
  const fence = FENCE[e.language];
  return `## Example\n\nReported:\n\n\`\`\`${fence}\n${e.bad.trim()}\n\`\`\`\n\nInstead:\n\n\`\`\`${fence}\n${e.good.trim()}\n\`\`\``;
}
