// OpenFastTrace's coverage: an item names the types of artifacts that it needs, and these cover it at its present revision.
import type { TraceEdge, TraceGraph, TraceItem } from "../../../engine/src/index.js";

/** Types of artifacts that an item asks for with `Needs:`; `undefined` for items of other formats. */
export function neededTypes(item: TraceItem): readonly string[] | undefined {
  if (item.reader !== "openfasttrace") return undefined;
  return (item.attributes["needs"] ?? "").split(",").flatMap((type) => (type.trim() === "" ? [] : [type.trim()]));
}

/** Links by which something covers an item; the relation is the type of what covers. */
export function coveringLinks(graph: TraceGraph, { id }: TraceItem): readonly TraceEdge[] {
  return graph
    .incoming(id)
    .filter(({ revision, relation, role }) => revision !== undefined && relation !== undefined && role !== "relates");
}
