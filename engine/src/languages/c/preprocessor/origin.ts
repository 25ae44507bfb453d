import { IDENTITY_ORIGIN, type OriginMap } from "../../../text/origin-map.js";
import type { Span } from "../../../text/span.js";
import type { Replacement } from "./blank.js";

/**
 * The origin map of text that was changed in place: every offset stays, but a range that holds a replacement is not what the
 * person wrote, and a fix must not write it back.
 */
export function originOf(written: string, replacements: readonly Replacement[]): OriginMap {
  const changed = joined(written, replacements);
  if (changed.length === 0) return IDENTITY_ORIGIN;
  return {
    toWritten: (span) => span,
    toEditable: (span) => (touches(changed, span) ? undefined : span),
  };
}

/** Ranges in which something was changed, sorted, none overlapping. */
function joined(written: string, replacements: readonly Replacement[]): readonly Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const { start, text } of [...replacements].sort((a, b) => a.start - b.start)) {
    let first = 0;
    let behind = text.length;
    while (first < behind && text.charCodeAt(first) === written.charCodeAt(start + first)) first++;
    while (behind > first && text.charCodeAt(behind - 1) === written.charCodeAt(start + behind - 1)) behind--;
    if (first === behind) continue;
    const last = spans.at(-1);
    if (last && start + first <= last.end) last.end = Math.max(last.end, start + behind);
    else spans.push({ start: start + first, end: start + behind });
  }
  return spans;
}

function touches(changed: readonly Span[], { start, end }: Span): boolean {
  let low = 0;
  let high = changed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changed[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = changed[low];
  return next !== undefined && next.start < end;
}
