import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Language, Rule, RuleExample } from "../../engine/src/index.js";

const GENERATED = "<!-- Generated from the rule's own file by scripts/generate; do not edit. -->";

/** Pages of all rules and their index, by path. */
export function rulePages(rules: readonly Rule[], root: string): readonly (readonly [string, string])[] {
  return [
    ...rules.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule, knownWrongResults(rule, root))] as const),
    ["docs/rules/README.md", indexPage(rules)],
  ];
}

/** Functions in the rule's fixtures that are known to be judged wrongly. */
interface KnownWrong {
  readonly missed: number;
  readonly falseAlarms: number;
}

/** Counts the functions named `FN_…` (missed) and `FP_…` (false alarm) in a rule's fixtures. */
function knownWrongResults(rule: Rule, root: string): KnownWrong {
  const folder = join(root, "test/fixtures/rules", rule.id);
  const names = new Set<string>();
  for (const entry of existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []) {
    if (!entry.isFile()) continue;
    for (const [name] of readFileSync(join(entry.parentPath, entry.name), "utf8").matchAll(/\bF[NP]_\w+/g)) names.add(name);
  }
  const count = (prefix: string): number => [...names].filter((name) => name.startsWith(prefix)).length;
  return { missed: count("FN_"), falseAlarms: count("FP_") };
}

function rulePage(rule: Rule, known: KnownWrong): string {
  const { docs } = rule;
  return [
    GENERATED,
    `# ${docs.title}`,
    `\`${rule.id}\` · ${rule.severity}${classText(rule)} · preset ${rule.preset} · ${fixText(rule)} · since ${rule.since}`,
    docs.what,
    "## Why it matters",
    docs.why,
    "## What to do",
    docs.whatToDo,
    ...docs.examples.flatMap(exampleText),
    "## When to deviate",
    docs.whenToDeviate,
    "## Limits",
    [...docs.limits.map((limit) => `- ${limit}`), ...wrongText(known)].join("\n"),
    "## Standards",
    standardsText(rule),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function classText(rule: Rule): string {
  const classes = Object.entries(rule.severityByClass ?? {});
  return classes.length === 0 ? "" : ` (${classes.map(([name, severity]) => `class ${name}: ${severity}`).join(", ")})`;
}

function fixText(rule: Rule): string {
  return { safe: "has a safe fix", suggestion: "suggests a fix", none: "no fix" }[rule.fix];
}

function exampleText(example: RuleExample): readonly string[] {
  const fence = (code: string): string => `\`\`\`${FENCE[example.language]}\n${code.trimEnd()}\n\`\`\``;
  return ["Reported:", fence(example.bad), "Not reported:", fence(example.good)];
}

const FENCE: Readonly<Record<Language, string>> = {
  c: "c",
  cpp: "cpp",
  typescript: "ts",
  typescriptreact: "tsx",
  javascript: "js",
  javascriptreact: "jsx",
};

function wrongText(known: KnownWrong): readonly string[] {
  const lines: string[] = [];
  if (known.missed > 0)
    lines.push(`- The tests hold ${cases(known.missed)} that should be reported and ${known.missed === 1 ? "is" : "are"} not (\`FN_\`).`);
  if (known.falseAlarms > 0)
    lines.push(
      `- The tests hold ${cases(known.falseAlarms)} that should not be reported and ${known.falseAlarms === 1 ? "is" : "are"} (\`FP_\`).`,
    );
  return lines;
}

function cases(count: number): string {
  return count === 1 ? "1 known case" : `${count} known cases`;
}

function standardsText(rule: Rule): string {
  const { standards } = rule;
  const rows: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["CWE", standards.cwe.map((number) => `[${number}](https://cwe.mitre.org/data/definitions/${number}.html)`)],
    ["SEI CERT", standards.cert],
    ["MISRA C", standards.misra],
    ["IEC 62304, 5.5.4 (class C criteria)", standards.iec62304],
    ["IEC 62304", standards.clauses],
    ["FDA cybersecurity control", standards.fda],
    ["ISO/IEC 27001:2022", standards.iso27001],
    ["OWASP", standards.owasp],
  ];
  return rows
    .flatMap(([name, values]) => (values === undefined || values.length === 0 ? [] : [`- ${name}: ${values.join(", ")}`]))
    .join("\n");
}

function indexPage(rules: readonly Rule[]): string {
  const row = (rule: Rule): string => {
    const languages = rule.languages.length === 0 ? "trace" : [...new Set(rule.languages.map((language) => SHORT[language]))].join(", ");
    return `| [\`${rule.id}\`](${rule.id}.md) | ${rule.docs.title} | ${languages} | ${rule.severity}${classText(rule)} | ${rule.preset} | ${rule.fix === "none" ? "" : rule.fix} |`;
  };
  const on = rules.filter((rule) => rule.severity !== "off" && rule.preset === "recommended").length;
  return [
    GENERATED,
    "# Rules",
    `${rules.length} rules. With the preset \`recommended\`, the default, ${on} of them are on; \`strict\` switches on the others that are not \`off\`. A severity in brackets holds in files of software items of that safety class.`,
    ["| Rule | Reports | Languages | Severity | Preset | Fix |", "| --- | --- | --- | --- | --- | --- |", ...rules.map(row)].join("\n"),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

const SHORT: Readonly<Record<Language, string>> = {
  c: "C",
  cpp: "C++",
  typescript: "TypeScript",
  typescriptreact: "TypeScript",
  javascript: "JavaScript",
  javascriptreact: "JavaScript",
};
