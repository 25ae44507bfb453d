import type { Type } from "../../../project/types.js";
import type { BuiltPlace, BuiltValue } from "../../../flow/builder.js";
import type { BinaryOperator, UnaryOperator } from "../../../flow/ir.js";
import type { NodeField, Operator } from "../../../syntax/kinds.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { arithmetic, promoted } from "../data-model.js";
import { dereferenced } from "../expression-types.js";
import { byteLength } from "../literals.js";
import { at, type Site } from "../site.js";
import { lowerCall, lowerNew } from "./calls.js";
import { pointee, plainType, type Context } from "./context.js";
import { initialise } from "./initializers.js";

/** Value of an expression. Arrays and functions give their address, records the address of where they stand. */
export function lowerExpression(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const before = builder.node;
  context.at(node);
  const value = lowerAny(context, site);
  builder.node = before;
  return value;
}

function lowerAny(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  switch (node.kind) {
    case "parenthesized":
    case "expressionStatement":
      return node.firstChild ? lowerExpression(context, at(site, node.firstChild)) : unknown(context, site, []);
    case "number":
    case "char":
    case "boolean":
    case "sizeof":
    case "alignof":
    case "offsetof":
      return builder.constant(constantOf(context, site), scalarType(context, site));
    case "null":
      return builder.constant(0, { kind: "pointer", to: { kind: "void" } });
    case "string":
      return lowerString(context, site);
    case "identifier":
    case "qualifiedName":
    case "this":
      return lowerName(context, site);
    case "member":
    case "subscript": {
      const place = lowerPlace(context, site);
      return place ? read(context, place) : unknown(context, site, []);
    }
    case "unary":
      return lowerUnary(context, site);
    case "update":
      return lowerUpdate(context, site);
    case "binary":
      return lowerBinary(context, site);
    case "assignment":
      return lowerAssignment(context, site);
    case "comma":
      effectOf(context, site, "left");
      return child(context, site, "right");
    case "conditional":
      return lowerConditional(context, site);
    case "cast":
      return lowerCast(context, site);
    case "call":
      return lowerCall(context, site);
    case "new":
      return lowerNew(context, site);
    case "delete": {
      const operand = node.firstChild;
      const pointer = operand ? lowerExpression(context, at(site, operand)) : undefined;
      if (pointer === undefined) return unknown(context, site, []);
      const callee = /^(?:::)?\s*delete\s*\[/.test(node.text) ? "operator delete[]" : "operator delete";
      return emitCall(context, callee, [pointer], [context.relative(operand ?? node)], { kind: "void" });
    }
    case "compoundLiteral": {
      const place = compoundLiteral(context, site);
      return read(context, place);
    }
    case "initializerList": {
      const first = node.firstChild;
      return first ? lowerExpression(context, at(site, first)) : builder.constant(0, context.int);
    }
    default:
      return unknown(context, site, node.kind === "lambda" ? [] : node.children);
  }
}

/** Something that is not understood: its parts are evaluated, its value is unknown. */
export function unknown(context: Context, site: Site, parts: readonly SyntaxNode[]): BuiltValue {
  const operands = parts.filter(isExpression).map((part) => lowerExpression(context, at(site, part)));
  if (site.node.kind === "error" || site.node.kind === "missing") context.builder.partial = true;
  const type = scalarType(context, site);
  const registers = operands.map((operand) => context.builder.use(operand));
  return context.builder.value({ op: "unknown", operands: registers, type }, type);
}

function isExpression(node: SyntaxNode): boolean {
  return !["typeDescriptor", "typeArguments", "primitiveType", "typeName", "arguments", "parameters", "missing", "error", "block"].includes(
    node.kind,
  );
}

function child(context: Context, site: Site, field: NodeField): BuiltValue {
  const node = site.node.child(field);
  return node ? lowerExpression(context, at(site, node)) : unknown(context, site, []);
}

function effectOf(context: Context, site: Site, field: NodeField): void {
  const node = site.node.child(field);
  if (node) lowerExpression(context, at(site, node));
}

export function constantOf(context: Context, site: Site): number | undefined {
  return context.semantics.constants.integer(site);
}

/** Type of an expression's value: references read, enumerations as `int`, arrays and functions as addresses. */
export function scalarType(context: Context, site: Site): Type {
  return valueType(context, context.typeOf(site));
}

function valueType(context: Context, type: Type): Type {
  const plain = plainType(dereferenced(type), context.int);
  if (plain.kind === "array") return { kind: "pointer", to: plain.of };
  if (plain.kind === "function") return { kind: "pointer", to: plain };
  return plain;
}

function lowerString(context: Context, site: Site): BuiltValue {
  const text = context.semantics.constants.string(site) ?? "";
  const type = context.typeOf(site);
  const of: Type = type.kind === "array" ? type.of : context.semantics.builtins.char;
  const width = context.sizeOf(of) ?? 1;
  const length = width === 1 ? byteLength(text, site.node.text.includes("\\")) : text.length;
  return context.builder.value({ op: "string", text, bytes: (length + 1) * width, width }, { kind: "pointer", to: of });
}

/** Value of what a place holds. */
export function read(context: Context, place: BuiltPlace): BuiltValue {
  const { builder } = context;
  if (place.type.kind === "array") {
    const type: Type = { kind: "pointer", to: place.type.of };
    return builder.value({ op: "address", place: builder.usePlace(place), type }, type);
  }
  if (place.type.kind === "function") {
    if (place.kind === "deref") return place.pointer;
  }
  return builder.load(place, plainType(place.type, context.int));
}

function lowerName(context: Context, site: Site): BuiltValue {
  const { builder, semantics } = context;
  const place = lowerPlace(context, site);
  if (place) return read(context, place);
  const name = site.node.text.replace(/\s+/g, "");
  const constant = constantOf(context, site);
  if (constant !== undefined) return builder.constant(constant, scalarType(context, site));
  const expansion = semantics.macros.expand(site, name, undefined);
  if (expansion) return lowerExpression(context, expansion);
  if (name === "NULL" || name === "nullptr") return builder.constant(0, { kind: "pointer", to: { kind: "void" } });
  if (semantics.surroundings.find("functions", name) !== undefined) {
    builder.addReference(name);
    const type = context.typeOf(site);
    return builder.value({ op: "function", name }, { kind: "pointer", to: type });
  }
  const limit = LIMITS[name];
  if (limit !== undefined)
    return builder.constant(limit, {
      kind: "integer",
      name: "limit",
      signed: limit <= 0x7fffffff,
      bits: Math.abs(limit) > 0xffffffff ? 64 : 32,
    });
  return unknown(context, site, []);
}

/** Macros of standard headers that a project does not define. */
const LIMITS: Readonly<Record<string, number>> = {
  CHAR_BIT: 8, SCHAR_MAX: 127, SCHAR_MIN: -128, UCHAR_MAX: 255, CHAR_MAX: 127, CHAR_MIN: -128, SHRT_MAX: 32767, SHRT_MIN: -32768, USHRT_MAX: 65535,
  INT_MAX: 2147483647, INT_MIN: -2147483648, UINT_MAX: 4294967295, LLONG_MAX: 9223372036854774784, LLONG_MIN: -9223372036854775808,
  ULLONG_MAX: 18446744073709549568, INT8_MAX: 127, INT8_MIN: -128, UINT8_MAX: 255, INT16_MAX: 32767, INT16_MIN: -32768, UINT16_MAX: 65535, INT32_MAX: 2147483647,
  INT32_MIN: -2147483648, UINT32_MAX: 4294967295, INT64_MAX: 9223372036854774784, INT64_MIN: -9223372036854775808, UINT64_MAX: 18446744073709549568, SIZE_MAX: 4294967295,
  EXIT_SUCCESS: 0, EXIT_FAILURE: 1, EOF: -1, STDIN_FILENO: 0, STDOUT_FILENO: 1, STDERR_FILENO: 2, SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2, AF_INET: 2, SOCK_STREAM: 1, INVALID_SOCKET: -1, SOCKET_ERROR: -1, INADDR_ANY: 0, TRUE: 1, FALSE: 0, true: 1, false: 0,
}; // prettier-ignore

/** The place that an expression names; `undefined` when it is none, or none that is known. */
export function lowerPlace(context: Context, site: Site): BuiltPlace | undefined {
  const { node } = site;
  const before = context.builder.node;
  context.at(node);
  const place = placeOf(context, site);
  context.builder.node = before;
  return place;
}

function placeOf(context: Context, site: Site): BuiltPlace | undefined {
  const { builder, semantics } = context;
  const { node } = site;
  switch (node.kind) {
    case "parenthesized":
      return node.firstChild ? lowerPlace(context, at(site, node.firstChild)) : undefined;
    case "this": {
      const self = context.local("this");
      return self === undefined ? undefined : context.variablePlace(self);
    }
    case "identifier":
    case "qualifiedName": {
      const name = node.text.replace(/\s+/g, "");
      const bound = site.bindings?.get(name);
      if (bound) return lowerPlace(context, bound);
      const local = context.local(name);
      if (local !== undefined) return context.variablePlace(local);
      const global = context.global(name);
      if (global !== undefined) return context.variablePlace(global);
      const member = implicitMember(context, name);
      if (member) return member;
      const expansion = constantOf(context, site) === undefined ? semantics.macros.expand(site, name, undefined) : undefined;
      return expansion && isPlaceLike(expansion.node) ? lowerPlace(context, expansion) : undefined;
    }
    case "unary":
      if (node.operator !== "*") return undefined;
      return dereference(context, child(context, site, "operand"), context.typeOf(site));
    case "member":
      return memberPlace(context, site);
    case "subscript":
      return subscriptPlace(context, site);
    case "compoundLiteral":
      return compoundLiteral(context, site);
    case "update": {
      if (node.operator !== "++" && node.operator !== "--") return undefined;
      lowerUpdate(context, site);
      const operand = node.child("operand");
      return operand && lowerPlace(context, at(site, operand));
    }
    case "assignment": {
      lowerAssignment(context, site);
      const left = node.child("left");
      return left && lowerPlace(context, at(site, left));
    }
    case "call": {
      const type = context.typeOf(site);
      if (type.kind === "reference") return context.derefPlace(lowerCall(context, site), type.to);
      if (type.kind !== "record") return undefined;
      const temporary = builder.temporary(type, context.sizeOf(type));
      const place: BuiltPlace = { kind: "variable", variable: temporary, type };
      const value = lowerCall(context, site);
      builder.effect({ op: "declare", variable: temporary, initialised: true });
      builder.store(place, value);
      return place;
    }
    case "cast": {
      const value = node.child("value");
      const type = context.typeOf(site);
      if (type.kind === "reference" && value) {
        const inner = lowerPlace(context, at(site, value));
        return inner && context.derefPlace(addressOf(context, inner), type.to);
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function isPlaceLike(node: SyntaxNode): boolean {
  return ["parenthesized", "identifier", "unary", "member", "subscript"].includes(node.kind);
}

/** Inside a method a plain name can be a member of `this`. */
function implicitMember(context: Context, name: string): BuiltPlace | undefined {
  const self = context.local("this");
  if (self === undefined) return undefined;
  const place = context.variablePlace(self);
  if (place.type.kind !== "pointer" || place.type.to.kind !== "record") return undefined;
  const record = place.type.to;
  const type = context.semantics.memberType(record.name, name);
  if (type === undefined) return undefined;
  return fieldPlace(context, context.derefPlace(context.builder.load(place), record), name, type);
}

export function dereference(context: Context, pointer: BuiltValue, type: Type): BuiltPlace {
  const target = type.kind === "unknown" ? pointee(pointer.type) : type;
  return context.derefPlace(pointer, target.kind === "reference" ? target.to : target);
}

export function addressOf(context: Context, place: BuiltPlace): BuiltValue {
  if (place.kind === "deref") return place.pointer;
  const type: Type = { kind: "pointer", to: place.type };
  return context.builder.value({ op: "address", place: context.builder.usePlace(place), type }, type);
}

export function fieldPlace(context: Context, base: BuiltPlace, name: string, declared: Type): BuiltPlace {
  const type = plainType(declared, context.int);
  const size = context.sizeOf(type);
  // Members of a union are one and the same memory.
  const isUnion = base.type.kind === "record" && base.type.tag === "union";
  const place: BuiltPlace = { kind: "field", base, name: isUnion ? "" : name, type, ...(size !== undefined ? { size } : {}) };
  return type.kind === "reference" ? context.derefPlace(context.builder.load(place), type.to) : place;
}

function memberPlace(context: Context, site: Site): BuiltPlace | undefined {
  const { node } = site;
  const object = node.child("object");
  const property = node.child("property");
  if (object === undefined || property === undefined) return undefined;
  const objectSite = at(site, object);
  const objectType = dereferenced(context.typeOf(objectSite));
  const type = context.typeOf(site);
  let base: BuiltPlace | undefined;
  if (node.operator === "->") {
    const pointer = lowerExpression(context, objectSite);
    base = context.derefPlace(pointer, pointee(objectType.kind === "unknown" ? pointer.type : objectType));
  } else base = lowerPlace(context, objectSite) ?? valueAsPlace(context, lowerExpression(context, objectSite));
  return fieldPlace(context, base, property.text, type);
}

/** A record that is only a value gets a temporary to stand in. */
function valueAsPlace(context: Context, value: BuiltValue): BuiltPlace {
  const variable = context.builder.temporary(value.type, context.sizeOf(value.type));
  const place: BuiltPlace = { kind: "variable", variable, type: value.type };
  context.builder.effect({ op: "declare", variable, initialised: true });
  context.builder.store(place, value);
  return place;
}

function subscriptPlace(context: Context, site: Site): BuiltPlace | undefined {
  const { node } = site;
  const object = node.child("object");
  const index = node.child("index");
  if (object === undefined || index === undefined) return undefined;
  const objectSite = at(site, object);
  const objectType = dereferenced(context.typeOf(objectSite));
  if (objectType.kind === "array") {
    const base = lowerPlace(context, objectSite);
    if (base?.type.kind === "array") {
      const value = lowerExpression(context, at(site, index));
      return elementPlace(context, base, value);
    }
  }
  const pointer = lowerExpression(context, objectSite);
  const value = lowerExpression(context, at(site, index));
  if (pointer.type.kind === "record") return undefined;
  const type = plainType(pointee(pointer.type), context.int);
  context.at(node);
  return context.derefPlace(offset(context, pointer, value, false), type);
}

export function elementPlace(context: Context, base: BuiltPlace, index: BuiltValue): BuiltPlace {
  const type = base.type.kind === "array" ? plainType(base.type.of, context.int) : { kind: "unknown" as const };
  const elementSize = context.sizeOf(type);
  const length = base.type.kind === "array" ? base.type.length : undefined;
  return {
    kind: "element",
    base,
    index,
    type,
    ...(elementSize !== undefined ? { elementSize } : {}),
    ...(length !== undefined ? { length } : {}),
  };
}

/** Pointer plus or minus an integer. */
export function offset(context: Context, pointer: BuiltValue, index: BuiltValue, negative: boolean): BuiltValue {
  const { builder } = context;
  const to = pointee(pointer.type);
  const elementSize = to.kind === "void" ? 1 : context.sizeOf(to);
  const p = builder.use(pointer);
  const i = builder.use(index);
  const draft = { op: "offset" as const, pointer: p, index: i, negative, type: pointer.type };
  return builder.value({ ...draft, ...(elementSize !== undefined ? { elementSize } : {}) }, pointer.type);
}

function compoundLiteral(context: Context, site: Site): BuiltPlace {
  const type = plainType(context.typeOf(site), context.int);
  const variable = context.builder.temporary(type, context.sizeOf(type));
  const place: BuiltPlace = { kind: "variable", variable, type };
  context.builder.effect({ op: "declare", variable, initialised: true });
  const value = site.node.child("value");
  if (value) initialise(context, place, at(site, value));
  return place;
}

/** Converts a value as an assignment to a type does. */
export function convert(context: Context, value: BuiltValue, to: Type, explicit = false): BuiltValue {
  const type = plainType(dereferenced(to), context.int);
  const from = value.type;
  if (type.kind === "record" || type.kind === "unknown" || type.kind === "void" || type.kind === "array" || sameType(from, type))
    return value;
  const register = context.builder.use(value);
  return context.builder.value({ op: "cast", operand: register, from, type, explicit }, type);
}

function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "integer" && b.kind === "integer") return a.bits === b.bits && a.signed === b.signed;
  if (a.kind === "float" && b.kind === "float") return a.bits === b.bits;
  return a.kind === "boolean";
}

function lowerUnary(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const { operator } = node;
  const operand = node.child("operand");
  if (operand === undefined) return unknown(context, site, []);
  switch (operator) {
    case "*": {
      const pointer = lowerExpression(context, at(site, operand));
      const type = context.typeOf(site);
      if (type.kind === "function") return pointer;
      return read(context, dereference(context, pointer, type));
    }
    case "&": {
      const place = lowerPlace(context, at(site, operand));
      context.at(node);
      if (place) return addressOf(context, place);
      return lowerExpression(context, at(site, operand));
    }
    case "!": {
      const value = lowerExpression(context, at(site, operand));
      return builder.value({ op: "unary", operator: "!", operand: builder.use(value), type: context.int }, context.int);
    }
    case "-":
    case "+":
    case "~": {
      const constant = constantOf(context, site);
      const value = lowerExpression(context, at(site, operand));
      const type = promoted(dereferenced(value.type), context.semantics.builtins);
      if (constant !== undefined && node.firstChild?.kind === "number") return builder.constant(constant, type);
      const converted = convert(context, value, type);
      return builder.value({ op: "unary", operator: operator as UnaryOperator, operand: builder.use(converted), type }, type);
    }
    default:
      return unknown(context, site, [operand]);
  }
}

function lowerUpdate(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const operand = node.child("operand");
  const place = operand && lowerPlace(context, at(site, operand));
  if (place === undefined) return unknown(context, site, operand ? [operand] : []);
  context.at(node);
  const old = builder.load(place);
  const one = builder.constant(1, context.int);
  const negative = node.operator.endsWith("--");
  const next =
    place.type.kind === "pointer"
      ? offset(context, old, one, negative)
      : convert(context, combine(context, negative ? "-" : "+", old, one), place.type);
  builder.store(place, next);
  return node.operator.startsWith("postfix") ? old : next;
}

/** An arithmetic operation with C's conversions. */
export function combine(context: Context, operator: BinaryOperator, left: BuiltValue, right: BuiltValue): BuiltValue {
  const { builder, semantics } = context;
  const isComparison = COMPARISONS.has(operator);
  const type: Type = isComparison ? context.int : UNKNOWN;
  if (left.type.kind === "pointer" || right.type.kind === "pointer") {
    if (operator === "+" || operator === "-") {
      if (left.type.kind === "pointer" && right.type.kind === "pointer") {
        const size = context.sizeOf(pointee(left.type));
        const b = builder.use(right);
        const a = builder.use(left);
        const draft = { op: "distance" as const, left: a, right: b, type: semantics.builtins.difference };
        return builder.value({ ...draft, ...(size !== undefined ? { elementSize: size } : {}) }, semantics.builtins.difference);
      }
      return left.type.kind === "pointer" ? offset(context, left, right, operator === "-") : offset(context, right, left, false);
    }
    const pointer = left.type.kind === "pointer" ? left.type : right.type;
    const a = builder.use(left);
    const b = builder.use(right);
    return builder.value({ op: "binary", operator, left: a, right: b, operandType: pointer, type }, type);
  }
  const isShift = operator === "<<" || operator === ">>";
  const common = isShift
    ? promoted(left.type, semantics.builtins)
    : (arithmetic(left.type, right.type, semantics.builtins) ??
      (left.type.kind === "unknown" ? UNKNOWN : left.type.kind === "integer" ? left.type : UNKNOWN));
  const a = convert(context, left, common);
  const b = isShift ? right : convert(context, right, common);
  const result = isComparison ? context.int : common;
  const y = builder.use(b);
  const x = builder.use(a);
  return builder.value({ op: "binary", operator, left: x, right: y, operandType: common, type: result }, result);
}

const UNKNOWN: Type = { kind: "unknown" };
const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);
const BINARY: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "==", "!=", "<", "<=", ">", ">="]);

