import type { Type } from "../../../project/types.js";
import type { BuiltPlace, BuiltValue } from "../../../flow/builder.js";
import { ELEMENTS } from "../../../flow/ir.js";
import { dereferenced } from "../expression-types.js";
import { elementOf, indexedType, standardKind, type RecordType } from "../standard-classes.js";
import { at, type Site } from "../site.js";
import type { Context } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { addressOf, elementPlace, fieldPlace, lowerPlace } from "./places.js";
import { convert, emitCall, read } from "./values.js";

/*
 * Objects of the C++ library as the analysis sees them. A string is the array of its characters; a container has one cell,
 * which stands for all elements, and a count; a smart pointer has the pointer as its only member; an iterator is a pointer to
 * the container's cell. What streams and strings do in memory is said by library models (`rules/models`).
 */

const COUNT = "size";
const POINTER = "pointer";

/** The cell that stands for a container's elements; for `array` all of them. */
function elementsOf(context: Context, container: BuiltPlace): BuiltPlace {
  const type = container.type as RecordType;
  if (standardKind(type) === "array" && type.arguments?.[0]?.kind === "array") {
    const whole = type.arguments[0];
    const size = context.sizeOf(whole);
    return { kind: "field", base: container, name: ELEMENTS, type: whole, ...(size !== undefined ? { size } : {}) };
  }
  return { kind: "field", base: container, name: ELEMENTS, type: elementOf(type, context.semantics.builtins) };
}

function countOf(context: Context, container: BuiltPlace): BuiltPlace {
  return { kind: "field", base: container, name: COUNT, type: context.size };
}

/** The pointer inside a smart pointer. */
export function pointerIn(context: Context, object: BuiltPlace): BuiltPlace {
  const to = elementOf(object.type as RecordType, context.semantics.builtins);
  return { kind: "field", base: object, name: POINTER, type: { kind: "pointer", to } };
}

/** An object of a class of the library that owns memory: something happens at its end. */
export function ownsMemory(type: Type): boolean {
  return type.kind === "record" && standardKind(type) === "pointer" && (type.name === "unique_ptr" || type.name === "auto_ptr");
}

export function constructStandard(context: Context, place: BuiltPlace, type: RecordType, args: readonly Site[]): void {
  const { builder } = context;
  const [first, second] = args;
  const given = first === undefined ? undefined : dereferenced(context.typeOf(first));
  if (first !== undefined && given?.kind === "record" && standardKind(given) === standardKind(type))
    return copyStandard(context, place, type, first);
  switch (standardKind(type)) {
    case "text":
      if (first === undefined) return setText(context, place, undefined);
      return setText(context, place, first, second);
    case "pointer": {
      const pointer = pointerIn(context, place);
      builder.store(pointer, first ? convert(context, lowerExpression(context, first), pointer.type) : builder.constant(0, pointer.type));
      return;
    }
    case "sequence":
    case "set":
    case "map": {
      if (first?.node.kind === "initializerList") return fill(context, place, first);
      const isCount = given?.kind === "integer" && args.length <= 2;
      const values = args.map((arg) => lowerExpression(context, arg));
      const [count, value] = values;
      if (isCount && count) {
        const element = elementsOf(context, place);
        if (value) builder.store(element, convert(context, value, element.type));
        else if (element.type.kind !== "record" && element.type.kind !== "unknown")
          builder.store(element, builder.constant(0, element.type));
        builder.store(countOf(context, place), convert(context, count, context.size));
      } else {
        // `vector<int> copy(first, last)`: the elements of another container.
        if (count?.type.kind === "pointer" && values.length === 2)
          store(context, place, read(context, context.derefPlace(count, elementOf(type, context.semantics.builtins))));
        builder.store(countOf(context, place), values.length === 0 ? builder.constant(0, context.size) : unknownSize(context));
      }
      return;
    }
    case "array":
      builder.effect({ op: "clear", place: builder.usePlace(place) });
      return;
    case "input":
    case "output":
      if (first === undefined) return;
      emitCall(
        context,
        `${type.name}::open`,
        [addressOf(context, place), charactersOf(context, first)],
        [builder.node, context.relative(first.node)],
        { kind: "void" },
      );
      return;
    default:
      for (const arg of args) lowerExpression(context, arg);
  }
}

