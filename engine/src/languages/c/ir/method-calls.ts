import type { Type } from "../../../project/types.js";
import type { BuiltPlace, BuiltValue } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { methodsNamed, fieldOf, type Candidate, type ClassInfo, type Method } from "../classes.js";
import { nameText } from "../declarator.js";
import { dereferenced } from "../expression-types.js";
import { functionsFor, pickOverload } from "../overloads.js";
import { at, type Site } from "../site.js";
import { elementOf, standardClass, standardKind, type RecordType } from "../standard-classes.js";
import { lowerArguments, referred, scalarOf } from "./calls.js";
import { pointee, type Context } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { callStandardMethod, lowerGetline, pointerIn } from "./library.js";
import { callVirtual, construct, destroyPointee, methodFor, virtualKeyOf } from "./objects.js";
import { addressOf, lowerPlace, temporaryPlace, valueAsPlace } from "./places.js";
import { emitCall, read } from "./values.js";

type Result = BuiltValue | BuiltPlace;

/** Calls as only C++ has them: methods, constructors, overloads, functions of its library; `undefined`: an ordinary call. */
export function lowerCppCall(context: Context, site: Site, callee: SyntaxNode): Result | undefined {
  switch (callee.kind) {
    case "member":
      return memberCall(context, site, at(site, callee));
    case "identifier":
    case "qualifiedName":
    case "templateType":
      return namedCall(context, site, callee);
    default:
      return undefined;
  }
}

const argumentsOf = (site: Site): readonly Site[] => site.node.args.map((arg) => at(site, arg));

// ---- object.method(…)

function memberCall(context: Context, site: Site, callee: Site): Result | undefined {
  const { semantics } = context;
  const { node } = callee;
  const object = node.child("object");
  const property = node.child("property");
  if (object === undefined || property === undefined) return undefined;
  const objectSite = at(site, object);
  const type = dereferenced(context.typeOf(objectSite));
  const isArrow = node.operator === "->";
  const name = nameText(node.tree, property.id);
  if (!isArrow && standardKind(type) !== undefined) return callStandardMethod(context, site, objectPlace(context, objectSite, type), name);
  const isSmart = isArrow && standardKind(type) === "pointer";
  const record = isSmart ? elementOf(type as RecordType, semantics.builtins) : isArrow ? pointee(type) : type;
  const self = (): BuiltValue => {
    if (isSmart) return read(context, pointerIn(context, objectPlace(context, objectSite, type)));
    return isArrow ? lowerExpression(context, objectSite) : addressOf(context, objectPlace(context, objectSite, type));
  };
  if (standardKind(record) !== undefined) return callStandardMethod(context, site, context.derefPlace(self(), record), name);
  const info = semantics.classes.of(record);
  if (info === undefined)
    return record.kind === "record" || record.kind === "unknown" ? unknownMethod(context, site, record, name, self) : undefined;
  if (name.startsWith("~")) {
    destroyPointee(context, self(), record);
    return context.builder.constant(0, context.int);
  }
  const methods = methodsNamed(info, name);
  if (methods.length === 0) return fieldOf(info, name) === undefined ? unknownMethod(context, site, record, name, self) : undefined;
  const explicit = property.kind === "qualifiedName" && property.text.includes("::");
  return callOn(context, site, info, name, self, !explicit);
}

function objectPlace(context: Context, site: Site, type: Type): BuiltPlace {
  const place = lowerPlace(context, site) ?? valueAsPlace(context, lowerExpression(context, site));
  return place.type.kind === "record" ? place : { ...place, type };
}

/** A method of a class that is not known: it may do anything with its object. */
function unknownMethod(context: Context, site: Site, record: Type, name: string, self: () => BuiltValue): BuiltValue | undefined {
  if (record.kind === "record" && context.semantics.memberType(record.name, name)?.kind === "pointer") return undefined;
  const scope = record.kind === "record" ? `${record.name}::` : ".";
  const pointer = self();
  const { args, nodes } = lowerArguments(context, argumentsOf(site), []);
  context.at(site.node);
  return emitCall(
    context,
    `${scope}${name}`,
    [pointer, ...args],
    [context.builder.node, ...nodes],
    scalarOf(context, context.typeOf(site)),
  );
}

