import type { Type } from "../../project/types.js";
import type { BinaryOperator } from "../ir.js";
import { joinOrigins, makeFact, mergeSorted, NO_ORIGINS, type Fact, type OriginId } from "./fact.js";
import { ADDRESS, interval, rangeOfType, type Interval } from "./interval.js";
import type { Region, RegionKind } from "./region.js";
import {
  makeAddress,
  makeConstant,
  makeLinear,
  makeUndefined,
  type AddressValue,
  type ConstantValue,
  type LinearValue,
  type NumberValue,
  type SymbolId,
  type UndefinedValue,
  type Value,
} from "./value.js";

/** How a symbol's value came about. */
export type Definition =
  /** Content of a region when the function was entered. */
  | { readonly kind: "input"; readonly region: Region }
  /** Content of a region that became unknown at an instruction. */
  | { readonly kind: "content"; readonly region: Region; readonly at: number }
  | { readonly kind: "result"; readonly at: number }
  | { readonly kind: "phi"; readonly block: number; readonly region: Region }
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Value; readonly right: Value; readonly type: Type }
  | { readonly kind: "cast"; readonly operand: Value; readonly from: Type; readonly type: Type }
  /** The operand without its sign. */
  | { readonly kind: "magnitude"; readonly operand: Value }
  /** Unknown size of an object. */
  | { readonly kind: "size"; readonly region: Region }
  /** Bytes before the zero that ended the string in a region when the function was entered. */
  | { readonly kind: "string"; readonly region: Region };

/** All definitions have one shape: what asks for their kind, everywhere, then finds it at once. */
class AnyDefinition {
  constructor(
    readonly kind: Definition["kind"],
    readonly region: Region | undefined,
    readonly at: number | undefined,
    readonly block: number | undefined,
    readonly operator: BinaryOperator | undefined,
    readonly left: Value | undefined,
    readonly right: Value | undefined,
    readonly operand: Value | undefined,
    readonly from: Type | undefined,
    readonly type: Type | undefined,
  ) {}
}

function ofRegion(kind: "input" | "content" | "phi" | "size" | "string", region: Region, at?: number, block?: number): Definition {
  return new AnyDefinition(kind, region, at, block, undefined, undefined, undefined, undefined, undefined, undefined) as Definition;
}

function ofResult(at: number): Definition {
  return new AnyDefinition(
    "result",
    undefined,
    at,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ) as Definition;
}

function ofBinary(operator: BinaryOperator, left: Value, right: Value, type: Type): Definition {
  return new AnyDefinition("binary", undefined, undefined, undefined, operator, left, right, undefined, undefined, type) as Definition;
}

function ofOperand(kind: "cast" | "magnitude", operand: Value, from?: Type, type?: Type): Definition {
  return new AnyDefinition(kind, undefined, undefined, undefined, undefined, undefined, undefined, operand, from, type) as Definition;
}

export interface SymbolInfo {
  readonly id: SymbolId;
  readonly definition: Definition;
  /** True whatever path was taken. */
  readonly base: Fact;
  readonly value: LinearValue;
  readonly type: Type | undefined;
  /** Blocks whose execution gives the symbol (or what it is made from) a new meaning; empty: one meaning for the whole function. */
  readonly blocks: readonly number[];
}

/** Where a value came from, for taint. */
export type Origin =
  | { readonly kind: "input"; readonly region: Region }
  | { readonly kind: "source"; readonly source: SourceTemplate }
  /** Written by a function of which nothing is known. */
  | { readonly kind: "unknown" };

/** A source of outside data with the way it took to get here. Plain data. */
export interface SourceTemplate {
  readonly kind: string;
  readonly by: string;
  readonly steps: readonly FlowStep[];
}

/** A place in some function's tree with what happens there. */
export interface FlowStep {
  readonly function: string;
  readonly node: number;
  readonly message: string;
  readonly role: "source" | "through" | "sink";
}

type NewSymbol = Pick<SymbolInfo, "definition" | "base" | "type" | "blocks">;
type NewRegion = Omit<Region, "id" | "root" | "parts">;

/** Names by a number, then by a second key. */
type Table<V, K = number> = (Map<K, V> | undefined)[];

function named<K, V>(table: Table<V, K>, first: number, second: K, make: () => V): V {
  const row = (table[first] ??= new Map<K, V>());
  let found = row.get(second);
  if (found === undefined) row.set(second, (found = make()));
  return found;
}

