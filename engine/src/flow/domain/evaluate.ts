import type { Type } from "../../project/types.js";
import type { BinaryOperator, UnaryOperator } from "../ir.js";
import { flagged, joinOrigins, makeFact, restrict, sameList, withOrigins } from "./fact.js";
import * as I from "./interval.js";
import { isNumber, type State } from "./state.js";
import type { NumberValue, SymbolId, Value } from "./value.js";

/** What an operation gave, and by which mathematical range: for rules on arithmetic. */
export interface Computed {
  readonly value: Value;
  /** Result before it is fitted into the type. */
  readonly exact: I.Interval;
  readonly typeRange: I.Interval;
}

/** `left operator right` in the operands' type. Comparisons give 0 or 1. */
export function evaluateBinary(state: State, operator: BinaryOperator, left: Value, right: Value, type: Type): Computed {
  const a = state.simplified(left);
  const b = state.simplified(right);
  switch (operator) {
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { value: compare(state, operator, a, b), exact: I.BIT, typeRange: I.BIT };
    default:
      return arithmetic(state, operator, a, b, type);
  }
}

function arithmetic(state: State, operator: BinaryOperator, a: Value, b: Value, type: Type): Computed {
  const u = state.universe;
  const typeRange = I.rangeOfType(type);
  const exact = type.kind === "float" && operator === "/" ? quotient(a, b) : exactResult(state, operator, a, b);
  // Signed overflow is undefined: the analysis reports it and goes on as if it had not happened.
  const wraps = type.kind === "integer" && !type.signed && !I.contains(typeRange, exact);
  if (!wraps && isNumber(a) && isNumber(b) && type.kind === "integer") {
    const linear = linearResult(state, operator, a, b);
    if (linear !== undefined) return { value: state.simplified(linear), exact, typeRange };
  }
  if (I.isPoint(exact) && Number.isFinite(exact.low) && !wraps) return { value: u.constant(exact.low), exact, typeRange };
  if (type.kind === "float" && !(I.isPoint(exact) && Number.isFinite(exact.low))) {
    return { value: u.binary(operator, a, b, type, I.TOP).value, exact: I.TOP, typeRange };
  }
  const range = wraps ? I.wrap(exact, typeRange) : (I.meet(exact, typeRange) ?? typeRange);
  if (I.isPoint(range) && Number.isFinite(range.low)) return { value: u.constant(range.low), exact, typeRange };
  const symbol = u.binary(operator, a, b, type, isRefined(state, a) || isRefined(state, b) ? typeRange : range);
  narrow(state, symbol.id, range, joinBoth(state, a, b));
  relateResult(state, operator, symbol.id, a, b);
  return { value: symbol.value, exact, typeRange };
}

/** Division with fractions. */
function quotient(a: Value, b: Value): I.Interval {
  return a.kind === "constant" && b.kind === "constant" && b.value !== 0 ? I.point(a.value / b.value) : I.TOP;
}

/** True when this state knows more of a value than what holds on every path. */
function isRefined(state: State, value: Value): boolean {
  if (value.kind === "linear") return state.facts.has(value.symbol);
  return value.kind === "address" && isRefined(state, value.offset);
}

/** Adds a range and origins to what is known of a symbol; writes nothing where that is no news. */
function narrow(state: State, symbol: number, range: I.Interval, origins: readonly number[]): void {
  const fact = state.factOfSymbol(symbol);
  if (I.contains(range, fact.range) && sameList(origins, fact.origins)) return;
  state.setFact(symbol, restrict(withOrigins(fact, origins), range) ?? makeFact(range, origins));
}

function joinBoth(state: State, a: Value, b: Value): readonly number[] {
  const first = state.originsOf(a);
  const second = state.originsOf(b);
  if (second.length === 0) return first;
  if (first.length === 0) return second;
  return joinOrigins(first, second);
}

/** Relations that follow from what an operation is: `x % n < n`, `x & m <= m`, `x / k <= x`. */
function relateResult(state: State, operator: BinaryOperator, result: number, a: Value, b: Value): void {
  const plain = (v: Value): number | undefined => (v.kind === "linear" && v.factor === 1 && v.addend === 0 ? v.symbol : undefined);
  const left = plain(a);
  const right = plain(b);
  if (operator === "%" && right !== undefined && state.rangeOf(b).low >= 0) state.addRelation(result, right, -1);
  if ((operator === "%" || operator === "/" || operator === ">>" || operator === "&") && left !== undefined && state.rangeOf(a).low >= 0) {
    state.addRelation(result, left, 0);
  }
  const limit = operator === "+" ? limitOfSum(state, a, b) : undefined;
  if (limit !== undefined) state.addRelation(result, limit.symbol, limit.slack);
  const middle = operator === "+" ? middleOf(state, a, b) : undefined;
  if (middle !== undefined) relateMiddle(state, result, middle);
  if (operator === "&" && right !== undefined && state.rangeOf(b).low >= 0) state.addRelation(result, right, 0);
  if (
    operator === "-" &&
    left !== undefined &&
    state.rangeOf(b).low >= 0 &&
    state.differenceAtMost(b as NumberValue, a as NumberValue) <= 0
  ) {
    state.addRelation(result, left, -state.rangeOf(b).low);
  }
}

