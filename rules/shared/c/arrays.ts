// Character arrays and their sizes.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, isCharLike, valueType } from "../expressions.js";

/**
 * Bytes that an expression which names (the rest of) a character array has: `buf`, `p->name`, `buf + 4`, `&buf[4]`. `undefined`
 * for pointers, parameters (an array parameter is a pointer), and arrays of unknown or placeholder length.
 */
export function arrayBytes(context: RuleContext, node: SyntaxNode): number | undefined {
  const inner = bare(node);
  if (inner.kind === "binary" && inner.operator === "+") {
    return minus(arrayBytes(context, inner.child("left") ?? inner), context.file.semantics.integerValue(inner.child("right") ?? inner));
  }
  if (inner.kind === "unary" && inner.operator === "&") {
    const element = inner.child("operand") ?? inner.firstChild;
    if (element?.kind !== "subscript") return undefined;
    return minus(
      arrayBytes(context, element.child("object") ?? element),
      context.file.semantics.integerValue(element.child("index") ?? element),
    );
  }
  if (!isArrayPlace(context, inner)) return undefined;
  const type = valueType(context.file.semantics.typeOf(inner));
  if (type.kind !== "array" || type.length === undefined) return undefined;
  // An element type that is not known is a character too: string functions take nothing else.
  if (!isCharLike(type.of) && type.of.kind !== "unknown") return undefined;
  // `char data[1]` at the end of a record is the old way to write a flexible member.
  if (inner.kind === "member" && type.length <= 1) return undefined;
  return type.length;
}

function minus(size: number | undefined, offset: number | undefined): number | undefined {
  return size === undefined || offset === undefined || offset < 0 || offset > size ? undefined : size - offset;
}

/** True where `sizeof` gives the array's size: a variable or member of array type, not a parameter. */
export function isArrayPlace(context: RuleContext, node: SyntaxNode): boolean {
  if (!node.is("identifier", "member", "subscript")) return false;
  if (valueType(context.file.semantics.typeOf(node)).kind !== "array") return false;
  if (node.kind !== "identifier") return true;
  const declaration = context.file.semantics.declarationOf(node);
  return declaration === undefined || (declaration.kind !== "parameter" && !declaration.ancestor("parameters"));
}

/** A character array whose length could not be computed: its author sized it with the other in mind, as far as one can tell. */
export function isUnmeasuredArray(context: RuleContext, node: SyntaxNode): boolean {
  const inner = bare(node);
  const type = valueType(context.file.semantics.typeOf(inner));
  return isArrayPlace(context, inner) && type.kind === "array" && type.length === undefined;
}
