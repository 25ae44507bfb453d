import type { TraceEdge, TraceGraph, TraceItem, TraceProblem, Verification } from "../trace/graph.js";
import { childrenOf, isExcused, isImplemented, isRealisedElsewhere, testsStandBy } from "../trace/standing.js";
import { compareText } from "../rule/finding.js";
import type { Rule } from "../rule/rule.js";
import {
  GAP_KINDS,
  type ClassOrNone,
  type Coverage,
  type Gap,
  type GapKind,
  type ItemRef,
  type RequirementStanding,
  type RiskRow,
} from "./model.js";
import { isOpen, placeOf, type ReportedFinding, type TextSource } from "./reported.js";
import { implementersOf, itemRef } from "./trace-rows.js";

/** What a gap means, and the clause of IEC 62304:2006+A1 that asks for the link (numbers only; gist in our words). */
const GAP_MEANINGS: Readonly<Record<GapKind, { readonly text: string; readonly clause: string }>> = {
  "requirement-not-implemented": { text: "Requirement that no unit satisfies", clause: "5.1.1 c" },
  "requirement-not-verified": { text: "Requirement without a passing test", clause: "5.7.1" },
  "requirement-failing-tests": { text: "Requirement with a failing test", clause: "5.7.2" },
  "risk-control-without-requirement": { text: "Software risk control that no requirement implements", clause: "7.2.2" },
  "risk-control-not-verified": { text: "Software risk control whose verification is missing or failing", clause: "7.3.1" },
  "hazard-without-control": { text: "Hazard without a risk control", clause: "7.2.1" },
  "unit-without-requirement": { text: "Unit of class B or C that satisfies no requirement", clause: "5.1.1 c" },
  "stale-verification": { text: "Verification of an older or unrecorded version", clause: "5.7.3" },
  "suspect-link": { text: "Link whose end changed after it was reviewed", clause: "8.2.3" },
  "unknown-id": { text: "Link to an id that no document has", clause: "5.2.6" },
  "duplicate-id": { text: "Id that is defined twice", clause: "5.2.6" },
  "wrong-role": { text: "Link whose role does not fit its end", clause: "5.1.1 c" },
};

/** Missing and broken links, in the order of {@link GAP_MEANINGS} and of the documents. None without any document: nothing is asked for yet. */
export function gapsOf(
  graph: TraceGraph,
  requirements: readonly RequirementStanding[],
  risks: readonly RiskRow[],
  texts: TextSource,
): readonly Gap[] {
  if (!graph.hasDocuments) return [];
  const controls = uniqueControls(risks).filter((row) => row.state !== "none");
  const demanded = requirements
    .filter((row) => row.state !== "none")
    .map((row) => ({ row, verification: graph.verification(row.item.id) }));
  // A requirement that others derive from has its gaps at those: each is counted once.
  const asked = demanded.filter(({ row }) => childrenOf(graph, row.item.id).length === 0);
  const gap = (kind: GapKind, row: { readonly item: ItemRef; readonly class: ClassOrNone }): Gap => ({
    kind,
    ...GAP_MEANINGS[kind],
    id: row.item.id,
    title: row.item.title,
    class: row.class,
    ...(row.item.place ? { place: row.item.place } : {}),
  });
  return [
    ...asked.filter(({ row }) => !isDone(graph, row.item.id)).map(({ row }) => gap("requirement-not-implemented", row)),
    ...asked.filter(({ verification }) => isUnverified(graph, verification)).map(({ row }) => gap("requirement-not-verified", row)),
    ...demanded.filter(({ verification }) => verification.status === "failed").map(({ row }) => gap("requirement-failing-tests", row)),
    ...[...demanded, ...controls.map((row) => ({ row, verification: graph.verification(row.item.id) }))]
      .filter(({ verification }) => isOutdated(verification))
      .map(({ row }) => gap("stale-verification", row)),
    ...controls.filter((row) => row.state === "uncovered").map((row) => gap("risk-control-without-requirement", row)),
    ...controls.filter((row) => ["unverified", "stale", "failing"].includes(row.state)).map((row) => gap("risk-control-not-verified", row)),
    ...risks.flatMap((row) => (row.hazard && !row.control ? [gap("hazard-without-control", { item: row.hazard, class: row.class })] : [])),
    ...unlinkedUnits(graph).map((unit) =>
      gap("unit-without-requirement", { item: itemRef(unit, texts), class: unit.safetyClass ?? "unassigned" }),
    ),
    ...graph.problems.map((problem) => problemGap(problem, graph, texts)),
    ...graph.edges.filter(isSuspect).map((edge) => suspectGap(edge, graph, texts)),
  ];
}

/** True where tests passed, but on another version, or on one that nobody recorded. */
function isOutdated({ status }: Verification): boolean {
  return status === "stale" || status === "unstamped";
}

/** True where nothing was tested; what failed or is outdated is a gap of another kind. */
function isUnverified(graph: TraceGraph, verification: Verification): boolean {
  return verification.status !== "failed" && !isOutdated(verification) && !testsStandBy(graph, verification);
}

function isSuspect({ suspect }: TraceEdge): boolean {
  return suspect !== undefined && suspect.length > 0;
}

function suspectGap({ from, to, location }: TraceEdge, graph: TraceGraph, texts: TextSource): Gap {
  const safetyClass = graph.item(to)?.safetyClass ?? graph.item(from)?.safetyClass;
  return {
    kind: "suspect-link",
    ...GAP_MEANINGS["suspect-link"],
    id: to,
    title: `linked from ${from}`,
    class: safetyClass ?? "unassigned",
    place: placeOf(location, texts),
  };
}

