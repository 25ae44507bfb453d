// What trace rules share: places, words and questions about items of the graph.
import type { FilePath, Span, TraceEdge, TraceGraph, TraceItem } from "../../../engine/src/index.js";

export interface Place {
  readonly file: FilePath;
  readonly span: Span;
  readonly symbol: string;
}

/** The place of an item's id; the item is the finding's symbol. */
export function placeOf(item: TraceItem): Place {
  const { location } = item;
  return { file: location.file, span: location.kind === "entry" ? { start: 0, end: 0 } : location.idSpan, symbol: item.id };
}

export function isRequirement(item: TraceItem): boolean {
  return item.kind === "system-requirement" || item.kind === "software-requirement";
}

/** True for an item that its document no longer asks for. */
export function isWithdrawn(item: TraceItem): boolean {
  const status = item.attributes["status"] ?? item.attributes["state"] ?? "";
  return /^(?:withdrawn|deleted|removed|rejected|obsolete|deprecated|superseded|retired)\b/i.test(status.trim());
}

/** Requirements that derive from or refine one, which carry its obligations on. */
export function childrenOf(graph: TraceGraph, id: string): readonly TraceItem[] {
  return graph
    .incoming(id)
    .filter(({ role }) => role === "derives" || role === "refines")
    .flatMap(({ from }) => graph.item(from) ?? [])
    .filter((item) => isRequirement(item) && !isWithdrawn(item));
}

/** Requirements that say they implement a risk control. */
export function requirementsOf(graph: TraceGraph, control: string): readonly TraceItem[] {
  return graph
    .incoming(control, "mitigates")
    .flatMap(({ from }) => graph.item(from) ?? [])
    .filter((item) => isRequirement(item) && !isWithdrawn(item));
}

/** True when a unit, or a design element that a unit satisfies, says that it satisfies a requirement. */
export function isImplemented(graph: TraceGraph, id: string): boolean {
  return graph.incoming(id, "satisfies").some((edge: TraceEdge) => {
    const item = graph.item(edge.from);
    return item?.kind === "unit" || (item !== undefined && isImplemented(graph, item.id));
  });
}

/** An item as a sentence names it: `SRS-012 "Limit the rate"`. */
export function naming(item: TraceItem): string {
  return item.title === "" ? item.id : `${item.id} "${item.title}"`;
}

/** A list for a sentence, cut after three: `a, b, c and 4 more`. */
export function listing(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${String(names.length - 3)} more`;
}