function fill(context: Context, container: BuiltPlace, list: Site): void {
  const { builder } = context;
  const items = list.node.children;
  for (const item of items.slice(0, 16)) {
    const element = elementsOf(context, container);
    if (element.type.kind === "record") continue;
    builder.store(element, convert(context, lowerExpression(context, at(list, item)), element.type));
  }
  builder.store(countOf(context, container), builder.constant(items.length, context.size));
}

function copyStandard(context: Context, place: BuiltPlace, type: RecordType, from: Site): void {
  const { builder } = context;
  builder.store(place, lowerExpression(context, from), type);
}

/** What runs at the end of an object that owns memory. */
export function destroyStandard(context: Context, place: BuiltPlace, type: RecordType): void {
  // Who releases it by a function of his own (`unique_ptr<T, D>`) may have it from anywhere.
  if (!ownsMemory(type) || (type.arguments?.length ?? 0) > 1) return;
  const pointer = read(context, pointerIn(context, place));
  const isArray = type.arguments?.[0]?.kind === "array";
  emitCall(context, isArray ? "operator delete[]" : "operator delete", [pointer], [context.builder.node], { kind: "void" });
}

// ---- strings

/** Address of the characters that a value stands for: a string's own, or a `char *`. */
function charactersOf(context: Context, site: Site): BuiltValue {
  const value = lowerExpression(context, site);
  return value.type.kind === "record" ? pointerTo(context, value) : value;
}

function pointerTo(context: Context, value: BuiltValue): BuiltValue {
  const type: Type = { kind: "pointer", to: value.type.kind === "record" ? elementOf(value.type, context.semantics.builtins) : value.type };
  return context.builder.value({ op: "cast", operand: context.builder.use(value), from: type, type, explicit: true }, type);
}

function textCall(context: Context, method: string, self: BuiltPlace, args: readonly Site[]): BuiltValue {
  const values = args.map((arg) => charactersOf(context, arg));
  const pointer = addressOf(context, self);
  const nodes = [context.builder.node, ...args.map((arg) => context.relative(arg.node))];
  return emitCall(context, method, [pointer, ...values], nodes, { kind: "pointer", to: self.type });
}

function setText(context: Context, place: BuiltPlace, value: Site | undefined, second?: Site): void {
  if (value === undefined) {
    context.builder.effect({ op: "clear", place: context.builder.usePlace(place) });
    return;
  }
  const type = dereferenced(context.typeOf(value));
  if (type.kind === "integer") textCall(context, "string::fill", place, second ? [value, second] : [value]);
  else if (second) textCall(context, "string::assign(n)", place, [value, second]);
  else textCall(context, "string::assign", place, [value]);
}

/** `text = value`, `text += value`. */
export function assignText(context: Context, place: BuiltPlace, operator: "=" | "+=", value: Site): void {
  const type = dereferenced(context.typeOf(value));
  if (type.kind === "integer") textCall(context, "string::push_back", place, [value]);
  else textCall(context, operator === "=" ? "string::assign" : "string::append", place, [value]);
}

/** `left + right` of strings: a new one. */
export function concatenate(context: Context, left: Site, right: Site, type: RecordType): BuiltValue {
  const place = temporaryOf(context, type);
  assignText(context, place, "=", left);
  assignText(context, place, "+=", right);
  return read(context, place);
}

function temporaryOf(context: Context, type: Type): BuiltPlace {
  const variable = context.builder.temporary(type, context.sizeOf(type));
  context.builder.effect({ op: "declare", variable, initialised: true });
  return { kind: "variable", variable, type };
}

// ---- elements

