import type { Value, NumberValue, LinearValue } from "./value.js";
import { flagged, withRange, withTargets } from "./fact.js";
import * as I from "./interval.js";
import { isNumber, type State } from "./state.js";

const CHECKED = { nonzero: true, unchecked: false } as const;
const COMPARED = { compared: true } as const;

/** How deep a refinement follows what a symbol was made from. */
const DEPTH = 6;

/** Takes for granted that a value is true (or false); false: that can't be here. */
export function assume(state: State, value: Value, truth: boolean, depth = DEPTH): boolean {
  switch (value.kind) {
    case "undefined":
      return true;
    case "constant":
      return (value.value !== 0) === truth;
    case "address":
      return truth;
    case "linear":
      return truth ? excludeZero(state, value, depth) : assumeEqual(state, value, 0, depth);
  }
}

/** The symbol's value for which `factor * s + addend` is `target`; `undefined` when it is not an integer. */
function solve(value: LinearValue, target: number): number | undefined {
  const solution = (target - value.addend) / value.factor;
  return Number.isInteger(solution) ? solution + 0 : undefined;
}

function excludeZero(state: State, value: LinearValue, depth: number): boolean {
  const excluded = solve(value, 0);
  return excluded === undefined || exclude(state, value.symbol, excluded, depth);
}

/** Takes for granted that a symbol is not `excluded`. */
function exclude(state: State, symbol: number, excluded: number, depth: number): boolean {
  const fact = state.factOfSymbol(symbol);
  const { low, high } = fact.range;
  if (low === excluded && high === excluded) return false;
  const floating = state.universe.symbol(symbol).type?.kind === "float";
  if (floating) {
    if (excluded === 0 && !fact.nonzero) state.setFact(symbol, flagged(fact, CHECKED));
  } else if (low === excluded) {
    const range = I.interval(I.above(low), high);
    state.setFact(symbol, excluded === 0 ? flagged(withRange(fact, range), CHECKED) : withRange(fact, range));
  } else if (high === excluded) {
    state.setFact(symbol, withRange(fact, I.interval(low, I.below(high))));
  } else if (excluded === 0 && !fact.nonzero) {
    state.setFact(symbol, flagged(fact, CHECKED));
  }
  return propagate(state, symbol, depth);
}

function assumeEqual(state: State, value: LinearValue, target: number, depth: number): boolean {
  const solution = solve(value, target);
  if (solution === undefined) return false;
  if (solution === 0 && state.factOfSymbol(value.symbol).nonzero) return false;
  return state.restrictSymbol(value.symbol, I.point(solution)) && propagate(state, value.symbol, depth);
}

