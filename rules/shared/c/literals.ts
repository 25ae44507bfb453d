// Whether the text that an expression names was written by the programmer: literals, and variables that only ever hold literals.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, enclosingNode, initializerOf, placeName } from "../expressions.js";
import { isConstantName } from "../names.js";
import { valuesGiven } from "./callers.js";
import { printfDirectives } from "./format.js";

/** Macros and functions that hand their literal through: translation, flash strings. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  "_",
  "N_",
  "gettext",
  "ngettext",
  "dgettext",
  "dcgettext",
  "PSTR",
  "F",
  "TEXT",
  "_T",
  "L",
  "T",
]);

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
      if (TRANSPARENT.has(inner.child("callee")?.text ?? "")) return first !== undefined && isFixedText(context, first, depth + 1);
      // A macro with parameters that makes a format, or a function that picks one.
      return isConstantName(inner.child("callee")?.text ?? "") || returnsFixedText(context, inner, depth);
    }
    case "identifier":
      return isTextMacro(context, inner) || isFixedVariable(context, inner, depth);
    case "subscript":
    case "member":
      return isConstantTable(context, inner);
    default:
      // A literal with directives between its parts, `PREFIX "text"` and other joined macros, which the parser does not know for a text.
      return inner.text.startsWith('"') || /^(\s*(?:[A-Z][A-Z\d_]+|"(?:[^"\\]|\\.)*"))+\s*$/.test(inner.text);
  }
}

/** An upper-case name that is no variable here is a macro, and text macros are literals. */
function isTextMacro(context: RuleContext, identifier: SyntaxNode): boolean {
  if (!isConstantName(identifier.text)) return false;
  const declaration = context.file.semantics.declarationOf(identifier);
  return declaration === undefined || declaration.kind === "macroDefinition";
}

function returnsFixedText(context: RuleContext, call: SyntaxNode, depth: number): boolean {
  const target = context.project.resolveFunction(context.file.semantics.calleeName(call), context.file.document.path);
  if (target?.fact.body === undefined) return false;
  const results: SyntaxNode[] = [];
  for (const node of target.file.tree.node(target.fact.body).descendants())
    if (node.kind === "return" && node.firstChild) results.push(node.firstChild);
  const inside: RuleContext = { ...context, file: target.file };
  return results.length > 0 && results.every((result) => isFixedText(inside, result, depth + 1));
}

function isFixedVariable(context: RuleContext, identifier: SyntaxNode, depth: number): boolean {
  const declaration = context.file.semantics.declarationOf(identifier);
  if (!declaration) return false;
  if (declaration.kind === "parameter" || declaration.ancestor("parameters")) {
    const given = valuesGiven(context, identifier);
    return given?.every((value) => isFixedText(context, value, depth + 1)) ?? false;
  }
  const owner = enclosingNode(context.file, identifier);
  const isLocal = owner !== undefined && declaration.start >= owner.start && declaration.end <= owner.end;
  const initializer = initializerOf(declaration);
  if (!isLocal) return isConstantTable(context, identifier);
  if (isBuiltFromNumbers(context, owner, identifier)) return true;
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

/** A local buffer that is only filled by printing numbers into fixed text: `sprintf(mask, "%%0%uu", digits)`. */
function isBuiltFromNumbers(context: RuleContext, owner: SyntaxNode, identifier: SyntaxNode): boolean {
  let filled = 0;
  for (const call of owner.descendants()) {
    if (call.kind !== "call") continue;
    const position = call.args.findIndex((argument) => placeName(argument) === identifier.text);
    if (position !== 0 || !/(^|_)(tfp_|std::)?s(n)?printf$/.test(context.file.semantics.calleeName(call))) continue;
    const format = call.args.slice(1).find((argument) => bare(argument).kind === "string");
    const text = format && context.file.semantics.stringValue(bare(format));
    if (text === undefined || printfDirectives(text).some(({ conversion }) => !/[diuxXc%]/.test(conversion))) return false;
    filled++;
  }
  return filled > 0;
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