/** The names that one function's analysis gives to values and memory. Names are made in a fixed order and never change their meaning. */
export class Universe {
  private nextValue = 1;
  private readonly constants = new Map<number, ConstantValue>();
  private readonly linears = new Map<string, LinearValue>();
  private readonly symbolIds = new Map<string, SymbolId>();
  private readonly symbols: SymbolInfo[] = [];
  // The names that are asked for at each step are found by numbers: by symbol, by region, then by what is left.
  private readonly shifted: Table<LinearValue> = [];
  private readonly starts: AddressValue[] = [];
  private readonly addresses: Table<AddressValue> = [];
  private readonly inputs: SymbolInfo[] = [];
  private readonly sizes: SymbolInfo[] = [];
  private readonly strings: SymbolInfo[] = [];
  private readonly contents: Table<SymbolInfo> = [];
  private readonly results: Table<SymbolInfo, number | string> = [];
  private readonly phis: Table<SymbolInfo> = [];
  private readonly otherPhis: Table<SymbolInfo, string> = [];
  private readonly binaries: Table<SymbolInfo, string> = [];
  private readonly pointees: Region[] = [];
  private readonly elements: Table<Region> = [];
  private readonly fields: Table<Region, string> = [];
  private readonly regionIds = new Map<string, Region>();
  private readonly origins: Origin[] = [];
  /** Some data from outside came by. */
  private knowsSources = false;
  private readonly originIds = new Map<string, OriginId>();
  readonly regions: Region[] = [];
  private readonly globals = new Map<string, Region>();
  private readonly regionBlocks: (readonly number[])[] = [];
  readonly undefinedValue: UndefinedValue = makeUndefined(0);
  readonly zero = this.constant(0);
  readonly one = this.constant(1);

  constant(value: number): ConstantValue {
    let found = this.constants.get(value);
    if (found === undefined) this.constants.set(value, (found = makeConstant(this.nextValue++, value + 0)));
    return found;
  }

  linear(symbol: SymbolId, factor: number, addend: number): NumberValue {
    if (factor === 0) return this.constant(addend);
    if (factor === 1 && addend === 0) return this.symbol(symbol).value;
    if (factor === 1) return named(this.shifted, symbol, addend, () => makeLinear(this.nextValue++, symbol, factor, addend));
    const key = `${symbol},${factor},${addend}`;
    let found = this.linears.get(key);
    if (found === undefined) this.linears.set(key, (found = makeLinear(this.nextValue++, symbol, factor, addend)));
    return found;
  }

  address(region: Region, offset: NumberValue = this.zero): AddressValue {
    if (offset === this.zero) return (this.starts[region.id] ??= makeAddress(this.nextValue++, region, offset));
    return named(this.addresses, region.id, offset.id, () => makeAddress(this.nextValue++, region, offset));
  }

  symbol(id: SymbolId): SymbolInfo {
    const found = this.symbols[id];
    if (found === undefined) throw new Error(`no symbol ${id}`);
    return found;
  }

  get symbolCount(): number {
    return this.symbols.length;
  }

  private intern(key: string, make: () => NewSymbol): SymbolInfo {
    const known = this.symbolIds.get(key);
    if (known !== undefined) return this.symbol(known);
    const info = this.newSymbol(make());
    this.symbolIds.set(key, info.id);
    return info;
  }

  private newSymbol({ definition, base, type, blocks }: NewSymbol): SymbolInfo {
    const id = this.symbols.length;
    const value = makeLinear(this.nextValue++, id, 1, 0);
    const info: SymbolInfo = { id, definition, base, type, blocks, value };
    this.symbols.push(info);
    return info;
  }

  /** What stood in a region when the function began. */
  input(region: Region, type: Type | undefined): SymbolInfo {
    return (this.inputs[region.id] ??= this.newSymbol({
      definition: ofRegion("input", region),
      base: makeFact(type ? rangeOfType(type) : interval(-Infinity, Infinity), [this.inputOrigin(region)]),
      type,
      blocks: this.blocksOfRegion(region),
    }));
  }

  /** What stands in a region after instruction `at` (in `block`) made its content unknown. */
  content(region: Region, at: number, block: number, base: Fact, type: Type | undefined): SymbolInfo {
    return named(this.contents, region.id, at, () =>
      this.newSymbol({ definition: ofRegion("content", region, at), base, type, blocks: [block] }),
    );
  }

  /** Result number `index` of instruction `at`. */
  result(at: number, block: number, index: number | string, base: Fact, type: Type | undefined): SymbolInfo {
    return named(this.results, at, index, () => this.newSymbol({ definition: ofResult(at), base, type, blocks: [block] }));
  }

