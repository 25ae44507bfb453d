import type { FunctionFact } from "../../../project/facts.js";
import type { Type } from "../../../project/types.js";
import type { BuiltPlace, BuiltValue } from "../../../flow/builder.js";
import { NO_NODE, type NodeId } from "../../../syntax/tree.js";
import { lastName, methodsNamed, virtualKey, type ClassInfo, type Method } from "../classes.js";
import { declaredName, functionLink, hasSpecifier } from "../declarator.js";
import { childrenOf } from "../fact-types.js";
import { dereferenced } from "../expression-types.js";
import { pickOverload } from "../overloads.js";
import { standardKind, type RecordType } from "../standard-classes.js";
import type { Site } from "../site.js";
import { lowerArguments } from "./calls.js";
import { plainType, type Context } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { initialise } from "./initializers.js";
import { constructStandard, destroyStandard, ownsMemory } from "./library.js";
import { addressOf, fieldPlace } from "./places.js";
import { convert, emitCall } from "./values.js";

/** Virtual methods beyond which a class's objects are not told apart. */
const MAX_VIRTUALS = 32;
/** Members of members whose constructors and destructors are followed. */
const MAX_DEPTH = 4;

/** Brings an object of class type to life in a place: copies it, or runs a constructor with these arguments. */
export function construct(context: Context, place: BuiltPlace, type: Type, args: readonly Site[], node: number, depth = 0): void {
  if (type.kind !== "record") return;
  if (standardKind(type) !== undefined) return constructStandard(context, place, type, args);
  const info = context.semantics.classes.of(type);
  if (info === undefined) return constructUnknown(context, place, type, args, node);
  const [only] = args;
  if (only !== undefined && args.length === 1 && isCopy(context, info, only)) {
    context.builder.store(place, lowerExpression(context, only), type);
    return setVirtuals(context, place, info);
  }
  setVirtuals(context, place, info);
  runConstructor(context, place, info, args, node, depth);
}

/** A record that is only data has nothing to run; of another nothing is known. */
function constructUnknown(context: Context, place: BuiltPlace, type: RecordType, args: readonly Site[], node: number): void {
  const [only] = args;
  if (only !== undefined && args.length === 1 && sameRecord(type, dereferenced(context.typeOf(only)))) {
    return context.builder.store(place, lowerExpression(context, only), type);
  }
  if (args.length === 0 && context.semantics.surroundings.find("records", type.name) !== undefined) return;
  const { args: values, nodes } = lowerArguments(context, args, []);
  emitCall(context, `${type.name}::${lastName(type.name)}`, [addressOf(context, place), ...values], [node, ...nodes], { kind: "void" });
}

function sameRecord(a: Type, b: Type): boolean {
  return a.kind === "record" && b.kind === "record" && a.name === b.name;
}

/** Objects are copied as they are, unless the class says how. */
function isCopy(context: Context, info: ClassInfo, arg: Site): boolean {
  const type = dereferenced(context.typeOf(arg));
  const source = context.semantics.classes.of(type);
  if (source === undefined || !isA(source, info)) return false;
  return !constructorsOf(info).some((each) => takesOwnClass(each, info));
}

/** A constructor that copies or moves. */
function takesOwnClass({ fact }: { readonly fact: FunctionFact }, info: ClassInfo): boolean {
  const [first, second] = fact.parameters;
  return first !== undefined && second === undefined && sameRecord(dereferenced(first.type), info.type) && first.type.kind === "reference";
}

function isA(info: ClassInfo, other: ClassInfo): boolean {
  return info.name === other.name || info.bases.some((base) => isA(base, other));
}

/** Constructors that do something of their own. */
function constructorsOf(info: ClassInfo): readonly Method[] {
  return (info.methods.get(lastName(info.name)) ?? []).filter(({ fact }) => isWritten(fact));
}

function isWritten(fact: FunctionFact): boolean {
  return fact.body !== undefined || !/=\s*(?:default|delete)$/.test(fact.signature);
}