function lowerBinary(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const { operator } = node;
  if (operator === "&&" || operator === "||") return truthValue(context, site);
  const left = node.child("left");
  const right = node.child("right");
  if (left === undefined || right === undefined || !BINARY.has(operator)) return unknown(context, site, node.children);
  const a = lowerExpression(context, at(site, left));
  const b = lowerExpression(context, at(site, right));
  context.at(node);
  if (a.type.kind === "record" || b.type.kind === "record") {
    // An overloaded operator: `stream << value`.
    const registers = [builder.use(a), builder.use(b)];
    const type = scalarType(context, site);
    return builder.value({ op: "unknown", operands: registers, type }, type);
  }
  return combine(context, operator as BinaryOperator, a, b);
}

/** 0 or 1 by control flow: for `&&` and `||` whose value is kept. */
function truthValue(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const variable = builder.temporary(context.int, 4);
  const place: BuiltPlace = { kind: "variable", variable, type: context.int };
  const yes = builder.newBlock();
  const no = builder.newBlock();
  const end = builder.newBlock();
  lowerCondition(context, site, yes, no, "logical");
  builder.startBlock(yes);
  builder.store(place, builder.constant(1, context.int));
  builder.jump(end);
  builder.startBlock(no);
  builder.store(place, builder.constant(0, context.int));
  builder.startBlock(end);
  return builder.load(place);
}

