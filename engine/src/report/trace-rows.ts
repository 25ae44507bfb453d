import type { ProjectConfig } from "../project/config.js";
import { SAFETY_CLASSES, type SafetyClass } from "../rule/finding.js";
import type { ItemKind, TraceGraph, TraceItem, TestResult } from "../trace/graph.js";
import { STAMP_PARTS } from "../trace/verification/stamp-record.js";
import type { JudgedStamp } from "../trace/verification/verification-states.js";
import { classOfSeverity } from "../trace/risk-class.js";
import type { ClassOrNone, ItemRef, RequirementRow, RequirementStanding, RiskRow, RowState, VerificationRef } from "./model.js";
import { childrenOf, isImplemented, isRealisedElsewhere, isRequirement, isWithdrawn, requirementsOf } from "../trace/standing.js";
import { placeOf, type TextSource } from "./reported.js";

const BETWEEN_KINDS: readonly ItemKind[] = ["sequence-of-events", "software-cause", "hazardous-situation"];
/** Threats are read as hazards are. */
export const HAZARD_KINDS: readonly ItemKind[] = ["hazard", "threat"];

/** Requirements matrix, in document order. */
export function requirementRows(graph: TraceGraph, texts: TextSource): readonly RequirementRow[] {
  return graph.items.filter(isRequirement).map((item) => requirementRow(item, graph, texts));
}

/** The same rows, without what stands behind each. */
export function requirementStandings(graph: TraceGraph, texts: TextSource): readonly RequirementStanding[] {
  return graph.items.filter(isRequirement).map((item) => requirementStanding(item, graph, texts));
}

function requirementStanding(item: TraceItem, graph: TraceGraph, texts: TextSource): RequirementStanding {
  return { item: itemRef(item, texts), class: item.safetyClass ?? "unassigned", state: requirementState(item, graph) };
}

function requirementRow(item: TraceItem, graph: TraceGraph, texts: TextSource): RequirementRow {
  const { state, ...standing } = requirementStanding(item, graph, texts);
  return {
    ...standing,
    parents: unique([...graph.outgoing(item.id, "derives"), ...graph.outgoing(item.id, "refines")].map((edge) => edge.to)),
    implementedBy: refs(implementersOf(graph, item.id), graph, texts).map((ref) => withSymbols(ref, item.id, graph, texts)),
    verifiedBy: verificationRefs(item.id, graph, texts),
    riskControls: unique(graph.outgoing(item.id, "mitigates").map((edge) => edge.to)),
    state,
  };
}

/** Ids of the units and designs that satisfy a requirement, and of the requirements derived from it. */
export function implementersOf(graph: TraceGraph, id: string): readonly string[] {
  return [...graph.incoming(id, "satisfies").map((edge) => edge.from), ...childrenOf(graph, id).map((child) => child.id)];
}

/**
 * A requirement is implemented by what satisfies it or, where others derive from it, by all of those; it is verified by its
 * own tests or through all of those.
 */
function requirementState(item: TraceItem, graph: TraceGraph, visited: ReadonlySet<string> = new Set()): RowState {
  if (isWithdrawn(item)) return "none";
  // A cycle of derived requirements implements nothing.
  if (visited.has(item.id)) return "uncovered";
  const derived = childrenOf(graph, item.id);
  const further = derived.length === 0 ? visited : new Set([...visited, item.id]);
  const children = derived.map((child) => requirementState(child, graph, further));
  const { status } = graph.verification(item.id);
  if (status === "failed" || children.includes("failing")) return "failing";
  const implemented =
    isImplemented(graph, item.id) || isRealisedElsewhere(item) || (children.length > 0 && !children.includes("uncovered"));
  if (!implemented) return "uncovered";
  if (status === "passed" || (status === "none" && arePassed(graph, derived, new Set([item.id])))) return "passed";
  return status === "stale" || (status === "none" && children.includes("stale")) ? "stale" : "unverified";
}

/** As the rules see it, but a test without a result shows nothing: the report says what is known. */
function isPassed(graph: TraceGraph, item: TraceItem, seen = new Set<string>()): boolean {
  const { status } = graph.verification(item.id);
  if (status !== "none" || seen.has(item.id)) return status === "passed";
  seen.add(item.id);
  return arePassed(graph, childrenOf(graph, item.id), seen);
}

