import type { Type } from "../../../project/types.js";
import { BuiltValue } from "../../../flow/builder.js";
import type { NodeField } from "../../../syntax/kinds.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { byteLength } from "../literals.js";
import { at, type Site } from "../site.js";
import { lowerDelete, lowerNew } from "./allocation.js";
import { lowerLambda } from "./lambdas.js";
import { lowerCall } from "./calls.js";
import { plainType, type Context } from "./context.js";
import { lowerAssignment, lowerBinary, lowerConditional, lowerUnary, lowerUpdate } from "./operators.js";
import { lowerPlace, compoundLiteral } from "./places.js";
import { closeScope } from "./scopes.js";
import { lowerAssembly, lowerStatement } from "./statements.js";
import { constantOf, convert, viewOf, read, scalarType } from "./values.js";

/** Value of an expression. Arrays and functions give their address, records the address of where they stand. */
export function lowerExpression(context: Context, site: Site): BuiltValue {
  const { builder } = context;
  const { node } = site;
  const before = builder.node;
  builder.enter();
  context.at(node);
  const value = lowerAny(context, site);
  builder.leave();
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
      return builder.constant(constantOf(context, site) ?? fraction(node.text), scalarType(context, site));
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
    case "typeName":
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
    case "delete":
      return lowerDelete(context, site);
    case "compoundLiteral": {
      const place = compoundLiteral(context, site);
      return read(context, place);
    }
    case "asm":
      lowerAssembly(context, site);
      return builder.constant(0, context.int);
    case "initializerList": {
      const first = node.firstChild;
      return first ? lowerExpression(context, at(site, first)) : builder.constant(0, context.int);
    }
    case "lambda":
      return lowerLambda(context, site);
    case "block":
      return lowerStatementExpression(context, site);
    default:
      return unknown(context, site, node.children);
  }
}

