import { compareText } from "../rule/finding.js";
import type { Location } from "../text/span.js";
import type { ItemKind, ItemLocation, TraceEdge, TraceItem, TraceProblem } from "./graph.js";

// Where things of the graph stand, and the order of the lists that it gives.

/** Kinds that code, results and configuration bring. */
export const CODE_KINDS: ReadonlySet<ItemKind> = new Set(["unit", "test-case", "software-item"]);

/** The place of an item's id, as a location. */
export function idPlace(location: ItemLocation): Location {
  return { file: location.file, span: location.kind === "entry" ? { start: 0, end: 0 } : location.idSpan };
}

export function problemsByPlace(a: TraceProblem, b: TraceProblem): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.location.span.start - b.location.span.start ||
    compareText(a.kind, b.kind) ||
    compareText(a.id, b.id)
  );
}

export function itemsByPlace(a: TraceItem, b: TraceItem): number {
  return compareText(a.location.file, b.location.file) || startOf(a) - startOf(b) || compareText(a.id, b.id);
}

function startOf(item: TraceItem): number {
  return item.location.kind === "entry" ? 0 : item.location.idSpan.start;
}

export function edgesByPlace(a: TraceEdge, b: TraceEdge): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.idSpan.start - b.idSpan.start ||
    compareText(a.role, b.role) ||
    compareText(a.from, b.from) ||
    compareText(a.to, b.to)
  );
}
