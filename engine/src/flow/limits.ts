import type { State } from "./domain/state.js";
import type { Value } from "./domain/value.js";
import { instructionAt } from "./cfg.js";
import type { Cursor } from "./frame.js";

/** Conversions that are followed to the number that was compared. */
const DEPTH = 3;

/**
 * True for a number from somewhere else whose highest value is what a comparison with a constant lets through, or what a mask or a
 * remainder leaves of it: somebody wrote down how far it goes, and nothing says that it stops before.
 */
export function isLimited(state: State, value: Value, depth = DEPTH): boolean {
  const simple = state.simplified(value);
  if (simple.kind !== "linear" || simple.factor <= 0) return false;
  const { definition, base } = state.universe.symbol(simple.symbol);
  const { range, compared } = state.factOfSymbol(simple.symbol);
  // Compared with something that is not known, too. A remainder is never more than what it is taken of.
  const own = definition.kind === "binary" && definition.left.kind === "linear" ? definition.left.symbol : undefined;
  if (compared || !Number.isFinite(range.high)) return false;
  if (state.relations.some(({ low, high }) => low === simple.symbol && high !== own)) return false;
  switch (definition.kind) {
    case "input":
    case "content":
    case "result":
      return range.high < base.range.high && Number.isFinite(base.range.high);
    case "cast":
      return range.high < base.range.high ? isFromElsewhere(state, definition.operand) : isLimited(state, definition.operand, depth - 1);
    case "binary": {
      const { operator, left, right } = definition;
      if (right.kind !== "constant" || !isFromElsewhere(state, left)) return false;
      const most = operator === "&" ? right.value : operator === "%" ? right.value - 1 : undefined;
      return most !== undefined && range.high === most && state.rangeOf(left).high > most;
    }
    default:
      return false;
  }
}

/**
 * True for what a library function says of how much it did, where it may have done as much as it was asked for (`recv`, `fread`):
 * the size that it was given is the highest value, and nothing says that it stops before.
 */
export function isCountOfWhole({ frame, state }: Pick<Cursor, "frame" | "state">, value: Value): boolean {
  const simple = state.simplified(value);
  if (simple.kind !== "linear" || simple.factor !== 1 || simple.addend !== 0) return false;
  const { definition, base } = state.universe.symbol(simple.symbol);
  if (definition.kind === "cast") return isCountOfWhole({ frame, state }, definition.operand);
  const { range, compared } = state.factOfSymbol(simple.symbol);
  if (definition.kind !== "result" || compared || range.high !== base.range.high || range.high <= 0) return false;
  const call = instructionAt(frame.ir, frame.cfg, definition.at);
  const most = call?.op === "call" ? frame.models.functionModel(call.callee)?.returns?.range?.high : undefined;
  return typeof most === "object" && "arg" in most;
}

/** A number that the function did not compute itself. */
function isFromElsewhere(state: State, value: Value): boolean {
  const simple = state.simplified(value);
  if (simple.kind !== "linear" || simple.factor !== 1) return false;
  const { definition } = state.universe.symbol(simple.symbol);
  if (definition.kind === "cast") return isFromElsewhere(state, definition.operand);
  if (definition.kind === "binary") return definition.operator === ">>" && isFromElsewhere(state, definition.left);
  return definition.kind === "input" || definition.kind === "content" || definition.kind === "result";
}
