// How long a C string can be, as far as one can tell without flow.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, enclosingNode, initializerOf } from "../expressions.js";
import { arrayBytes } from "./arrays.js";
import { valuesGiven } from "./callers.js";
import { byteLength, writtenFormat } from "./format.js";

/** Longest string, in bytes without the terminator. `exact`: it is always that long. */
export interface StringBound {
  readonly max: number;
  readonly exact: boolean;
}

/** Functions whose result has a length that their documentation bounds. */
// prettier-ignore
const BOUNDED_RESULTS: Readonly<Record<string, number>> = {
  inet_ntoa: 15, ip4addr_ntoa: 15, ipaddr_ntoa: 45, ip6addr_ntoa: 45, asctime: 25, ctime: 25, ether_ntoa: 17,
};

/** Functions whose result is their first argument, or lies within it. */
const PARTS: ReadonlySet<string> = new Set([
  "dirname", "basename", "strchr", "strrchr", "strstr", "strpbrk", "strcasestr", "strcpy", "strcat", "strlwr", "strupr", "fgets", "getcwd",
]); // prettier-ignore

/** Own functions that write a number out: `itoa`, `ftoa`, `uint32ToString`, `u32_to_str`. */
const NUMBER_TO_TEXT =
  /^(\w*_)?(u?(i|l|ll|int|long|short|char|num(ber)?|float|double|f|d|bool|u?int\d+|[us]\d+)(_?t)?_?to_?(a|str|string|text|ascii)(_\w*)?)$/i;
/** Digits of the largest 64-bit number with a sign and a few decimals. */
const NUMBER_CHARACTERS = 24;

/** Bound of the string that an expression names; `undefined` when it can be of any length. */
export function stringBound(context: RuleContext, node: SyntaxNode, depth = 0): StringBound | undefined {
  const inner = bare(node);
  const value = context.file.semantics.stringValue(inner);
  if (value !== undefined) return { max: byteLength(value), exact: true };
  if (depth > 2) return undefined;
  switch (inner.kind) {
    case "string":
      return { max: byteLength(writtenFormat(inner.text)), exact: false };
    case "conditional": {
      const branches = inner.children.slice(-2).map((branch) => stringBound(context, branch, depth + 1));
      return widest(branches);
    }
    case "identifier":
      return arrayBound(context, inner) ?? literalVariableBound(context, inner, depth);
    case "member":
    case "subscript":
      return arrayBound(context, inner) ?? tableBound(context, inner);
    case "call":
      return callBound(context, inner, depth);
    case "binary": {
      // The rest of a string in an array is no longer than the array.
      const base = inner.operator === "+" && inner.firstChild;
      return base ? arrayBound(context, bare(base)) : undefined;
    }
    case "unary": {
      const element = inner.operator === "&" ? inner.firstChild : undefined;
      return element?.kind === "subscript" && element.firstChild ? arrayBound(context, bare(element.firstChild)) : undefined;
    }
    default:
      return undefined;
  }
}

function widest(bounds: readonly (StringBound | undefined)[]): StringBound | undefined {
  let max = 0;
  for (const bound of bounds) {
    if (!bound) return undefined;
    max = Math.max(max, bound.max);
  }
  return bounds.length === 0 ? undefined : { max, exact: false };
}

/** A string in an array is shorter than the array. */
function arrayBound(context: RuleContext, node: SyntaxNode): StringBound | undefined {
  const bytes = arrayBytes(context, node);
  return bytes === undefined ? undefined : { max: bytes - 1, exact: false };
}

/** A pointer variable that is only ever given literals. */
function literalVariableBound(context: RuleContext, identifier: SyntaxNode, depth: number): StringBound | undefined {
  const owner = enclosingNode(context.file, identifier);
  const declaration = context.file.semantics.declarationOf(identifier);
  if (!owner || !declaration || declaration.start < owner.start || declaration.end > owner.end) return tableBound(context, identifier);
  if (declaration.kind === "parameter" || declaration.ancestor("parameters")) {
    const given = valuesGiven(context, identifier);
    return given && widest(given.map((value) => stringBound(context, value, depth + 1)));
  }
  const values: SyntaxNode[] = [];
  const initializer = initializerOf(declaration);
  if (initializer) values.push(initializer);
  for (const node of owner.descendants()) {
    if (node.kind === "assignment" && node.operator === "=" && (node.child("left") ?? node.firstChild)?.text === identifier.text) {
      const right = node.child("right") ?? node.children.at(-1);
      if (right) values.push(right);
    } else if (node.kind === "unary" && node.operator === "&" && node.firstChild?.text === identifier.text) return undefined;
  }
  return widest(
    values
      .filter((value) => value.kind !== "null" && !/^(NULL|0|nullptr)$/.test(value.text))
      .map((value) => stringBound(context, value, depth + 1)),
  );
}

/** An element of a table whose initialiser holds nothing but literals. */
function tableBound(context: RuleContext, node: SyntaxNode): StringBound | undefined {
  let base = node;
  while (base.kind === "member" || base.kind === "subscript") {
    const object = base.child("object") ?? base.firstChild;
    if (!object) return undefined;
    base = bare(object);
  }
  if (base.kind !== "identifier") return undefined;
  const variable = context.file.facts.variables.find((fact) => fact.name === base.text);
  const declared = context.file.semantics.declarationOf(base);
  const initializer =
    variable?.initializer !== undefined
      ? context.file.tree.node(variable.initializer)
      : declared && declared.kind !== "parameter"
        ? initializerOf(declared)
        : undefined;
  if (!initializer?.is("initializerList", "string") && !initializer?.text.startsWith('"')) return undefined;
  let max = -1;
  for (const literal of initializer.is("string") ? [initializer] : initializer.descendants()) {
    if (literal.kind === "string")
      max = Math.max(max, byteLength(context.file.semantics.stringValue(literal) ?? writtenFormat(literal.text)));
  }
  return max < 0 ? undefined : { max, exact: false };
}

function callBound(context: RuleContext, call: SyntaxNode, depth: number): StringBound | undefined {
  const name = context.file.semantics.calleeName(call);
  const documented = BOUNDED_RESULTS[name];
  if (documented !== undefined) return { max: documented, exact: false };
  // The text of their argument, or a part of it.
  const [whole] = call.args;
  if (whole && PARTS.has(name)) return stringBound(context, whole, depth + 1);
  const target = context.project.resolveFunction(name, context.file.document.path);
  if (target?.fact.body !== undefined) {
    const inside: RuleContext = { ...context, file: target.file };
    const results: SyntaxNode[] = [];
    for (const node of target.file.tree.node(target.fact.body).descendants())
      if (node.kind === "return" && node.firstChild) results.push(node.firstChild);
    const bound = widest(results.map((result) => stringBound(inside, result, depth + 1)));
    if (bound) return bound;
  }
  return NUMBER_TO_TEXT.test(name) ? { max: NUMBER_CHARACTERS, exact: false } : undefined;
}
