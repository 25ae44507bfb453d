import type { ImpactedFile, ImpactedItem, ReportedImpact } from "./impact.js";
import { count, oneLine, printable } from "./plain.js";

/** How many of many reasons are told of one thing. */
const MOST_REASONS = 3;

/** A change's impact as JSON. */
export function impactJson(impact: ReportedImpact): string {
  return JSON.stringify(impact, undefined, 2) + "\n";
}

/** A change's impact for people at a terminal. */
export function impactText(impact: ReportedImpact): string {
  if (isEmpty(impact)) return `Nothing that the trace knows changed since ${printable(impact.since)}.\n`;
  const lines = [`Changes since ${printable(impact.since)}`];
  for (const file of impact.code) lines.push(`  ${printable(file.file)}: ${printable(codeWords(file))}`);
  for (const item of impact.items)
    lines.push(`  ${named(item)}: ${item.change}${item.fields.length > 0 ? ` (${item.fields.map(oneLine).join(", ")})` : ""}`);
  for (const [title, items] of sections(impact)) {
    if (items.length === 0) continue;
    lines.push("", `${title} (${String(items.length)})`);
    for (const item of items) lines.push(`  ${named(item)}${mark(item)}: ${reasonWords(item)}`);
  }
  if (impact.unlinked.length > 0) {
    lines.push("", `Changed units without a requirement (${String(impact.unlinked.length)}): what they affect can't be told by links`);
    for (const unit of impact.unlinked) lines.push(`  ${printable(unit)}`);
  }
  return lines.join("\n") + "\n";
}

/** A change's impact as Markdown: for the description of a merge request. Tests come as a list to tick off. */
export function impactMarkdown(impact: ReportedImpact): string {
  if (isEmpty(impact)) return `# Change impact\n\nNothing that the trace knows changed since ${code(impact.since)}.\n`;
  const parts = [`# Change impact`, `Compared with ${code(impact.since)}. IEC 62304 6.2.3, 7.4, 8.2.`, summary(impact)];
  if (impact.code.length > 0)
    parts.push("## Changed code", list(impact.code.map((file) => `${code(file.file)}: ${escape(codeWords(file))}`)));
  if (impact.items.length > 0)
    parts.push(
      "## Changed requirements and risk items",
      list(
        impact.items.map(
          (item) => `${strong(item)}: ${item.change}${item.fields.length > 0 ? ` (${item.fields.map(escape).join(", ")})` : ""}`,
        ),
      ),
    );
  for (const [title, items, tick] of sections(impact)) {
    if (items.length === 0) continue;
    parts.push(
      `## ${title}`,
      list(items.map((item) => `${tick ? "[ ] " : ""}${strong(item)}${escape(mark(item))}: ${escape(reasonWords(item))}`)),
    );
  }
  if (impact.unlinked.length > 0)
    parts.push("## Changed units without a requirement", "What these affect can't be told by links.", list(impact.unlinked.map(code)));
  return parts.join("\n\n") + "\n";
}

function isEmpty(impact: ReportedImpact): boolean {
  return impact.code.length === 0 && impact.items.length === 0;
}

function sections(impact: ReportedImpact): readonly (readonly [string, readonly ImpactedItem[], boolean])[] {
  return [
    ["Requirements to look at again", impact.requirements, false],
    ["Risk controls to evaluate", impact.riskControls, false],
    ["Hazards behind them", impact.hazards, false],
    ["Units that depend on the change", impact.units, false],
    ["Tests to repeat", impact.tests, true],
  ];
}

function summary(impact: ReportedImpact): string {
  const counts = [
    count(impact.code.length, "changed file"),
    count(impact.items.length, "changed item"),
    count(impact.requirements.length, "requirement"),
    count(impact.riskControls.length, "risk control"),
    count(impact.hazards.length, "hazard"),
    `${count(impact.tests.length, "test")} to repeat`,
  ];
  return `${counts.join(", ")}.`;
}

function codeWords(file: ImpactedFile): string {
  if (file.change !== "changed") return file.change;
  const functions = file.functions.map(({ name, change }) => (change === "added" ? `${name} (new)` : name));
  const removed = file.removed.map((name) => `${name} (removed)`);
  const declared = !file.declarations ? [] : file.declared.length === 0 ? ["outside of functions"] : file.declared;
  return listing([...functions, ...removed, ...declared], 8);
}

function reasonWords({ reasons }: ImpactedItem): string {
  return listing(
    reasons.map(({ because, of }) => {
      switch (because) {
        case "changed":
          return "changed";
        case "implementation":
          return `implemented by ${of}`;
        case "implements":
          return `implements ${of}`;
        case "verifies":
          return `verifies ${of}`;
        case "calls":
          return `calls ${of}`;
        case "uses":
          return `uses ${of}`;
        case "derived":
        case "risk":
          return `linked with ${of}`;
      }
    }),
    MOST_REASONS,
  );
}

/** The state of a test, the severity of a hazard. */
function mark(item: ImpactedItem & { readonly status?: string }): string {
  if (item.status !== undefined && item.status !== "passed") return ` [${item.status}]`;
  return item.severity === undefined ? "" : ` (${item.severity})`;
}

function listing(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more <= 0 ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${String(more)} more`;
}

function named({ id, title, kind }: { readonly id: string; readonly title: string; readonly kind: string }): string {
  return printable(kind === "test-case" || kind === "unit" ? id : `${id} ${title}`.trim());
}

function strong({ id, title, kind }: { readonly id: string; readonly title: string; readonly kind: string }): string {
  return kind === "test-case" || kind === "unit" ? code(id) : `**${escape(id)}** ${escape(title)}`.trim();
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function escape(text: string): string {
  return oneLine(text).replace(/[\\`*_{}<>#|!]/g, "\\$&");
}

function code(text: string): string {
  return `\`${oneLine(text).replace(/`/g, "'")}\``;
}
