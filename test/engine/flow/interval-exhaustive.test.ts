import assert from "node:assert/strict";
import * as I from "../../../engine/src/flow/domain/interval.js";

/** Small numbers in all combinations: every result of the concrete operation lies in the abstract one. */
const NUMBERS = [-9, -4, -1, 0, 1, 2, 3, 7, 8];
const RANGES = NUMBERS.flatMap((low) => NUMBERS.filter((high) => high >= low).map((high) => I.interval(low, high)));

function holds(abstract: (a: I.Interval, b: I.Interval) => I.Interval, concrete: (a: number, b: number) => number | undefined): void {
  for (const a of RANGES) {
    for (const b of RANGES) {
      const range = abstract(a, b);
      for (let x = a.low; x <= a.high; x++) {
        for (let y = b.low; y <= b.high; y++) {
          const exact = concrete(x, y);
          if (exact === undefined) continue;
          assert.ok(range.low <= exact && exact <= range.high, `${x}, ${y} gives ${exact}, outside ${range.low}..${range.high}`);
        }
      }
    }
  }
}

describe("intervals of small numbers", () => {
  it("hold every sum, difference and product", () => {
    holds(I.add, (a, b) => a + b);
    holds(I.subtract, (a, b) => a - b);
    holds(I.multiply, (a, b) => a * b);
  });

  it("hold every quotient and remainder as C truncates them", () => {
    holds(I.divide, (a, b) => (b === 0 ? undefined : Math.trunc(a / b)));
    holds(I.remainder, (a, b) => (b === 0 ? undefined : a % b));
  });

  it("hold every result of bit operations and shifts", () => {
    holds(I.bitAnd, (a, b) => a & b);
    holds(I.bitOr, (a, b) => a | b);
    holds(I.bitXor, (a, b) => a ^ b);
    holds(I.shiftLeft, (a, b) => (b < 0 ? undefined : a * 2 ** b));
    holds(I.shiftRight, (a, b) => (b < 0 ? undefined : a >> b));
  });

  it("join and meet", () => {
    for (const a of RANGES) {
      for (const b of RANGES) {
        const both = I.join(a, b);
        assert.ok(I.contains(both, a) && I.contains(both, b));
        const common = I.meet(a, b);
        for (const n of NUMBERS) {
          const inBoth = a.low <= n && n <= a.high && b.low <= n && n <= b.high;
          assert.equal(inBoth, common !== undefined && common.low <= n && n <= common.high);
        }
      }
    }
  });

  it("wrap as the type does", () => {
    const u8 = I.integerRange(8, false);
    assert.deepEqual(I.wrap(I.interval(256, 260), u8), I.interval(0, 4));
    assert.deepEqual(I.wrap(I.interval(250, 260), u8), u8);
    assert.deepEqual(I.wrap(I.interval(200, 210), I.integerRange(8, true)), I.interval(-56, -46));
  });

  it("widen to thresholds and come to an end", () => {
    const thresholds = [0, 10, 100];
    let range = I.point(0);
    for (let i = 1; i < 1000; i++) range = I.widen(range, I.join(range, I.point(i)), thresholds);
    assert.deepEqual(range, I.interval(0, Infinity));
    assert.deepEqual(I.widen(I.point(0), I.interval(0, 3), thresholds), I.interval(0, 10));
  });

  it("see the overflow of 64-bit numbers though doubles absorb it", () => {
    const u64 = I.integerRange(64, false);
    assert.ok(!I.contains(u64, I.add(u64, I.point(1))));
  });
});
