import { join as joinIntervals, meet, widen as widenInterval, TOP, type Interval } from "./interval.js";
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
}

export const NO_ORIGINS: readonly OriginId[] = [];

export function makeFact(range: Interval, origins: readonly OriginId[] = NO_ORIGINS, targets?: readonly AddressValue[]): Fact {
  return { range, nonzero: false, origins, targets, undetermined: false, compared: false, unchecked: false };
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
  return {
    range: joinIntervals(a.range, b.range),
    nonzero: (a.nonzero || excludesZero(a.range)) && (b.nonzero || excludesZero(b.range)),
    origins: joinOrigins(a.origins, b.origins),
    targets: joinTargets(a.targets, b.targets),
    undetermined: a.undetermined || b.undetermined,
    compared: a.compared && b.compared,
    unchecked: a.unchecked || b.unchecked,
  };
}

export function excludesZero(range: Interval): boolean {
  return range.low > 0 || range.high < 0;
}

export function widenFacts(old: Fact, grown: Fact, thresholds: readonly number[]): Fact {
  const joined = joinFacts(old, grown);
  return { ...joined, range: widenInterval(old.range, joined.range, thresholds) };
}

/** Narrows a fact to a range; `undefined`: impossible. */
export function restrict(fact: Fact, range: Interval): Fact | undefined {
  const both = meet(fact.range, range);
  if (both === undefined) return undefined;
  if (fact.nonzero && both.low === 0 && both.high === 0) return undefined;
  if (both === fact.range) return fact;
  return {
    range: both,
    nonzero: fact.nonzero,
    origins: fact.origins,
    targets: fact.targets,
    undetermined: fact.undetermined,
    compared: fact.compared,
    unchecked: fact.unchecked && both.low <= 0 && both.high > 0,
  };
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
