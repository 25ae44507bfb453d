import { interval, type Interval } from "./interval.js";
import type { Region } from "./region.js";
import type { State } from "./state.js";

/** How much of what is read was surely never written: all of it, or what lies behind the written part of an array that a loop walks. */
export type Unwritten = "whole" | "part";

/** What is known not to be written of a stretch of memory; `undefined`: it has a value, or may have one. */
export function unwritten(state: State, region: Region): Unwritten | undefined {
  if (holdsValue(state, region)) return undefined;
  for (let each = region; ;) {
    const content = state.objects.get(each.id)?.content;
    if (content !== undefined) return content.kind === "undefined" ? "whole" : undefined;
    const { parent } = each;
    // A variable whose declaration was not passed does not exist here.
    if (parent === undefined) return undefined;
    const written = each.kind === "element" ? state.objects.get(parent.id)?.written : undefined;
    // What was written to elements is counted; what came through a record laid over them is not.
    const tells = (part: Region): boolean => part !== each && (written === undefined || part.kind === "field");
    if (parent.parts.some((part) => tells(part) && mayOverlap(state, each, part) && holdsValue(state, part))) return undefined;
    if (written !== undefined) return outside(state, each, written);
    // A value that stands at the beginning may be one of the whole: a union's, or one written through another type.
    if (state.cells.has(parent.id)) return undefined;
    each = parent;
  }
}

/** Something inside a region was written. */
function holdsValue(state: State, region: Region): boolean {
  if (state.cells.has(region.id)) return true;
  const content = state.objects.get(region.id)?.content;
  if (region.parent !== undefined && content !== undefined && content.kind !== "undefined") return true;
  return region.parts.some((part) => holdsValue(state, part));
}

/** Members of a record lie side by side; of anything else only the offsets tell. */
function mayOverlap(state: State, a: Region, b: Region): boolean {
  if (a.kind === "field" && b.kind === "field") return false;
  if (a.offset === undefined || b.offset === undefined) return true;
  const ra = extentOf(state, a);
  const rb = extentOf(state, b);
  return ra.low < rb.high && rb.low < ra.high;
}

/** Bytes of its array that an element can take. */
export function extentOf(state: State, element: Region): Interval {
  const offset = element.offset === undefined ? interval(0, 0) : state.rangeOf(element.offset);
  return interval(offset.low, offset.high + (element.size ?? 1));
}

/** Bytes that an index is believed to walk over in an array of unknown size. */
const MAX_WALK = 4096;

function outside(state: State, element: Region, written: Interval): Unwritten | undefined {
  const extent = extentOf(state, element);
  if (extent.low >= written.high || extent.high <= written.low) return "whole";
  const { offset } = element;
  const size = element.parent?.size ?? state.objects.get(element.parent?.id ?? -1)?.size;
  const bytes = typeof size === "number" ? size : size?.kind === "constant" ? size.value : MAX_WALK;
  // Only an index that walks up to its limit surely reaches what lies behind.
  const walks = offset?.kind === "linear" && state.universe.symbol(offset.symbol).definition.kind === "phi";
  return walks && extent.high > written.high && extent.high <= bytes ? "part" : undefined;
}
