// What rules about numbers share: how sources and types are called, and what a place in the code looks like.
import type { ArithmeticEvent, FlowContext, NumberRange, SyntaxNode, TaintSource } from "../../../engine/src/index.js";
import { SOURCES } from "./sources.js";

/** A source in words, to stand behind “comes from”. */
export function sourceName(source: TaintSource | undefined): string {
  return SOURCES[source?.kind ?? ""] ?? "outside the program";
}

/** A number for a message; beyond what a double tells exactly, in words. */
export function shownNumber(value: number): string {
  return Number.isFinite(value) && Math.abs(value) < 2 ** 53 ? String(value) : "any number";
}

/** A range for a message. */
export function shownRange({ low, high }: NumberRange): string {
  return `${bound(low)} to ${bound(high)}`;
}

function bound(value: number): string {
  const power = Math.round(Math.log2(Math.abs(value)));
  if (Math.abs(value) < 2 ** 53) return String(value);
  return `${value < 0 ? "-" : ""}2^${power}${value < 0 ? "" : "-1"}`;
}

/** The node of an event in its file's tree. */
export function nodeOf(context: FlowContext, event: { readonly node: number }): SyntaxNode {
  return context.file.tree.node(event.node);
}

/** The operation stands there in the code; a macro's inner workings are not its user's doing. */
export function isWritten(node: SyntaxNode, operator: string): boolean {
  return node.text.includes(operator);
}

/** Constants and names in capitals: what somebody calculates with on purpose. */
export function isConstantText(text: string): boolean {
  return /^\(*-?(?:\d[\w.]*|[A-Z][A-Z0-9_]*|'.*')\)*$/.test(text);
}

/** The number from outside that decides; the left one, when both are. */
export function outsideOperand(event: ArithmeticEvent): ArithmeticEvent["left"] {
  return event.left.taint.length > 0 ? event.left : event.right;
}

/** True where what is converted is a variable, an element or a member: numbers that are written down are the compiler's business. */
export function isVariable(context: FlowContext, event: ArithmeticEvent): boolean {
  const { text } = event.left;
  const node = nodeOf(context, event);
  // All bits set: another way to write -1.
  if (Number.isInteger(Math.log2(event.result.low + 1))) return false;
  if (event.viaCall || !/^[\w.\->[\]*() ]+$/.test(text)) return false;
  const names = [node, ...node.descendants()].filter((each) => each.kind === "identifier" && new RegExp(`\\b${each.text}\\b`).test(text));
  const { semantics } = context.file;
  const kinds = names.map((each) => semantics.declarationOf(each)?.kind);
  // What a macro does with its arguments is not its user's doing.
  return kinds.length > 0 && kinds.every((kind) => kind === "declarator" || kind === "parameter") && !isInMacro(node);
}

function isInMacro(node: SyntaxNode): boolean {
  const call = node.kind === "call" ? node : node.ancestor("call");
  return call !== undefined && /^[A-Z][A-Z0-9_]*$/.test(call.child("callee")?.text ?? "");
}
