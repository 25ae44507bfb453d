import assert from "node:assert/strict";
import { NO_SUMMARY, type Constraint, type ReadObligation, type Summary } from "../../../engine/src/flow/summary.js";
import { sharedConditions } from "../../../engine/src/flow/shared-conditions.js";

const conditions = (low: number, high: number): readonly Constraint[] => [
  {
    of: { kind: "input", path: { root: { kind: "parameter", index: 0 }, parts: [] }, type: undefined },
    low,
    high,
    nonzero: false,
    compared: true,
  },
];

const reading = (constraints: readonly Constraint[]): ReadObligation => ({
  path: { root: { kind: "parameter", index: 0 }, parts: [] },
  constraints,
  use: "value",
  callee: "",
  text: "x",
  steps: [],
});

describe("conditions that obligations share", () => {
  it("are the same list when they say the same, and another one when a bound differs", () => {
    const [a, b, c] = [conditions(0, 7), conditions(0, 7), conditions(0, 8)];
    const summary: Summary = { ...NO_SUMMARY, readings: [a, b, c].map(reading) };
    const shared = sharedConditions(summary);
    assert.equal(shared.get(b), a);
    assert.equal(shared.get(a), a);
    assert.equal(shared.get(c), c);
  });

  it("tell infinite bounds and missing parts apart", () => {
    const [a, b] = [conditions(0, Infinity), conditions(-Infinity, Infinity)];
    const shared = sharedConditions({ ...NO_SUMMARY, readings: [a, b, []].map(reading) });
    assert.equal(shared.get(a), a);
    assert.equal(shared.get(b), b);
  });
});
