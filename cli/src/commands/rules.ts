import { defaultConfig, ruleStates, type RuleState } from "../../../engine/src/index.js";
import { readProjectConfig } from "../../../host/src/index.js";
import { RULES } from "../../../rules/index.js";
import type { Command } from "../command.js";
import { exitCode } from "../exit-codes.js";
import { emit } from "../io.js";
import { nearestProject } from "../locate.js";

const FORMATS = ["text", "json", "md"] as const;

export const rules: Command = {
  name: "rules",
  summary: "Lists all rules, and what the project's configuration makes of them.",
  positionals: "",
  maxPositionals: 0,
  options: {
    format: { value: "FORMAT", choices: FORMATS, help: "how the list is written (default: text)" },
    output: { value: "FILE", short: "o", help: "write it to a file" },
  },
  run: async (args, io) => {
    const root = nearestProject(io.cwd);
    const config = root === undefined ? defaultConfig() : (await readProjectConfig(root)).config;
    const states = ruleStates(RULES, config);
    const write = { text, json, md: markdown }[args.choice("format", FORMATS, "text")];
    await emit(io, args.text("output"), write(states));
    return exitCode("clean");
  },
};

function severityText({ severity, byClass, on }: RuleState): string {
  if (!on) return "off";
  return [severity, ...Object.entries(byClass).map(([safetyClass, value]) => `${value} in class ${safetyClass}`)].join(", ");
}

function text(states: readonly RuleState[]): string {
  const width = Math.max(...states.map(({ rule }) => rule.id.length));
  const lines = states.map((state) => {
    const notes = [
      severityText(state),
      ...(state.rule.fix === "none" ? [] : [`${state.rule.fix} fix`]),
      ...state.rule.standards.cwe.map((id) => `CWE-${String(id)}`),
    ];
    return `${state.rule.id.padEnd(width)}  ${state.rule.docs.title}\n${" ".repeat(width)}  ${notes.join(", ")}`;
  });
  return `${lines.join("\n")}\n${String(states.filter(({ on }) => on).length)} of ${String(states.length)} rules are on. 'vitalint explain RULE' tells what a rule finds and what it cannot see.\n`;
}

function json(states: readonly RuleState[]): string {
  const list = states.map((state) => ({
    id: state.rule.id,
    title: state.rule.docs.title,
    on: state.on,
    severity: state.severity,
    severityByClass: state.byClass,
    confidence: state.rule.confidence,
    preset: state.rule.preset,
    fix: state.rule.fix,
    languages: state.rule.languages,
    since: state.rule.since,
    standards: state.rule.standards,
  }));
  return JSON.stringify({ format: "vitalint-rules", version: 1, rules: list }, undefined, 2) + "\n";
}

function markdown(states: readonly RuleState[]): string {
  const rows = states.map(
    (state) =>
      `| \`${state.rule.id}\` | ${state.rule.docs.title.replaceAll("|", "\\|")} | ${severityText(state)} | ${state.rule.fix} | ${state.rule.standards.cwe.map((id) => `CWE-${String(id)}`).join(", ")} |`,
  );
  return ["| rule | what it finds | severity | fix | CWE |", "| --- | --- | --- | --- | --- |", ...rows, ""].join("\n");
}
