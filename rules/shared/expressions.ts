// Questions about expressions that many rules ask, for all languages.
import type { FunctionFact, ParsedFile, RuleContext, SyntaxNode, Type } from "../../engine/src/index.js";

/** The expression behind parentheses and casts. */
export function bare(node: SyntaxNode): SyntaxNode {
  let inner = node.unparenthesized;
  for (let value = inner; inner.kind === "cast"; inner = value.unparenthesized)
    value = inner.child("value") ?? inner.children.at(-1) ?? inner;
  return inner;
}

/**
 * The name that stands for a place: `key` of `ctx->key`, `key[0]`, `&key`, `*key`, `(uint8_t *)key` and `key + 4`. Empty when
 * the expression is no place.
 */
export function placeName(node: SyntaxNode): string {
  const inner = bare(node);
  switch (inner.kind) {
    case "identifier":
    case "fieldName":
    case "qualifiedName":
      return inner.text;
    case "member":
      return inner.child("property")?.text ?? "";
    case "subscript":
      return placeNameOf(inner.child("object") ?? inner.firstChild);
    case "unary":
      return inner.operator === "&" || inner.operator === "*" ? placeNameOf(inner.child("operand") ?? inner.firstChild) : "";
    case "binary":
      return inner.operator === "+" ? placeNameOf(inner.child("left") ?? inner.firstChild) : "";
    default:
      return "";
  }
}

function placeNameOf(node: SyntaxNode | undefined): string {
  return node ? placeName(node) : "";
}

/** Source text without white space, for comparing and naming expressions. */
export function compactText(node: SyntaxNode): string {
  return node.text.replace(/\s+/g, "");
}

/** Source text on one line, cut to a length that fits a message. */
export function shownText(node: SyntaxNode, limit = 40): string {
  const line = node.text.replace(/\s+/g, " ");
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

export function sameExpression(a: SyntaxNode, b: SyntaxNode): boolean {
  return compactText(bare(a)) === compactText(bare(b));
}

/** True when nothing uses the value of an expression: it stands alone as a statement. A cast to `void` is not alone: it says so on purpose. */
export function isDiscarded(node: SyntaxNode): boolean {
  let outer = node;
  while (outer.parent?.kind === "parenthesized") outer = outer.parent;
  return outer.parent?.kind === "expressionStatement";
}

/** The definition around a node; `undefined` at file scope. */
export function enclosingFact(file: ParsedFile, node: SyntaxNode): FunctionFact | undefined {
  const index = file.semantics.enclosingFunction(node);
  return index < 0 ? undefined : file.facts.functions[index];
}

export function enclosingName(context: RuleContext, node: SyntaxNode): string {
  return enclosingFact(context.file, node)?.name ?? "";
}

/** The node of the definition around another. */
export function enclosingNode(file: ParsedFile, node: SyntaxNode): SyntaxNode | undefined {
  const fact = enclosingFact(file, node);
  return fact && file.tree.node(fact.node);
}

/** A type without references around it. */
export function valueType(type: Type): Type {
  return type.kind === "reference" ? valueType(type.to) : type;
}

/** True for a pointer, as far as types are known. */
export function isPointer(type: Type): boolean {
  return valueType(type).kind === "pointer";
}

/** True for `char`, `signed char`, `unsigned char`, `int8_t`, `uint8_t` and others of eight bits. */
export function isCharLike(type: Type): boolean {
  const value = valueType(type);
  return value.kind === "integer" && value.bits === 8;
}

/** Destination of the value that an expression computes: the left side of an assignment or the declared variable around it. */
export function destinationOf(node: SyntaxNode): SyntaxNode | undefined {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    switch (outer.kind) {
      case "assignment":
        return inner.field === "left" ? undefined : (outer.child("left") ?? outer.firstChild);
      case "declarator":
        return inner.field === "value" ? declaredName(outer) : undefined;
      case "parenthesized":
      case "cast":
      case "binary":
      case "unary":
      case "conditional":
      case "await":
        continue;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** The name that a declarator declares, inside its pointers, arrays and parentheses. */
export function declaredName(declarator: SyntaxNode): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = declarator;
  while (node) {
    const name: SyntaxNode | undefined = node.child("name");
    if (name) return name;
    node = node.child("declarator") ?? (node.kind === "declarator" ? undefined : node.firstChild);
  }
  return undefined;
}

/** The callee as the user wrote it; a macro that stands for another function keeps its own name in messages. */
export function writtenCallee(call: SyntaxNode): string {
  return call.child("callee")?.text.replace(/\s+/g, "") ?? "";
}

/** Initial value of a declared variable. */
export function initializerOf(declaration: SyntaxNode): SyntaxNode | undefined {
  for (let node: SyntaxNode | undefined = declaration; node; node = node.parent) {
    const value = node.child("initializer") ?? (node.kind === "declarator" ? node.child("value") : undefined);
    if (value) return value;
    if (node.is("declaration", "block", "function", "translationUnit")) break;
  }
  return undefined;
}