/** `container[index]`, and what `*` and `->` of a smart pointer lead to. */
export function elementAt(context: Context, container: BuiltPlace, index: BuiltValue | undefined): BuiltPlace {
  const type = container.type as RecordType;
  const { builder } = context;
  const kind = standardKind(type);
  if (kind === "pointer") {
    const pointer = read(context, pointerIn(context, container));
    const of = elementOf(type, context.semantics.builtins);
    if (index === undefined) return context.derefPlace(pointer, of);
    const size = context.sizeOf(of);
    const draft = { op: "offset" as const, pointer: builder.use(pointer), index: builder.use(index), negative: false, type: pointer.type };
    return context.derefPlace(builder.value({ ...draft, ...(size !== undefined ? { elementSize: size } : {}) }, pointer.type), of);
  }
  if (kind === "text") {
    const of = indexedType(type, context.semantics.builtins);
    const pointer = convertPointer(context, addressOf(context, container), of);
    const size = context.sizeOf(of);
    const position = index ?? builder.constant(0, context.size);
    const draft = {
      op: "offset" as const,
      pointer: builder.use(pointer),
      index: builder.use(position),
      negative: false,
      type: pointer.type,
    };
    return context.derefPlace(builder.value({ ...draft, ...(size !== undefined ? { elementSize: size } : {}) }, pointer.type), of);
  }
  const cell = elementsOf(context, container);
  if (kind === "map") return fieldPlace(context, cell, "second", indexedType(type, context.semantics.builtins));
  if (kind === "array" && cell.type.kind === "array") return elementPlace(context, cell, index ?? builder.constant(0, context.size));
  return cell;
}

function convertPointer(context: Context, pointer: BuiltValue, to: Type): BuiltValue {
  const type: Type = { kind: "pointer", to };
  return context.builder.value({ op: "cast", operand: context.builder.use(pointer), from: pointer.type, type, explicit: true }, type);
}

function store(context: Context, container: BuiltPlace, value: BuiltValue): void {
  const cell = elementsOf(context, container);
  context.builder.store(cell, convert(context, value, cell.type));
}

function unknownSize(context: Context): BuiltValue {
  return unknownOf(context, context.size);
}

function unknownOf(context: Context, type: Type): BuiltValue {
  return context.builder.value({ op: "unknown", operands: [], type }, type);
}

/** Element of a container of any turn of a `for (auto x : container)`. */
export function someElement(context: Context, container: BuiltPlace): BuiltPlace {
  const kind = standardKind(container.type);
  if (kind === "text") return elementAt(context, container, unknownOf(context, context.size));
  const cell = elementsOf(context, container);
  return cell.type.kind === "array" ? anyElement(context, cell) : cell;
}

/** Element of an array at any index in it. */
export function anyElement(context: Context, array: BuiltPlace): BuiltPlace {
  const { builder } = context;
  const length = array.type.kind === "array" ? array.type.length : undefined;
  let index = unknownOf(context, context.size);
  if (length !== undefined && length > 0) {
    const limit = builder.constant(length, context.size);
    const operands = { left: builder.use(index), right: builder.use(limit) };
    index = builder.value({ op: "binary", operator: "%", ...operands, operandType: context.size, type: context.size }, context.size);
  }
  return elementPlace(context, array, index);
}

// ---- methods

const ADD: ReadonlySet<string> = new Set([
  "push_back",
  "push_front",
  "push",
  "emplace_back",
  "emplace_front",
  "emplace",
  "insert",
  "assign",
  "resize",
]);
const REMOVE: ReadonlySet<string> = new Set(["pop_back", "pop_front", "pop"]);
const FIRST: ReadonlySet<string> = new Set(["begin", "cbegin", "rbegin", "crbegin", "find", "lower_bound", "upper_bound"]);

/** A method of a library object: its result, or the place that it refers to. */
export function callStandardMethod(context: Context, site: Site, object: BuiltPlace, method: string): BuiltValue | BuiltPlace {
  const type = object.type as RecordType;
  const args = site.node.args.map((arg) => at(site, arg));
  switch (standardKind(type)) {
    case "text":
      return textMethod(context, site, object, method, args);
    case "pointer":
      return pointerMethod(context, site, object, method, args);
    case "input":
    case "output":
      return streamMethod(context, site, object, method, args);
    default:
      return containerMethod(context, site, object, method, args);
  }
}