/** Branches on a condition; `&&`, `||` and `!` become control flow. */
export function lowerCondition(
  context: Context,
  site: Site,
  whenTrue: number,
  whenFalse: number,
  role: "if" | "loop" | "logical" | "conditional",
): void {
  const { builder } = context;
  const { node } = site;
  const left = node.child("left");
  const right = node.child("right");
  if (node.kind === "parenthesized" && node.firstChild)
    return lowerCondition(context, at(site, node.firstChild), whenTrue, whenFalse, role);
  if (node.kind === "unary" && node.operator === "!") {
    const operand = node.child("operand");
    if (operand) return lowerCondition(context, at(site, operand), whenFalse, whenTrue, role);
  }
  if (node.kind === "binary" && (node.operator === "&&" || node.operator === "||") && left && right) {
    const middle = builder.newBlock();
    if (node.operator === "&&") lowerCondition(context, at(site, left), middle, whenFalse, role);
    else lowerCondition(context, at(site, left), whenTrue, middle, role);
    builder.startBlock(middle);
    return lowerCondition(context, at(site, right), whenTrue, whenFalse, role);
  }
  const value = lowerExpression(context, site);
  context.at(node);
  builder.branch(value, whenTrue, whenFalse, role);
}

function lowerConditional(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const condition = node.child("condition");
  const consequence = node.child("consequence");
  const alternative = node.child("alternative");
  if (condition === undefined || alternative === undefined) return unknown(context, site, node.children);
  const type = scalarType(context, site);
  const variable = builder.temporary(type, context.sizeOf(type));
  const place: BuiltPlace = { kind: "variable", variable, type };
  const yes = builder.newBlock();
  const no = builder.newBlock();
  const end = builder.newBlock();
  const assign = (part: SyntaxNode): void => {
    const value = lowerExpression(context, at(site, part));
    if (type.kind !== "void") builder.store(place, convert(context, value, type));
  };
  if (consequence) {
    lowerCondition(context, at(site, condition), yes, no, "conditional");
    builder.startBlock(yes);
    assign(consequence);
  } else {
    const value = lowerExpression(context, at(site, condition));
    builder.branch(value, yes, no, "conditional");
    builder.startBlock(yes);
    builder.store(place, value);
  }
  builder.jump(end);
  builder.startBlock(no);
  assign(alternative);
  builder.startBlock(end);
  return type.kind === "void" ? builder.constant(0, context.int) : builder.load(place);
}

