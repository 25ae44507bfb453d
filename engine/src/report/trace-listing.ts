import { CODE_KINDS } from "../trace/places.js";
import type { TraceEdge, TraceGraph, TraceItem } from "../trace/graph.js";
import type { ListedItem, ListedLink, TraceListing } from "./model.js";
import { placeOf, type TextSource } from "./reported.js";

/** Every item and every place that states a link, as `trace --format json` lists them for other tools. */
export function traceListing(graph: TraceGraph, texts: TextSource): TraceListing {
  return {
    items: graph.items.map((item) => listedItem(item, texts)),
    links: graph.stated.map((edge) => listedLink(edge, texts)),
  };
}

function listedItem(item: TraceItem, texts: TextSource): ListedItem {
  const { location, review } = item;
  return {
    id: item.id,
    kind: item.kind,
    ...(item.type === undefined ? {} : { type: item.type }),
    title: item.title,
    ...(CODE_KINDS.has(item.kind) && item.reader === undefined ? {} : { attributes: item.attributes }),
    ...(item.reader === undefined ? {} : { reader: item.reader }),
    ...(item.revision === undefined ? {} : { revision: item.revision }),
    ...(item.fingerprint === undefined ? {} : { fingerprint: item.fingerprint }),
    ...(review === undefined ? {} : { reviewed: review.stated === review.actual, stamp: review.actual }),
    ...(location.kind === "entry"
      ? { entry: { file: location.file, name: location.entry } }
      : { place: placeOf({ file: location.file, span: location.idSpan }, texts) }),
  };
}

function listedLink(edge: TraceEdge, texts: TextSource): ListedLink {
  const { symbol } = edge;
  return {
    from: edge.from,
    to: edge.to,
    role: edge.role,
    via: edge.via,
    ...(edge.relation === undefined ? {} : { relation: edge.relation }),
    ...(edge.revision === undefined ? {} : { revision: edge.revision }),
    ...(edge.stamp === undefined ? {} : { stamp: edge.stamp }),
    ...(edge.suspect === undefined ? {} : { suspect: edge.suspect }),
    ...(edge.probable === true ? { probable: true } : {}),
    ...(symbol === undefined ? {} : { symbol: { name: symbol.name, place: placeOf(symbol.location, texts) } }),
    place: placeOf({ file: edge.location.file, span: edge.idSpan }, texts),
  };
}