  /** The value that several ways into a block bring along in one region (or a part of it named by `what`). */
  phi(block: number, at: number, slot: number, region: Region, what: string): SymbolInfo {
    const make = (): SymbolInfo =>
      this.newSymbol({
        definition: ofRegion("phi", region, undefined, block),
        base: makeFact(region.type && what === "" ? rangeOfType(region.type) : interval(-Infinity, Infinity)),
        type: region.type,
        blocks: [block],
      });
    // Mostly states meet at a block's beginning, in one of its first slots.
    if (at === -1 && what === "" && slot < SLOTS) return named(this.phis, block, region.id * SLOTS + slot, make);
    return named(this.otherPhis, block, `${at},${slot},${region.id},${what}`, make);
  }

  binary(operator: BinaryOperator, left: Value, right: Value, type: Type, range: Interval): SymbolInfo {
    return named(this.binaries, left.id, `${operator}${right.id},${typeKey(type)}`, () =>
      this.newSymbol({
        definition: ofBinary(operator, left, right, type),
        base: makeFact(range, joinOrigins(this.baseOrigins(left), this.baseOrigins(right))),
        type,
        blocks: mergeBlocks(this.blocksOf(left), this.blocksOf(right)),
      }),
    );
  }

  cast(operand: Value, from: Type, type: Type): SymbolInfo {
    return this.intern(`k${operand.id},${typeKey(from)},${typeKey(type)}`, () => ({
      definition: ofOperand("cast", operand, from, type),
      base: makeFact(rangeOfType(type), this.baseOrigins(operand)),
      type,
      blocks: this.blocksOf(operand),
    }));
  }

  magnitude(operand: Value, type: Type | undefined): SymbolInfo {
    return this.intern(`m${operand.id}`, () => ({
      definition: ofOperand("magnitude", operand),
      base: makeFact(ADDRESS, this.baseOrigins(operand)),
      type,
      blocks: this.blocksOf(operand),
    }));
  }

  sizeOf(region: Region): SymbolInfo {
    return (this.sizes[region.id] ??= this.newSymbol({
      definition: ofRegion("size", region),
      base: makeFact(ADDRESS),
      type: undefined,
      blocks: this.blocksOfRegion(region),
    }));
  }

  /** Length of the string that stood in a region when the function began. */
  stringOf(region: Region, type: Type): SymbolInfo {
    return (this.strings[region.id] ??= this.newSymbol({
      definition: ofRegion("string", region),
      base: makeFact(ADDRESS, [this.inputOrigin(region)]),
      type,
      blocks: this.blocksOfRegion(region),
    }));
  }

  private baseOrigins(value: Value): readonly OriginId[] {
    return value.kind === "linear" ? this.symbol(value.symbol).base.origins : NO_ORIGINS;
  }

  blocksOf(value: Value): readonly number[] {
    if (value.kind === "linear") return this.symbol(value.symbol).blocks;
    if (value.kind === "address") return mergeBlocks(this.blocksOf(value.offset), this.blocksOfRegion(value.region));
    return NO_BLOCKS;
  }

  /** Blocks whose execution makes a region's name mean other memory. */
  blocksOfRegion(region: Region): readonly number[] {
    const known = this.regionBlocks[region.id];
    if (known !== undefined) return known;
    let blocks: readonly number[] = region.parent ? this.blocksOfRegion(region.parent) : NO_BLOCKS;
    if (region.offset) blocks = mergeBlocks(blocks, this.blocksOf(region.offset));
    if (region.kind === "pointee") blocks = mergeBlocks(blocks, this.symbol(region.symbol).blocks);
    this.regionBlocks[region.id] = blocks;
    return blocks;
  }

  // ---- regions

  private newRegion({ kind, parent, size, name, type, site, storage, key, offset, symbol }: NewRegion): Region {
    const made: { -readonly [K in keyof Region]: Region[K] } = {
      id: this.regions.length,
      kind,
      root: parent?.root ?? NOWHERE,
      parent,
      size,
      name,
      type,
      site,
      storage,
      key,
      offset,
      symbol,
      parts: [],
    };
    // A whole object is its own root.
    if (parent === undefined) made.root = made;
    else parent.parts.push(made);
    this.regions.push(made);
    return made;
  }

  private whole(key: string, kind: RegionKind, over: Partial<Region>): Region {
    const known = this.regionIds.get(key);
    if (known !== undefined) return known;
    const made = this.newRegion({
      kind,
      parent: undefined,
      size: undefined,
      name: "",
      type: undefined,
      site: -1,
      storage: "",
      key: "",
      offset: undefined,
      symbol: -1,
      ...over,
    });
    this.regionIds.set(key, made);
    return made;
  }

  variable(index: number, over: Pick<Region, "name" | "type" | "size" | "storage" | "key">): Region {
    const region = this.whole(`v${index}`, "variable", { ...over, site: index });
    if (over.key !== "" && !this.globals.has(over.key)) this.globals.set(over.key, region);
    return region;
  }