function exactResult(state: State, operator: BinaryOperator, a: Value, b: Value): I.Interval {
  const x = state.rangeOf(a);
  const y = state.rangeOf(b);
  switch (operator) {
    case "+": {
      const sum = I.add(x, y);
      const limit = limitOfSum(state, a, b);
      const middle = middleOf(state, a, b);
      if (middle !== undefined) return I.meet(sum, I.join(state.rangeOf(middle.first), state.rangeOf(middle.last))) ?? sum;
      return limit === undefined ? sum : I.interval(sum.low, Math.min(sum.high, state.factOfSymbol(limit.symbol).range.high + limit.slack));
    }
    case "-": {
      const plain = I.subtract(x, y);
      if (!isNumber(a) || !isNumber(b)) return plain;
      return I.interval(Math.max(plain.low, state.differenceAtLeast(a, b)), Math.min(plain.high, state.differenceAtMost(a, b)));
    }
    case "*":
      return I.multiply(x, y);
    case "/":
      return I.divide(x, y);
    case "%":
      return I.remainder(x, y);
    case "<<":
      return I.shiftLeft(x, y);
    case ">>":
      return I.shiftRight(x, y);
    case "&":
      return I.bitAnd(x, y);
    case "|":
      return I.bitOr(x, y);
    case "^":
      return I.bitXor(x, y);
    default:
      return I.TOP;
  }
}

