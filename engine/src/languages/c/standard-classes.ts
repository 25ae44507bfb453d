import type { Type } from "../../project/types.js";
import type { BuiltinTypes } from "./data-model.js";

/** What a class of the C++ standard library is to the analysis. */
export type StandardKind = "text" | "sequence" | "array" | "map" | "set" | "pointer" | "pair" | "input" | "output";

export type RecordType = Extract<Type, { kind: "record" }>;

const KINDS: Readonly<Record<StandardKind, string>> = {
  text: "string wstring basic_string string_view",
  sequence: "vector list deque forward_list queue stack priority_queue initializer_list span",
  array: "array",
  map: "map multimap unordered_map unordered_multimap",
  set: "set multiset unordered_set unordered_multiset",
  pointer: "unique_ptr shared_ptr auto_ptr optional",
  pair: "pair",
  input: "istream wistream ifstream wifstream fstream iostream stringstream istringstream",
  output: "ostream wostream ofstream wofstream ostringstream",
};

const KIND_BY_NAME: ReadonlyMap<string, StandardKind> = new Map(
  (Object.keys(KINDS) as StandardKind[]).flatMap((kind) => KINDS[kind].split(" ").map((name) => [name, kind] as const)),
);

/** Objects that the standard headers declare. */
const OBJECTS: Readonly<Record<string, string>> = {
  cin: "istream", wcin: "wistream", cout: "ostream", wcout: "wostream", cerr: "ostream", wcerr: "wostream", clog: "ostream",
}; // prettier-ignore

/** Kind of a record that is a class of the standard library; those of the project have no such kind. */
export function standardKind(type: Type): StandardKind | undefined {
  return type.kind === "record" && type.arguments !== undefined ? KIND_BY_NAME.get(type.name) : undefined;
}

/** A class of the standard library by its name without `std::`. */
export function standardClass(name: string, args: readonly Type[]): RecordType | undefined {
  return KIND_BY_NAME.has(name) ? { kind: "record", tag: "class", name, arguments: args } : undefined;
}

/** Type of `cin` and its like. */
export function standardObject(name: string): RecordType | undefined {
  const found = OBJECTS[name.replace(/^(?:::)?std::/, "")];
  return found === undefined ? undefined : standardClass(found, []);
}

/** Type of a character in a string class. */
export function characterOf(type: RecordType, builtins: BuiltinTypes): Type {
  if (type.name === "basic_string" && type.arguments?.[0] !== undefined) return type.arguments[0];
  return type.name === "wstring" ? (builtins.standard("wchar_t") ?? builtins.char) : builtins.char;
}

/** What a container holds, a pointer or an iterator leads to. */
export function elementOf(type: RecordType, builtins: BuiltinTypes): Type {
  const [first, second] = type.arguments ?? [];
  const unknown: Type = { kind: "unknown" };
  switch (standardKind(type)) {
    case "text":
      return characterOf(type, builtins);
    case "array":
      return first?.kind === "array" ? first.of : (first ?? unknown);
    case "map":
      return { kind: "record", tag: "struct", name: "pair", arguments: [first ?? unknown, second ?? unknown] };
    case "pointer":
      // `unique_ptr<char[]>`
      return first?.kind === "array" ? first.of : (first ?? unknown);
    default:
      return first ?? unknown;
  }
}

/** What `container[key]` is. */
export function indexedType(type: RecordType, builtins: BuiltinTypes): Type {
  return standardKind(type) === "map" ? (type.arguments?.[1] ?? { kind: "unknown" }) : elementOf(type, builtins);
}

/** Type of a member (a field, or a method as a function) of a standard class; `undefined`: not known. */
export function standardMember(type: RecordType, member: string, builtins: BuiltinTypes): Type | undefined {
  const kind = standardKind(type);
  if (kind === undefined) return undefined;
  if (kind === "pair") return member === "first" ? type.arguments?.[0] : member === "second" ? type.arguments?.[1] : undefined;
  const element = elementOf(type, builtins);
  const result = (returns: Type): Type => ({ kind: "function", returns, parameters: [], variadic: true });
  const self: Type = { kind: "reference", to: type };
  switch (member) {
    case "size":
    case "length":
    case "capacity":
    case "max_size":
    case "count":
    case "gcount":
      return result(builtins.size);
    case "empty":
    case "good":
    case "eof":
    case "fail":
    case "is_open":
      return result({ kind: "boolean" });
    case "c_str":
      return result({ kind: "pointer", to: element, constant: true });
    case "data":
      return result({ kind: "pointer", to: element });
    case "at":
      return result({ kind: "reference", to: indexedType(type, builtins) });
    case "front":
    case "back":
    case "top":
    case "value":
      return result({ kind: "reference", to: element });
    case "get":
      if (kind === "pointer") return result({ kind: "pointer", to: element });
      return kind === "input" ? result(self) : undefined;
    case "release":
      return result({ kind: "pointer", to: element });
    case "find":
      if (kind === "text") return result(builtins.size);
      return result(iteratorOf(element));
    case "begin":
    case "end":
    case "cbegin":
    case "cend":
    case "rbegin":
    case "rend":
    case "insert":
    case "erase":
    case "lower_bound":
    case "upper_bound":
      return result(kind === "text" && (member === "insert" || member === "erase") ? self : iteratorOf(element));
    case "append":
    case "assign":
    case "replace":
    case "getline":
    case "read":
    case "write":
    case "put":
      return result(self);
    case "substr":
      return result(type);
    case "str":
      return result({ kind: "record", tag: "class", name: "string", arguments: [] });
    case "rfind":
    case "find_first_of":
    case "find_last_of":
      return result(builtins.size);
    default:
      return result({ kind: "unknown" });
  }
}

/** An iterator is a pointer that stays in its container. */
export function iteratorOf(element: Type): Type {
  return { kind: "pointer", to: element, iterator: true };
}
