// Calculations that go past their type: which are worth a word, and what is said of them.
import type { ArithmeticEvent, FlowContext, SyntaxNode } from "../../../engine/src/index.js";
import { isLimitedBySubtraction } from "./room.js";
import { isConstantText, isWritten, nodeOf, outsideOperand, shownRange, sourceName } from "./numbers.js";

/** What a rule says of a calculation: with numbers from outside, or surely. */
export interface Overflow {
  readonly id: "outside" | "sure";
  readonly data: Readonly<Record<string, string>>;
}

/** What is to be said of an event; `undefined`: no overflow, or one that is wanted. */
export function overflowOf(context: FlowContext, event: ArithmeticEvent): Overflow | undefined {
  if (event.problem !== "overflow" && event.problem !== "underflow") return undefined;
  const node = nodeOf(context, event);
  const { left, right, operator } = event;
  // A digit's value, or a calculation inside a macro.
  if (!isWritten(node, operator) || right.text.startsWith("'")) return undefined;
  if (!event.signed && isDeliberate(event, node)) return undefined;
  const common = { operator, result: shownResult(event), type: `'${event.typeName}'` };
  if (event.certainty === "must" && left.taint.length + right.taint.length === 0) {
    // Constants that somebody configured: the compiler sees them too.
    if (isConstantText(left.text) && isConstantText(right.text)) return undefined;
    return { id: "sure", data: { ...common, left: place(left.text), right: node.kind === "update" ? "1" : right.text } };
  }
  const value = outsideOperand(event);
  // The system that starts a program limits how many arguments it gets.
  if (value.taint[0]?.kind === "argument" && /\bargc\b/.test(value.text)) return undefined;
  if (restsOnUnknown(event, value)) return undefined;
  if (operator.startsWith("+") && isLimitedBySubtraction(context, node, [left.text, right.text])) return undefined;
  return { id: "outside", data: { ...common, value: place(value.text), source: sourceName(value.taint[0]) } };
}

/** True where a number from outside that is limited meets one of which nothing is known: it is not the first that goes too far. */
function restsOnUnknown({ left, right, typeRange }: ArithmeticEvent, value: ArithmeticEvent["left"]): boolean {
  const other = value === left ? right : left;
  if (other.taint.length > 0) return false;
  const isLimited = value.range.low > typeRange.low / 2 && value.range.high < typeRange.high / 2;
  return isLimited && (other.range.low <= typeRange.low || other.range.high >= typeRange.high);
}

/** Calculations in unsigned types that are meant to wrap around. */
function isDeliberate(event: ArithmeticEvent, node: SyntaxNode): boolean {
  const { left, right, operator } = event;
  // `0 - x`, `~x + 1`, `LIMIT - 1`.
  if (isConstantText(left.text) && (operator === "-" || isConstantText(right.text))) return true;
  if (node.text.includes("~")) return true;
  // Random numbers are mixed by whatever turns their bits around.
  const value = outsideOperand(event);
  if (value.taint[0]?.kind === "random" && value.text.includes("(")) return true;
  // What is masked or reduced afterwards is wanted as it is.
  const outer = node.parent?.kind === "parenthesized" ? node.parent.parent : node.parent;
  if (outer?.kind === "binary" && (outer.operator === "&" || outer.operator === "%")) return true;
  // What grows bit by bit: a checksum, a position, a hash (`hash = hash * 31 + byte`).
  if (node.kind === "assignment" && node.operator !== "=" && (event.certainty === "may" || isInLoop(node))) return true;
  const assignment = node.kind === "assignment" ? node : node.ancestor("assignment", "declarator", "call", "block");
  const target = assignment?.kind === "assignment" ? assignment.child("left")?.text : undefined;
  return target !== undefined && (left.text.includes(target) || right.text.includes(target)) && isInLoop(node);
}

function isInLoop(node: SyntaxNode): boolean {
  return node.ancestor("for", "while", "doWhile") !== undefined;
}

/** The place that an increment changes: `count` of `count--`, `total` of `total += 2`. */
function place(text: string): string {
  return text.replace(/^(?:\+\+|--)|(?:\+\+|--)$/g, "").replace(/\s*[-+*]=.*$/, "");
}

function shownResult({ result }: ArithmeticEvent): string {
  return result.low === result.high ? String(result.low) : shownRange(result);
}
