import { relate } from "./assume.js";
import { evaluateBinary, evaluateCast } from "./evaluate.js";
import { isNumber, type State } from "./state.js";
import type { NumberValue, Value } from "./value.js";

/** How deep it is followed what a value was made from. */
const DEPTH = 4;

/**
 * Works out anew what values were computed from, with all that later branches found out: `rest = size - header; if (size < header) return;`
 * says of `rest` that it did not wrap. False: the state contradicts itself, so control can't come here.
 */
export function recall(state: State, value: Value, depth = DEPTH): boolean {
  if (value.kind !== "linear" || depth === 0) return true;
  const { definition } = state.universe.symbol(value.symbol);
  if (definition.kind === "binary" && isNumber(definition.left) && isNumber(definition.right)) {
    const { operator, left, right, type } = definition;
    if (type.kind !== "integer" || !recall(state, left, depth - 1) || !recall(state, right, depth - 1)) return true;
    return same(state, value.symbol, evaluateBinary(state, operator, left, right, type).value);
  }
  if (definition.kind === "cast" && definition.from.kind === "integer" && definition.type.kind === "integer") {
    if (!recall(state, definition.operand, depth - 1)) return false;
    return same(state, value.symbol, evaluateCast(state, definition.operand, definition.from, definition.type).value);
  }
  return true;
}

/** Takes for granted that a symbol is what its definition gives now. */
function same(state: State, symbol: number, now: Value): boolean {
  if (!isNumber(now) || (now.kind === "linear" && now.symbol === symbol)) return true;
  const own: NumberValue = state.universe.symbol(symbol).value;
  if (!state.restrictSymbol(symbol, state.rangeOf(now))) return false;
  relate(state, own, now, 0);
  relate(state, now, own, 0);
  return true;
}