/** Carries what is now known of a symbol over to what it was made from. */
function propagate(state: State, symbol: number, depth: number): boolean {
  if (depth <= 0) return true;
  const { definition } = state.universe.symbol(symbol);
  const { range, nonzero } = state.factOfSymbol(symbol);
  if (definition.kind === "binary") {
    const { operator, left, right } = definition;
    if (operator === "==" || operator === "<" || operator === "<=") {
      if (range.low === 1) return assumeComparison(state, operator, left, right, depth - 1);
      if (range.high !== 0) return true;
      if (operator === "<") return assumeComparison(state, "<=", right, left, depth - 1);
      if (operator === "<=") return assumeComparison(state, "<", right, left, depth - 1);
      return assumeDifferent(state, left, right, depth - 1);
    }
    if (operator === "+" && isNumber(left) && isNumber(right) && !mayWrap(state, definition.type.kind, left, right)) {
      return (
        bound(state, left, I.subtract(range, state.rangeOf(right)), depth - 1) &&
        bound(state, right, I.subtract(range, state.rangeOf(left)), depth - 1)
      );
    }
    if ((operator === "/" || operator === ">>") && isNumber(left) && right.kind === "constant" && state.rangeOf(left).low >= 0) {
      const divisor = operator === "/" ? right.value : 2 ** right.value;
      const isWhole = definition.type.kind === "integer" && Number.isSafeInteger(divisor) && divisor > 0;
      return !isWhole || bound(state, left, I.interval(range.low * divisor, range.high * divisor + divisor - 1), depth - 1);
    }
    // A bit that is set: the masked value is not zero.
    if (operator === "&" && nonzero && isNumber(left)) return assume(state, left, true, depth - 1);
    return true;
  }
  if (definition.kind === "magnitude") {
    if (Number.isFinite(range.high) && !bound(state, definition.operand, I.interval(-range.high, range.high), depth - 1)) return false;
    return (!nonzero && range.low <= 0) || assume(state, definition.operand, true, depth - 1);
  }
  if (definition.kind === "cast" && isNumber(definition.operand)) {
    const source = I.rangeOfType(definition.from);
    if (definition.type.kind === "float") return bound(state, definition.operand, range, depth - 1);
    // What was cut off behind the point is less than one.
    if (definition.from.kind === "float") return bound(state, definition.operand, I.interval(range.low - 1, range.high + 1), depth - 1);
    if (definition.from.kind !== "integer" || definition.type.kind !== "integer") return true;
    // Widening with a change of sign: a negative number would have become a huge one.
    const widens = definition.type.bits >= definition.from.bits;
    if (widens && I.contains(source, range)) return bound(state, definition.operand, range, depth - 1);
    // What the check says of the operand is no range, but somebody thought of it.
    const whole = I.rangeOfType(definition.type);
    if (widens && range.low > whole.low && range.high < whole.high) markCompared(state, definition.operand, 2);
  }
  return true;
}

function mayWrap(state: State, kind: string, left: Value, right: Value): boolean {
  if (kind !== "integer") return false;
  const exact = I.add(state.rangeOf(left), state.rangeOf(right));
  return exact.high > 2 ** 32 && !(exact.high < I.MAX_I64) ? true : exact.low < 0;
}

/** Takes for granted that a number lies in a range. */
export function bound(state: State, value: Value, range: I.Interval, depth = DEPTH): boolean {
  if (value.kind === "constant") return range.low <= value.value && value.value <= range.high;
  if (value.kind !== "linear") return true;
  const low = (range.low - value.addend) / value.factor;
  const high = (range.high - value.addend) / value.factor;
  const rounds = state.universe.symbol(value.symbol).type?.kind !== "float";
  const [least, most] = value.factor > 0 ? [low, high] : [high, low];
  const solved = rounds ? I.interval(Math.ceil(least), Math.floor(most)) : I.interval(least, most);
  if (solved.low > solved.high) return false;
  const before = state.factOfSymbol(value.symbol).range;
  if (!state.restrictSymbol(value.symbol, solved)) return false;
  const after = state.factOfSymbol(value.symbol).range;
  return before === after || (agrees(state, value.symbol) && propagate(state, value.symbol, depth));
}

/** False where what is known of a symbol contradicts an order that holds between it and another. */
function agrees(state: State, symbol: number): boolean {
  for (const { low, high, slack } of state.relations) {
    if (low !== symbol && high !== symbol) continue;
    if (state.factOfSymbol(low).range.low > state.factOfSymbol(high).range.high + slack) return false;
  }
  return true;
}

