import type { Finding, Fix } from "../../engine/src/index.js";

/** True when a fix is offered, after it was applied, that would write the same text again at a place that it wrote. */
export function offeredAgain(after: readonly Finding[], fix: Fix, fixed: string): boolean {
  const written = new Set(fix.edits.map(({ newText }) => newText).filter((text) => text !== ""));
  const places = writtenPlaces(fix);
  return after.some(({ fixes }) =>
    fixes.some(
      ({ title, edits }) =>
        title === fix.title &&
        edits.some(
          ({ span, newText }) =>
            written.has(newText) &&
            fixed.slice(span.start, span.end) !== newText &&
            places.some(({ start, end }) => span.start <= end && span.end >= start),
        ),
    ),
  );
}

/** Where the texts that a fix writes stand afterwards. */
function writtenPlaces(fix: Fix): readonly { readonly start: number; readonly end: number }[] {
  let shift = 0;
  return [...fix.edits]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, newText }) => {
      const start = span.start + shift;
      shift += newText.length - (span.end - span.start);
      return { start, end: start + newText.length };
    });
}
