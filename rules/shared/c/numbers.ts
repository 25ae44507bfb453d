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