function resultOf(context: Context, site: Site): BuiltValue {
  const type = context.typeOf(site);
  return unknownOf(context, type.kind === "reference" ? { kind: "pointer", to: type.to } : type);
}

function containerMethod(context: Context, site: Site, object: BuiltPlace, method: string, args: readonly Site[]): BuiltValue | BuiltPlace {
  const { builder } = context;
  const count = countOf(context, object);
  if (method === "at" || method === "front" || method === "back" || method === "top") {
    const index = args[0] ? lowerExpression(context, args[0]) : undefined;
    return elementAt(context, object, index);
  }
  const values = args.map((arg) => lowerExpression(context, arg));
  if (FIRST.has(method)) return addressOf(context, elementsOf(context, object));
  if (method === "data") return addressOf(context, elementAt(context, object, undefined));
  if (method === "size") return standardKind(object.type) === "array" ? arrayLength(context, object) : builder.load(count);
  if (method === "empty") return unknownOf(context, { kind: "boolean" });
  if (method === "clear") {
    builder.store(count, builder.constant(0, context.size));
    return resultOf(context, site);
  }
  if (ADD.has(method)) {
    const value = values.at(-1);
    const element = elementsOf(context, object);
    const isElement = value !== undefined && (method !== "resize" || values.length === 2) && fits(value.type, element.type);
    if (isElement) builder.store(element, convert(context, value, element.type));
    if (method === "resize" && values[0]) builder.store(count, convert(context, values[0], context.size));
    else if (method === "assign" || method === "insert") builder.store(count, unknownSize(context));
    else builder.store(count, plusOne(context, builder.load(count), "+"));
    return method === "insert" || method === "emplace" ? addressOf(context, element) : resultOf(context, site);
  }
  if (REMOVE.has(method)) builder.store(count, plusOne(context, builder.load(count), "-"));
  else if (method === "erase" || method === "swap" || method === "remove" || method === "remove_if")
    builder.store(count, unknownSize(context));
  return resultOf(context, site);
}

function fits(value: Type, element: Type): boolean {
  return element.kind !== "record" || value.kind === "record";
}

function plusOne(context: Context, value: BuiltValue, operator: "+" | "-"): BuiltValue {
  const { builder, size } = context;
  const one = builder.constant(1, size);
  return builder.value({ op: "binary", operator, left: builder.use(value), right: builder.use(one), operandType: size, type: size }, size);
}

function arrayLength(context: Context, object: BuiltPlace): BuiltValue {
  const cell = elementsOf(context, object);
  return context.builder.constant(cell.type.kind === "array" ? cell.type.length : undefined, context.size);
}

function pointerMethod(context: Context, site: Site, object: BuiltPlace, method: string, args: readonly Site[]): BuiltValue | BuiltPlace {
  const { builder } = context;
  const pointer = pointerIn(context, object);
  switch (method) {
    case "get":
      return builder.load(pointer);
    case "value":
      return elementAt(context, object, undefined);
    case "release": {
      const old = builder.load(pointer);
      builder.store(pointer, builder.constant(0, pointer.type));
      return old;
    }
    case "reset": {
      const value = args[0] ? lowerExpression(context, args[0]) : builder.constant(0, pointer.type);
      if (ownsMemory(object.type)) destroyStandard(context, object, object.type as RecordType);
      builder.store(pointer, convert(context, value, pointer.type));
      return value;
    }
    default:
      for (const arg of args) lowerExpression(context, arg);
      return resultOf(context, site);
  }
}

