import type { Constraint, Summary } from "./summary.js";

type Conditions = readonly Constraint[];

const known = new WeakMap<Summary, ReadonlyMap<Conditions, Conditions>>();

/**
 * For each list of conditions in a summary's obligations the first list that says the same. Many obligations of a function lie
 * behind the same checks: who reads the summary has to try these once.
 */
export function sharedConditions(summary: Summary): ReadonlyMap<Conditions, Conditions> {
  const shared = known.get(summary);
  if (shared !== undefined) return shared;
  const first: Conditions[] = [];
  const made = new Map<Conditions, Conditions>();
  for (const { constraints } of [...summary.obligations, ...summary.uses, ...summary.readings]) {
    const same = first.find((each) => isSame(each, constraints));
    if (same === undefined) first.push(constraints);
    made.set(constraints, same ?? constraints);
  }
  known.set(summary, made);
  return made;
}

/** Equality of plain data. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, index) => isSame(each, b[index]));
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
