import type { Type } from "../project/types.js";
import { evaluateBinary, originalOf } from "./domain/evaluate.js";
import { integerRange, isPoint, point, rangeOfType, type Interval } from "./domain/interval.js";
import type { State } from "./domain/state.js";
import type { FlowStep } from "./domain/universe.js";
import type { Value } from "./domain/value.js";
import { textOfNode, textOfRegister } from "./access.js";
import type { ArithmeticEvent, Certainty } from "./events.js";
import { numberObligationOf } from "./obligations.js";
import { stepHere, valueOf, type Cursor } from "./frame.js";
import type { Instruction, Register, RelativeNode } from "./ir.js";
import { isLimited } from "./limits.js";
import type { RawValue } from "./raw-events.js";
import { uniqueSteps } from "./recorder.js";
import { rangeView, sourcesOf, viewOfValue } from "./views.js";

/** An operation on numbers, before it is known whether its result fits. */
export interface Operation {
  /** As written; `cast` for a conversion, `argument` for a number that a library function takes for a size. */
  readonly operator: string;
  readonly left: Value;
  /** For a conversion the same as `left`. */
  readonly right: Value;
  /** Type in which is calculated; for a conversion the type before it. */
  readonly operandType: Type;
  /** Type that the result has to fit. */
  readonly type: Type;
  /** A conversion that somebody wrote down. */
  readonly explicit: boolean;
  readonly leftText: string;
  readonly rightText: string;
  readonly node: RelativeNode;
  /** Steps in called functions, the operation itself last; empty: it is here. */
  readonly inner: readonly FlowStep[];
}

interface Verdict {
  readonly problem: ArithmeticEvent["problem"];
  readonly certainty: Certainty;
  readonly exact: Interval;
}

/** Depth to which a value is followed to what it was computed from, in search of a check. */
const CHECK_DEPTH = 4;

/** Looks at a binary operation as it is executed. */
export function checkBinary(cursor: Cursor, instruction: Extract<Instruction, { op: "binary" }>, left: Value, right: Value): void {
  if (cursor.frame.recorder === undefined || !isCalculation(instruction.operator)) return;
  const { operator, operandType } = instruction;
  if (operandType.kind !== "integer" && !(operandType.kind === "float" && operator === "/")) return;
  const verdict = verdictOf(cursor.state, operator, left, right, operandType, operandType, false);
  if (verdict === undefined || !matters(cursor, operator, left, right, verdict)) return;
  const operation = {
    operator,
    left,
    right,
    operandType,
    type: operandType,
    explicit: false,
    leftText: textOfRegister(cursor, instruction.left),
    rightText: textOfRegister(cursor, instruction.right),
    node: cursor.node,
    inner: [],
  };
  report(cursor, operation, verdict);
}

/** Looks at a negation as it is executed: the least number of a type has no opposite in it. */
export function checkNegation(cursor: Cursor, instruction: Extract<Instruction, { op: "unary" }>, operand: Value): void {
  const { type } = instruction;
  if (cursor.frame.recorder === undefined || type.kind !== "integer" || !type.signed || operand.kind !== "constant") return;
  const left = cursor.frame.universe.zero;
  const verdict = verdictOf(cursor.state, "-", left, operand, type, type, false);
  if (verdict === undefined) return;
  const rightText = textOfRegister(cursor, instruction.operand);
  const operation = { operator: "-", left, right: operand, operandType: type, type, explicit: false };
  report(cursor, { ...operation, leftText: "0", rightText, node: cursor.node, inner: [] }, verdict);
}

/** Looks at a conversion as it is executed. A narrow result of a calculation in `int` counts as that calculation's overflow. */
export function checkCast(cursor: Cursor, instruction: Extract<Instruction, { op: "cast" }>, operand: Value): void {
  const { type, explicit } = instruction;
  if (cursor.frame.recorder === undefined || type.kind !== "integer") return;
  const from = instruction.from.kind === "unknown" && cursor.state.isFloating(operand) ? FRACTION : instruction.from;
  if (from.kind !== "integer" && from.kind !== "float") return;
  const made = cursor.definitions[instruction.operand];
  const calculated = !explicit && made?.op === "binary" && from.kind === "integer" && isOverflowing(made.operator) ? made : undefined;
  const operator = calculated ? calculated.operator : "cast";
  const left = calculated ? valueOf(cursor, calculated.left) : operand;
  const right = calculated ? valueOf(cursor, calculated.right) : operand;
  const verdict = verdictOf(cursor.state, operator, left, right, from, type, explicit);
  if (verdict === undefined || !matters(cursor, operator, left, right, verdict)) return;
  if (verdict.problem === "sign-change" && isModelledArgument(cursor, instruction.dst)) return;
  const operation = {
    operator,
    left,
    right,
    operandType: from,
    type,
    explicit,
    leftText: textOfRegister(cursor, calculated ? calculated.left : instruction.operand),
    rightText: textOfRegister(cursor, calculated ? calculated.right : instruction.operand),
    node: cursor.node,
    inner: [],
  };
  report(cursor, operation, verdict);
}