function callOn(context: Context, site: Site, info: ClassInfo, name: string, self: () => BuiltValue, isVirtual: boolean): Result {
  const args = argumentsOf(site);
  const method = methodFor(context, info, name, args);
  const pointer = method?.isStatic === true ? undefined : self();
  const lowered = lowerArguments(context, args, parametersOf(method), method);
  context.at(site.node);
  const returns = method?.fact.returns ?? context.typeOf(site);
  const type = scalarOf(context, returns.kind === "unknown" ? context.typeOf(site) : returns);
  const object = site.node.child("callee")?.unparenthesized.child("object") ?? site.node;
  const values = pointer === undefined ? lowered.args : [pointer, ...lowered.args];
  const nodes = pointer === undefined ? lowered.nodes : [context.relative(object), ...lowered.nodes];
  const key = method === undefined || !isVirtual ? undefined : virtualKeyOf(info, name, method);
  if (method !== undefined && key !== undefined && pointer !== undefined) {
    const place = context.derefPlace(pointer, info.type);
    return referred(context, callVirtual(context, { method, key, info, object: place }, values, nodes, type), returns);
  }
  return referred(context, emitCall(context, method?.name ?? "", values, nodes, type), returns);
}

function parametersOf(candidate: Candidate | Method | undefined): readonly Type[] {
  return candidate?.fact.parameters.map(({ type }) => type) ?? [];
}

// ---- name(…)

function namedCall(context: Context, site: Site, callee: SyntaxNode): Result | undefined {
  const { semantics } = context;
  const name = nameText(callee.tree, callee.id).replace(/^(?:::)?std::/, "");
  if (callee.kind === "identifier" && context.local(name) !== undefined) return undefined;
  const library = libraryCall(context, site, callee, name);
  if (library !== undefined) return library;
  const own = methodCall(context, site, callee, name);
  if (own !== undefined) return own;
  const candidates = functionsFor(semantics, name, callee.id);
  if (candidates.length > 0) return freeCall(context, site, candidates);
  // `Pump(3)`: a temporary object.
  const type = semantics.declaredTypes.byName(name, callee.id) ?? standardTypeOf(context, callee, name);
  if (type?.kind !== "record") return undefined;
  const temporary = temporaryPlace(context, type);
  construct(context, temporary, type, argumentsOf(site), context.relative(site.node));
  return temporary;
}

function standardTypeOf(context: Context, callee: SyntaxNode, name: string): Type | undefined {
  return callee.kind === "identifier" ? standardClass(name, []) : context.semantics.declaredTypes.of(callee.id);
}

/** A method of the class around, or of the class that the name begins with. */
function methodCall(context: Context, site: Site, callee: SyntaxNode, name: string): Result | undefined {
  const { semantics } = context;
  const self = context.local("this");
  const own = semantics.enclosingRecord(callee.id);
  const around = own === undefined ? undefined : semantics.classes.of(own);
  const at = name.lastIndexOf("::");
  const scope = at < 0 ? undefined : semantics.declaredTypes.byName(name.slice(0, at), callee.id);
  const info = at < 0 ? around : scope && semantics.classes.of(scope);
  const simple = at < 0 ? name : name.slice(at + 2);
  if (info === undefined || methodsNamed(info, simple).length === 0) return undefined;
  const pointer = (): BuiltValue =>
    self === undefined
      ? context.builder.constant(undefined, { kind: "pointer", to: info.type })
      : context.builder.load(context.variablePlace(self));
  return callOn(context, site, info, simple, pointer, at < 0);
}

function freeCall(context: Context, site: Site, candidates: readonly Candidate[]): Result {
  const args = argumentsOf(site);
  const chosen = pickOverload(
    candidates,
    args.map((arg) => context.typeOf(arg)),
  );
  const { args: values, nodes } = lowerArguments(context, args, parametersOf(chosen), chosen);
  context.at(site.node);
  const declared = chosen?.fact.returns ?? { kind: "unknown" as const };
  const returns = declared.kind === "unknown" ? context.typeOf(site) : declared;
  return referred(context, emitCall(context, chosen?.name ?? "", values, nodes, scalarOf(context, returns)), returns);
}