  /** A global that this function does not name itself, met through a callee's summary. */
  globalByKey(key: string, over: Pick<Region, "name" | "type" | "size">): Region {
    const known = this.globals.get(key);
    if (known !== undefined) return known;
    const region = this.whole(`g${key}`, "variable", { ...over, key, storage: "global" });
    this.globals.set(key, region);
    return region;
  }

  /** Memory that an instruction allocates; the next time it is executed, the name means other memory. */
  heap(at: number, block: number, what: string, over: { readonly name: string; readonly family: string }): Region {
    const region = this.whole(`h${at},${what}`, "heap", { site: at, name: over.name, key: over.family });
    this.regionBlocks[region.id] ??= [block];
    return region;
  }

  /** What an instruction of this function itself allocated, where it did. */
  heapMadeAt(at: number): Region | undefined {
    return this.regionIds.get(`h${at},`);
  }

  /** Stands for all memory that can be reached from outside under no name of this function. */
  get elsewhere(): Region {
    return this.foreign("", "elsewhere", undefined);
  }

  literal(text: string, bytes: number): Region {
    return this.whole(`l${bytes},${text}`, "literal", {
      size: bytes,
      key: text,
      name: JSON.stringify(text.length > 24 ? `${text.slice(0, 24)}…` : text),
    });
  }

  functionRegion(name: string): Region {
    return this.whole(`f${name}`, "function", { key: name, name });
  }

  /** An object of a callee that the caller can't name: a local buffer that an obligation speaks of. */
  foreign(name: string, storage: string, size: number | undefined): Region {
    return this.whole(`x${storage},${name},${size ?? ""}`, "foreign", { name, storage, size });
  }

  /** What a pointer of unknown target points to. */
  pointee(symbol: SymbolId, type: Type | undefined): Region {
    const known = this.pointees[symbol];
    if (known !== undefined) return known;
    const pointer = this.symbol(symbol);
    const at = pointer.definition.kind === "input" || pointer.definition.kind === "content" ? pointer.definition.region : undefined;
    const name = at ? (at.type?.kind === "reference" ? at.name : `*${at.name}`) : "";
    return (this.pointees[symbol] = this.whole(`*${symbol}`, "pointee", { symbol, type, name }));
  }

  field(parent: Region, name: string, type: Type | undefined, size: number | undefined): Region {
    return named(this.fields, parent.id, name, () => {
      const prefix =
        parent.kind === "pointee" && parent.name.startsWith("*")
          ? `${parent.name.slice(1)}->`
          : parent.name === ""
            ? ""
            : `${parent.name}.`;
      return this.newRegion({
        kind: "field",
        parent,
        size,
        name: `${prefix}${name}`,
        type,
        site: -1,
        storage: "",
        key: name,
        offset: undefined,
        symbol: -1,
      });
    });
  }

  /** The part of a region that begins at an offset; at offset 0 the region itself, which is then both the whole and its first part. */
  element(parent: Region, offset: NumberValue, type: Type | undefined, size: number | undefined): Region {
    if (offset === this.zero) return parent;
    return named(this.elements, parent.id, offset.id, () =>
      this.newRegion({
        kind: "element",
        parent,
        size,
        name: `${parent.name}[]`,
        type,
        site: -1,
        storage: "",
        key: "",
        offset,
        symbol: -1,
      }),
    );
  }

  // ---- origins

  origin(id: OriginId): Origin | undefined {
    return this.origins[id];
  }

  /** Origin of what functions without source and without a model wrote. */
  get unknownOrigin(): OriginId {
    return this.internOrigin("u", { kind: "unknown" });
  }

  private inputOrigin(region: Region): OriginId {
    return this.internOrigin(`i${region.id}`, { kind: "input", region });
  }

  /** `key` distinguishes sources: the instruction and which of its outputs. */
  sourceOrigin(key: string, source: SourceTemplate): OriginId {
    this.knowsSources = true;
    return this.internOrigin(`s${key}`, { kind: "source", source });
  }

  get hasSources(): boolean {
    return this.knowsSources;
  }

  private internOrigin(key: string, origin: Origin): OriginId {
    const known = this.originIds.get(key);
    if (known !== undefined) return known;
    this.origins.push(origin);
    this.originIds.set(key, this.origins.length - 1);
    return this.origins.length - 1;
  }
}

const NO_BLOCKS: readonly number[] = [];
/** Slots of states kept apart whose names are found by a number. */
const SLOTS = 64;
/** Stands for a root that is not made yet. */
const NOWHERE = {} as Region;

function mergeBlocks(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  return mergeSorted(a, b);
}

function typeKey(type: Type): string {
  return type.kind === "integer" ? `${type.signed ? "s" : "u"}${type.bits}` : type.kind;
}
