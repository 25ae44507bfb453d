import { contentOf } from "./domain/memory.js";
import type { State } from "./domain/state.js";
import type { SymbolId, Value } from "./domain/value.js";
import type { Frame } from "./frame.js";
import { forget } from "./transfer.js";

/** Drops what no later instruction can see: values of dead locals, and facts about values that nothing holds any more. */
export function prune(frame: Frame, state: State, block: number): void {
  const isDead = deadAt(frame, block);
  const dead: number[] = [];
  const check = (_: unknown, id: number): void => {
    if (isDead[id] === 1) dead.push(id);
  };
  state.cells.forEach(check);
  state.objects.forEach(check);
  for (const id of dead) {
    const region = frame.universe.regions[id];
    // A parameter that was assigned: its value on entry keeps its name.
    if (region?.storage === "parameter") state.setCell(region, undefined);
    else if (region) forget(state, region);
  }
  pruneFacts(state);
}

const deadRegions = new WeakMap<Frame["cfg"], (Uint8Array | undefined)[]>();

/** By region: 1 for a local without an address of which nobody asks for the value that it has when a block begins. */
function deadAt({ cfg, regions }: Frame, block: number): Uint8Array {
  let blocks = deadRegions.get(cfg);
  if (blocks === undefined) deadRegions.set(cfg, (blocks = []));
  const known = blocks[block];
  if (known !== undefined) return known;
  // Regions of variables are the first ones.
  const found = new Uint8Array(regions.length);
  const live = cfg.live[block];
  regions.forEach(({ id }, index) => {
    if (cfg.simple[index] && !live?.has(index)) found[id] = 1;
  });
  blocks[block] = found;
  return found;
}

/** By symbol: the last turn in which it was reached. One table for all turns: a new one for each would have to be cleared. */
let reached = new Uint32Array(4096);
let turns = 0;

function nextTurn(symbols: number): number {
  if (symbols > reached.length || turns === 0xffffffff) {
    reached = new Uint32Array(2 * symbols);
    turns = 0;
  }
  return ++turns;
}

function pruneFacts(state: State): void {
  if (state.facts.size === 0) return;
  const { universe } = state;
  const turn = nextTurn(universe.symbolCount);
  const visit = (value: Value): void => {
    if (value.kind === "address") {
      visit(value.offset);
      for (let region: typeof value.region | undefined = value.region; region; region = region.parent) {
        if (region.offset) visit(region.offset);
        if (region.kind === "pointee") visit(universe.symbol(region.symbol).value);
      }
      return;
    }
    if (value.kind !== "linear" || reached[value.symbol] === turn) return;
    reached[value.symbol] = turn;
    const { definition } = universe.symbol(value.symbol);
    if (definition.kind === "binary") {
      visit(definition.left);
      visit(definition.right);
    } else if (definition.kind === "cast" || definition.kind === "magnitude") visit(definition.operand);
    for (const target of state.facts.get(value.symbol)?.targets ?? []) visit(target);
  };
  state.cells.forEach(visit);
  state.objects.forEach((object) => {
    if (object.size) visit(object.size);
    if (object.string) visit(object.string);
    if (object.pointer !== undefined) visit(universe.symbol(object.pointer).value);
  });
  const keeps = (value: Value): boolean =>
    value.kind === "linear"
      ? reached[value.symbol] === turn || keepsSymbol(value.symbol)
      : value.kind === "address"
        ? keeps(value.offset)
        : true;
  const keepsSymbol = (id: SymbolId): boolean => {
    const { definition } = universe.symbol(id);
    switch (definition.kind) {
      case "input":
      case "size":
      case "string":
        return true;
      case "content": {
        const content = contentOf(state, definition.region);
        return content.kind === "unknown" && content.at === definition.at;
      }
      case "binary":
        return keeps(definition.left) && keeps(definition.right);
      case "cast":
      case "magnitude":
        return keeps(definition.operand);
      default:
        return false;
    }
  };
  state.retainFacts((id) => reached[id] === turn || keepsSymbol(id));
}
