import type { Type } from "../../project/types.js";

/**
 * Inclusive ranges of integers in doubles. Integers beyond 2^53 are approximated; the bounds of 64-bit types stand at the
 * last double inside the type ({@link MAX_I64}, {@link MAX_U64}), so that a bound is never above its type. Unknown bounds
 * are infinite. An operation that could leave the exact range rounds outwards.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const MAX_U64 = 18446744073709549568;
export const MAX_I64 = 9223372036854774784;
export const MIN_I64 = -9223372036854775808;

export const TOP = interval(-Infinity, Infinity);
export const BIT = interval(0, 1);
export const ADDRESS = interval(0, Infinity);

export function interval(low: number, high: number): Interval {
  return { low, high };
}

export function point(value: number): Interval {
  return interval(value, value);
}

const UNSIGNED: readonly Interval[] = [8, 16, 32, 64].map((bits) => interval(0, bits === 64 ? MAX_U64 : 2 ** bits - 1));
const SIGNED: readonly Interval[] = [8, 16, 32, 64].map((bits) =>
  bits === 64 ? interval(MIN_I64, MAX_I64) : interval(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1),
);

/** All values of an integer type. */
export function integerRange(bits: number, signed: boolean): Interval {
  const index = bits === 8 ? 0 : bits === 16 ? 1 : bits === 32 ? 2 : bits === 64 ? 3 : -1;
  const known = (signed ? SIGNED : UNSIGNED)[index];
  if (known !== undefined) return known;
  if (bits > 53) return TOP;
  return signed ? interval(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) : interval(0, 2 ** bits - 1);
}

/** All values of a type: addresses count as non-negative integers, floats and unknown types as anything. */
export function rangeOfType(type: Type): Interval {
  switch (type.kind) {
    case "integer":
      return integerRange(type.bits, type.signed);
    case "boolean":
      return BIT;
    case "pointer":
    case "reference":
    case "array":
    case "function":
      return ADDRESS;
    default:
      return TOP;
  }
}

export function isPoint(a: Interval): boolean {
  return a.low === a.high;
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.low <= inner.low && inner.high <= outer.high;
}

export function join(a: Interval, b: Interval): Interval {
  if (contains(a, b)) return a;
  return interval(Math.min(a.low, b.low), Math.max(a.high, b.high));
}

/** `undefined` when nothing is in both. */
export function meet(a: Interval, b: Interval): Interval | undefined {
  if (contains(b, a)) return a;
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return low <= high ? interval(low, high) : undefined;
}

/** Grown bounds jump to the next threshold (sorted ascending), then to infinity. */
export function widen(old: Interval, grown: Interval, thresholds: readonly number[]): Interval {
  let { low, high } = old;
  if (grown.low < low) {
    low = -Infinity;
    for (const threshold of thresholds) {
      if (threshold > grown.low) break;
      low = threshold;
    }
  }
  if (grown.high > high) {
    high = Infinity;
    for (let i = thresholds.length - 1; i >= 0; i--) {
      const threshold = thresholds[i] ?? Infinity;
      if (threshold < grown.high) break;
      high = threshold;
    }
  }
  return interval(low, high);
}

/** Sum that never loses a step to rounding: where doubles absorb the smaller operand, the result moves to the next double. */
function sum(a: number, b: number, upwards: boolean): number {
  const result = a + b;
  if (Number.isNaN(result)) return upwards ? Infinity : -Infinity;
  if (result === a && b !== 0 && Number.isFinite(a)) return moved(a, b > 0, upwards);
  if (result === b && a !== 0 && Number.isFinite(b)) return moved(b, a > 0, upwards);
  return result;
}

function moved(value: number, grows: boolean, upwards: boolean): number {
  if (grows !== upwards) return value;
  const step = Math.abs(value) * 2 ** -52;
  return grows ? value + step : value - step;
}

/** Difference of two bounds, never smaller than it is. */
export function difference(high: number, low: number): number {
  return sum(high, -low, true);
}

/** The next smaller integer; beyond 2^53 far enough below that adding one does not reach the number again. */
export function below(value: number): number {
  if (!Number.isFinite(value)) return value;
  return Math.abs(value) < 2 ** 53 ? value - 1 : value - Math.abs(value) * 2 ** -51;
}

/** The next greater integer; beyond 2^53 as {@link below}. */
export function above(value: number): number {
  return 0 - below(0 - value);
}

export function add(a: Interval, b: Interval): Interval {
  return interval(sum(a.low, b.low, false), sum(a.high, b.high, true));
}

export function negate(a: Interval): Interval {
  return interval(0 - a.high, 0 - a.low);
}

export function subtract(a: Interval, b: Interval): Interval {
  return add(a, negate(b));
}

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