/** Takes for granted that `left operator right`. */
export function assumeComparison(state: State, operator: "==" | "<" | "<=", left: Value, right: Value, depth = DEPTH): boolean {
  if (left.kind === "address" && right.kind === "address") {
    if (left.region !== right.region)
      return operator !== "==" || left.region.root === right.region.root || !ownStorage(left) || !ownStorage(right);
    return assumeComparison(state, operator, left.offset, right.offset, depth);
  }
  if (!isNumber(left) || !isNumber(right)) return operator !== "==" || assumeSameAddress(state, left, right);
  const floating = state.isFloating(left) || state.isFloating(right);
  const slack = operator === "<" && !floating ? -1 : 0;
  const a = state.rangeOf(left);
  const b = state.rangeOf(right);
  if (!bound(state, left, I.interval(operator === "==" ? b.low : -Infinity, slack === 0 ? b.high : I.below(b.high)), depth)) return false;
  if (!bound(state, right, I.interval(slack === 0 ? a.low : I.above(a.low), operator === "==" ? a.high : Infinity), depth)) return false;
  // Between zero and the next integer lie fractions, but zero itself is out.
  if (floating && operator === "<") {
    if (b.low === 0 && b.high === 0 && !assume(state, left, true, depth)) return false;
    if (a.low === 0 && a.high === 0 && !assume(state, right, true, depth)) return false;
  }
  relate(state, left, right, slack);
  if (operator === "==") relate(state, right, left, 0);
  return true;
}

/** Two addresses are equal: a pointer of several targets has only the common one left. */
function assumeSameAddress(state: State, left: Value, right: Value): boolean {
  const address = left.kind === "address" ? left : right.kind === "address" ? right : undefined;
  const other = address === left ? right : left;
  if (address === undefined) return true;
  if (other.kind === "constant") return other.value !== 0;
  if (other.kind !== "linear") return true;
  const fact = state.factOfSymbol(other.symbol);
  if (other.factor === 1 && other.addend === 0 && fact.targets === undefined)
    state.setFact(other.symbol, flagged(withTargets(fact, [address]), { nonzero: true }));
  return true;
}

function ownStorage(value: { readonly region: { readonly root: { readonly kind: string } } }): boolean {
  return value.region.root.kind === "variable" || value.region.root.kind === "heap";
}

function assumeDifferent(state: State, left: Value, right: Value, depth: number): boolean {
  if (left.kind === "address" && right.kind === "address")
    return left.region !== right.region || assumeDifferent(state, left.offset, right.offset, depth);
  if (left === right && left.kind !== "undefined") return false;
  if (left.kind === "linear" && right.kind === "constant") {
    const excluded = solve(left, right.value);
    return excluded === undefined || exclude(state, left.symbol, excluded, depth);
  }
  if (right.kind === "linear" && left.kind === "constant") return assumeDifferent(state, right, left, depth);
  if (isNumber(left) && isNumber(right)) {
    // Not equal and at most: one less. Loops over `i != n` end this way.
    if (state.differenceAtMost(left, right) === 0) relate(state, left, right, -1);
    else if (state.differenceAtMost(right, left) === 0) relate(state, right, left, -1);
  }
  return true;
}

/** Remembers `left <= right + slack`, and that `left` has been compared with something not known. */
export function relate(state: State, left: NumberValue, right: NumberValue, slack: number): void {
  if (left.kind === "linear" && right.kind === "linear" && left.factor === right.factor && left.factor > 0) {
    state.addRelation(left.symbol, right.symbol, Math.floor((right.addend - left.addend + slack) / left.factor));
  }
  if (right.kind === "linear" && left.kind === "linear" && !fromOutside(state, right)) markCompared(state, left, 3);
}

function fromOutside(state: State, value: Value): boolean {
  return state.originsOf(value).some((id) => state.universe.origin(id)?.kind === "source");
}

function markCompared(state: State, value: Value, depth: number): void {
  if (value.kind !== "linear" || depth === 0) return;
  const fact = state.factOfSymbol(value.symbol);
  if (!fact.compared) state.setFact(value.symbol, flagged(fact, COMPARED));
  const { definition } = state.universe.symbol(value.symbol);
  if (definition.kind === "binary") {
    markCompared(state, definition.left, depth - 1);
    markCompared(state, definition.right, depth - 1);
  } else if (definition.kind === "cast" || definition.kind === "magnitude") markCompared(state, definition.operand, depth - 1);
}
