import { contentOf } from "./domain/memory.js";
import type { State } from "./domain/state.js";
import type { SymbolId, Value } from "./domain/value.js";
import type { Frame } from "./frame.js";
import { forget } from "./transfer.js";

/** Drops what no later instruction can see: values of dead locals, and facts about values that nothing holds any more. */
export function prune(frame: Frame, state: State, block: number): void {
  const live = frame.cfg.live[block];
  frame.regions.forEach((region, variable) => {
    if (frame.cfg.simple[variable] && !live?.has(variable) && region.storage !== "parameter" && (state.cells.has(region.id) || state.objects.has(region.id))) {
      forget(state, region);
    }
    // A parameter's variable that was assigned and is dead; its value on entry keeps its name.
    if (frame.cfg.simple[variable] && !live?.has(variable) && region.storage === "parameter" && state.cells.has(region.id)) state.setCell(region, undefined);
  });
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
    } else if (definition.kind === "cast") visit(definition.operand);
    for (const target of state.facts.get(value.symbol)?.targets ?? []) visit(target);
  };
  for (const value of state.cells.values()) visit(value);
  for (const object of state.objects.values()) {
    if (object.size) visit(object.size);
    if (object.string) visit(object.string);
  }
  const keeps = (value: Value): boolean =>
    value.kind === "linear" ? reachable.has(value.symbol) || keepsSymbol(value.symbol) : value.kind === "address" ? keeps(value.offset) : true;
  const keepsSymbol = (id: SymbolId): boolean => {
    const { definition } = universe.symbol(id);
    switch (definition.kind) {
      case "input":
      case "size":
        return true;
      case "content": {
        const content = contentOf(state, definition.region);
        return content.kind === "unknown" && content.at === definition.at;
      }
      case "binary":
        return keeps(definition.left) && keeps(definition.right);
      case "cast":
        return keeps(definition.operand);
      default:
        return false;
    }
  };
  for (const id of [...state.facts.keys()]) if (!reachable.has(id) && !keepsSymbol(id)) state.setFact(id, undefined);
}
