import type { ProjectConfig } from "../project/config.js";
import { isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import type { Rule } from "../rule/rule.js";
import type { JoinedFinding } from "../service/engine.js";
import type { TestStatus, TraceGraph } from "../trace/graph.js";
import type { FilePath } from "../text/span.js";
import { saysBudgetSpent } from "./diagnostics.js";
import { evidenceSources } from "./evidence-sources.js";
import { coverageOf, gapsOf, ruleGaps } from "./gaps.js";
import { limitsOf } from "./limits.js";
import {
  REPORT_FORMAT_VERSION,
  type ClassFacts,
  type ClassOrNone,
  type FileFact,
  type HazardGroup,
  type Identification,
  type ProgramFacts,
  type ReportModel,
  type RequirementStanding,
  type RiskRow,
  type RuleFact,
  type ToolFacts,
  type TraceSummary,
} from "./model.js";
import { isOpen, reportedFindings, type ReportedFinding, type TextSource } from "./reported.js";
import { ruleStates } from "./rule-states.js";
import { HAZARD_KINDS, hazardClass, highestClass, itemRef, requirementRows, requirementStandings, riskRows } from "./trace-rows.js";
import { traceListing } from "./trace-listing.js";
import { verdictOf } from "./verdict.js";

/** What only the host knows about a run. The engine has no clock, no git and no files. */
export interface RunFacts {
  /** Name of the project's folder. */
  readonly project: string;
  /** ISO 8601. */
  readonly date: string;
  readonly commit?: string;
  readonly workTree: Identification["workTree"];
  readonly tool: Omit<ToolFacts, "name" | "configurationDigest">;
  /** SHA-256 of the bytes of each document (everything that is not source code), hexadecimal. */
  readonly digests: Readonly<Record<FilePath, string>>;
}

export interface ReportInput {
  readonly config: ProjectConfig;
  readonly rules: readonly Rule[];
  readonly graph: TraceGraph;
  readonly findings: readonly JoinedFinding[];
  readonly texts: TextSource;
  /** Source files, in path order; those over budget may be given as `analysed`: their diagnostics say so. */
  readonly files: readonly FileFact[];
  readonly run: RunFacts;
  /** True where every item and link is to be listed, for other tools. */
  readonly lists?: boolean;
}

/** What is summed up of the trace, without what stands behind each requirement. */
export function buildTraceSummary({
  config,
  rules,
  graph,
  findings: joined,
  texts,
}: Pick<ReportInput, "config" | "rules" | "graph" | "findings" | "texts">): TraceSummary {
  const findings = reportedFindings(joined, texts);
  const requirements = requirementStandings(graph, texts);
  const risks = riskRows(graph, config, texts);
  return { requirements, risks, findings, ...sums({ graph, requirements, risks, findings, rules, texts }) };
}

interface Summed extends Pick<ReportInput, "graph" | "rules" | "texts"> {
  readonly requirements: readonly RequirementStanding[];
  readonly risks: readonly RiskRow[];
  readonly findings: readonly ReportedFinding[];
}

function sums({ graph, requirements, risks, findings, rules, texts }: Summed): Pick<TraceSummary, "coverage" | "gaps"> {
  return {
    coverage: coverageOf(graph, requirements, risks),
    gaps: [...gapsOf(graph, requirements, risks, texts), ...ruleGaps(findings, rules)],
  };
}

/** Joins everything that a report states. Pure: the date and all facts of the machine are injected. */
export function buildReportModel({ config, rules, graph, findings: joined, texts, files: given, run, lists }: ReportInput): ReportModel {
  const findings = reportedFindings(joined, texts);
  const files = withBudgets(given, findings);
  const requirements = requirementRows(graph, texts);
  const risks = riskRows(graph, config, texts);
  const { coverage, gaps } = sums({ graph, requirements, risks, findings, rules, texts });
  const facts: Omit<ReportModel, "verdict" | "limits"> = {
    format: "vitalint-report",
    version: REPORT_FORMAT_VERSION,
    identification: {
      project: run.project,
      ...(config.device === undefined ? {} : { device: config.device }),
      ...(config.version === undefined ? {} : { softwareVersion: config.version }),
      ...(run.commit === undefined ? {} : { commit: run.commit }),
      workTree: run.workTree,
      date: run.date,
    },
    edition: config.edition,
    tool: { name: "Vitalint", ...run.tool, configurationDigest: config.digest },
    classes: classFacts(config, files),
    programs: programFacts(config, files),
    target: config.target,
    files,
    rules: ruleFacts(rules, config, findings),
    sources: evidenceSources(run.digests, config, graph),
    testTotals: testTotals(graph),
    stamps: graph.verifications.all.length,
    coverage,
    requirements,
    risks,
    gaps,
    findings,
    hazardGroups: hazardGroups(findings, graph, config, texts),
    trace: lists === true ? traceListing(graph, texts) : { items: [], links: [] },
    dispositions: findings.flatMap((finding) =>
      finding.state.state === "disposed" ? [{ finding, disposition: finding.state.disposition }] : [],
    ),
    signatures: [{ role: "Prepared" }, { role: "Reviewed" }, { role: "Approved" }],
  };
  return { ...facts, verdict: verdictOf(facts), limits: limitsOf(facts) };
}

function withBudgets(files: readonly FileFact[], findings: readonly ReportedFinding[]): readonly FileFact[] {
  const spent = new Set(findings.filter((f) => saysBudgetSpent(f.rule)).map((f) => f.place.file));
  return files.map((file) => (file.state === "analysed" && spent.has(file.path) ? { ...file, state: "over-budget" } : file));
}

function classFacts(config: ProjectConfig, files: readonly FileFact[]): ClassFacts {
  const analysed = files.filter(isAnalysed);
  return {
    system: config.softwareItems.length === 0 ? "unassigned" : highestClass(config.softwareItems.map((item) => item.class)),
    items: config.softwareItems.map((item) => ({
      name: item.name,
      class: item.class,
      ...(item.parent === undefined ? {} : { parent: item.parent }),
      ...(item.rationale === undefined ? {} : { rationale: item.rationale }),
      ...(typeof item.segregation === "string" ? { segregation: item.segregation } : {}),
      files: analysed.filter((file) => file.softwareItem === item.name).length,
    })),
    filesInNoItem:
      config.softwareItems.length === 0
        ? 0
        : analysed.filter((file) => file.softwareItem === undefined && file.soup !== true && file.test !== true).length,
  };
}

function isAnalysed(file: FileFact): boolean {
  return file.state === "analysed" || file.state === "over-budget";
}

function programFacts(config: ProjectConfig, files: readonly FileFact[]): readonly ProgramFacts[] {
  return config.programs.map((program) => ({
    name: program.name,
    globs: program.files,
    files: files.filter((file) => isAnalysed(file) && (file.programs ?? []).includes(program.name)).length,
  }));
}

function ruleFacts(rules: readonly Rule[], config: ProjectConfig, findings: readonly ReportedFinding[]): readonly RuleFact[] {
  return ruleStates(rules, config).map(({ rule, on, severity }) => {
    const own = findings.filter((f) => f.rule === rule.id);
    return {
      id: rule.id,
      title: rule.docs.title,
      on,
      severity,
      confidence: rule.confidence,
      cwe: rule.standards.cwe,
      open: own.filter(isOpen).length,
      all: own.length,
    };
  });
}

function testTotals(graph: TraceGraph): Record<TestStatus, number> {
  const totals: Record<TestStatus, number> = { passed: 0, failed: 0, skipped: 0, "not-run": 0 };
  for (const test of graph.tests) totals[test.status]++;
  return totals;
}

const CLASS_ORDER: readonly ClassOrNone[] = ["C", "B", "A", "unassigned"];

/** Open weaknesses grouped by the hazard near them, the gravest first; trace gaps and engine diagnostics have tables of their own. */
function hazardGroups(
  findings: readonly ReportedFinding[],
  graph: TraceGraph,
  config: ProjectConfig,
  texts: TextSource,
): readonly HazardGroup[] {
  const open = findings.filter((f) => isOpen(f) && !isEngineDiagnostic(f.rule) && !f.rule.startsWith("trace/"));
  const groups: HazardGroup[] = graph.items
    .filter((item) => HAZARD_KINDS.includes(item.kind))
    .map((hazard) => ({
      hazard: itemRef(hazard, texts),
      ...(hazard.severity === undefined ? {} : { severity: hazard.severity }),
      class: hazardClass(hazard, config),
      findings: open.filter((f) => f.context.hazards.includes(hazard.id)),
    }));
  const near = groups.filter((group) => group.findings.length > 0);
  near.sort((a, b) => CLASS_ORDER.indexOf(a.class) - CLASS_ORDER.indexOf(b.class));
  const rest = open.filter((f) => f.context.hazards.length === 0);
  const restGroups = CLASS_ORDER.map((c) => ({ class: c, findings: rest.filter((f) => (f.context.safetyClass ?? "unassigned") === c) }));
  return [...near, ...restGroups.filter((group) => group.findings.length > 0)];
}