function arePassed(graph: TraceGraph, children: readonly TraceItem[], seen: Set<string>): boolean {
  return children.length > 0 && children.every((child) => isPassed(graph, child, seen));
}

/** A unit that is a file, with the functions in it that carry the tags; a click then leads to the first of them. */
function withSymbols(ref: ItemRef, requirement: string, graph: TraceGraph, texts: TextSource): ItemRef {
  const symbols = graph.incoming(requirement, "satisfies").flatMap((edge) => (edge.from === ref.id && edge.symbol ? [edge.symbol] : []));
  const [first] = symbols;
  if (!first) return ref;
  return { ...ref, symbols: unique(symbols.map(({ name }) => name)), place: placeOf(first.location, texts) };
}

/** Risk-control matrix: hazards in document order with their controls, then controls that name no hazard. */
export function riskRows(graph: TraceGraph, config: ProjectConfig, texts: TextSource): readonly RiskRow[] {
  const controls = graph.items.filter((item) => item.kind === "risk-control");
  const chains = controls.flatMap((control) => chainsOf(control, graph));
  const rows: RiskRow[] = [];
  for (const hazard of graph.items.filter((item) => HAZARD_KINDS.includes(item.kind))) {
    const own = chains.filter((chain) => chain.hazard?.id === hazard.id);
    if (own.length === 0) {
      rows.push({
        ...riskEnds(hazard, texts),
        causes: [],
        class: hazardClass(hazard, config),
        requirements: [],
        verifiedBy: [],
        state: "uncovered",
      });
    }
    for (const chain of own) rows.push(riskRow(chain, graph, config, texts));
  }
  for (const chain of chains.filter((c) => c.hazard === undefined)) rows.push(riskRow(chain, graph, config, texts));
  return rows;
}

interface Chain {
  readonly hazard: TraceItem | undefined;
  readonly causes: readonly TraceItem[];
  readonly control: TraceItem;
}

/** From a control towards the hazards that it is there for; a hazard reached on several ways has one chain with all causes. */
function chainsOf(control: TraceItem, graph: TraceGraph): Chain[] {
  const hazards = new Map<string, { hazard: TraceItem; causes: Map<string, TraceItem> }>();
  const causesMet: TraceItem[] = [];
  const visited = new Set<string>([control.id]);
  const walk = (id: string, causes: readonly TraceItem[]): void => {
    for (const edge of graph.outgoing(id)) {
      const item = graph.item(edge.to);
      if (!item) continue;
      if (HAZARD_KINDS.includes(item.kind)) {
        const known = hazards.get(item.id) ?? { hazard: item, causes: new Map<string, TraceItem>() };
        for (const cause of causes) known.causes.set(cause.id, cause);
        hazards.set(item.id, known);
        // A threat can lead on to a hazard.
        if (!visited.has(item.id)) {
          visited.add(item.id);
          walk(item.id, causes);
        }
      } else if (BETWEEN_KINDS.includes(item.kind) && !visited.has(item.id)) {
        visited.add(item.id);
        causesMet.push(item);
        walk(item.id, [...causes, item]);
      }
    }
  };
  walk(control.id, []);
  if (hazards.size === 0) return [{ hazard: undefined, causes: causesMet, control }];
  return [...hazards.values()].map(({ hazard, causes }) => ({ hazard, causes: [...causes.values()], control }));
}

function riskRow({ hazard, causes, control }: Chain, graph: TraceGraph, config: ProjectConfig, texts: TextSource): RiskRow {
  const implementers = graph.incoming(control.id, "mitigates").map((edge) => edge.from);
  const own = verificationRefs(control.id, graph, texts);
  const requirements = refs(implementers, graph, texts);
  const throughRequirements = requirements.flatMap((requirement) => verificationRefs(requirement.id, graph, texts));
  return {
    ...(hazard ? riskEnds(hazard, texts) : {}),
    causes: causes.map((cause) => itemRef(cause, texts)),
    control: itemRef(control, texts),
    ...(control.realisation === undefined ? {} : { realisation: control.realisation }),
    class: control.safetyClass ?? (hazard ? hazardClass(hazard, config) : "unassigned"),
    requirements,
    verifiedBy: uniqueBy([...own, ...throughRequirements], (ref) => ref.id),
    state: controlState(control, graph),
  };
}