/** Value of a literal with a point or exponent; `undefined` when it is none. */
function fraction(text: string): number | undefined {
  const value = /^[\d.][\d.eE+-]*[fFlL]?$/.test(text) ? Number(text.replace(/[fFlL]$/, "")) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Something that is not understood: its parts are evaluated, its value is unknown. */
export function unknown(context: Context, site: Site, parts: readonly SyntaxNode[]): BuiltValue {
  const operands = parts.filter(isExpression).map((part) => lowerExpression(context, at(site, part)));
  const { kind } = site.node;
  if (kind === "error" || kind === "missing") context.builder.notUnderstood("syntax error");
  else if (!UNDERSTOOD.has(kind)) context.builder.notUnderstood(`'${kind}'`);
  const type = scalarType(context, site);
  const registers = operands.map((operand) => context.builder.use(operand));
  return context.builder.value({ op: "unknown", operands: registers, type }, type);
}

/** `({ int x = f(); x + 1; })`: statements whose last one gives the value. */
function lowerStatementExpression(context: Context, site: Site): BuiltValue {
  const { children } = site.node;
  const last = children.at(-1);
  const result = last?.kind === "expressionStatement" ? last.firstChild : undefined;
  context.openScope();
  for (const child of result === undefined ? children : children.slice(0, -1)) lowerStatement(context, child);
  const value = result === undefined ? context.builder.constant(undefined, context.int) : lowerExpression(context, at(site, result));
  closeScope(context);
  return value;
}

/** Kinds that are understood as such: where they are unknown, it is what they name or are applied to that nobody declares. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  "identifier", "qualifiedName", "typeName", "this", "member", "subscript", "call", "unary", "update", "binary", "assignment", "lambda",
  "parenthesized", "expressionStatement", "delete", "new", "conditional", "asm",
]); // prettier-ignore

function isExpression(node: SyntaxNode): boolean {
  return !["typeDescriptor", "typeArguments", "primitiveType", "typeName", "arguments", "parameters", "missing", "error", "block"].includes(
    node.kind,
  );
}

export function child(context: Context, site: Site, field: NodeField): BuiltValue {
  const node = site.node.child(field);
  return node ? lowerExpression(context, at(site, node)) : unknown(context, site, []);
}

function effectOf(context: Context, site: Site, field: NodeField): void {
  const node = site.node.child(field);
  if (node) lowerExpression(context, at(site, node));
}

function lowerString(context: Context, site: Site): BuiltValue {
  const text = context.semantics.constants.string(site) ?? "";
  const type = context.typeOf(site);
  const of: Type = type.kind === "array" ? type.of : context.semantics.builtins.char;
  const width = context.sizeOf(of) ?? 1;
  const length = width === 1 ? byteLength(text, site.node.text.includes("\\")) : text.length;
  return context.builder.value({ op: "string", text, bytes: (length + 1) * width, width }, { kind: "pointer", to: of });
}

function lowerName(context: Context, site: Site): BuiltValue {
  const { builder, semantics } = context;
  const bound = site.bindings?.get(site.node.text);
  if (bound) return lowerExpression(context, bound);
  const place = lowerPlace(context, site);
  if (place) return read(context, place);
  const name = site.node.text.replace(/\s+/g, "");
  const constant = constantOf(context, site);
  if (constant !== undefined) return builder.constant(constant, scalarType(context, site));
  const expansion = LIMITS[name] === undefined ? semantics.macros.expand(site, name, undefined) : undefined;
  if (expansion) return lowerExpression(context, expansion);
  if (name === "NULL" || name === "nullptr") return builder.constant(0, { kind: "pointer", to: { kind: "void" } });
  if (semantics.surroundings.find("functions", name) !== undefined) {
    builder.addReference(name);
    const type = context.typeOf(site);
    return builder.value({ op: "function", name }, { kind: "pointer", to: type });
  }
  const limit = limitOf(context, name);
  if (limit !== undefined)
    return builder.constant(limit, {
      kind: "integer",
      name: "limit",
      signed: limit <= 0x7fffffff,
      bits: Math.abs(limit) > 0xffffffff ? 64 : 32,
    });
  return unknown(context, site, []);
}

/** A limit by its name; those of plain `char` depend on the processor. */
function limitOf(context: Context, name: string): number | undefined {
  const { char } = context.semantics.builtins;
  const isSigned = char.kind === "integer" && char.signed;
  if (name === "CHAR_MAX") return isSigned ? 127 : 255;
  if (name === "CHAR_MIN") return isSigned ? -128 : 0;
  return LIMITS[name];
}

/** Macros of standard headers that a project does not define. */
const LIMITS: Readonly<Record<string, number>> = {
  CHAR_BIT: 8, SCHAR_MAX: 127, SCHAR_MIN: -128, UCHAR_MAX: 255, SHRT_MAX: 32767, SHRT_MIN: -32768, USHRT_MAX: 65535,
  INT_MAX: 2147483647, INT_MIN: -2147483648, UINT_MAX: 4294967295, LLONG_MAX: 9223372036854774784, LLONG_MIN: -9223372036854775808,
  ULLONG_MAX: 18446744073709549568, INT8_MAX: 127, INT8_MIN: -128, UINT8_MAX: 255, INT16_MAX: 32767, INT16_MIN: -32768, UINT16_MAX: 65535, INT32_MAX: 2147483647,
  INT32_MIN: -2147483648, UINT32_MAX: 4294967295, INT64_MAX: 9223372036854774784, INT64_MIN: -9223372036854775808, UINT64_MAX: 18446744073709549568, SIZE_MAX: 4294967295,
  FILENAME_MAX: 4096, PATH_MAX: 4096, NAME_MAX: 255, BUFSIZ: 8192, L_tmpnam: 20, HOST_NAME_MAX: 64,
  EXIT_SUCCESS: 0, EXIT_FAILURE: 1, EOF: -1, STDIN_FILENO: 0, STDOUT_FILENO: 1, STDERR_FILENO: 2, SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2, AF_INET: 2, SOCK_STREAM: 1, INVALID_SOCKET: -1, SOCKET_ERROR: -1, INADDR_ANY: 0, TRUE: 1, FALSE: 0, true: 1, false: 0,
}; // prettier-ignore

function lowerCast(context: Context, site: Site): BuiltValue {
  const value = child(context, site, "value");
  const type = plainType(context.typeOf(site), context.int);
  context.at(site.node);
  // How wide a type is that nobody can see is not known: nothing is too far or too much for it.
  if (type.kind === "unknown" && value.type.kind === "integer") return new BuiltValue(value.register, type, value.block);
  if (type.kind === "void" || type.kind === "unknown") return value;
  if (type.kind === "pointer") {
    const register = context.builder.use(value);
    return context.builder.value(
      { op: "cast", operand: register, from: value.type, type, explicit: true, ...viewOf(context, value.type, type) },
      type,
    );
  }
  return convert(context, value, type, true);
}
