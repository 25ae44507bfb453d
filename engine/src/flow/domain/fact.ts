import { interval, join as joinIntervals, meet, widen as widenInterval, TOP, type Interval } from "./interval.js";
import type { AddressValue } from "./value.js";

/** Index into the function's table of origins. */
export type OriginId = number;

/** What is known of a symbol's value. Immutable. */
export interface Fact {
  readonly range: Interval;
  /** Zero is excluded, though it may lie inside the range. */
  readonly nonzero: boolean;
  /** Where it came from: outside sources and inputs of the function; sorted. */
  readonly origins: readonly OriginId[];
  /** All that it can point to (besides null); absent: anything. */
  readonly targets: readonly AddressValue[] | undefined;
  /** May never have been written. */
  readonly undetermined: boolean;
  /** Compared from above with something whose value is not known. */
  readonly compared: boolean;
  /** A function gave it that gives null when it fails, and no branch has looked at it yet. */
  readonly unchecked: boolean;
  /** It is a multiple of this (Granger's congruences, without a remainder): 1 says nothing, 0 stands for 0 alone. */
  readonly step: number;
}

export const NO_ORIGINS: readonly OriginId[] = [];

/** Steps are small whole numbers, so that the engine keeps them as such in every fact: one that is larger says too little to be kept. */
const MAX_STEP = 0x3fffffff;

/** The only place that makes facts: all have one shape. */
function fact(
  range: Interval,
  nonzero: boolean,
  origins: readonly OriginId[],
  targets: readonly AddressValue[] | undefined,
  undetermined: boolean,
  compared: boolean,
  unchecked: boolean,
  step: number,
): Fact {
  return { range, nonzero, origins, targets, undetermined, compared, unchecked, step: step > MAX_STEP ? 1 : step | 0 };
}

export function makeFact(range: Interval, origins: readonly OriginId[] = NO_ORIGINS, targets?: readonly AddressValue[]): Fact {
  return fact(range, false, origins, targets, false, false, false, 1);
}

/** The same with other flags; what is left out stays as it is. */
export function flagged(
  { range, nonzero, origins, targets, undetermined, compared, unchecked, step }: Fact,
  flags: Partial<Pick<Fact, "nonzero" | "undetermined" | "compared" | "unchecked">>,
): Fact {
  return fact(
    range,
    flags.nonzero ?? nonzero,
    origins,
    targets,
    flags.undetermined ?? undetermined,
    flags.compared ?? compared,
    flags.unchecked ?? unchecked,
    step,
  );
}

export function withRange({ nonzero, origins, targets, undetermined, compared, unchecked, step }: Fact, range: Interval): Fact {
  return fact(range, nonzero, origins, targets, undetermined, compared, unchecked, step);
}

/** What is known of a multiple of a value, or of what lies behind it, which is a multiple of `step`. */
export function scaled({ origins, undetermined, compared, unchecked }: Fact, range: Interval, step: number): Fact {
  return fact(range, false, origins, undefined, undetermined, compared, unchecked, step);
}

export function withOrigins(
  { range, nonzero, targets, undetermined, compared, unchecked, step }: Fact,
  origins: readonly OriginId[],
): Fact {
  return fact(range, nonzero, origins, targets, undetermined, compared, unchecked, step);
}

export function withTargets(
  { range, nonzero, origins, undetermined, compared, unchecked, step }: Fact,
  targets: readonly AddressValue[] | undefined,
): Fact {
  return fact(range, nonzero, origins, targets, undetermined, compared, unchecked, step);
}

export const TOP_FACT: Fact = makeFact(TOP);

export function joinOrigins(a: readonly OriginId[], b: readonly OriginId[]): readonly OriginId[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  return mergeSorted(a, b);
}

/** Numbers of two sorted lists, each once; the first list itself where the second adds nothing. */
export function mergeSorted(a: readonly number[], b: readonly number[]): readonly number[] {
  let merged: number[] | undefined;
  let i = 0;
  for (const each of b) {
    for (let next = a[i]; next !== undefined && next < each; next = a[++i]) merged?.push(next);
    if (a[i] === each) continue;
    merged ??= a.slice(0, i);
    merged.push(each);
  }
  if (merged === undefined) return a;
  for (; i < a.length; i++) merged.push(a[i] ?? 0);
  return merged;
}

/** Most addresses that a value is tracked to; more is "anything". */
const MAX_TARGETS = 6;

export function joinTargets(
  a: readonly AddressValue[] | undefined,
  b: readonly AddressValue[] | undefined,
): readonly AddressValue[] | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return a;
  const both = new Set([...a, ...b]);
  return both.size > MAX_TARGETS ? undefined : [...both].sort((x, y) => x.id - y.id);
}

export function joinFacts(a: Fact, b: Fact): Fact {
  if (a === b) return a;
  return fact(
    joinIntervals(a.range, b.range),
    (a.nonzero || excludesZero(a.range)) && (b.nonzero || excludesZero(b.range)),
    joinOrigins(a.origins, b.origins),
    joinTargets(a.targets, b.targets),
    a.undetermined || b.undetermined,
    a.compared && b.compared,
    a.unchecked || b.unchecked,
    commonStep(stepOf(a), stepOf(b)),
  );
}

/** What a value is a multiple of, a constant of itself. */
export function stepOf({ range: { low, high }, step }: Fact): number {
  if (low !== high) return step;
  return Number.isSafeInteger(low) ? Math.abs(low) : 1;
}

/** Greatest common divisor; 0 is a multiple of everything. */
export function commonStep(a: number, b: number): number {
  if (a === 1 || b === 1 || !Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return 1;
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

export function excludesZero(range: Interval): boolean {
  return range.low > 0 || range.high < 0;
}

export function widenFacts(old: Fact, grown: Fact, thresholds: readonly number[]): Fact {
  const joined = joinFacts(old, grown);
  return withRange(joined, widenInterval(old.range, joined.range, thresholds));
}

/** Narrows a fact to a range; `undefined`: impossible. */
export function restrict(known: Fact, range: Interval): Fact | undefined {
  const met = meet(known.range, range);
  const both = met && known.step > 1 ? multiplesIn(met, known) : met;
  if (both === undefined) return undefined;
  if (known.nonzero && both.low === 0 && both.high === 0) return undefined;
  if (both === known.range) return known;
  const unchecked = known.unchecked && both.low <= 0 && both.high > 0;
  return fact(both, known.nonzero, known.origins, known.targets, known.undetermined, known.compared, unchecked, known.step);
}

/** The multiples of a value's step in a range: a pointer below the end of a table is at least one element below it. */
function multiplesIn(range: Interval, { range: before, step }: Fact): Interval | undefined {
  const low = Math.ceil(range.low / step) * step + 0;
  const high = Math.floor(range.high / step) * step + 0;
  if (low > high) return undefined;
  if (low === before.low && high === before.high) return before;
  return low === range.low && high === range.high ? range : interval(low, high);
}

export function equalFacts(a: Fact, b: Fact): boolean {
  return (
    a === b ||
    (a.range.low === b.range.low &&
      a.range.high === b.range.high &&
      a.nonzero === b.nonzero &&
      a.undetermined === b.undetermined &&
      a.compared === b.compared &&
      a.unchecked === b.unchecked &&
      a.step === b.step &&
      sameList(a.origins, b.origins) &&
      (a.targets === b.targets || (a.targets !== undefined && b.targets !== undefined && sameList(a.targets, b.targets))))
  );
}

export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