/** What a virtual call on the object runs is kept in the object, as a table of virtual methods would be. */
function setVirtuals(context: Context, place: BuiltPlace, info: ClassInfo): void {
  const { builder } = context;
  if (info.virtuals.size > MAX_VIRTUALS) return;
  for (const [key, method] of info.virtuals) {
    if (method.isPure || !isWritten(method.fact)) continue;
    builder.addReference(method.name);
    const target = builder.value({ op: "function", name: method.name }, SLOT);
    builder.store(slotOf(place, key), target, SLOT);
  }
}

const SLOT: Type = { kind: "pointer", to: { kind: "function", returns: { kind: "unknown" }, parameters: [], variadic: true } };

function slotOf(object: BuiltPlace, key: string): BuiltPlace {
  return { kind: "field", base: object, name: `virtual ${key}`, type: SLOT };
}

function runConstructor(context: Context, place: BuiltPlace, info: ClassInfo, args: readonly Site[], node: number, depth: number): void {
  const constructors = constructorsOf(info);
  if (constructors.length === 0) {
    if (args.length > 0) return fillAggregate(context, place, info, args);
    return constructParts(context, place, info, new Map(), node, depth + 1);
  }
  const types = args.map((arg) => context.typeOf(arg));
  // Another value would have to become an object of the class first, by one of the constructors that take something else.
  const converts = types.length === 1 && types.every((type) => dereferenced(type).kind !== "record");
  const chosen = pickOverload(converts ? constructors.filter((each) => !takesOwnClass(each, info)) : constructors, types);
  const { args: values, nodes } = lowerArguments(context, args, chosen?.fact.parameters.map(({ type }) => type) ?? [], chosen);
  emitCall(context, chosen?.name ?? "", [addressOf(context, place), ...values], [node, ...nodes], { kind: "void" });
}

/** A constructor that leaves the work to another one of its class. */
export function delegate(context: Context, object: BuiltPlace, info: ClassInfo, args: readonly Site[], node: number): void {
  runConstructor(context, object, info, args, node, 0);
}

/** `Point p{1, 2}` of a class without constructors. */
function fillAggregate(context: Context, place: BuiltPlace, info: ClassInfo, args: readonly Site[]): void {
  args.forEach((arg, index) => {
    const member = info.fact.members[index];
    if (member === undefined) return;
    const type = plainType(member.type, context.int);
    initialise(context, fieldPlace(context, place, member.name, type), arg);
  });
}

/** Initialisers of a constructor by the name of base or member. */
export type Initialisers = ReadonlyMap<string, readonly Site[]>;

/** Bases, then members in the order of their declaration: by their initialiser, their default, or their default constructor. */
export function constructParts(context: Context, object: BuiltPlace, info: ClassInfo, given: Initialisers, node: number, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  for (const base of info.bases) runConstructor(context, object, base, given.get(lastName(base.name)) ?? [], node, depth);
  for (const { name, declarator, value } of fieldsOf(info)) {
    const type = plainType(info.file.declaredType(declarator), context.int);
    const initialiser = given.get(name) ?? (value === NO_NODE ? undefined : defaultOf(info, value));
    if (initialiser === undefined && type.kind !== "record") continue;
    const place: BuiltPlace = type.kind === "reference" ? rawField(object, name, type) : fieldPlace(context, object, name, type);
    if (type.kind === "record") constructMember(context, place, type, initialiser ?? [], node, depth);
    else initialiseScalar(context, place, type, initialiser ?? []);
  }
}

function constructMember(context: Context, place: BuiltPlace, type: Type, args: readonly Site[], node: number, depth: number): void {
  const info = context.semantics.classes.of(type);
  // A plain structure stays as it is, without an initialiser.
  if (args.length === 0 && info !== undefined && isTrivial(info)) return;
  construct(context, place, type, args, node, depth);
}

