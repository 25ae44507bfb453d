import { valueOf, type Cursor } from "./frame.js";
import type { Register, Terminator } from "./ir.js";

/** Calculations that are followed from a condition to the numbers that it compares. */
const DEPTH = 6;

/** Notes which ways a branch can take, where it compares numbers of this function alone. */
export function noteBranch(
  cursor: Cursor,
  terminator: Extract<Terminator, { op: "branch" }>,
  canBeTrue: boolean,
  canBeFalse: boolean,
): void {
  const { recorder, key, ir } = cursor.frame;
  if (recorder === undefined || ir.partial || ir.forked === true) return;
  if (canBeTrue === canBeFalse || !comparesOwnNumbers(cursor, terminator.condition)) {
    recorder.branch(cursor.at, undefined);
    return;
  }
  recorder.branch(cursor.at, {
    kind: "decision",
    owner: key,
    node: terminator.node,
    viaCall: false,
    partial: false,
    steps: [],
    outcome: canBeTrue,
    role: terminator.role,
  });
}

/** A comparison of numbers that only this function can change, one of which is not known as a number. */
function comparesOwnNumbers(cursor: Cursor, condition: Register): boolean {
  const test = cursor.definitions[condition];
  if (test?.op !== "binary" || !/^(?:[<>]=?|[!=]=)$/.test(test.operator) || test.operandType.kind !== "integer") return false;
  // A parameter that an earlier comparison left one value is as open as any.
  const open = [test.left, test.right].some((side) => valueOf(cursor, side).kind === "linear" || isParameter(cursor, side));
  return open && isOwn(cursor, test.left, DEPTH) && isOwn(cursor, test.right, DEPTH);
}

function isParameter({ frame, definitions }: Cursor, register: Register): boolean {
  let made = definitions[register];
  while (made?.op === "cast") made = definitions[made.operand];
  if (made?.op !== "load" || made.place.kind !== "variable") return false;
  return frame.ir.variables[made.place.variable]?.storage === "parameter";
}

function isOwn(cursor: Cursor, register: Register, depth: number): boolean {
  const { frame, definitions } = cursor;
  const made = definitions[register];
  if (depth === 0) return false;
  switch (made?.op) {
    case "constant":
      return made.value !== undefined;
    case "cast":
    case "unary":
      return isOwn(cursor, made.operand, depth - 1);
    case "binary":
      return isOwn(cursor, made.left, depth - 1) && isOwn(cursor, made.right, depth - 1);
    case "load": {
      // Whether `char` has a sign is the target's choice.
      if (made.place.kind !== "variable" || made.type.kind !== "integer" || made.type.name === "char") return false;
      const { variable } = made.place;
      return (
        frame.cfg.simple[variable] === true &&
        frame.ir.variables[variable]?.storage !== "temporary" &&
        frame.ir.variables[variable]?.volatile !== true
      );
    }
    default:
      return false;
  }
}
