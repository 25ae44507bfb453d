import { joinStates } from "./domain/join.js";
import type { State } from "./domain/state.js";
import type { Frame } from "./frame.js";

/** States that come into a block, with duplicates removed and at most as many as the budget keeps apart. */
export function mergeAtBlock(states: readonly State[], block: number, limit: number): State[] {
  const kept: State[] = [];
  for (const state of states) if (!kept.some((each) => each.equals(state))) kept.push(state);
  while (kept.length > limit) {
    const [first, second] = mostAlike(kept);
    const a = kept[first];
    const b = kept[second];
    if (a === undefined || b === undefined) break;
    kept.splice(second, 1);
    kept[first] = joinStates(a, b, { block, at: -1, slot: first, loop: undefined });
  }
  return kept;
}

/** The pair that differs in the fewest places; the first such pair, so that the choice is always the same. */
function mostAlike(states: readonly State[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < states.length; i++) {
    for (let j = i + 1; j < states.length; j++) {
      const a = states[i];
      const b = states[j];
      const distance = a && b ? differences(a, b, least) : Infinity;
      if (distance < least) {
        least = distance;
        best = [i, j];
      }
    }
  }
  return best;
}

function differences(a: State, b: State, limit: number): number {
  let count = Math.abs(a.cells.size - b.cells.size);
  if (!a.cells.isSame(b.cells)) {
    for (const [id, value] of a.cells.entries()) {
      const other = b.cells.get(id);
      // Constants that differ are flags and codes: what later branches ask for.
      if (other !== value) count += other?.kind === "constant" && value.kind === "constant" ? 3 : 1;
      if (count >= limit) return count;
    }
  }
  if (!a.objects.isSame(b.objects)) for (const [id, object] of a.objects.entries()) if (b.objects.get(id)?.life !== object.life) count += 3;
  return count;
}

/**
 * States at the head of a loop: one per combination of constants in variables that the loop does not change, so that a flag
 * set before a loop still tells its paths apart behind it.
 */
export function mergeAtLoop(frame: Frame, states: readonly State[], block: number, loop: ReadonlySet<number>, limit: number): State[] {
  const fixed = unchangedIn(frame, loop);
  const groups = new Map<string, State[]>();
  for (const state of states) {
    const key = fixed.map((variable) => constantOf(frame, state, variable)).join();
    const group = groups.get(key);
    if (group) group.push(state);
    else groups.set(key, [state]);
  }
  const lists = groups.size <= limit ? [...groups.values()] : [[...states]];
  return lists.map((list, slot) => {
    const [first, ...rest] = list;
    if (first === undefined) throw new Error("a group has a member");
    return rest.reduce((joined, state) => joinStates(joined, state, { block, at: -1, slot, loop }), first);
  });
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