function lowerCast(context: Context, site: Site): BuiltValue {
  const value = child(context, site, "value");
  const type = plainType(context.typeOf(site), context.int);
  context.at(site.node);
  if (type.kind === "void" || type.kind === "unknown") return value;
  if (type.kind === "pointer") {
    const register = context.builder.use(value);
    return context.builder.value({ op: "cast", operand: register, from: value.type, type, explicit: true }, type);
  }
  return convert(context, value, type, true);
}

const COMPOUND = /^(\*\*|<<|>>|[-+*/%&|^])=$/;

function lowerAssignment(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const left = node.child("left");
  const right = node.child("right");
  if (left === undefined || right === undefined) return unknown(context, site, node.children);
  const operator: Operator = node.operator;
  if (operator === "=") {
    const value = lowerExpression(context, at(site, right));
    const place = lowerPlace(context, at(site, left));
    context.at(node);
    if (place === undefined) return value;
    const converted = convert(context, value, place.type);
    builder.store(place, converted);
    return converted;
  }
  const place = lowerPlace(context, at(site, left));
  const value = lowerExpression(context, at(site, right));
  const found = COMPOUND.exec(operator)?.[1];
  context.at(node);
  if (place === undefined || found === undefined || place.type.kind === "record") return value;
  const old = builder.load(place);
  const result = convert(context, combine(context, found as BinaryOperator, old, value), place.type);
  builder.store(place, result);
  return result;
}

/** Emits a call by name. */
export function emitCall(
  context: Context,
  callee: string,
  args: readonly BuiltValue[],
  argNodes: readonly number[],
  type: Type,
): BuiltValue {
  const { builder } = context;
  const registers = args.map((arg) => builder.use(arg));
  builder.addReference(callee);
  return builder.value({ op: "call", callee, target: -1, args: registers, argNodes, argTypes: args.map((arg) => arg.type), type }, type);
}
