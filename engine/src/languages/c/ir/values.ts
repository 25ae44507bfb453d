import type { Type } from "../../../project/types.js";
import type { BuiltPlace, BuiltValue } from "../../../flow/builder.js";
import { dereferenced } from "../expression-types.js";
import type { Site } from "../site.js";
import { pointee, plainType, type Context } from "./context.js";

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

/** Converts a value as an assignment to a type does. */
export function convert(context: Context, value: BuiltValue, to: Type, explicit = false): BuiltValue {
  const type = plainType(dereferenced(to), context.int);
  const from = value.type;
  if (type.kind === "record" || type.kind === "unknown" || type.kind === "void" || type.kind === "array" || sameType(from, type))
    return value;
  const register = context.builder.use(value);
  const viewed = explicit ? viewOf(context, from, type) : {};
  return context.builder.value({ op: "cast", operand: register, from, type, explicit, ...viewed }, type);
}

/** What a written cast says: bytes that a cast to a pointer to a record claims to be there, where what it pointed to is no record by its type. */
export function viewOf(context: Context, from: Type, to: Type): { readonly viewed?: number } {
  if (from.kind !== "pointer" || to.kind !== "pointer") return {};
  const target = plainType(to.to, context.int);
  if (target.kind !== "record" || plainType(from.to, context.int).kind === "record") return {};
  const viewed = context.sizeOf(target);
  return viewed === undefined ? {} : { viewed };
}

function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "integer" && b.kind === "integer") return a.bits === b.bits && a.signed === b.signed;
  if (a.kind === "float" && b.kind === "float") return a.bits === b.bits;
  return a.kind === "boolean";
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
