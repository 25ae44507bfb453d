// Whether the text that an expression names was written by the programmer: literals, and variables that only ever hold literals.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, enclosingNode } from "../expressions.js";
import { isConstantName } from "../names.js";
import { initializerOf } from "./strings.js";

/** Macros and functions that hand their literal through: translation, flash strings. */
const TRANSPARENT: ReadonlySet<string> = new Set(["_", "N_", "gettext", "ngettext", "dgettext", "dcgettext", "PSTR", "F", "TEXT", "_T", "L", "T"]);

/** True when every value that the expression can have is fixed text in the program. */
export function isFixedText(context: RuleContext, node: SyntaxNode, depth = 0): boolean {
  const inner = bare(node);
  if (inner.kind === "string" || inner.kind === "null" || context.file.semantics.stringValue(inner) !== undefined) return true;
  if (depth > 3) return false;
  switch (inner.kind) {
    case "conditional":
      return inner.children.slice(-2).every((branch) => isFixedText(context, branch, depth + 1));
    case "binary":
      return inner.operator === "+" && inner.firstChild !== undefined && isFixedText(context, inner.firstChild, depth + 1);
    case "call": {
      const [first] = inner.args;
      return TRANSPARENT.has(inner.child("callee")?.text ?? "") && first !== undefined && isFixedText(context, first, depth + 1);
    }
    case "identifier":
      // An upper-case name that is no variable here is a macro, and text macros are literals.
      return isConstantName(inner.text) && !context.file.semantics.declarationOf(inner) ? true : isFixedVariable(context, inner, depth);
    case "subscript":
    case "member":
      return isConstantTable(context, inner);
    default:
      return false;
  }
}

function isFixedVariable(context: RuleContext, identifier: SyntaxNode, depth: number): boolean {
  const declaration = context.file.semantics.declarationOf(identifier);
  if (!declaration || declaration.kind === "parameter" || declaration.ancestor("parameters")) return false;
  const owner = enclosingNode(context.file, identifier);
  const isLocal = owner !== undefined && declaration.start >= owner.start && declaration.end <= owner.end;
  const initializer = initializerOf(declaration);
  if (!isLocal) return isConstantTable(context, identifier);
  let assigned = 0;
  for (const other of owner.descendants()) {
    if (other.kind === "assignment" && other.child("left")?.text === identifier.text) {
      const right = other.child("right");
      if (other.operator !== "=" || !right || !isFixedText(context, right, depth + 1)) return false;
      assigned++;
    }
    // Handed out by address: something else may set it. An array that is passed on may be written as well.
    if (other.kind === "unary" && other.operator === "&" && other.firstChild?.text === identifier.text) return false;
  }
  if (context.file.semantics.typeOf(identifier).kind === "array" && !/\bconst\b/.test(declarationText(declaration))) return false;
  return initializer ? isFixedText(context, initializer, depth + 1) : assigned > 0;
}

/** A file-level table or constant whose texts all stand in its initialiser. */
function isConstantTable(context: RuleContext, node: SyntaxNode): boolean {
  let base = node;
  while (base.kind === "member" || base.kind === "subscript") {
    const object = base.child("object") ?? base.firstChild;
    if (!object) return false;
    base = bare(object);
  }
  if (base.kind !== "identifier") return false;
  const declaration = context.file.semantics.declarationOf(base);
  if (!declaration || declaration.kind === "parameter" || declaration.ancestor("parameters")) return false;
  const text = declarationText(declaration);
  const initializer = initializerOf(declaration);
  if (!initializer) return false;
  if (!initializer.is("initializerList")) return /\bconst\b/.test(text) && context.file.semantics.stringValue(initializer) !== undefined;
  return /\bconst\b/.test(text) || [...initializer.descendants()].some((literal) => literal.kind === "string");
}

/** Text of the whole declaration before its initialiser: specifiers and declarator. */
function declarationText(declaration: SyntaxNode): string {
  const whole = declaration.kind === "declaration" ? declaration : (declaration.ancestor("declaration") ?? declaration);
  const text = whole.text;
  const equals = text.indexOf("=");
  return equals < 0 ? text : text.slice(0, equals);
}
