// Signs that somebody thought of the length before a copy.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, enclosingNode, sameExpression } from "../expressions.js";
import { arrayBytes, isUnmeasuredArray } from "./arrays.js";

const MAKES_ROOM = /alloc|reserve|resize|grow|ensure|expand|capacity/i;

/**
 * True where the destination is a pointer and the function made room, or looked at the capacity, before: how much is not known
 * without flow, but somebody thought of it. A block of constant size is no room made for this text.
 */
export function isRoomMade(context: RuleContext, target: SyntaxNode): boolean {
  if (arrayBytes(context, target) !== undefined || isUnmeasuredArray(context, target)) return false;
  const owner = enclosingNode(context.file, target);
  if (!owner) return false;
  for (const node of owner.descendants()) {
    if (node.start >= target.start) return false;
    if (
      node.kind === "call" &&
      MAKES_ROOM.test(context.file.semantics.calleeName(node)) &&
      !node.args.every((argument) => context.file.semantics.integerValue(argument) !== undefined)
    )
      return true;
    if (node.is("identifier", "fieldName") && /capacity/i.test(node.text) && node.ancestor("if", "while", "conditional")) return true;
  }
  return false;
}

const LENGTH_FUNCTIONS: ReadonlySet<string> = new Set(["strlen", "strnlen", "strnlen_s", "std::strlen", "os_strlen", "wcslen"]);

/** True for a number made from the length of a text: what is in memory already is no bigger than memory. */
export function isLengthOfText(context: RuleContext, amount: SyntaxNode): boolean {
  const asks = (node: SyntaxNode): boolean => node.kind === "call" && LENGTH_FUNCTIONS.has(context.file.semantics.calleeName(node));
  const inside = [...amount.descendants()];
  if (inside.some(asks)) return true;
  const names = new Set(inside.filter(({ kind }) => kind === "identifier").map(({ text }) => text));
  for (const node of enclosingNode(context.file, amount)?.descendants() ?? []) {
    if (node.start >= amount.start) return false;
    const name =
      node.kind === "assignment" ? node.child("left")?.text : node.kind === "declarator" ? node.child("declarator")?.text : undefined;
    const value = node.child("right") ?? node.child("value");
    if (name !== undefined && names.has(name) && value && asks(bare(value))) return true;
  }
  return false;
}

/** True when the function around `source` asks for the length of the same string: the author thought of it. */
export function isLengthChecked(context: RuleContext, source: SyntaxNode): boolean {
  // Where no function was recognised (macros around its head) the whole file counts: better one miss than a false alarm.
  const owner = enclosingNode(context.file, source) ?? context.file.tree.root;
  for (const node of owner.descendants()) {
    if (node.kind !== "call" || !LENGTH_FUNCTIONS.has(context.file.semantics.calleeName(node))) continue;
    const [text] = node.args;
    if (text && sameExpression(text, source)) return true;
  }
  return false;
}

/**
 * True where the function computed before what room one part of a sum leaves (`limit - used`): the other part is held against that, which
 * ranges of single numbers do not tell.
 */
export function isLimitedBySubtraction(context: RuleContext, node: SyntaxNode, parts: readonly string[]): boolean {
  const owner = enclosingNode(context.file, node);
  if (!owner || parts.length < 2) return false;
  const names = new Set(parts.map((part) => part.replace(/[\s()]/g, "")).filter((part) => /^[A-Za-z_]/.test(part)));
  for (const each of owner.descendants()) {
    if (each.start >= node.start) return false;
    if (each.kind !== "binary" || each.operator !== "-") continue;
    const right = each.child("right");
    if (right && names.has(bare(right).text.replace(/[\s()]/g, ""))) return true;
  }
  return false;
}
