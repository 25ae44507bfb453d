// What trace rules share: places, words and questions about items of the graph.
import type { FilePath, ProjectView, Span, TraceItem } from "../../../engine/src/index.js";

export {
  childrenOf,
  isImplemented,
  isRealisedElsewhere,
  isRequirement,
  isVerified,
  isWithdrawn,
  requirementsOf,
  testsStand,
} from "../../../engine/src/index.js";

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

/** An item as a sentence names it: `SRS-012 "Limit the rate"`. */
export function naming(item: TraceItem): string {
  return item.title === "" ? item.id : `${item.id} "${item.title}"`;
}

/** A list for a sentence, cut after three: `a, b, c and 4 more`. */
export function listing(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${String(names.length - 3)} more`;
}

/** True for what stands in code or configuration, not in a document. */
export function isCode(item: TraceItem): boolean {
  return item.kind === "unit" || item.kind === "test-case" || item.kind === "software-item";
}

/** The place of a unit: its name, or the first line of a file that is one, since a file has no place of its own. */
export function unitPlace(item: TraceItem, project: Pick<ProjectView, "text">): Place {
  const place = placeOf(item);
  if (place.span.end > 0) return place;
  const firstLine = /^[^\r\n]*/.exec(project.text(place.file) ?? "")?.[0].length ?? 0;
  return { ...place, span: { start: 0, end: Math.max(1, firstLine) } };
}