/** What a library function takes for a size is looked at when the function is called. */
function isModelledArgument({ frame, block }: Cursor, register: Register): boolean {
  const uses = frame.ir.blocks[block]?.instructions ?? [];
  return uses.some((each) => each.op === "call" && each.args.includes(register) && frame.models.functionModel(each.callee) !== undefined);
}

/** Looks at a number that a library function takes for a number of bytes: negative ones become huge. */
export function checkSizeArgument(cursor: Cursor, call: Extract<Instruction, { op: "call" }>, position: number, callee: string): void {
  const register = call.args[position];
  if (cursor.frame.recorder === undefined || register === undefined) return;
  // A declared parameter has made an unsigned number of it already.
  const made = cursor.definitions[register];
  const converted = made?.op === "cast" && !made.explicit ? made : undefined;
  const value = valueOf(cursor, converted ? converted.operand : register);
  const from = converted ? converted.from : call.argTypes[position];
  if (from?.kind !== "integer" || !from.signed) return;
  const verdict = verdictOf(cursor.state, "argument", value, value, from, SIZE, false);
  if (verdict === undefined || !matters(cursor, "argument", value, value, verdict)) return;
  const operation = {
    operator: "argument",
    left: value,
    right: value,
    operandType: from,
    type: SIZE,
    explicit: false,
    leftText: textOfNode(cursor, call.argNodes[position] ?? call.node),
    rightText: callee,
    node: cursor.node,
    inner: [],
  };
  report(cursor, operation, verdict);
}

/** Does an operation of a called function again with what this caller passes. */
export function checkOperation(cursor: Cursor, operation: Operation): void {
  const { operator, left, right, operandType, type, explicit } = operation;
  const verdict = verdictOf(cursor.state, operator, left, right, operandType, type, explicit);
  if (verdict !== undefined && matters(cursor, operator, left, right, verdict)) report(cursor, operation, verdict);
}

const FRACTION: Type = { kind: "float", bits: 64 };
const SIZE: Type = { kind: "integer", name: "size_t", signed: false, bits: 64 };

function isCalculation(operator: string): boolean {
  return isOverflowing(operator) || operator === "/" || operator === "%" || operator === "<<" || operator === ">>";
}

function isOverflowing(operator: string): boolean {
  return operator === "+" || operator === "-" || operator === "*";
}

/** What is wrong with an operation, whoever gave the numbers. */
function verdictOf(
  state: State,
  operator: string,
  left: Value,
  right: Value,
  operandType: Type,
  type: Type,
  explicit: boolean,
): Verdict | undefined {
  switch (operator) {
    case "/":
    case "%": {
      const divisor = state.rangeOf(right);
      const highest = rangeOfType(type).high;
      if (type.kind === "integer" && type.signed && left.kind === "constant" && right.kind === "constant" && right.value === -1) {
        // The quotient is one more than the type holds.
        return left.value === -highest - 1 ? { problem: "overflow", certainty: "must", exact: point(highest + 1) } : undefined;
      }
      if (divisor.low > 0 || divisor.high < 0 || state.factOf(right).nonzero) return undefined;
      return { problem: "division-by-zero", certainty: isPoint(divisor) ? "must" : "may", exact: divisor };
    }
    case "<<":
    case ">>": {
      const count = state.rangeOf(right);
      const bits = type.kind === "integer" ? type.bits : 64;
      if (count.low >= 0 && count.high < bits) return undefined;
      return { problem: "shift-too-far", certainty: count.low >= bits || count.high < 0 ? "must" : "may", exact: count };
    }
    case "cast":
    case "argument":
      return conversion(state, left, operandType, type, explicit);
    default: {
      const range = rangeOfType(type);
      // A number times itself is not negative.
      const computed = evaluateBinary(state, operator as "+", left, right, operandType).exact;
      const exact = operator === "*" && left === right ? { low: Math.max(0, computed.low), high: computed.high } : computed;
      if (exact.low >= range.low && exact.high <= range.high) return undefined;
      const problem = exact.high > range.high ? "overflow" : "underflow";
      // Ranges that say so are mostly those of a path that can't be taken.
      const known = left.kind === "constant" && right.kind === "constant";
      return { problem, certainty: known ? "must" : "may", exact };
    }
  }
}