function isDone(graph: TraceGraph, id: string): boolean {
  const item = graph.item(id);
  return isImplemented(graph, id) || (item !== undefined && isRealisedElsewhere(item));
}

type ControlRow = RiskRow & { readonly item: ItemRef };

function uniqueControls(risks: readonly RiskRow[]): ControlRow[] {
  const rows = risks.flatMap((row) => (row.control ? [{ ...row, item: row.control }] : []));
  return [...new Map(rows.map((row) => [row.item.id, row])).values()];
}

/** Units that a class asks a link of, and that have none (5.1.1 c; classes B and C by 5.4.1). */
function unlinkedUnits(graph: TraceGraph): TraceItem[] {
  return graph.items.filter(
    (item) => item.kind === "unit" && (item.safetyClass === "B" || item.safetyClass === "C") && !isLinked(item, graph) && !isExcused(item),
  );
}

function isLinked(unit: TraceItem, graph: TraceGraph): boolean {
  return graph.outgoing(unit.id, "satisfies").length > 0 || graph.outgoing(unit.id, "mitigates").length > 0;
}

function problemGap(problem: TraceProblem, graph: TraceGraph, texts: TextSource): Gap {
  const { kind, id, location } = problem;
  const item = graph.item(id);
  const title =
    problem.kind === "unknown-id"
      ? `${problem.via}${saidOf(problem)}`
      : problem.kind === "wrong-role"
        ? `${problem.role} cannot point to a ${item?.kind ?? "item of this kind"}; expected ${problem.expected.join(" or ")}`
        : (item?.title ?? "");
  const context = graph.contextOf(location.file, location.span.start).safetyClass;
  return { kind, ...GAP_MEANINGS[kind], id, title, class: item?.safetyClass ?? context ?? "unassigned", place: placeOf(location, texts) };
}

function saidOf({ suggestions, code }: Extract<TraceProblem, { kind: "unknown-id" }>): string {
  if (code) return code.missingFunction === undefined ? "; there is no such file" : `; there is no function ${code.missingFunction} in it`;
  return suggestions.length > 0 ? `; did you mean ${suggestions.join(" or ")}?` : "";
}

/** What further rules of the trace and of obligations found, as gaps: one kind per rule, in the order of the findings. */
export function ruleGaps(findings: readonly ReportedFinding[], rules: readonly Rule[]): readonly Gap[] {
  const obliging = new Map(rules.flatMap((rule) => (tellsGaps(rule) ? [[rule.id, rule] as const] : [])));
  return findings.flatMap((finding) => {
    const rule = obliging.get(finding.rule);
    if (!rule || !isOpen(finding)) return [];
    const text = rule.docs.title;
    const clause = rule.obligations?.[0]?.clause ?? "";
    const kind = rule.id.slice(rule.id.indexOf("/") + 1);
    const { symbol, place, message, context } = finding;
    return [
      { kind, text, clause, id: symbol === "" ? place.file : symbol, title: message, class: context.safetyClass ?? "unassigned", place },
    ];
  });
}

/** True for a rule whose findings are gaps of their own, which the trace does not know otherwise. */
export function tellsGaps(rule: Rule): boolean {
  return rule.obligations !== undefined && rule.on.trace !== undefined && !COVERED_RULES.has(rule.id);
}

/** Rules whose findings are gaps of their own kinds already. */
const COVERED_RULES: ReadonlySet<string> = new Set([...GAP_KINDS, "risk-control-not-verified"].map((kind) => `trace/${kind}`));

/** Kinds of gaps that there are, the fixed ones first, each with what it means. */
export function gapKindsOf(gaps: readonly Gap[]): readonly Pick<Gap, "kind" | "text" | "clause">[] {
  const kinds = new Map(gaps.map(({ kind, text, clause }) => [kind, { kind, text, clause }]));
  const fixed = GAP_KINDS.flatMap((kind) => kinds.get(kind) ?? []);
  return [...new Set([...fixed, ...[...kinds.values()].sort((a, b) => compareText(a.kind, b.kind))])];
}

/** Share of requirements, risk controls and units that have their links. */
export function coverageOf(graph: TraceGraph, requirements: readonly RequirementStanding[], risks: readonly RiskRow[]): Coverage {
  const asked = requirements.filter((row) => row.state !== "none");
  const controls = uniqueControls(risks).filter((row) => row.state !== "none");
  const units = graph.items.filter((item) => item.kind === "unit" && item.safetyClass !== "A");
  return {
    requirements: {
      total: asked.length,
      implemented: asked.filter((row) => row.state !== "uncovered" && (row.state !== "failing" || hasImplementer(graph, row.item.id)))
        .length,
      verified: asked.filter((row) => row.state === "passed").length,
    },
    riskControls: { total: controls.length, verified: controls.filter((row) => row.state === "passed").length },
    units: { total: units.length, linked: units.filter((unit) => isLinked(unit, graph)).length },
    ...linkCoverage(graph),
  };
}

function hasImplementer(graph: TraceGraph, id: string): boolean {
  return implementersOf(graph, id).some((each) => graph.item(each) !== undefined);
}

function linkCoverage(graph: TraceGraph): Pick<Coverage, "links"> {
  if (graph.reviews.isEmpty) return {};
  const stated = graph.edges.filter(({ probable }) => probable !== true);
  const reviewed = stated.filter((edge) => graph.reviews.of(edge) !== undefined);
  return { links: { total: stated.length, reviewed: reviewed.length, suspect: stated.filter(isSuspect).length } };
}
