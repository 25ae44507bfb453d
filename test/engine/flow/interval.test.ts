// Whatever numbers a range stands for: the result of an operation must be in the range that the operation gives.
import assert from "node:assert/strict";
import {
  add,
  bitAnd,
  bitOr,
  bitXor,
  contains,
  divide,
  integerRange,
  interval,
  join,
  meet,
  multiply,
  point,
  remainder,
  shiftLeft,
  shiftRight,
  subtract,
  widen,
  wrap,
  type Interval,
} from "../../../engine/src/flow/domain/interval.js";

const ROUNDS = 3000;
/** Bounds at which mistakes like to sit, beside small and large random ones. */
const EDGES = [-(2 ** 31), -256, -129, -128, -1, 0, 1, 2, 7, 8, 127, 128, 255, 256, 65535, 2 ** 31 - 1, 2 ** 32 - 1];

/** Random integers that are the same in each run (mulberry32). */
class Samples {
  constructor(private seed: number) {}

  below(limit: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  bound(): number {
    const way = this.below(3);
    return way === 0 ? (EDGES[this.below(EDGES.length)] ?? 0) : way === 1 ? this.below(41) - 20 : this.below(2 ** 32) - 2 ** 31;
  }

  range(): Interval {
    const a = this.bound();
    const b = this.below(4) === 0 ? a : this.bound();
    return interval(Math.min(a, b), Math.max(a, b));
  }

  /** Bounds are as likely as all that lies between. */
  within({ low, high }: Interval): number {
    const way = this.below(4);
    return way === 0 ? low : way === 1 ? high : low + this.below(high - low + 1);
  }
}

interface Operation {
  readonly name: string;
  readonly ranges: (a: Interval, b: Interval) => Interval;
  readonly numbers: (a: bigint, b: bigint) => bigint;
  /** Right operands that the language allows. */
  readonly right?: Interval;
  readonly skip?: (b: number) => boolean;
}

const OPERATIONS: readonly Operation[] = [
  { name: "add", ranges: add, numbers: (a, b) => a + b },
  { name: "subtract", ranges: subtract, numbers: (a, b) => a - b },
  { name: "multiply", ranges: multiply, numbers: (a, b) => a * b },
  { name: "divide", ranges: divide, numbers: (a, b) => a / b, skip: (b) => b === 0 },
  { name: "remainder", ranges: remainder, numbers: (a, b) => a % b, skip: (b) => b === 0 },
  { name: "bitAnd", ranges: bitAnd, numbers: (a, b) => a & b },
  { name: "bitOr", ranges: bitOr, numbers: (a, b) => a | b },
  { name: "bitXor", ranges: bitXor, numbers: (a, b) => a ^ b },
  { name: "shiftLeft", ranges: shiftLeft, numbers: (a, b) => a << b, right: interval(0, 20) },
  { name: "shiftRight", ranges: shiftRight, numbers: (a, b) => a >> b, right: interval(0, 63) },
];

describe("ranges of numbers", () => {
  for (const { name, ranges, numbers, right, skip } of OPERATIONS) {
    it(`${name} gives every number that can come out`, () => {
      const samples = new Samples(name.length * 7919);
      for (let round = 0; round < ROUNDS; round++) {
        const a = samples.range();
        const b = right === undefined ? samples.range() : operandIn(samples, right);
        const [x, y] = [samples.within(a), samples.within(b)];
        if (skip?.(y) === true) continue;
        const exact = Number(numbers(BigInt(x), BigInt(y)));
        const result = ranges(a, b);
        assert.ok(contains(result, point(exact)), `${x} ${name} ${y} = ${exact}: ${text(a)} ${name} ${text(b)} is ${text(result)}`);
      }
    });
  }

  it("join holds both, meet what is in both", () => {
    const samples = new Samples(11);
    for (let round = 0; round < ROUNDS; round++) {
      const [a, b] = [samples.range(), samples.range()];
      const both = meet(a, b);
      assert.ok(contains(join(a, b), a) && contains(join(a, b), b));
      const x = samples.within(a);
      assert.equal(both !== undefined && contains(both, point(x)), contains(b, point(x)), `${x}: ${text(a)} meet ${text(b)}`);
    }
  });

  it("widening holds what it grew from and comes to rest", () => {
    const samples = new Samples(13);
    const thresholds = [-128, 0, 32, 255];
    for (let round = 0; round < ROUNDS; round++) {
      let wide = samples.range();
      let steps = 0;
      for (let turn = 0; turn < 40; turn++) {
        const grown = join(wide, samples.range());
        const next = widen(wide, grown, thresholds);
        assert.ok(contains(next, grown), `${text(wide)} to ${text(grown)} gives ${text(next)}`);
        if (!contains(wide, next)) steps++;
        wide = next;
      }
      assert.ok(steps <= 2 * (thresholds.length + 1), `${steps} steps`);
    }
  });

  it("widening stops at a threshold first", () => {
    assert.deepEqual(widen(interval(0, 0), interval(0, 1), [0, 32, 255]), interval(0, 32));
    assert.deepEqual(widen(interval(0, 32), interval(0, 33), [0, 32]), interval(0, Infinity));
    assert.deepEqual(widen(interval(0, 9), interval(-1, 9), [-8, 0]), interval(-8, 9));
  });

  it("a stored number wraps as the processor does it", () => {
    const samples = new Samples(17);
    for (let round = 0; round < ROUNDS; round++) {
      const a = samples.range();
      const bits = [8, 16, 32][samples.below(3)] ?? 8;
      const signed = samples.below(2) === 1;
      const x = BigInt(samples.within(a));
      const stored = Number(signed ? BigInt.asIntN(bits, x) : BigInt.asUintN(bits, x));
      const result = wrap(a, integerRange(bits, signed));
      assert.ok(contains(result, point(stored)), `${x} in ${bits} bits is ${stored}: ${text(a)} gives ${text(result)}`);
    }
  });

  it("sums beyond 2^53 do not lose a step", () => {
    const large = 2 ** 60;
    assert.ok(add(point(large), point(1)).high > large);
    assert.ok(subtract(point(large), point(1)).low < large);
  });

  it("unknown bounds stay unknown", () => {
    assert.deepEqual(add(interval(0, Infinity), interval(-Infinity, 5)), interval(-Infinity, Infinity));
    assert.deepEqual(multiply(interval(0, Infinity), point(0)), point(0));
    assert.deepEqual(bitAnd(interval(-Infinity, Infinity), interval(0, 15)), interval(0, 15));
    assert.deepEqual(remainder(interval(0, Infinity), point(8)), interval(0, 7));
  });
});

function operandIn(samples: Samples, outer: Interval): Interval {
  const [a, b] = [samples.within(outer), samples.within(outer)];
  return interval(Math.min(a, b), Math.max(a, b));
}

function text({ low, high }: Interval): string {
  return `[${low}, ${high}]`;
}
