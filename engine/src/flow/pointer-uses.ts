import { Extractor } from "./extract.js";
import { stepHere, type Cursor } from "./frame.js";
import { describe, type Use } from "./life.js";
import type { PointerObligation } from "./summary.js";

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
