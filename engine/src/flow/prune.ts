import { contentOf } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { SymbolId, Value } from "./domain/value.js";
import type { Frame } from "./frame.js";
import { forget } from "./transfer.js";

/** Drops what no later instruction can see: values of dead locals, and facts about values that nothing holds any more. */
export function prune(frame: Frame, state: State, block: number): void {
  const live = frame.cfg.live[block];
  const dead: Region[] = [];
  const check = (id: number): void => {
    const region = state.universe.regions[id];
    if (region?.kind === "variable" && frame.regions[region.site] === region && frame.cfg.simple[region.site] && !live?.has(region.site))
      dead.push(region);
  };
  state.cells.forEach((_, id) => check(id));
  state.objects.forEach((_, id) => {
    if (!state.cells.has(id)) check(id);
  });
  for (const region of dead) {
    // A parameter that was assigned: its value on entry keeps its name.
    if (region.storage === "parameter") state.setCell(region, undefined);
    else forget(state, region);
  }
  pruneFacts(state);
}

function pruneFacts(state: State): void {
  if (state.facts.size === 0) return;
  const { universe } = state;
  const reachable = new Set<SymbolId>();
  const visit = (value: Value): void => {
    if (value.kind === "address") {
      visit(value.offset);
      for (let region: typeof value.region | undefined = value.region; region; region = region.parent) {
        if (region.offset) visit(region.offset);
        if (region.kind === "pointee") visit(universe.symbol(region.symbol).value);
      }
      return;
    }
    if (value.kind !== "linear" || reachable.has(value.symbol)) return;
    reachable.add(value.symbol);
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
      ? reachable.has(value.symbol) || keepsSymbol(value.symbol)
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
  state.retainFacts((id) => reachable.has(id) || keepsSymbol(id));
}