/** A structure of plain data: nothing happens when one is made. */
export function isTrivial(info: ClassInfo): boolean {
  return (
    constructorsOf(info).length === 0 &&
    info.virtuals.size === 0 &&
    info.bases.length === 0 &&
    fieldsOf(info).every(({ declarator, value }) => value === NO_NODE && info.file.declaredType(declarator).kind !== "record")
  );
}

function initialiseScalar(context: Context, place: BuiltPlace, type: Type, args: readonly Site[]): void {
  const [first] = args;
  if (first === undefined) {
    // `rate()` is zero.
    if (type.kind === "array") context.builder.effect({ op: "clear", place: context.builder.usePlace(place) });
    else context.builder.store(place, context.builder.constant(0, type));
    return;
  }
  if (type.kind === "reference") return bindReference(context, place, type, first);
  initialise(context, place, first);
}

function bindReference(context: Context, place: BuiltPlace, type: Type, value: Site): void {
  const { args } = lowerArguments(context, [value], [type]);
  const [pointer] = args;
  if (pointer) context.builder.store(place, pointer, { kind: "pointer", to: dereferenced(type) });
}

/** The reference itself, not what it refers to. */
function rawField(object: BuiltPlace, name: string, type: Type): BuiltPlace {
  return { kind: "field", base: object, name, type: { kind: "pointer", to: dereferenced(type) } };
}

function defaultOf(info: ClassInfo, value: NodeId): readonly Site[] {
  return [{ node: info.file.tree.node(value) }];
}

interface Field {
  readonly name: string;
  readonly declarator: NodeId;
  /** Default member initialiser; `NO_NODE` without. */
  readonly value: NodeId;
}

const FIELDS = new WeakMap<ClassInfo, readonly Field[]>();

/** Non-static data members as they are declared. */
function fieldsOf(info: ClassInfo): readonly Field[] {
  let fields = FIELDS.get(info);
  if (fields === undefined) FIELDS.set(info, (fields = readFields(info)));
  return fields;
}

function readFields({ file, fact }: ClassInfo): readonly Field[] {
  const { tree } = file;
  const body = tree.childByField(fact.node, "body");
  if (body === NO_NODE) return [];
  const fields: Field[] = [];
  for (const field of childrenOf(tree, body)) {
    if ((!tree.is(field, "field") && !tree.is(field, "declaration")) || hasSpecifier(tree, field, "static")) continue;
    const value = tree.childByField(field, "value");
    for (const declarator of childrenOf(tree, field)) {
      if (!tree.is(declarator, "declarator") || functionLink(tree, declarator) !== NO_NODE) continue;
      const { name } = declaredName(tree, declarator);
      if (name !== NO_NODE) fields.push({ name: tree.textOf(name), declarator, value });
    }
  }
  return fields;
}

// ---- the end of an object

/** True when something runs at the end of an object of the type. */
export function needsDestructor(context: Context, type: Type, depth = 0): boolean {
  if (type.kind === "array") return needsDestructor(context, type.of, depth);
  if (ownsMemory(type)) return true;
  const info = context.semantics.classes.of(type);
  if (info === undefined || depth > MAX_DEPTH) return false;
  return (
    destructorOf(info) !== undefined ||
    info.bases.some((base) => needsDestructor(context, base.type, depth + 1)) ||
    fieldsOf(info).some(({ declarator }) => needsDestructor(context, info.file.declaredType(declarator), depth + 1))
  );
}

function destructorOf(info: ClassInfo): Method | undefined {
  const [own] = info.methods.get("~") ?? [];
  return own !== undefined && isWritten(own.fact) ? own : undefined;
}

/** Runs what has to run at the end of an object whose class is known. */
export function destroy(context: Context, place: BuiltPlace, type: Type, depth = 0): void {
  if (type.kind === "record" && standardKind(type) !== undefined) return destroyStandard(context, place, type);
  const info = context.semantics.classes.of(type);
  if (info === undefined || depth > MAX_DEPTH) return;
  const own = destructorOf(info);
  if (own) emitCall(context, own.name, [addressOf(context, place)], [context.builder.node], { kind: "void" });
  else destroyParts(context, place, info, depth);
}

