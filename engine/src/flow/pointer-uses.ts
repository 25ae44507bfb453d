import { isNumber } from "./domain/state.js";
import { Extractor } from "./extract.js";
import { stepHere, type Cursor } from "./frame.js";
import { Instantiation } from "./instantiate.js";
import { checkUse, describe, type Use } from "./life.js";
import type { PointerObligation } from "./summary.js";
import type { Value } from "./domain/value.js";

/** Calls on the way from a caller to a use; deeper uses are not told. */
const MAX_CALLS = 6;

/** Describes a use of a pointer that came from outside, for callers; `undefined` when they have no name for it. */
export function useOf(cursor: Cursor, use: Use): PointerObligation | undefined {
  if (use.inner.length > MAX_CALLS) return undefined;
  const extractor = new Extractor(cursor.state);
  const pointer = extractor.term(use.pointer);
  if (pointer.kind !== "input" && pointer.kind !== "address") return undefined;
  const constraints = extractor.conditions();
  if (constraints === undefined) return undefined;
  const { use: how, callee, family, nullAllowed, text } = use;
  return {
    pointer,
    constraints,
    use: { use: how, callee, family, nullAllowed, text },
    steps:
      use.inner.length > 0
        ? [stepHere(cursor, "through", "passed on in this call"), ...use.inner]
        : [stepHere(cursor, "sink", describe(use))],
  };
}

/** Checks a use in a callee with the pointer that this caller passes. */
export function replayUse(cursor: Cursor, name: string, obligation: PointerObligation, index: number, args: readonly Value[]): void {
  const state = cursor.state.copy();
  const inside = new Instantiation({ ...cursor, state }, cursor.state, state, args, name);
  const pointer = inside.value(obligation.pointer);
  if (isNumber(pointer) && pointer.kind === "constant" && pointer.value !== 0) return;
  if (pointer.kind === "undefined" || !inside.satisfy(obligation.constraints)) return;
  checkUse({ ...cursor, state }, { pointer, ...obligation.use, what: `c${index}`, inner: obligation.steps });
}