/** What a sum does not exceed: of `at + size` it is `end` where `size <= end - at` is known. */
function limitOfSum(state: State, a: Value, b: Value): { readonly symbol: SymbolId; readonly slack: number } | undefined {
  for (const [part, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (part.kind !== "linear" || part.factor !== 1 || !isNumber(other)) continue;
    for (const { low, high, slack } of state.relations) {
      if (low !== part.symbol) continue;
      const { definition } = state.universe.symbol(high);
      if (definition.kind !== "binary" || definition.operator !== "-" || definition.right !== other) continue;
      const { left } = definition;
      // A difference that may have wrapped around limits nothing.
      const isPlain = left.kind === "linear" && left.factor === 1 && state.differenceAtMost(other, left) <= 0;
      if (isPlain) return { symbol: left.symbol, slack: left.addend + slack + part.addend };
    }
  }
  return undefined;
}

/** Two numbers, and one between them. */
interface Middle {
  readonly first: NumberValue;
  readonly last: NumberValue;
  /** The result is less than `last` where that is more than `first`. */
  readonly isLess: boolean;
}

/** `first + (last - first) / k`, as a binary search has it: no further from either end than they are from each other. */
function middleOf(state: State, a: Value, b: Value): Middle | undefined {
  for (const [part, first] of [
    [a, b],
    [b, a],
  ] as const) {
    if (part.kind !== "linear" || part.factor !== 1 || part.addend !== 0 || !isNumber(first)) continue;
    const { definition } = state.universe.symbol(part.symbol);
    if (definition.kind !== "binary" || (definition.operator !== "/" && definition.operator !== ">>")) continue;
    const { left: distance, right: divisor, type } = definition;
    if (divisor.kind !== "constant" || divisor.value < 1 || !isNumber(distance) || type.kind !== "integer") continue;
    const last = endOf(state, distance, first);
    // A difference that may have wrapped around is none.
    if (last === undefined || (!type.signed && state.differenceAtMost(first, last) > 0)) continue;
    return { first, last, isLess: definition.operator === ">>" || divisor.value > 1 };
  }
  return undefined;
}

/** What a distance leads to from where it was measured. */
function endOf(state: State, distance: NumberValue, first: NumberValue): NumberValue | undefined {
  if (distance.kind === "linear" && distance.factor === 1 && distance.addend === 0) {
    const { definition } = state.universe.symbol(distance.symbol);
    if (definition.kind === "binary" && definition.operator === "-" && definition.right === first && isNumber(definition.left))
      return definition.left;
  }
  return linearResult(state, "+", distance, first);
}

function relateMiddle(state: State, result: SymbolId, { first, last, isLess }: Middle): void {
  const most = state.differenceAtMost(first, last);
  if (most > 0) return;
  if (first.kind === "linear" && first.factor === 1) state.addRelation(first.symbol, result, -first.addend);
  if (last.kind === "linear" && last.factor === 1) state.addRelation(result, last.symbol, last.addend - (isLess && most < 0 ? 1 : 0));
}

/** The result as a multiple of one symbol, where it is one. */
function linearResult(state: State, operator: BinaryOperator, a: NumberValue, b: NumberValue): NumberValue | undefined {
  const u = state.universe;
  if (operator === "+" || operator === "-") {
    const sign = operator === "+" ? 1 : -1;
    if (a.kind === "constant" && b.kind === "constant") return u.constant(a.value + sign * b.value);
    if (a.kind === "linear" && b.kind === "constant") return u.linear(a.symbol, a.factor, a.addend + sign * b.value);
    if (a.kind === "constant" && b.kind === "linear") return u.linear(b.symbol, sign * b.factor, a.value + sign * b.addend);
    if (a.kind === "linear" && b.kind === "linear" && a.symbol === b.symbol) {
      return u.linear(a.symbol, a.factor + sign * b.factor, a.addend + sign * b.addend);
    }
    return undefined;
  }
  if (operator === "*") {
    if (a.kind === "constant") return times(state, b, a.value);
    if (b.kind === "constant") return times(state, a, b.value);
    return undefined;
  }
  if (operator === "<<" && b.kind === "constant" && b.value >= 0 && b.value < 53) return times(state, a, 2 ** b.value);
  return undefined;
}

/** A number times a constant. */
export function times(state: State, value: NumberValue, factor: number): NumberValue {
  if (value.kind === "constant") return state.universe.constant(value.value * factor);
  return state.universe.linear(value.symbol, value.factor * factor, value.addend * factor);
}

/** Mathematical sum of two numbers, of any type: for offsets and sizes. */
export function plus(state: State, left: NumberValue, right: NumberValue): NumberValue {
  const a = state.simplified(left) as NumberValue;
  const b = state.simplified(right) as NumberValue;
  const linear = linearResult(state, "+", a, b);
  if (linear !== undefined) return linear;
  const range = I.add(state.rangeOf(a), state.rangeOf(b));
  const symbol = state.universe.binary("+", a, b, OFFSET_TYPE, isRefined(state, a) || isRefined(state, b) ? I.TOP : range);
  narrow(state, symbol.id, range, joinBoth(state, a, b));
  return symbol.value;
}

/** Mathematical product. */
export function multiplied(state: State, left: NumberValue, right: NumberValue): NumberValue {
  const a = state.simplified(left) as NumberValue;
  const b = state.simplified(right) as NumberValue;
  if (a.kind === "constant") return times(state, b, a.value);
  if (b.kind === "constant") return times(state, a, b.value);
  const range = I.multiply(state.rangeOf(a), state.rangeOf(b));
  const symbol = state.universe.binary("*", a, b, OFFSET_TYPE, isRefined(state, a) || isRefined(state, b) ? I.TOP : range);
  narrow(state, symbol.id, range, joinBoth(state, a, b));
  return symbol.value;
}

const OFFSET_TYPE: Type = { kind: "unknown", name: "offset" };

function compare(state: State, operator: BinaryOperator, a: Value, b: Value): Value {
  switch (operator) {
    case ">":
      return compare(state, "<", b, a);
    case ">=":
      return compare(state, "<=", b, a);
    case "!=":
      return negated(state, compare(state, "==", a, b));
    default:
      break;
  }
  const u = state.universe;
  const known = decided(state, operator as "==" | "<" | "<=", a, b);
  if (known !== undefined) return known ? u.one : u.zero;
  const [left, right] = operator === "==" && b.id < a.id ? [b, a] : [a, b];
  const symbol = u.binary(operator, left, right, BOOLEAN, I.BIT);
  return state.simplified(symbol.value);
}

const BOOLEAN: Type = { kind: "boolean" };

/** 1 for 0, 0 for anything else. */
export function negated(state: State, value: Value): Value {
  const u = state.universe;
  if (value.kind === "constant") return value.value === 0 ? u.one : u.zero;
  if (value.kind === "linear" && I.contains(I.BIT, state.rangeOf(value))) return u.linear(value.symbol, -value.factor, 1 - value.addend);
  return compare(state, "==", value, u.zero);
}

/** Whether a comparison holds in this state; `undefined`: it can go both ways. */
function decided(state: State, operator: "==" | "<" | "<=", a: Value, b: Value): boolean | undefined {
  if (a.kind === "undefined" || b.kind === "undefined") return undefined;
  if (a.kind === "address" && b.kind === "address") {
    if (a.region === b.region) return decided(state, operator, a.offset, b.offset);
    return operator === "==" && a.region.root !== b.region.root && distinct(a.region.root.kind, b.region.root.kind) ? false : undefined;
  }
  if (a.kind === "address" || b.kind === "address") {
    const other = a.kind === "address" ? b : a;
    return operator === "==" && other.kind === "constant" && other.value === 0 ? false : undefined;
  }
  if (operator === "==") {
    if (a === b) return true;
    if (
      b.kind === "constant" &&
      b.value === 0 &&
      a.kind === "linear" &&
      a.factor === 1 &&
      a.addend === 0 &&
      state.factOfSymbol(a.symbol).nonzero
    )
      return false;
    if (state.differenceAtMost(a, b) < 0 || state.differenceAtMost(b, a) < 0) return false;
    return undefined;
  }
  if (operator === "<" && (state.isFloating(a) || state.isFloating(b))) {
    if (state.differenceAtMost(a, b) < 0) return true;
    return state.differenceAtMost(b, a) <= 0 ? false : undefined;
  }
  const limit = operator === "<" ? -1 : 0;
  if (state.differenceAtMost(a, b) <= limit) return true;
  if (state.differenceAtMost(b, a) < -limit) return false;
  return undefined;
}

function distinct(a: string, b: string): boolean {
  return a !== "pointee" && b !== "pointee" && a !== "literal" && b !== "literal";
}

export function evaluateUnary(state: State, operator: UnaryOperator, value: Value, type: Type): Computed {
  const u = state.universe;
  switch (operator) {
    case "+":
      return { value, exact: state.rangeOf(value), typeRange: I.rangeOfType(type) };
    case "-":
      return arithmetic(state, "-", u.zero, state.simplified(value), type);
    case "~": {
      const typeRange = I.rangeOfType(type);
      const signed = type.kind === "integer" && type.signed;
      return arithmetic(state, "-", signed ? u.constant(-1) : u.constant(typeRange.high), state.simplified(value), type);
    }
    case "!":
      return { value: negated(state, state.simplified(value)), exact: I.BIT, typeRange: I.BIT };
  }
}

/** Conversion to another type. */
export function evaluateCast(state: State, operand: Value, from: Type, type: Type): Computed {
  const value = state.simplified(operand);
  const typeRange = I.rangeOfType(type);
  const exact = state.rangeOf(value);
  const given = (result: Value): Computed => ({ value: result, exact, typeRange });
  if (type.kind === "boolean" && value.kind !== "undefined") return given(negated(state, negated(state, value)));
  if (value.kind === "address" || value.kind === "undefined" || type.kind !== "integer") {
    // A number keeps its value, whatever is lost of its last digits.
    if (type.kind === "float" && from.kind !== "float" && value.kind === "linear")
      return given(castSymbol(state, value, from, type, exact));
    return given(value);
  }
  if (from.kind === "float") {
    const whole = I.meet(I.interval(Math.trunc(exact.low), Math.trunc(exact.high)), typeRange) ?? typeRange;
    if (value.kind === "constant" && I.isPoint(whole)) return given(state.universe.constant(whole.low));
    return given(castSymbol(state, value, from, type, whole));
  }
  if (I.contains(typeRange, exact)) return given(value);
  const back = originalOf(state, value, type);
  if (back !== undefined) return given(back);
  // An address kept in an integer stays an address; ranges of unknown types mean nothing.
  if (from.kind === "pointer" || from.kind === "unknown")
    return given(from.kind === "pointer" ? value : castSymbol(state, value, from, type, typeRange));
  const range = I.wrap(exact, typeRange);
  if (I.isPoint(range)) return given(state.universe.constant(range.low));
  return given(castSymbol(state, value, from, type, range));
}

/** What a conversion to another type and back gives: the same number (`uint8_t` to `int8_t` to `uint8_t`). */
export function originalOf(state: State, value: Value, type: Type): Value | undefined {
  if (value.kind !== "linear" || value.factor !== 1 || value.addend !== 0 || type.kind !== "integer") return undefined;
  const { definition } = state.universe.symbol(value.symbol);
  if (definition.kind !== "cast" || definition.from.kind !== "integer" || definition.type.kind !== "integer") return undefined;
  const isWhole = definition.type.bits >= type.bits && I.contains(I.rangeOfType(type), state.rangeOf(definition.operand));
  return isWhole ? definition.operand : undefined;
}

function castSymbol(state: State, value: Value, from: Type, type: Type, range: I.Interval): Value {
  const symbol = state.universe.cast(value, from, type);
  narrow(state, symbol.id, range, state.originsOf(value));
  if (type.kind === "float" && state.factOf(value).nonzero)
    state.setFact(symbol.id, flagged(state.factOfSymbol(symbol.id), { nonzero: true }));
  return symbol.value;
}
