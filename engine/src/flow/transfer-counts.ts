import { instructionAt } from "./cfg.js";
import type { Value } from "./domain/value.js";
import type { Cursor } from "./frame.js";

/** Conversions that are followed to the call. */
const DEPTH = 3;

/**
 * The library function whose count a number is, where the call itself says how many there can be at most (`n = read(f, buffer, sizeof
 * buffer)`) and nothing on the way excluded that it is all of them; empty: the number is something else.
 */
export function countedBy(cursor: Cursor, value: Value, depth = DEPTH): string {
  const { state, frame } = cursor;
  const simple = state.simplified(value);
  if (depth === 0 || simple.kind !== "linear" || simple.factor !== 1) return "";
  const { definition, base } = state.universe.symbol(simple.symbol);
  const { range, compared } = state.factOfSymbol(simple.symbol);
  if (definition.kind === "cast") return countedBy(cursor, definition.operand, depth - 1);
  if (definition.kind !== "result" || compared || range.high < base.range.high) return "";
  const call = instructionAt(frame.ir, frame.cfg, definition.at);
  if (call?.op !== "call" || frame.lookup.resolve(call.callee, frame.ir.file) !== undefined) return "";
  const high = frame.models.functionModel(call.callee)?.returns?.range?.high;
  return high === undefined || typeof high === "number" ? "" : call.callee;
}
