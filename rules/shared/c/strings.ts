// How long a C string can be, and how large the buffer that receives it is, as far as one can tell without flow.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, enclosingNode, isCharLike, sameExpression, valueType } from "../expressions.js";
import { valuesGiven } from "./callers.js";
import { integerCharacters, printfDirectives } from "./format.js";

/** Longest string, in bytes without the terminator. `exact`: it is always that long. */
export interface StringBound {
  readonly max: number;
  readonly exact: boolean;
}

/** Functions whose result has a length that their documentation bounds. */
const BOUNDED_RESULTS: Readonly<Record<string, number>> = {
  inet_ntoa: 15, ip4addr_ntoa: 15, ipaddr_ntoa: 45, ip6addr_ntoa: 45, asctime: 25, ctime: 25, ether_ntoa: 17,
}; // prettier-ignore

/** Own functions that write a number out: `itoa`, `ftoa`, `uint32ToString`, `u32_to_str`. */
const NUMBER_TO_TEXT = /^(\w*_)?(u?(i|l|ll|int|long|short|char|num(ber)?|float|double|f|d|bool|u?int\d+|[us]\d+)(_?t)?_?to_?(a|str|string|text|ascii)(_\w*)?)$/i;
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
  return widest(values.filter((value) => value.kind !== "null" && !/^(NULL|0|nullptr)$/.test(value.text)).map((value) => stringBound(context, value, depth + 1)));
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
    variable?.initializer !== undefined ? context.file.tree.node(variable.initializer) : declared && declared.kind !== "parameter" ? initializerOf(declared) : undefined;
  if (!initializer?.is("initializerList", "string") && !initializer?.text.startsWith('"')) return undefined;
  let max = -1;
  for (const literal of initializer.is("string") ? [initializer] : initializer.descendants()) {
    if (literal.kind === "string") max = Math.max(max, byteLength(context.file.semantics.stringValue(literal) ?? writtenFormat(literal.text)));
  }
  return max < 0 ? undefined : { max, exact: false };
}

function callBound(context: RuleContext, call: SyntaxNode, depth: number): StringBound | undefined {
  const name = context.file.semantics.calleeName(call);
  const documented = BOUNDED_RESULTS[name];
  if (documented !== undefined) return { max: documented, exact: false };
  const target = context.project.resolveFunction(name, context.file.document.path);
  if (target?.fact.body !== undefined) {
    const inside: RuleContext = { ...context, file: target.file };
    const results: SyntaxNode[] = [];
    for (const node of target.file.tree.node(target.fact.body).descendants()) if (node.kind === "return" && node.firstChild) results.push(node.firstChild);
    const bound = widest(results.map((result) => stringBound(inside, result, depth + 1)));
    if (bound) return bound;
  }
  return NUMBER_TO_TEXT.test(name) ? { max: NUMBER_CHARACTERS, exact: false } : undefined;
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
    return minus(arrayBytes(context, element.child("object") ?? element), context.file.semantics.integerValue(element.child("index") ?? element));
  }
  if (!isArrayPlace(context, inner)) return undefined;
  const type = valueType(context.file.semantics.typeOf(inner));
  if (type.kind !== "array" || type.length === undefined || !isCharLike(type.of)) return undefined;
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
    if (node.kind === "call" && MAKES_ROOM.test(context.file.semantics.calleeName(node)) && !node.args.every((argument) => context.file.semantics.integerValue(argument) !== undefined)) return true;
    if (node.is("identifier", "fieldName") && /capacity/i.test(node.text) && node.ancestor("if", "while", "conditional")) return true;
  }
  return false;
}

const LENGTH_FUNCTIONS: ReadonlySet<string> = new Set(["strlen", "strnlen", "strnlen_s", "std::strlen", "os_strlen", "wcslen"]);

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

/** What a formatted output needs at most, and the argument that makes it unbounded, if one does. */
export interface FormatBound {
  /** Characters without the terminator that are always written. */
  readonly min: number;
  readonly max: number;
  readonly unbounded: SyntaxNode | undefined;
}

/** Bound of `printf`-like output. `values`: the arguments behind the format. */
export function formatBound(context: RuleContext, format: SyntaxNode, values: readonly SyntaxNode[]): FormatBound {
  const text = context.file.semantics.stringValue(format) ?? writtenFormat(format.text);
  let position = 0;
  let literal = byteLength(text);
  let min = 0;
  let max = 0;
  for (const directive of printfDirectives(text)) {
    literal -= byteLength(directive.text);
    if (directive.width === "*") position++;
    if (directive.precision === "*") position++;
    if (directive.conversion === "%") {
      literal += 1;
      continue;
    }
    const value = values[position++];
    const width = typeof directive.width === "number" ? directive.width : 0;
    min += width;
    switch (directive.conversion) {
      case "s": {
        if (typeof directive.precision === "number") max += Math.max(width, directive.precision);
        else if (directive.precision === "*") max += width;
        else {
          const bound = value && stringBound(context, value);
          if (!bound && value && !isLengthChecked(context, value) && !isUnmeasuredArray(context, value)) return { min, max: Infinity, unbounded: value };
          if (bound?.exact) min += Math.max(0, bound.max - width);
          max += Math.max(width, bound?.max ?? 0);
        }
        break;
      }
      case "c":
        min += Math.max(0, 1 - width);
        max += Math.max(width, 1);
        break;
      case "n":
        break;
      case "p":
        max += Math.max(width, 18);
        break;
      case "f":
      case "F":
      case "e":
      case "E":
      case "g":
      case "G":
        // A magnitude that a device shows; the largest double would need 309 digits.
        max += Math.max(width, 6 + (typeof directive.precision === "number" ? directive.precision : 6));
        min += Math.max(0, 1 - width);
        break;
      default: {
        const type = value ? valueType(context.file.semantics.typeOf(bare(value))) : undefined;
        // A width for a value of unknown type says how long its author takes it to be: `%02x`.
        const isGuessed = type?.kind !== "integer" && width > 0;
        const known = type?.kind === "integer" ? type : { bits: directive.length.startsWith("l") && directive.length !== "l" ? 64 : 32, signed: /[di]/.test(directive.conversion) };
        const shown = directive.length === "hh" ? 8 : directive.length === "h" ? Math.min(16, known.bits) : known.bits;
        max += isGuessed ? width : integerCharacters(directive, shown, known.signed && (type?.kind === "integer" || /[di]/.test(directive.conversion)));
        min += Math.max(0, 1 - width);
      }
    }
  }
  return { min: min + literal, max: max + literal, unbounded: undefined };
}

/**
 * Text of a format as written, with macros between the literals: `"%" PRIu32 NEWLINE`. The integer format macros are known; any other
 * macro stands for a directive's rest behind a `%`, and for nothing elsewhere.
 */
export function writtenFormat(text: string): string {
  let format = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*(?=\s|"|$)/gs)) {
    if (token.startsWith('"')) format += token.slice(1, -1).replace(/\\(?:x[\da-fA-F]+|[0-7]{1,3}|.)/gs, "?");
    else if (/%[-+ #0\d.]*$/.test(format)) format += /PRI[xX]/.test(token) ? "x" : /^PRI[di]|S\d+_F/.test(token) ? "d" : "u";
  }
  return format;
}

/** Bytes of a text in UTF-8, as it lies in the executable. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
