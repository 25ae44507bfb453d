import { compareText } from "../rule/finding.js";
import type { Location } from "../text/span.js";
import { idPlace } from "../trace/places.js";
import type { TraceGraph } from "../trace/graph.js";

/** Where an id is defined: once as it should be, at all its places when it is defined twice. */
export function definitionsOf(graph: TraceGraph, id: string): readonly Location[] {
  const item = graph.item(id);
  if (!item) return [];
  const others = graph.problems.flatMap((problem) => (problem.kind === "duplicate-id" && problem.id === id ? [problem.location] : []));
  return [idPlace(item.location), ...others];
}

/**
 * Where an id is named: tags in code and tests, attributes, table cells, results. With `includeDefinition` also where it is defined.
 */
export function referencesOf(graph: TraceGraph, id: string, includeDefinition: boolean): readonly Location[] {
  const all = [...(includeDefinition ? definitionsOf(graph, id) : []), ...graph.mentions(id)];
  const unique = new Map(all.map((location) => [`${location.file}\u0000${String(location.span.start)}`, location]));
  return [...unique.values()].sort((a, b) => compareText(a.file, b.file) || a.span.start - b.span.start);
}
