import type { TraceGraph, TraceItem, Verification } from "./graph.js";

const NO_ITEMS: readonly TraceItem[] = [];

// How items of the graph stand: one answer for the trace rules, the report and the editor's views.

/** True for a requirement of either level. */
export function isRequirement(item: TraceItem): boolean {
  return item.kind === "system-requirement" || item.kind === "software-requirement";
}

/** True for an item that its document no longer asks for. */
export function isWithdrawn(item: TraceItem): boolean {
  const status = item.attributes["status"] ?? item.attributes["state"] ?? "";
  return /^(?:withdrawn|deleted|removed|rejected|obsolete|deprecated|superseded|retired)\b/i.test(status.trim());
}

/** True where hardware, labelling or a process realises the item: no code is due. */
export function isRealisedElsewhere(item: TraceItem): boolean {
  if (item.realisation !== undefined) return item.realisation !== "software";
  return /^(?:hardware|labell?ing|process)\b/i.test(item.attributes["realisation"] ?? item.attributes["realization"] ?? "");
}

/** Requirements that derive from or refine one, which carry its obligations on. */
export function childrenOf(graph: TraceGraph, id: string): readonly TraceItem[] {
  const derived = graph.incoming(id).filter(({ role }) => role === "derives" || role === "refines");
  if (derived.length === 0) return NO_ITEMS;
  return derived.flatMap(({ from }) => graph.item(from) ?? []).filter((item) => isRequirement(item) && !isWithdrawn(item));
}

/** Requirements that say they implement a risk control. */
export function requirementsOf(graph: TraceGraph, control: string): readonly TraceItem[] {
  return graph
    .incoming(control, "mitigates")
    .flatMap(({ from }) => graph.item(from) ?? [])
    .filter((item) => isRequirement(item) && !isWithdrawn(item));
}

/** True when a unit, or a design element that a unit satisfies, says that it satisfies a requirement. */
export function isImplemented(graph: TraceGraph, id: string, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(id)) return false;
  return graph.incoming(id, "satisfies").some(({ from }) => {
    const item = graph.item(from);
    return item?.kind === "unit" || (item !== undefined && isImplemented(graph, item.id, new Set([...seen, id])));
  });
}

/** True when tests of an item passed; where no result was read at all, when there are tests. */
export function testsStand(graph: TraceGraph, id: string): boolean {
  return testsStandBy(graph, graph.verification(id));
}

/** As {@link testsStand}, of an item whose verification is at hand. */
export function testsStandBy(graph: TraceGraph, { status, tests }: Verification): boolean {
  if (status === "passed") return true;
  const isWhole = tests.some(({ partial }) => partial !== true);
  return status === "not-run" && isWhole && !graph.hasResults && !graph.verifications.hasRecord;
}

/** Verified by its own tests or, without any, through all requirements that refine it; a cycle of parents verifies nothing. */
export function isVerified(graph: TraceGraph, requirement: TraceItem, seen = new Set<string>()): boolean {
  if (testsStand(graph, requirement.id)) return true;
  if (seen.has(requirement.id)) return false;
  seen.add(requirement.id);
  const children = childrenOf(graph, requirement.id);
  const isUntested = graph.verification(requirement.id).status === "none";
  return isUntested && children.length > 0 && children.every((child) => isVerified(graph, child, seen));
}

/** Attribute of a unit that says why it needs no requirement. */
export const EXCUSE = "needs no requirement";

/** True for a unit that says why it needs no requirement. */
export function isExcused({ attributes }: Pick<TraceItem, "attributes">): boolean {
  return attributes[EXCUSE] !== undefined;
}
