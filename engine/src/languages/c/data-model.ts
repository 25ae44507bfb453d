import type { Type } from "../../project/types.js";

/** Sizes of the basic types of a target, in bits. */
export interface DataModel {
  readonly name: string;
  readonly short: number;
  readonly int: number;
  readonly long: number;
  readonly longLong: number;
  readonly pointer: number;
  readonly wchar: number;
  readonly longDouble: number;
  /** Plain `char` holds negative values. */
  readonly charIsSigned: boolean;
}

/** 32-bit microcontrollers (Arm AAPCS32: plain `char` is unsigned, `wchar_t` has 32 bits). */
export const ILP32: DataModel = {
  name: "ilp32", short: 16, int: 32, long: 32, longLong: 64, pointer: 32, wchar: 32, longDouble: 64, charIsSigned: false,
}; // prettier-ignore

/** 64-bit Unix hosts (System V AMD64). */
export const LP64: DataModel = {
  name: "lp64", short: 16, int: 32, long: 64, longLong: 64, pointer: 64, wchar: 32, longDouble: 128, charIsSigned: true,
}; // prettier-ignore

/** Types that need no declaration in the project: keywords, and what the standard headers define. */
export class BuiltinTypes {
  readonly int: Type;
  readonly size: Type;
  readonly difference: Type;
  readonly char: Type;
  private readonly named: ReadonlyMap<string, Type>;
  private readonly primitives = new Map<string, Type>();

  constructor(readonly model: DataModel) {
    const named = new Map<string, Type>();
    const add = (name: string, signed: boolean, bits: number): void => void named.set(name, { kind: "integer", name, signed, bits });
    for (const bits of [8, 16, 32, 64]) {
      for (const form of ["", "_least", "_fast"]) {
        // The fast types are at least a word wide on the targets that we know.
        const width = form === "_fast" && bits > 8 ? Math.max(bits, model.pointer) : bits;
        add(`int${form}${bits}_t`, true, width);
        add(`uint${form}${bits}_t`, false, width);
      }
    }
    for (const name of ["size_t", "uintptr_t"]) add(name, false, model.pointer);
    for (const name of ["ssize_t", "intptr_t", "ptrdiff_t"]) add(name, true, model.pointer);
    for (const name of ["off_t", "time_t"]) add(name, true, model.long);
    add("intmax_t", true, 64);
    add("uintmax_t", false, 64);
    add("wchar_t", true, model.wchar);
    add("wint_t", false, model.wchar);
    add("char8_t", false, 8);
    add("char16_t", false, 16);
    add("char32_t", false, 32);
    add("byte", false, 8);
    add("uint", false, model.int);
    add("ulong", false, model.long);
    named.set("nullptr_t", { kind: "pointer", to: { kind: "void" } });
    this.named = named;
    this.int = { kind: "integer", name: "int", signed: true, bits: model.int };
    this.char = { kind: "integer", name: "char", signed: model.charIsSigned, bits: 8 };
    this.size = named.get("size_t") ?? this.int;
    this.difference = named.get("ptrdiff_t") ?? this.int;
  }

  /** A type of the standard headers, with or without `std::`; the project's own declaration of the name goes first. */
  standard(name: string): Type | undefined {
    return this.named.get(name.replace(/^std::/, ""));
  }

  /** A type written with keywords in any order (`long unsigned int`), or one that the grammar takes for a keyword (`uint8_t`). */
  primitive(text: string): Type | undefined {
    let type = this.primitives.get(text);
    if (type === undefined) {
      type = this.readPrimitive(text.split(/\s+/));
      if (type !== undefined) this.primitives.set(text, type);
    }
    return type;
  }

  private readPrimitive(words: readonly string[]): Type | undefined {
    const { model } = this;
    const has = (word: string): boolean => words.includes(word);
    if (words.length === 1) {
      const [word = ""] = words;
      if (word === "void") return { kind: "void" };
      if (word === "bool" || word === "_Bool") return { kind: "boolean" };
      if (word === "char") return this.char;
      const known = this.standard(word);
      if (known !== undefined) return known;
    }
    if (has("float")) return { kind: "float", bits: 32 };
    if (has("double")) return { kind: "float", bits: has("long") ? model.longDouble : 64 };
    const signed = !has("unsigned");
    const prefix = signed ? "" : "unsigned ";
    if (has("char")) return { kind: "integer", name: `${signed ? "signed " : prefix}char`, signed, bits: 8 };
    if (has("short")) return { kind: "integer", name: `${prefix}short`, signed, bits: model.short };
    const longs = words.filter((word) => word === "long").length;
    if (longs >= 2 || has("__int64")) return { kind: "integer", name: `${prefix}long long`, signed, bits: model.longLong };
    if (longs === 1) return { kind: "integer", name: `${prefix}long`, signed, bits: model.long };
    if (has("int") || has("unsigned") || has("signed")) return { kind: "integer", name: `${prefix}int`, signed, bits: model.int };
    return undefined;
  }
}

/** C's integer promotion: what is narrower than `int` becomes `int`. */
export function promoted(type: Type, builtins: BuiltinTypes): Type {
  if (type.kind === "boolean" || type.kind === "enum") return builtins.int;
  if (type.kind === "integer" && type.bits < builtins.model.int) return builtins.int;
  return type;
}

/** C's usual arithmetic conversions; `undefined` when an operand is not arithmetic. */
export function arithmetic(left: Type, right: Type, builtins: BuiltinTypes): Type | undefined {
  const a = promoted(left, builtins);
  const b = promoted(right, builtins);
  if (a.kind === "float" || b.kind === "float") {
    if (a.kind !== "float") return b;
    return b.kind === "float" && b.bits > a.bits ? b : a;
  }
  if (a.kind !== "integer" || b.kind !== "integer") return undefined;
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}