function riskEnds(hazard: TraceItem, texts: TextSource): Pick<RiskRow, "hazard" | "severity" | "causeText"> {
  const stated = ["sequence of events", "cause", "software cause", "hazardous situation", "situation"].flatMap(
    (name) => hazard.attributes[name] ?? [],
  );
  const causeText = stated.filter((text) => text.trim() !== "").join("; ");
  return {
    hazard: itemRef(hazard, texts),
    ...(hazard.severity === undefined ? {} : { severity: hazard.severity }),
    ...(causeText === "" ? {} : { causeText }),
  };
}

/** A software risk control needs a requirement (7.2.2) and verification (7.3.1), by its own tests or those of its requirements; of others nothing is asked here. */
export function controlState(control: TraceItem, graph: TraceGraph): RowState {
  if (isWithdrawn(control) || isRealisedElsewhere(control)) return "none";
  const requirements = requirementsOf(graph, control.id);
  const own = graph.verification(control.id).status;
  const failed = own === "failed" || requirements.some((item) => graph.verification(item.id).status === "failed");
  if (failed) return "failing";
  if (own === "passed") return "passed";
  if (requirements.length === 0) return own === "stale" ? "stale" : "uncovered";
  if (requirements.every((item) => isPassed(graph, item))) return "passed";
  return own === "stale" || requirements.some((item) => graph.verification(item.id).status === "stale") ? "stale" : "unverified";
}

/** Class of a hazard: its own, else by the severity of its harm (7.2.2). */
export function hazardClass(hazard: TraceItem, config: ProjectConfig): ClassOrNone {
  return (
    hazard.safetyClass ??
    (hazard.severity === undefined ? undefined : classOfSeverity(hazard.severity, config.severityToClass)) ??
    "unassigned"
  );
}

function verificationRefs(id: string, graph: TraceGraph, texts: TextSource): VerificationRef[] {
  return graph.verification(id).tests.map(({ item, result, state, level, stamps }) => ({
    ...itemRef(item, texts),
    status: result?.status ?? "not-run",
    state,
    ...(level === undefined ? {} : { level }),
    ...stampFacts(stamps, result),
    ...(result?.timestamp === undefined ? {} : { timestamp: result.timestamp }),
    ...(result?.message === undefined ? {} : { message: result.message }),
  }));
}

function stampFacts(
  stamps: readonly JudgedStamp[],
  result: TestResult | undefined,
): Pick<VerificationRef, "environment" | "commit" | "changed"> {
  const environments = unique([...stamps.map(({ stamp }) => stamp.environment), result?.environment ?? result?.host ?? ""]).filter(
    (name) => name !== "",
  );
  const commit = (stamps.find(({ changed }) => changed.length > 0) ?? stamps[0])?.stamp.commit;
  const parts = new Set(stamps.flatMap(({ changed }) => changed));
  const changed = STAMP_PARTS.filter((part) => parts.has(part));
  return {
    ...(environments.length === 0 ? {} : { environment: environments.join(", ") }),
    ...(commit === undefined ? {} : { commit }),
    ...(changed.length === 0 ? {} : { changed }),
  };
}

function refs(ids: readonly string[], graph: TraceGraph, texts: TextSource): ItemRef[] {
  return unique(ids).flatMap((id) => {
    const item = graph.item(id);
    return item ? [itemRef(item, texts)] : [];
  });
}

/** An item as rows name it. */
export function itemRef(item: TraceItem, texts: TextSource): ItemRef {
  const { location } = item;
  return {
    id: item.id,
    title: item.title,
    kind: item.kind,
    ...(location.kind === "entry" ? {} : { place: placeOf({ file: location.file, span: location.idSpan }, texts) }),
  };
}

/** The graver of two classes; an assigned class wins over none. */
export function highestClass(classes: readonly ClassOrNone[]): ClassOrNone {
  return ([...SAFETY_CLASSES] as SafetyClass[]).reverse().find((c) => classes.includes(c)) ?? "unassigned";
}

export function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}
