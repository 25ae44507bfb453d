import type { State } from "./domain/state.js";
import type { Frame } from "./frame.js";
import { successorsOf, type BlockIndex } from "./ir.js";

/** Instructions that are executed in search of turns that can be told apart. */
const STEPS = 2500;
/** Blocks: some hold no instruction at all. */
const BLOCKS = 400;
/** Ways that are followed where no constant decides. */
const WAYS = 8;

/** True for a block that decides whether a loop goes on: at its head or anywhere inside. */
function leavesLoop({ cfg, ir }: Frame, block: BlockIndex): boolean {
  const terminator = ir.blocks[block]?.terminator;
  if (terminator === undefined) return false;
  if (terminator.op === "branch" && terminator.role === "loop") return true;
  const successors = successorsOf(terminator);
  for (const blocks of cfg.loops.values()) {
    if (!blocks.has(block)) continue;
    const inside = successors.filter((each) => blocks.has(each)).length;
    if (inside > 0 && inside < successors.length) return true;
  }
  return false;
}

/** Executes a block in a state, in a turn of its own: states by successor. */
type RunBlock = (block: BlockIndex, state: State, turn: number) => readonly (readonly State[] | undefined)[];

/**
 * Follows a function from its entry, each turn of a loop apart, as long as constants decide which turn is the last: a fixpoint knows
 * of the turns in the middle only what they have in common. Ends at loops of which nobody knows how often they run.
 */
export function followTurns(frame: Frame, entry: State, run: RunBlock, steps: () => number): void {
  const { cfg, ir } = frame;
  const work: { readonly block: BlockIndex; readonly state: State; readonly turn: number }[] = [{ block: 0, state: entry, turn: 0 }];
  let ways = WAYS;
  let blocks = BLOCKS;
  for (let way = work.pop(); way !== undefined && blocks-- > 0 && steps() < STEPS; way = work.pop()) {
    const { block, state, turn } = way;
    const terminator = ir.blocks[block]?.terminator;
    if (terminator === undefined) continue;
    const outs = run(block, state, turn);
    const count = outs.reduce((sum, each) => sum + (each?.length ?? 0), 0);
    if (count > 1) {
      ways -= count - 1;
      if (ways < 0 || leavesLoop(frame, block)) continue;
    }
    const successors = successorsOf(terminator);
    for (let edge = successors.length - 1; edge >= 0; edge--) {
      const next = successors[edge];
      if (next === undefined) continue;
      const isBack = cfg.loops.get(next)?.has(block) === true;
      for (const each of outs[edge] ?? []) work.push({ block: next, state: each, turn: isBack ? turn + 1 : turn });
    }
  }
}
