import { joinStates } from "./domain/join.js";
import type { State } from "./domain/state.js";
import type { Frame } from "./frame.js";

/** States that come into a block, with duplicates removed and at most as many as the budget keeps apart. */
export function mergeAtBlock(states: readonly State[], block: number, limit: number): State[] {
  const kept: State[] = [];
  for (const state of states) if (!kept.some((each) => each.equals(state))) kept.push(state);
  if (kept.length > limit) joinMostAlike(kept, block, limit);
  return kept;
}

/** Joins the pair that differs least, the first such pair, until few enough are left. */
function joinMostAlike(kept: State[], block: number, limit: number): void {
  // Distances of each state to those before it; only those to a joined state change.
  const distances = kept.map((state, i) => kept.slice(0, i).map((other) => other.distance(state, FAR)));
  while (kept.length > limit) {
    const [first, second] = nearest(distances);
    const a = kept[first];
    const b = kept[second];
    if (a === undefined || b === undefined) return;
    const joined = joinStates(a, b, { block, at: -1, slot: first, loop: undefined });
    kept.splice(second, 1);
    kept[first] = joined;
    distances.splice(second, 1);
    for (const row of distances) if (row.length > second) row.splice(second, 1);
    kept.forEach((state, i) => {
      const row = distances[Math.max(i, first)];
      if (row && i !== first) row[Math.min(i, first)] = joined.distance(state, FAR);
    });
  }
}

/** Differences that are not counted any further. */
const FAR = 32;

function nearest(distances: readonly (readonly number[])[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 1];
  let least = Infinity;
  distances.forEach((row, second) =>
    row.forEach((distance, first) => {
      if (distance < least || (distance === least && (first < best[0] || (first === best[0] && second < best[1])))) {
        least = distance;
        best = [first, second];
      }
    }),
  );
  return best;
}

/**
 * States at the head of a loop: one per combination of constants in variables that the loop does not change, so that a flag
 * set before a loop still tells its paths apart behind it.
 */
export function mergeAtLoop(frame: Frame, states: readonly State[], block: number, loop: ReadonlySet<number>, limit: number): State[] {
  return grouped(frame, states, loop, limit).map((list, slot) => joinAll(list, block, slot, loop));
}

/** States at the head of a loop, its first turn apart from the others: a loop that surely runs leaves nothing of what was before. */
export function mergeTurns(
  frame: Frame,
  entering: readonly State[],
  returning: readonly State[],
  block: number,
  loop: ReadonlySet<number>,
  limit: number,
): State[] {
  const first = grouped(frame, entering, loop, limit).map((list, slot) => joinAll(list, block, slot, undefined));
  // A state alone is joined with itself: what the turn before gave a name gets the head's own.
  const later = grouped(frame, returning, loop, limit).map((list, slot) =>
    joinAll(list.length === 1 ? [...list, ...list.map((state) => state.copy())] : list, block, LATER + slot, loop),
  );
  return [...first, ...later];
}

/** Slots of states that come back to the head of a loop. */
const LATER = 8;

/** States that leave a loop at its head. */
export function mergeBehindLoop(frame: Frame, states: readonly State[], block: number, loop: ReadonlySet<number>): State[] {
  return grouped(frame, states, loop, states.length).map((list, slot) => joinAll(list, block, 2 * LATER + slot, undefined));
}

function joinAll(list: readonly State[], block: number, slot: number, loop: ReadonlySet<number> | undefined): State {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error("a group has a member");
  return rest.reduce((joined, state) => joinStates(joined, state, { block, at: -1, slot, loop }), first);
}

/** Groups by the constants in variables that a loop does not change; one group where there are too many. */
function grouped(frame: Frame, states: readonly State[], loop: ReadonlySet<number>, limit: number): readonly (readonly State[])[] {
  if (states.length === 0) return [];
  const fixed = unchangedIn(frame, loop);
  const groups = new Map<string, State[]>();
  for (const state of states) {
    const key = fixed.map((variable) => constantOf(frame, state, variable)).join();
    const group = groups.get(key);
    if (group) group.push(state);
    else groups.set(key, [state]);
  }
  return groups.size <= limit ? [...groups.values()] : [[...states]];
}

function constantOf(frame: Frame, state: State, variable: number): string {
  const region = frame.regions[variable];
  const value = region && state.cells.get(region.id);
  const known = value && state.simplified(value);
  return known?.kind === "constant" ? String(known.value) : "";
}

const unchanged = new WeakMap<ReadonlySet<number>, readonly number[]>();

/** Plain locals that no instruction of the loop writes. */
function unchangedIn(frame: Frame, loop: ReadonlySet<number>): readonly number[] {
  const known = unchanged.get(loop);
  if (known !== undefined) return known;
  const written = new Set<number>();
  for (const block of loop) {
    for (const instruction of frame.ir.blocks[block]?.instructions ?? []) {
      if (instruction.op === "store" && instruction.place.kind === "variable") written.add(instruction.place.variable);
      if (instruction.op === "declare") written.add(instruction.variable);
    }
  }
  const result = frame.ir.variables.flatMap((_, variable) => (frame.cfg.simple[variable] && !written.has(variable) ? [variable] : []));
  unchanged.set(loop, result);
  return result;
}
