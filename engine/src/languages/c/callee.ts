import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { nameText } from "./declarator.js";

/** A macro that only names something else: `#define OPEN open`. */
export type AliasLookup = (name: string) => string | undefined;

/** How many aliases a name may go through; more is a cycle or a joke. */
const MAX_ALIASES = 8;

/** Name of what a `call` or `new` node calls, as `Semantics.calleeName` defines it; empty for a computed callee. */
export function calleeName(tree: SyntaxTree, call: NodeId, alias: AliasLookup): string {
  if (tree.is(call, "new")) {
    const type = tree.childByField(call, "type");
    return type === NO_NODE ? "" : unqualifiedStd(nameText(tree, type));
  }
  const callee = tree.childByField(call, "callee");
  return callee === NO_NODE ? "" : expressionName(tree, callee, alias);
}

function expressionName(tree: SyntaxTree, id: NodeId, alias: AliasLookup): string {
  switch (tree.kind(id)) {
    case "identifier":
      return throughAliases(tree.textOf(id), alias);
    case "qualifiedName":
    case "templateType":
      return unqualifiedStd(nameText(tree, id));
    case "primitiveType":
    case "typeName":
      return tree.textOf(id);
    case "parenthesized": {
      const inner = tree.firstChild(id);
      return inner === NO_NODE ? "" : expressionName(tree, inner, alias);
    }
    case "unary": {
      // `(*callback)(x)` calls what `callback(x)` calls.
      const operand = tree.childByField(id, "operand");
      return tree.operator(id) === "*" && operand !== NO_NODE ? expressionName(tree, operand, alias) : "";
    }
    case "member":
      return memberName(tree, id);
    default:
      return "";
  }
}

/** `queue.push`, `ops.device.write`; `->` reads as `.`, subscripts are left out; `.push` when the object is computed. */
function memberName(tree: SyntaxTree, id: NodeId): string {
  const property = tree.childByField(id, "property");
  if (property === NO_NODE) return "";
  const object = tree.childByField(id, "object");
  return `${object === NO_NODE ? "" : objectName(tree, object)}.${nameText(tree, property)}`;
}

function objectName(tree: SyntaxTree, id: NodeId): string {
  switch (tree.kind(id)) {
    case "identifier":
      return tree.textOf(id);
    case "this":
      return "this";
    case "qualifiedName":
    case "templateType":
      return unqualifiedStd(nameText(tree, id));
    case "member":
      return memberName(tree, id);
    case "subscript": {
      const object = tree.childByField(id, "object");
      return object === NO_NODE ? "" : objectName(tree, object);
    }
    case "parenthesized":
    case "unary": {
      const inner = tree.firstChild(id);
      return inner === NO_NODE ? "" : objectName(tree, inner);
    }
    default:
      return "";
  }
}

function throughAliases(name: string, alias: AliasLookup): string {
  let current = name;
  for (let n = 0; n < MAX_ALIASES; n++) {
    const next = alias(current);
    if (next === undefined || next === current) return current;
    current = next;
  }
  return current;
}

function unqualifiedStd(name: string): string {
  return name.replace(/^(?:::)?(?:std::)?/, "");
}
