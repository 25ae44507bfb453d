/** A directive of a printf-like format: `%`, flags, width, precision, length, conversion. */
const DIRECTIVE = /%(?:%|[-+ #0']*(\*|\d*)(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q|j|z|t|w|I64|I32)?([a-zA-Z]))/g;

/** Conversions that print a text as it is. */
const TEXT = "sScC";

/** Which of the values behind a printf-like format are printed as text, by their place behind the format. Numbers say nothing harmful. */
export function textPositions(format: string): number[] {
  const positions: number[] = [];
  let next = 0;
  for (const [, width, precision, conversion] of format.matchAll(DIRECTIVE)) {
    if (conversion === undefined) continue;
    if (width === "*") next++;
    if (precision === "*") next++;
    if (TEXT.includes(conversion)) positions.push(next);
    next++;
  }
  return positions;
}
