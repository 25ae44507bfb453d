// Questions about values in TypeScript and JavaScript.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare } from "../expressions.js";

/** True when every value that the expression can have stands in the program. */
export function isFixed(context: RuleContext, node: SyntaxNode, depth = 0): boolean {
  const inner = bare(node);
  const { semantics } = context.file;
  if (
    inner.is("string", "number", "boolean", "null", "regex") ||
    semantics.stringValue(inner) !== undefined ||
    semantics.integerValue(inner) !== undefined
  )
    return true;
  if (depth > 4) return false;
  switch (inner.kind) {
    case "conditional":
      return [inner.child("consequence"), inner.child("alternative")].every(
        (branch) => branch !== undefined && isFixed(context, branch, depth + 1),
      );
    case "binary":
    case "template":
    case "array":
      return inner.children.every((part) => part.kind === "string" || isFixed(context, part, depth + 1));
    case "identifier": {
      if (inner.text === "undefined") return true;
      const value = constantValue(context, inner);
      return value !== undefined && isFixed(context, value, depth + 1);
    }
    case "subscript":
    case "member": {
      // A look-up in a table of constants: one of its values comes out.
      const object = inner.child("object");
      const table = object && constantValue(context, object);
      return (
        table?.is("object", "array") === true && table.children.every((entry) => isFixed(context, entry.child("value") ?? entry, depth + 1))
      );
    }
    default:
      return false;
  }
}

/** What the `const` is set to that an identifier names. */
export function constantValue(context: RuleContext, node: SyntaxNode): SyntaxNode | undefined {
  const inner = bare(node);
  const declaration = inner.kind === "identifier" ? context.file.semantics.declarationOf(inner) : undefined;
  if (declaration?.kind !== "declarator" || declaration.parent?.kind !== "declaration") return undefined;
  if (!declaration.parent.children.some((child) => child.kind === "storageClass" && child.text === "const")) return undefined;
  const value = declaration.child("value");
  return value && bare(value);
}

/** Value of a property in an object literal. */
export function propertyValue(object: SyntaxNode | undefined, key: string): SyntaxNode | undefined {
  if (object?.kind !== "object") return undefined;
  const property = object.children.find((child) => child.kind === "property" && keyOf(child) === key);
  return property?.child("value");
}

/** Name of a property, with or without quotes; empty when it is computed. */
export function keyOf(property: SyntaxNode): string {
  return (property.child("key")?.text ?? "").replace(/^["']|["']$/g, "");
}

/** True for a name that this file neither declares nor imports. */
export function isGlobal(context: RuleContext, call: SyntaxNode): boolean {
  const callee = call.child("callee");
  return callee !== undefined && (callee.kind !== "identifier" || context.file.semantics.declarationOf(callee) === undefined);
}

/**
 * Names that say what becomes of a value: of the variable, property or parameter it is given to, then of the functions
 * around. It is followed through calls and callbacks that make something of it.
 */
export function purposeNames(context: RuleContext, node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if ((outer.kind === "declarator" || outer.kind === "field") && inner.field === "value") names.push(outer.child("name")?.text ?? "");
    else if (outer.kind === "property" && inner.field === "value") names.push(keyOf(outer));
    else if (outer.kind === "jsxAttribute") names.push(outer.child("key")?.text ?? "");
    else if (outer.kind === "assignment" && inner.field === "right") names.push(nameOfPlace(outer.child("left")));
    else if (outer.kind === "function") return [...names, outer.child("name")?.text ?? ""];
    else if (outer.kind === "lambda" && outer.child("name")) names.push(outer.child("name")?.text ?? "");
    else if (outer.kind === "expressionStatement" && names.length === 0) names.push("");
  }
  return names;
}

function nameOfPlace(node: SyntaxNode | undefined): string {
  return node?.child("property")?.text ?? node?.text ?? "";
}