/** Functions of the library that pass objects on. */
function libraryCall(context: Context, site: Site, callee: SyntaxNode, name: string): Result | undefined {
  const [first, second] = argumentsOf(site);
  switch (name) {
    case "move":
      return first && site.node.args.length === 1 ? moved(context, first) : undefined;
    case "forward":
      return first && (lowerPlace(context, first) ?? lowerExpression(context, first));
    case "getline": {
      const type = first && dereferenced(context.typeOf(first));
      return first && second && type?.kind === "record" && standardKind(type) === "input"
        ? lowerGetline(context, site, first, second)
        : undefined;
    }
    case "make_unique":
    case "make_shared":
      return made(context, site, callee);
    default:
      return undefined;
  }
}

/** `std::move(p)`: a smart pointer has nothing any more. */
function moved(context: Context, from: Site): Result {
  const place = lowerPlace(context, from);
  if (place === undefined) return lowerExpression(context, from);
  if (place.type.kind !== "record" || standardKind(place.type) !== "pointer") return place;
  const temporary = temporaryPlace(context, place.type);
  context.builder.store(temporary, read(context, place), place.type);
  const pointer = pointerIn(context, place);
  context.builder.store(pointer, context.builder.constant(0, pointer.type));
  return temporary;
}

/** `make_unique<T>(…)`: memory, and the object in it. */
function made(context: Context, site: Site, callee: SyntaxNode): Result | undefined {
  const type = context.typeOf(site);
  if (type.kind !== "record" || standardKind(type) !== "pointer") return undefined;
  const { builder } = context;
  const of = elementOf(type, context.semantics.builtins);
  const isArray = type.arguments?.[0]?.kind === "array";
  const size = context.sizeOf(of);
  const pointerType: Type = { kind: "pointer", to: of };
  let bytes = builder.constant(size, context.size);
  const [first] = argumentsOf(site);
  if (isArray && first) {
    const count = lowerExpression(context, first);
    const operands = { left: builder.use(count), right: builder.use(bytes) };
    bytes = builder.value({ op: "binary", operator: "*", ...operands, operandType: context.size, type: context.size }, context.size);
  }
  const pointer = emitCall(context, isArray ? "operator new[]" : "operator new", [bytes], [context.relative(callee)], pointerType);
  if (!isArray && of.kind === "record")
    construct(context, context.derefPlace(pointer, of), of, argumentsOf(site), context.relative(site.node));
  const temporary = temporaryPlace(context, type);
  builder.store(pointerIn(context, temporary), pointer);
  return temporary;
}

/** An operator that a class declares, called on an object; `undefined`: it declares none. */
export function callOperator(context: Context, site: Site, object: Site, name: string, args: readonly Site[]): Result | undefined {
  const type = dereferenced(context.typeOf(object));
  const info = context.semantics.classes.of(type);
  if (info === undefined || methodsNamed(info, name).length === 0) return undefined;
  const method = methodFor(context, info, name, args);
  const pointer = addressOf(context, objectPlace(context, object, type));
  const { args: values, nodes } = lowerArguments(context, args, parametersOf(method), method);
  context.at(site.node);
  const returns = method?.fact.returns ?? context.typeOf(site);
  const call = emitCall(
    context,
    method?.name ?? "",
    [pointer, ...values],
    [context.relative(object.node), ...nodes],
    scalarOf(context, returns),
  );
  return referred(context, call, returns);
}

/** An operator that is a function outside of classes: `operator<<(stream, pump)`. */
export function callFreeOperator(context: Context, site: Site, name: string, operands: readonly Site[]): Result | undefined {
  const candidates = functionsFor(context.semantics, name, site.node.tree === context.semantics.tree ? site.node.id : 0);
  const chosen = pickOverload(
    candidates,
    operands.map((operand) => context.typeOf(operand)),
  );
  if (chosen?.fact.parameters.length !== operands.length) return undefined;
  const { args, nodes } = lowerArguments(context, operands, parametersOf(chosen), chosen);
  context.at(site.node);
  return referred(context, emitCall(context, chosen.name, args, nodes, scalarOf(context, chosen.fact.returns)), chosen.fact.returns);
}