/** Members, last first, then bases: what runs behind a destructor's body. */
export function destroyParts(context: Context, object: BuiltPlace, info: ClassInfo, depth = 0): void {
  for (const { name, declarator } of [...fieldsOf(info)].reverse()) {
    const type = plainType(info.file.declaredType(declarator), context.int);
    if (type.kind === "record" && needsDestructor(context, type))
      destroy(context, fieldPlace(context, object, name, type), type, depth + 1);
  }
  for (const base of [...info.bases].reverse()) if (needsDestructor(context, base.type)) destroy(context, object, base.type, depth + 1);
}

/** Runs the destructor of the object behind a pointer: of its own class, where the destructor is virtual. */
export function destroyPointee(context: Context, pointer: BuiltValue, type: Type): void {
  const info = context.semantics.classes.of(type);
  const place = context.derefPlace(pointer, type);
  const method = info?.virtuals.get("~");
  if (method === undefined || info === undefined) return destroy(context, place, type);
  callVirtual(context, { method, key: "~", info, object: place }, [pointer], [context.builder.node], { kind: "void" });
}

// ---- calls of methods

/** The method that a call means, by name and arguments; `undefined`: none is known, or it can't be told. */
export function methodFor(context: Context, info: ClassInfo, name: string, args: readonly Site[]): Method | undefined {
  const methods = methodsNamed(info, name);
  if (methods.length === 0) return undefined;
  return pickOverload(
    methods,
    args.map((arg) => context.typeOf(arg)),
  );
}

interface VirtualCall {
  readonly method: Method;
  readonly key: string;
  /** Static class of the object. */
  readonly info: ClassInfo;
  readonly object: BuiltPlace;
}

/** Overriders beyond which a call on an object of unknown class can be anything. */
const MAX_OVERRIDERS = 4;

export function callVirtual(
  context: Context,
  { method, key, info, object }: VirtualCall,
  args: readonly BuiltValue[],
  nodes: readonly number[],
  type: Type,
): BuiltValue {
  const { builder } = context;
  const target = builder.load(slotOf(object, key), SLOT);
  const names = new Set<string>();
  if (!method.isPure && isWritten(method.fact)) names.add(method.name);
  for (const derived of context.semantics.classes.derivedFrom(info)) {
    const own = derived.virtuals.get(key);
    if (own !== undefined && !own.isPure && isWritten(own.fact)) names.add(own.name);
  }
  const candidates = names.size <= MAX_OVERRIDERS ? [...names].sort() : [];
  for (const name of candidates) builder.addReference(name);
  const registers = args.map((arg) => builder.use(arg));
  const [only = ""] = candidates;
  return builder.value(
    {
      op: "call",
      callee: candidates.length === 1 ? only : "",
      target: builder.use(target),
      args: registers,
      argNodes: nodes,
      argTypes: args.map((arg) => arg.type),
      type,
      ...(candidates.length > 1 ? { candidates } : {}),
    },
    type,
  );
}

/** True when a call of the method goes by the object's own class. */
export function virtualKeyOf(info: ClassInfo, name: string, method: Method): string | undefined {
  const key = virtualKey(name, method.fact);
  return info.virtuals.has(key) ? key : undefined;
}

/** Value of a parameter that a call leaves out, where it is a number. */
export function defaultArgument(context: Context, method: { readonly file: ClassInfo["file"] }, parameter: NodeId, type: Type): BuiltValue {
  const { tree, constants } = method.file;
  const value = tree.childByField(parameter, "value");
  const constant = value === NO_NODE ? undefined : constants.integer({ node: tree.node(value) });
  const scalar = plainType(type.kind === "reference" ? { kind: "pointer", to: type.to } : type, context.int);
  if (constant === undefined) return context.builder.value({ op: "unknown", operands: [], type: scalar }, scalar);
  return convert(context, context.builder.constant(constant, context.int), scalar);
}