function conversion(state: State, value: Value, from: Type, type: Type, explicit: boolean): Verdict | undefined {
  if (type.kind !== "integer") return undefined;
  const range = rangeOfType(type);
  const exact = state.rangeOf(value);
  if (exact.low >= range.low && exact.high <= range.high) return undefined;
  if (originalOf(state, value, type) !== undefined) return undefined;
  const certainty = exact.low > range.high || exact.high < range.low ? "must" : "may";
  if (from.kind === "float") {
    // Somebody looked at one end at least.
    if (certainty === "may" && (Number.isFinite(exact.low) || Number.isFinite(exact.high))) return undefined;
    return { problem: "truncation", certainty, exact };
  }
  if (from.kind !== "integer") return undefined;
  if (explicit) {
    // The same bits read another way: that is what the conversion was written for.
    const other = integerRange(type.bits, !type.signed);
    if (from.bits <= type.bits || (exact.low >= other.low && exact.high <= other.high)) return undefined;
  }
  return { problem: from.bits <= type.bits ? "sign-change" : "truncation", certainty, exact };
}

/** Numbers that nobody knows anything of can always overflow: only what comes from outside or is known is worth a word. */
function matters(cursor: Cursor, operator: string, left: Value, right: Value, verdict: Verdict): boolean {
  const { state } = cursor;
  if (verdict.certainty === "must") return operator !== "cast" || state.originsOf(left).length > 0 || isPoint(verdict.exact);
  // A check that lets one too many through: `if (count <= 32)` before a shift of 32 bits.
  if (isLooseShift(state, verdict, right)) return true;
  const deciding = decides(operator, left, right);
  return deciding.some((value) => state.originsOf(value).length > 0) && !deciding.some((value) => isChecked(state, value, CHECK_DEPTH));
}

/** A count that a check in this function limits, though not far enough. */
function isLooseShift(state: State, { problem, certainty, exact }: Verdict, count: Value): boolean {
  return problem === "shift-too-far" && certainty === "may" && exact.low >= 0 && isLimited(state, count);
}

function decides(operator: string, left: Value, right: Value): readonly Value[] {
  return operator === "/" || operator === "%" || operator === "<<" || operator === ">>" ? [right] : left === right ? [left] : [left, right];
}

/** True for a number that was compared with something unknown, or was made from one. */
function isChecked(state: State, value: Value, depth: number): boolean {
  if (value.kind !== "linear") return false;
  if (state.factOfSymbol(value.symbol).compared) return true;
  if (depth === 0) return false;
  const { definition } = state.universe.symbol(value.symbol);
  if (definition.kind === "binary") return isChecked(state, definition.left, depth - 1) || isChecked(state, definition.right, depth - 1);
  if (definition.kind === "cast" || definition.kind === "magnitude") return isChecked(state, definition.operand, depth - 1);
  return false;
}

function report(cursor: Cursor, operation: Operation, verdict: Verdict): void {
  const { frame, state } = cursor;
  const { recorder } = frame;
  if (recorder === undefined) return;
  const { operator, left, right, inner } = operation;
  const sources = decides(operator, left, right).flatMap((value) => sourcesOf(frame.universe, state.originsOf(value)));
  if (verdict.certainty === "may" && sources.length === 0 && !isLooseShift(state, verdict, right)) {
    const key = `${cursor.at},${operation.node},${operator},${left.id},${right.id}`;
    recorder.obligation(key, () => numberObligationOf(cursor, operation), "number");
    return;
  }
  const place = inner.at(-1) ?? { function: frame.key, node: operation.node };
  const view = (value: Value, text: string): RawValue => viewOfValue(state, value, text);
  const here = stepHere(
    cursor,
    inner.length > 0 ? "through" : "sink",
    inner.length > 0 ? "passed on in this call" : SINKS[verdict.problem],
  );
  recorder.arithmetic(`${cursor.at},${place.function},${place.node}`, {
    kind: "arithmetic",
    owner: place.function,
    node: place.node,
    viaCall: inner.length > 0,
    partial: frame.ir.partial,
    steps: uniqueSteps([...(sources[0]?.steps ?? []), here, ...inner]),
    operator,
    explicit: operation.explicit,
    left: view(left, operation.leftText),
    right: view(right, operation.rightText),
    result: rangeView(verdict.exact),
    typeRange: rangeView(rangeOfType(operation.type)),
    typeName: operation.type.kind === "integer" ? operation.type.name : "",
    signed: operation.type.kind === "integer" && operation.type.signed,
    floating: operation.operandType.kind === "float",
    problem: verdict.problem,
    certainty: verdict.certainty,
  });
}

const SINKS: Readonly<Record<ArithmeticEvent["problem"], string>> = {
  overflow: "the result does not fit here",
  underflow: "the result does not fit here",
  "division-by-zero": "divided by it here",
  "shift-too-far": "shifted by it here",
  truncation: "converted here",
  "sign-change": "converted here",
};
