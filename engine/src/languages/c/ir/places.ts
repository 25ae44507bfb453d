import type { Type } from "../../../project/types.js";
import { BuiltValue, type BuiltPlace } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { dereferenced } from "../expression-types.js";
import { at, type Site } from "../site.js";
import { fieldOf, ownerOfStatic } from "../classes.js";
import { standardKind } from "../standard-classes.js";
import { lowerCallResult } from "./calls.js";
import { pointee, plainType, type Context } from "./context.js";
import { child, lowerExpression } from "./expressions.js";
import { initialise } from "./initializers.js";
import { elementAt } from "./library.js";
import { callOperator } from "./method-calls.js";
import { lowerAssignment, lowerUpdated } from "./operators.js";
import { constantOf, offset } from "./values.js";

/** The place that an expression names; `undefined` when it is none, or none that is known. */
export function lowerPlace(context: Context, site: Site): BuiltPlace | undefined {
  const { node } = site;
  const before = context.builder.node;
  context.builder.enter();
  context.at(node);
  const place = placeOf(context, site);
  context.builder.leave();
  context.builder.node = before;
  return place;
}

function placeOf(context: Context, site: Site): BuiltPlace | undefined {
  const { semantics } = context;
  const { node } = site;
  switch (node.kind) {
    case "parenthesized":
      return node.firstChild ? lowerPlace(context, at(site, node.firstChild)) : undefined;
    case "this": {
      const self = context.local("this");
      return self === undefined ? undefined : context.variablePlace(self);
    }
    case "typeName":
    case "identifier":
    case "qualifiedName": {
      const name = node.text.replace(/\s+/g, "");
      const bound = site.bindings?.get(name);
      if (bound) return lowerPlace(context, bound);
      const local = context.local(name);
      if (local !== undefined) return context.variablePlace(local);
      const member = semantics.isCpp ? implicitMember(context, site, name) : undefined;
      if (member) return member;
      const global = context.global(name);
      if (global !== undefined) return context.variablePlace(global);
      const expansion = constantOf(context, site) === undefined ? semantics.macros.expand(site, name, undefined) : undefined;
      return expansion && isPlaceLike(expansion.node) ? lowerPlace(context, expansion) : undefined;
    }
    case "unary":
      if (node.operator !== "*") return undefined;
      if (semantics.isCpp) {
        const object = libraryOperand(context, site, "operand");
        if (object) return elementAt(context, object, undefined);
      }
      return dereference(context, child(context, site, "operand"), context.typeOf(site));
    case "member":
      return memberPlace(context, site);
    case "subscript":
      return subscriptPlace(context, site);
    case "compoundLiteral":
      return compoundLiteral(context, site);
    case "update": {
      if (node.operator !== "++" && node.operator !== "--") return undefined;
      return lowerUpdated(context, site).place;
    }
    case "assignment": {
      lowerAssignment(context, site);
      const left = node.child("left");
      return left && lowerPlace(context, at(site, left));
    }
    case "call": {
      const callee = node.child("callee");
      const expansion = callee?.kind === "identifier" ? semantics.macros.expand(site, callee.text, node) : undefined;
      if (expansion) return lowerPlace(context, expansion);
      const type = context.typeOf(site);
      if (type.kind !== "reference" && type.kind !== "record") return undefined;
      const result = lowerCallResult(context, site);
      if (!(result instanceof BuiltValue)) return result;
      return type.kind === "reference" ? context.derefPlace(result, type.to) : valueAsPlace(context, result, type);
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

/** Inside a method a plain name can be a member of `this`, or a static one; `Pump::count` names a static one anywhere. */
function implicitMember(context: Context, site: Site, name: string): BuiltPlace | undefined {
  const { semantics } = context;
  const at = name.lastIndexOf("::");
  const simple = name.slice(at + (at < 0 ? 1 : 2));
  const node = site.node.tree === semantics.tree ? site.node : site.use;
  const record =
    node?.tree !== semantics.tree
      ? undefined
      : at < 0
        ? semantics.enclosingRecord(node.id)
        : semantics.declaredTypes.byName(name.slice(0, at), node.id);
  const info = record && semantics.classes.of(record);
  const type = info && fieldOf(info, simple);
  if (info === undefined || type === undefined || type.kind === "function") return undefined;
  const owner = ownerOfStatic(info, simple);
  if (owner) return context.staticMember(owner.name, simple, type);
  const self = context.local("this");
  if (self === undefined) return undefined;
  const place = context.variablePlace(self);
  return fieldPlace(context, context.derefPlace(context.builder.load(place), info.type), simple, type);
}

/** The object of the C++ library that a child of an expression is; `undefined` for all else. */
function libraryOperand(context: Context, site: Site, field: "operand" | "object"): BuiltPlace | undefined {
  const node = site.node.child(field);
  if (node === undefined) return undefined;
  const operand = at(site, node);
  const type = dereferenced(context.typeOf(operand));
  if (standardKind(type) === undefined) return undefined;
  const place = lowerPlace(context, operand) ?? valueAsPlace(context, lowerExpression(context, operand), type);
  return place.type.kind === "record" ? place : { ...place, type };
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
  if (node.operator === "->" && standardKind(objectType) !== undefined) {
    const library = libraryOperand(context, site, "object");
    base = library && elementAt(context, library, undefined);
    if (base === undefined) return undefined;
  } else if (node.operator === "->") {
    const pointer = lowerExpression(context, objectSite);
    base = context.derefPlace(pointer, pointee(objectType.kind === "unknown" ? pointer.type : objectType));
  } else base = lowerPlace(context, objectSite) ?? valueAsPlace(context, lowerExpression(context, objectSite));
  const info = context.semantics.isCpp ? context.semantics.classes.of(base.type) : undefined;
  const owner = info && ownerOfStatic(info, property.text);
  if (owner) return context.staticMember(owner.name, property.text, type);
  return fieldPlace(context, base, property.text, type);
}

/** A value that needs a place to stand in gets a temporary. */
export function valueAsPlace(context: Context, value: BuiltValue, type: Type = value.type): BuiltPlace {
  const place = temporaryPlace(context, type);
  context.builder.store(place, value);
  return place;
}

export function temporaryPlace(context: Context, type: Type): BuiltPlace {
  const variable = context.builder.temporary(type, context.sizeOf(type));
  context.builder.effect({ op: "declare", variable, initialised: true });
  return { kind: "variable", variable, type };
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
  if (context.semantics.isCpp && objectType.kind === "record") {
    const library = libraryOperand(context, site, "object");
    if (library) return elementAt(context, library, lowerExpression(context, at(site, index)));
    return operatorPlace(context, site, objectSite, "operator[]", [at(site, index)]);
  }
  const pointer = lowerExpression(context, objectSite);
  const value = lowerExpression(context, at(site, index));
  if (pointer.type.kind === "record") return undefined;
  const type = plainType(pointee(pointer.type), context.int);
  context.at(node);
  return context.derefPlace(offset(context, pointer, value, false), type);
}

/** What an operator of a class gives, as a place. */
function operatorPlace(context: Context, site: Site, object: Site, name: string, args: readonly Site[]): BuiltPlace | undefined {
  const result = callOperator(context, site, object, name, args);
  return result instanceof BuiltValue ? valueAsPlace(context, result) : result;
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

export function compoundLiteral(context: Context, site: Site): BuiltPlace {
  const type = plainType(context.typeOf(site), context.int);
  const variable = context.builder.temporary(type, context.sizeOf(type));
  const place: BuiltPlace = { kind: "variable", variable, type };
  context.builder.effect({ op: "declare", variable, initialised: true });
  const value = site.node.child("value");
  if (value) initialise(context, place, at(site, value));
  return place;
}