function textMethod(context: Context, site: Site, object: BuiltPlace, method: string, args: readonly Site[]): BuiltValue | BuiltPlace {
  const { builder } = context;
  const type = object.type as RecordType;
  switch (method) {
    case "c_str":
    case "data":
    case "begin":
    case "cbegin":
      return convertPointer(context, addressOf(context, object), indexedType(type, context.semantics.builtins));
    case "at":
    case "front":
    case "back":
      return elementAt(context, object, args[0] ? lowerExpression(context, args[0]) : unknownSize(context));
    case "size":
    case "length":
      return emitCall(context, "string::length", [addressOf(context, object)], [builder.node], context.size);
    case "append":
    case "push_back":
    case "insert":
    case "replace": {
      const text = args.find((arg) => ["array", "pointer", "record"].includes(dereferenced(context.typeOf(arg)).kind)) ?? args[0];
      if (text) assignText(context, object, "+=", text);
      return object;
    }
    case "assign":
      if (args[0]) setText(context, object, args[0], args[1]);
      return object;
    case "clear":
      setText(context, object, undefined);
      return resultOf(context, site);
    case "substr": {
      for (const arg of args) lowerExpression(context, arg);
      const part = temporaryOf(context, type);
      emitCall(context, "string::substr", [addressOf(context, part), addressOf(context, object)], [builder.node, builder.node], {
        kind: "void",
      });
      return part;
    }
    default: {
      for (const arg of args) lowerExpression(context, arg);
      return resultOf(context, site);
    }
  }
}

function streamMethod(context: Context, site: Site, object: BuiltPlace, method: string, args: readonly Site[]): BuiltValue | BuiltPlace {
  const type = object.type as RecordType;
  const values = args.map((arg) => {
    const place = method === "get" || method === "getline" ? lowerPlace(context, arg) : undefined;
    if (place !== undefined && place.type.kind !== "pointer" && place.type.kind !== "array") return addressOf(context, place);
    return charactersOf(context, arg);
  });
  if (method === "str") {
    if (values[0])
      return emitCall(context, "string::assign", [addressOf(context, object), values[0]], [context.builder.node, context.builder.node], {
        kind: "void",
      });
    const copy = temporaryOf(context, { kind: "record", tag: "class", name: "string", arguments: [] });
    emitCall(
      context,
      "string::substr",
      [addressOf(context, copy), addressOf(context, object)],
      [context.builder.node, context.builder.node],
      { kind: "void" },
    );
    return copy;
  }
  const nodes = [context.builder.node, ...args.map((arg) => context.relative(arg.node))];
  const character = method === "get" && args.length === 0;
  const name = character ? `${type.name}::get()` : `${type.name}::${method}`;
  const declared = context.typeOf(site);
  const result: Type =
    character || declared.kind === "record" || declared.kind === "reference" || declared.kind === "unknown" ? context.int : declared;
  const value = emitCall(context, name, [addressOf(context, object), ...values], nodes, result);
  return declared.kind === "reference" && !character ? object : value;
}

/** `stream >> target`, `stream << value`: the stream again. */
export function shiftStream(context: Context, left: Site, right: Site, type: RecordType): BuiltValue {
  const { builder } = context;
  const stream = lowerExpression(context, left);
  const self = pointerTo(context, stream);
  const nodes = [context.relative(left.node), context.relative(right.node)];
  const isInput = left.node.parent?.operator === ">>";
  if (isInput) {
    const place = lowerPlace(context, right);
    if (place) {
      const isBuffer = place.type.kind === "array" || place.type.kind === "pointer";
      const target = place.type.kind === "array" || place.type.kind !== "pointer" ? addressOf(context, place) : builder.load(place);
      emitCall(context, `${type.name}::operator>>${isBuffer ? "(char*)" : ""}`, [self, target], nodes, { kind: "void" });
    } else lowerExpression(context, right);
    return stream;
  }
  const value = charactersOf(context, right);
  emitCall(context, `${type.name}::operator<<`, [self, value], nodes, { kind: "void" });
  return stream;
}

/** `std::getline(stream, line)`. */
export function lowerGetline(context: Context, site: Site, stream: Site, line: Site): BuiltValue {
  const type = dereferenced(context.typeOf(stream));
  const self = pointerTo(context, lowerExpression(context, stream));
  const target = pointerTo(context, lowerExpression(context, line));
  const nodes = [context.relative(stream.node), context.relative(line.node)];
  for (const rest of site.node.args.slice(2)) lowerExpression(context, at(site, rest));
  return emitCall(context, `${type.kind === "record" ? type.name : "istream"}::operator>>`, [self, target], nodes, context.int);
}