export function multiply(a: Interval, b: Interval): Interval {
  const p = product(a.low, b.low);
  const q = product(a.low, b.high);
  const r = product(a.high, b.low);
  const s = product(a.high, b.high);
  return interval(Math.min(p, q, r, s), Math.max(p, q, r, s));
}

/** Integer division that truncates towards zero; a divisor range around zero counts without the zero. */
export function divide(a: Interval, b: Interval): Interval {
  const parts: Interval[] = [];
  if (b.high >= 1) parts.push(divideBySign(a, interval(Math.max(1, b.low), b.high)));
  if (b.low <= -1) parts.push(divideBySign(a, interval(b.low, Math.min(-1, b.high))));
  const [first, second] = parts;
  if (first === undefined) return TOP;
  return second === undefined ? first : join(first, second);
}

function divideBySign(a: Interval, b: Interval): Interval {
  const quotients = [quotient(a.low, b.low), quotient(a.low, b.high), quotient(a.high, b.low), quotient(a.high, b.high)];
  return interval(Math.min(...quotients), Math.max(...quotients));
}

function quotient(a: number, b: number): number {
  if (!Number.isFinite(b)) return Number.isFinite(a) ? 0 : a > 0 === b > 0 ? Infinity : -Infinity;
  return Math.trunc(a / b) + 0;
}

/** Remainder with the sign of the dividend, as in C. */
export function remainder(a: Interval, b: Interval): Interval {
  if (isPoint(a) && isPoint(b) && b.low !== 0 && Number.isFinite(a.low)) return point((a.low % b.low) + 0);
  const most = Math.max(Math.abs(b.low), Math.abs(b.high)) - 1;
  if (a.low >= 0 && a.high < Math.min(Math.abs(b.low), Math.abs(b.high)) && (b.low > 0 || b.high < 0)) return a;
  return interval(a.low >= 0 ? 0 : Math.max(a.low, -most), a.high <= 0 ? 0 : Math.min(a.high, most));
}

export function shiftLeft(a: Interval, b: Interval): Interval {
  if (b.low < 0 || b.high > 63) return TOP;
  return multiply(a, interval(2 ** b.low, 2 ** b.high));
}

export function shiftRight(a: Interval, b: Interval): Interval {
  if (b.low < 0 || b.high > 63) return interval(Math.min(a.low, 0), Math.max(a.high, a.low < 0 ? -1 : 0));
  const values = [a.low / 2 ** b.low, a.low / 2 ** b.high, a.high / 2 ** b.low, a.high / 2 ** b.high].map(Math.floor);
  return interval(Math.min(...values), Math.max(...values));
}

export function bitAnd(a: Interval, b: Interval): Interval {
  if (isPoint(a) && isPoint(b)) return exactBits(a.low, b.low, (x, y) => x & y);
  if (a.low >= 0 && b.low >= 0) return interval(0, Math.min(a.high, b.high));
  if (a.low >= 0) return interval(0, a.high);
  if (b.low >= 0) return interval(0, b.high);
  return TOP;
}

export function bitOr(a: Interval, b: Interval): Interval {
  if (isPoint(a) && isPoint(b)) return exactBits(a.low, b.low, (x, y) => x | y);
  if (a.low >= 0 && b.low >= 0) return interval(Math.max(a.low, b.low), onesUpTo(Math.max(a.high, b.high)));
  return TOP;
}

export function bitXor(a: Interval, b: Interval): Interval {
  if (isPoint(a) && isPoint(b)) return exactBits(a.low, b.low, (x, y) => x ^ y);
  if (a.low >= 0 && b.low >= 0) return interval(0, onesUpTo(Math.max(a.high, b.high)));
  return TOP;
}

function exactBits(a: number, b: number, op: (x: bigint, y: bigint) => bigint): Interval {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return TOP;
  if (a >= 0 && b >= 0 && a <= 0x7fffffff && b <= 0x7fffffff) return point(Number(op(BigInt(a), BigInt(b))));
  return point(Number(op(BigInt(a), BigInt(b))));
}

function onesUpTo(value: number): number {
  if (!Number.isFinite(value)) return Infinity;
  let ones = 1;
  while (ones <= value) ones *= 2;
  return ones - 1;
}

/** What is left of a range when it is stored in `bits`: itself where it fits, shifted where it wraps as a whole, else everything. */
export function wrap(a: Interval, type: Interval): Interval {
  if (contains(type, a)) return a;
  const modulus = type.high - type.low + 1;
  if (!Number.isFinite(modulus) || modulus > 2 ** 53 || !Number.isFinite(a.low) || !Number.isFinite(a.high)) return type;
  const turns = Math.floor((a.low - type.low) / modulus);
  const shifted = interval(a.low - turns * modulus, a.high - turns * modulus);
  return contains(type, shifted) ? shifted : type;
}
