import type { NumberValue, Value } from "./domain/value.js";
import type { Access } from "./access.js";
import type { Operation } from "./arithmetic.js";
import { Extractor } from "./extract.js";
import { stepHere, type Cursor } from "./frame.js";
import type { Obligation, Path, Term } from "./summary.js";

/*
 * What callers have to look at again with what they pass: accesses and operations of which only they know whether they are right.
 */

/** Calls between an obligation and who hears of it. */
const MAX_CALLS = 8;

/** Describes an access for callers; `undefined` when no argument can change the verdict. */
export function obligationOf(cursor: Cursor, access: Access, end: NumberValue, size: NumberValue): Obligation | undefined {
  const { state, frame } = cursor;
  const { universe } = frame;
  const inputOf = (value: Value): boolean => state.originsOf(value).some((id) => universe.origin(id)?.kind === "input");
  const { root } = access.address.region;
  const foreignObject = root.kind === "pointee" || (root.kind === "variable" && (root.storage === "parameter" || root.key !== ""));
  if (!inputOf(end) && !foreignObject) return undefined;
  // Neither side is known to the caller better than here.
  if (foreignObject && size.kind === "constant" && !inputOf(end)) return undefined;
  if (access.inner.length > MAX_CALLS) return undefined;
  const extractor = new Extractor(state);
  const path = extractor.path(access.address.region);
  if (path === undefined) return undefined;
  const offset = extractor.term(access.address.offset);
  const length = extractor.term(access.length);
  const amount = access.amount === undefined ? undefined : extractor.term(access.amount);
  const pointer: Term = { kind: "address", path: withSize(path, access), offset: { kind: "constant", value: 0 } };
  extractor.mentionInputs();
  extractor.mentionComparisons();
  extractor.mentionExclusions();
  return {
    kind: "access",
    pointer,
    offset,
    length,
    ...(amount ? { amount } : {}),
    constraints: extractor.constraints(),
    event: {
      mode: access.mode,
      by: access.by,
      callee: access.callee,
      unit: access.unit,
      partial: frame.ir.partial,
      amountText: access.amountText,
      pointerText: access.pointerText,
    },
    steps:
      access.inner.length > 0
        ? [stepHere(cursor, "through", "passed on in this call"), ...access.inner]
        : [stepHere(cursor, "sink", `${VERB[access.mode]} here${access.callee ? ` by '${access.callee}'` : ""}`)],
  };
}

/** Describes an operation on numbers for callers; `undefined` when no argument can change the verdict. */
export function numberObligationOf(cursor: Cursor, operation: Operation): Obligation | undefined {
  const { state, frame } = cursor;
  const { left, right, inner } = operation;
  if (inner.length > MAX_CALLS) return undefined;
  const inputs = new Set<number>();
  for (const value of left === right ? [left] : [left, right]) {
    for (const id of state.originsOf(value)) {
      const origin = frame.universe.origin(id);
      if (origin?.kind === "input") inputs.add(origin.region.storage === "parameter" ? origin.region.site : -1);
    }
  }
  if (inputs.size === 0) return undefined;
  const extractor = new Extractor(state);
  const leftTerm = extractor.term(left);
  const rightTerm = left === right ? leftTerm : extractor.term(right);
  // Conditions under which it happens, whatever they are about.
  extractor.mentionInputs();
  extractor.mentionComparisons();
  extractor.mentionExclusions();
  return {
    kind: "number",
    operator: operation.operator,
    left: leftTerm,
    right: rightTerm,
    operandType: operation.operandType,
    type: operation.type,
    explicit: operation.explicit,
    leftText: operation.leftText,
    rightText: operation.rightText,
    partial: frame.ir.partial,
    constraints: extractor.constraints(),
    inputs: [...inputs].sort((a, b) => a - b),
    steps:
      inner.length > 0
        ? [stepHere(cursor, "through", "passed on in this call"), ...inner]
        : [stepHere(cursor, "sink", "used here", operation.node)],
  };
}

const VERB = { read: "read", write: "written", view: "taken for a record" } as const;

/** A local's size may be known to the place only. */
function withSize(path: Path, access: Access): Path {
  if (path.root.kind !== "local" || path.parts.length > 0 || path.root.size !== undefined || access.size?.kind !== "constant") return path;
  return { root: { ...path.root, size: access.size.value }, parts: [] };
}
