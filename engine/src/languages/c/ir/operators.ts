import type { Type } from "../../../project/types.js";
import { BuiltValue, type BuiltPlace } from "../../../flow/builder.js";
import type { BinaryOperator, UnaryOperator } from "../../../flow/ir.js";
import type { Operator } from "../../../syntax/kinds.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { arithmetic, promoted } from "../data-model.js";
import { dereferenced } from "../expression-types.js";
import { at, type Site } from "../site.js";
import { pointee, type Context } from "./context.js";
import { lowerExpression, unknown } from "./expressions.js";
import { standardKind } from "../standard-classes.js";
import { assignText, concatenate, destroyStandard, pointerIn, shiftStream } from "./library.js";
import { callFreeOperator, callOperator } from "./method-calls.js";
import { addressOf, dereference, lowerPlace } from "./places.js";
import { constantOf, convert, offset, read, scalarType } from "./values.js";

export function lowerUnary(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const { operator } = node;
  const operand = node.child("operand");
  if (operand === undefined) return unknown(context, site, []);
  switch (operator) {
    case "*": {
      if (context.semantics.isCpp && dereferenced(context.typeOf(at(site, operand))).kind === "record") {
        const place = lowerPlace(context, site);
        if (place) return read(context, place);
      }
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

export function lowerUpdate(context: Context, site: Site): BuiltValue {
  return lowerUpdated(context, site).value;
}

/** `++x`: its value, and the place that it changed and is. */
export function lowerUpdated(context: Context, site: Site): { readonly value: BuiltValue; readonly place?: BuiltPlace } {
  const operand = site.node.child("operand");
  const place = operand && lowerPlace(context, at(site, operand));
  if (place !== undefined) return { value: update(context, site, at(site, operand ?? site.node), place), place };
  // An operand that is an update itself has been evaluated: once more for each of them would be without end.
  return { value: unknown(context, site, operand && operand.unparenthesized.kind !== "update" ? [operand] : []) };
}

function update(context: Context, site: Site, operand: Site, place: BuiltPlace): BuiltValue {
  const { builder } = context;
  const { node } = site;
  context.at(node);
  const old = builder.load(place);
  const one = builder.constant(1, context.int);
  const negative = node.operator.endsWith("--");
  if (place.type.kind === "record") {
    const object = callOperator(context, site, operand, `operator${node.operator.replace("postfix", "").slice(-2)}`, []);
    return object === undefined ? unknown(context, site, []) : asValue(context, object);
  }
  const next =
    place.type.kind === "pointer" && place.type.iterator
      ? old
      : place.type.kind === "pointer"
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
      if (left.type.kind === "pointer" && left.type.iterator) return left;
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

export function lowerBinary(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const { operator } = node;
  if (operator === "&&" || operator === "||") return truthValue(context, site);
  const left = node.child("left");
  const right = node.child("right");
  if (left === undefined || right === undefined || !BINARY.has(operator)) return unknown(context, site, node.children);
  if (context.semantics.isCpp) {
    const overloaded = overloadedBinary(context, site, at(site, left), at(site, right));
    if (overloaded !== undefined) return overloaded;
  }
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

/** Operators of classes: those of the library, those that a class declares, and functions; `undefined`: a plain operation. */
function overloadedBinary(context: Context, site: Site, left: Site, right: Site): BuiltValue | undefined {
  const a = dereferenced(context.typeOf(left));
  const b = dereferenced(context.typeOf(right));
  if (a.kind !== "record" && b.kind !== "record") return undefined;
  const { operator } = site.node;
  const name = `operator${operator}`;
  const result = callOperator(context, site, left, name, [right]) ?? callFreeOperator(context, site, name, [left, right]);
  if (result !== undefined) return asValue(context, result);
  const kind = standardKind(a);
  if (a.kind === "record" && (kind === "input" || kind === "output") && (operator === "<<" || operator === ">>")) {
    return shiftStream(context, left, right, a);
  }
  const text = kind === "text" ? a : standardKind(b) === "text" ? b : undefined;
  if (operator === "+" && text?.kind === "record") return concatenate(context, left, right, text);
  return undefined;
}

function asValue(context: Context, result: BuiltValue | BuiltPlace): BuiltValue {
  return result instanceof BuiltValue ? result : read(context, result);
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

/** Branches on the condition of a statement or conditional expression. */
export function lowerQuestion(
  context: Context,
  owner: SyntaxNode,
  condition: Site,
  whenTrue: number,
  whenFalse: number,
  role: "if" | "loop" | "conditional",
): void {
  const { builder } = context;
  const before = builder.asksForMacro;
  builder.asksForMacro = owner.tree !== context.semantics.tree;
  lowerCondition(context, condition, whenTrue, whenFalse, role);
  builder.asksForMacro = before;
}

/** Branches on a condition; `&&`, `||` and `!` become control flow. */
export function lowerCondition(
  context: Context,
  site: Site,
  whenTrue: number,
  whenFalse: number,
  role: "if" | "loop" | "logical" | "conditional",
): void {
  context.builder.enter();
  branchOn(context, site, whenTrue, whenFalse, role);
  context.builder.leave();
}

function branchOn(
  context: Context,
  site: Site,
  whenTrue: number,
  whenFalse: number,
  role: "if" | "loop" | "logical" | "conditional",
): void {
  const { builder, semantics } = context;
  const { node } = site;
  const left = node.child("left");
  const right = node.child("right");
  // What stands in a macro's body has no place of its own: it is asked where the macro is used, not where the last operand was.
  context.at(node);
  const here = builder.node;
  const callee = node.kind === "call" ? node.child("callee") : undefined;
  const expansion = callee?.kind === "identifier" ? semantics.macros.expand(site, callee.text, node) : undefined;
  if (expansion) return lowerCondition(context, expansion, whenTrue, whenFalse, role);
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
    builder.node = here;
    return lowerCondition(context, at(site, right), whenTrue, whenFalse, role);
  }
  const value = truthOf(context, site, lowerExpression(context, site));
  builder.node = here;
  builder.branch(value, whenTrue, whenFalse, role);
}

/** What an object counts as in a condition: a stream may have failed, a smart pointer is null or not. */
function truthOf(context: Context, site: Site, value: BuiltValue): BuiltValue {
  if (value.type.kind !== "record") return value;
  if (standardKind(value.type) === "pointer") return read(context, pointerIn(context, context.derefPlace(value, value.type)));
  return unknown(context, site, []);
}

export function lowerConditional(context: Context, site: Site): BuiltValue {
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
    lowerQuestion(context, node, at(site, condition), yes, no, "conditional");
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

const COMPOUND = /^(\*\*|<<|>>|[-+*/%&|^])=$/;

export function lowerAssignment(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const left = node.child("left");
  const right = node.child("right");
  if (left === undefined || right === undefined) return unknown(context, site, node.children);
  const operator: Operator = node.operator;
  if (context.semantics.isCpp) {
    const assigned = assignObject(context, site, at(site, left), at(site, right));
    if (assigned !== undefined) return assigned;
  }
  if (operator === "=") {
    const value = lowerExpression(context, at(site, right));
    const place = lowerPlace(context, at(site, left));
    context.at(node);
    // Stored where nobody looks: what is stored is out of sight from here on.
    if (place === undefined) return builder.value({ op: "unknown", operands: [builder.use(value)], type: value.type }, value.type);
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

/** Assignment to an object of class type; `undefined`: a plain one. */
function assignObject(context: Context, site: Site, left: Site, right: Site): BuiltValue | undefined {
  const { operator } = site.node;
  const type = dereferenced(context.typeOf(left));
  if (type.kind !== "record") return undefined;
  const declared = callOperator(context, site, left, `operator${operator}`, [right]);
  if (declared !== undefined) return asValue(context, declared);
  const kind = standardKind(type);
  const given = dereferenced(context.typeOf(right));
  if (kind === undefined || (operator === "=" && given.kind === "record" && kind !== "pointer")) return undefined;
  const place = lowerPlace(context, left);
  if (place === undefined) return undefined;
  if (kind === "text" && (operator === "=" || operator === "+=")) {
    assignText(context, place, operator, right);
    return read(context, place);
  }
  if (kind === "pointer" && operator === "=") {
    if (given.kind === "record") {
      const value = lowerExpression(context, right);
      destroyStandard(context, place, type);
      context.builder.store(place, value, type);
    } else {
      const value = lowerExpression(context, right);
      destroyStandard(context, place, type);
      const pointer = pointerIn(context, place);
      context.builder.store(pointer, convert(context, value, pointer.type));
    }
    return read(context, place);
  }
  return undefined;
}
