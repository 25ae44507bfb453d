/** A part of two lists that differs: `before` items went where `after` items stand now. Half-open ranges of indexes. */
export interface Hunk {
  readonly before: { readonly start: number; readonly end: number };
  readonly after: { readonly start: number; readonly end: number };
}

/** Lists that differ in more places than this are one hunk: nobody reads such a diff, and finding the shortest costs its square. */
const MAX_EDITS = 1000;

/**
 * Where two lists differ, in order, by the shortest way from one to the other (Myers' greedy algorithm). The same lists give the
 * same hunks; empty for equal lists.
 */
export function diffHunks(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let ends = 0;
  while (ends < before.length - start && ends < after.length - start && before[before.length - 1 - ends] === after[after.length - 1 - ends])
    ends++;
  const a = before.slice(start, before.length - ends);
  const b = after.slice(start, after.length - ends);
  if (a.length === 0 && b.length === 0) return [];
  const hunks = a.length === 0 || b.length === 0 ? undefined : shortest(a, b);
  const whole = [{ before: { start: 0, end: a.length }, after: { start: 0, end: b.length } }];
  return (hunks ?? whole).map((hunk) => ({ before: moved(hunk.before, start), after: moved(hunk.after, start) }));
}

function moved(range: Hunk["before"], by: number): Hunk["before"] {
  return { start: range.start + by, end: range.end + by };
}

/** Hunks by the shortest edit script; `undefined` where it has more than {@link MAX_EDITS} edits. */
function shortest(a: readonly string[], b: readonly string[]): Hunk[] | undefined {
  const max = Math.min(a.length + b.length, MAX_EDITS);
  const furthest = new Int32Array(2 * max + 3);
  const origin = max + 1;
  const trail: Int32Array[] = [];
  for (let edits = 0; edits <= max; edits++) {
    trail.push(furthest.slice(origin - edits - 1, origin + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      let x = stepsDown(furthest, origin, k, edits) ? at(furthest, origin + k + 1) : at(furthest, origin + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[origin + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trail, a.length, b.length);
    }
  }
  return undefined;
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}

/** True when the way to diagonal `k` comes from the one above it: an item was added. */
function stepsDown(furthest: Int32Array, origin: number, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && at(furthest, origin + k - 1) < at(furthest, origin + k + 1));
}

function walkBack(trail: readonly Int32Array[], aLength: number, bLength: number): Hunk[] {
  const hunks: Hunk[] = [];
  let x = aLength;
  let y = bLength;
  for (let edits = trail.length - 1; edits > 0; edits--) {
    const furthest = trail[edits] ?? new Int32Array(0);
    const k = x - y;
    const isAdded = stepsDown(furthest, edits + 1, k, edits);
    const from = isAdded ? k + 1 : k - 1;
    const fromX = at(furthest, edits + 1 + from);
    const fromY = fromX - from;
    const edit = isAdded
      ? { before: { start: fromX, end: fromX }, after: { start: fromY, end: fromY + 1 } }
      : { before: { start: fromX, end: fromX + 1 }, after: { start: fromY, end: fromY } };
    const next = hunks.at(-1);
    if (next?.before.start === edit.before.end && next.after.start === edit.after.end)
      hunks[hunks.length - 1] = {
        before: { start: edit.before.start, end: next.before.end },
        after: { start: edit.after.start, end: next.after.end },
      };
    else hunks.push(edit);
    x = fromX;
    y = fromY;
  }
  return hunks.reverse();
}
