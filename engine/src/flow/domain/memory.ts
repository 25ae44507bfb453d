import type { Type } from "../../project/types.js";
import {
  equalFacts,
  flagged,
  joinFacts,
  joinOrigins,
  makeFact,
  restrict,
  TOP_FACT,
  withOrigins,
  withRange,
  withTargets,
  type Fact,
} from "./fact.js";
import { contains, interval, rangeOfType, TOP } from "./interval.js";
import { isNumbered, type Region } from "./region.js";
import { plus } from "./evaluate.js";
import type { Content } from "./region-state.js";
import type { State } from "./state.js";
import { isNumber } from "./state.js";
import type { AddressValue, NumberValue, Value } from "./value.js";

/** Place in the program that makes a new unknown: instruction number and its block. */
export interface At {
  readonly at: number;
  readonly block: number;
}

/** Initial values of objects that the program never writes; `undefined`: not known. */
export type InitialContent = (region: Region) => Value | undefined;

/** Addresses that a pointer can hold, null left out; `undefined`: it can be anywhere. */
export function targetsOf(state: State, pointer: Value): readonly AddressValue[] | undefined {
  const u = state.universe;
  switch (pointer.kind) {
    case "address":
      return [pointer];
    case "constant":
      return pointer.value === 0 ? [] : undefined;
    case "undefined":
      return undefined;
    case "linear": {
      if (pointer.factor !== 1) return undefined;
      const { targets } = state.factOfSymbol(pointer.symbol);
      if (targets !== undefined) {
        return pointer.addend === 0 ? targets : targets.map((t) => u.address(t.region, plus(state, t.offset, u.constant(pointer.addend))));
      }
      const symbol = u.symbol(pointer.symbol);
      const type = symbol.type?.kind === "pointer" || symbol.type?.kind === "reference" ? symbol.type.to : undefined;
      return [u.address(u.pointee(pointer.symbol, type), u.constant(pointer.addend))];
    }
  }
}

/** A pointer whose only target is known, as that address: so that `p` and `p + n` can be compared. */
export function asAddress(state: State, value: Value): Value {
  if (value.kind !== "linear") return value;
  const type = state.universe.symbol(value.symbol).type;
  // Without a prototype a pointer that a function gives has no type, but what it points to may be known.
  if (type?.kind !== "pointer" && type?.kind !== "reference" && state.factOfSymbol(value.symbol).targets === undefined) return value;
  const targets = targetsOf(state, value);
  const only = targets?.[0];
  // A number that stands for something open is compared as a number.
  return only !== undefined && targets?.length === 1 && !isNumbered(only.region) ? only : value;
}

/** Moves a pointer by a number of bytes. */
export function moved(state: State, pointer: Value, bytes: NumberValue, at: At, type: Type): Value {
  const u = state.universe;
  if (pointer.kind === "constant")
    return bytes.kind === "constant" ? u.constant(pointer.value + bytes.value) : unknownResult(state, at, "offset", type);
  const targets = targetsOf(state, pointer);
  const only = targets?.[0];
  if (only === undefined || targets === undefined) return unknownResult(state, at, "offset", type);
  if (targets.length === 1) return u.address(only.region, plus(state, only.offset, bytes));
  const symbol = u.result(at.at, at.block, "offset", makeFact(rangeOfType(type)), type);
  state.setFact(
    symbol.id,
    makeFact(
      interval(1, Infinity),
      state.originsOf(pointer),
      targets.map((t) => u.address(t.region, plus(state, t.offset, bytes))),
    ),
  );
  return symbol.value;
}

/** A value of which only the type is known. */
export function unknownResult(state: State, at: At, what: string | number, type: Type | undefined, fact?: Fact): Value {
  const range = type ? rangeOfType(type) : TOP;
  const fitted = fact === undefined ? makeFact(range) : (restrict(fact, range) ?? fact);
  return namedResult(state, at, what, type, fitted);
}

/** The name of an instruction's result. What is always known of it is kept with the name, not in each state. */
export function namedResult(state: State, at: At, what: string | number, type: Type | undefined, fact: Fact): Value {
  const symbol = state.universe.result(at.at, at.block, what, fact, type);
  // What an earlier turn of a loop found out is no longer true.
  state.setFact(symbol.id, equalFacts(symbol.base, fact) ? undefined : fact);
  return state.simplified(symbol.value);
}

/** Region of an address with its offset worked in. */
export function regionAt(state: State, address: AddressValue, type?: Type, size?: number): Region {
  return state.universe.element(address.region, state.simplified(address.offset) as NumberValue, type, size);
}

/** What memory holds in a region where no cell says it. */
export function contentOf(state: State, region: Region): Content {
  for (let each: Region | undefined = region; each; each = each.parent) {
    const content = state.objects.get(each.id)?.content;
    if (content !== undefined) return content;
  }
  // A local of a function that has returned, as its result left it.
  if (region.root.kind === "foreign") return INPUT;
  return region.root.storage === "local" || region.root.storage === "temporary" || region.root.kind === "heap" ? UNDEFINED : INPUT;
}

const NOT_NONZERO = { nonzero: false } as const;
const UNDETERMINED = flagged(TOP_FACT, { undetermined: true });
const UNDEFINED: Content = { kind: "undefined" };
const INPUT: Content = { kind: "input" };

/** Reads a scalar. Changes the state only by names for what was unknown. */
export function readRegion(state: State, region: Region, type: Type, initial: InitialContent): Value {
  const cell = state.cells.get(region.id);
  if (cell !== undefined) return fitted(state, cell, type);
  const content = contentOf(state, region);
  switch (content.kind) {
    case "undefined":
      return region.type?.kind === "record" || type.kind === "record" ? state.universe.undefinedValue : state.universe.undefinedValue;
    case "input": {
      const known = initial(region);
      if (known !== undefined) return known;
      if (region.root.kind === "literal") return literalByte(state, region, type);
      return fitted(state, state.simplified(state.universe.input(region, type).value), type);
    }
    case "unknown": {
      const range = rangeOfType(type);
      const fact = restrict(content.fact, range) ?? withRange(content.fact, range);
      const symbol = state.universe.content(region, content.at, content.block, fact.nonzero ? flagged(fact, NOT_NONZERO) : fact, type);
      // A region's content may have become wider since the name was made: the state says what holds now.
      if (!contains(symbol.base.range, fact.range) || symbol.base.origins.length !== fact.origins.length) {
        const known = state.facts.get(symbol.id);
        if (known === undefined) state.setFact(symbol.id, fact);
        else if (known.origins.length < fact.origins.length)
          state.setFact(symbol.id, withOrigins(known, joinOrigins(known.origins, fact.origins)));
      }
      return state.simplified(symbol.value);
    }
  }
}

function literalByte(state: State, region: Region, type: Type): Value {
  const literal = region.root;
  const offset = region === literal ? 0 : region.offset?.kind === "constant" ? region.offset.value : -1;
  if (offset >= 0 && offset < literal.key.length && literal.size === literal.key.length + 1)
    return state.universe.constant(literal.key.charCodeAt(offset));
  if (offset === literal.key.length) return state.universe.zero;
  return state.universe.content(region, -1, -1, makeFact(rangeOfType(type)), type).value;
}

/** A value read as another type than it was written. */
function fitted(state: State, value: Value, type: Type): Value {
  if (value.kind !== "linear" || type.kind !== "integer") return value;
  const range = rangeOfType(type);
  if (contains(range, state.rangeOf(value))) return value;
  const own = state.universe.symbol(value.symbol).type;
  if (own?.kind !== "integer" || own.bits <= type.bits) return value;
  return state.universe.cast(value, own, type).value;
}

/** Writes a scalar into one region that is surely the one. */
export function writeRegion(state: State, region: Region, value: Value, at: At): void {
  weakenNeighbours(state, region, value, at);
  updateString(state, region, value, at);
  state.setCell(region, value);
}

/** Writes a scalar that may have gone into this region or into another. */
export function writeRegionWeakly(state: State, region: Region, value: Value, type: Type, at: At, initial: InitialContent): void {
  const old = readRegion(state, region, type, initial);
  if (old === value) return;
  const fact = joinFacts(state.factOf(old), state.factOf(value));
  writeRegion(state, region, unknownResult(state, at, `w${region.id}`, type, fact), at);
}

/** Other elements of the same array that a write may have hit. */
function weakenNeighbours(state: State, region: Region, value: Value, at: At): void {
  for (let each: Region | undefined = region; each; each = each.parent) {
    if (each.parts.length > 0 && each.kind !== "element") clearSymbolicElements(state, each, undefined);
    if (each.kind !== "element" || each.parent === undefined || each.offset === undefined) continue;
    const array = each.parent;
    if (each.offset.kind === "constant") {
      clearSymbolicElements(state, array, each);
      if (state.objects.get(array.id)?.written !== undefined) extendWritten(state, array, each);
      continue;
    }
    const nothingThere = state.objects.get(array.id)?.written !== undefined || contentOf(state, array).kind === "undefined";
    if (nothingThere) extendWritten(state, array, each);
    const old = summaryOfElements(state, array);
    clearCells(state, array, each);
    const scalar = each === region;
    const fact = scalar ? joinFacts(old, state.factOf(value)) : withOrigins(TOP_FACT, joinOrigins(old.origins, state.originsOf(value)));
    state.setContent(array, {
      kind: "unknown",
      at: at.at,
      block: at.block,
      fact: withTargets(flagged(fact, NOT_NONZERO), undefined),
    });
  }
}

/** Notes which bytes of an array that had no value a write may have reached, those of earlier writes among them. */
function extendWritten(state: State, array: Region, element: Region): void {
  if (element.offset === undefined) return;
  const known = state.objects.get(array.id)?.written;
  const range = state.rangeOf(element.offset);
  const size = element.size ?? 1;
  let written = interval(Math.min(range.low, known?.low ?? Infinity), Math.max(range.high + size, known?.high ?? 0));
  if (state.cells.has(array.id)) written = interval(Math.min(0, written.low), Math.max(size, written.high));
  if (known === undefined) {
    for (const { offset, size: bytes = 1 } of array.parts) {
      if (offset?.kind === "constant")
        written = interval(Math.min(offset.value, written.low), Math.max(offset.value + bytes, written.high));
    }
  }
  state.updateObject(array, { written });
}

function clearSymbolicElements(state: State, array: Region, except: Region | undefined): void {
  for (const part of array.parts) if (part !== except && part.offset?.kind === "linear") clearCells(state, part, undefined);
}

/** Join of all that an array's elements may hold. */
function summaryOfElements(state: State, array: Region): Fact {
  let fact: Fact | undefined;
  const include = (next: Fact): void => {
    fact = fact === undefined ? next : joinFacts(fact, next);
  };
  include(factOfContent(state, contentOf(state, array), array));
  const own = state.cells.get(array.id);
  if (own) include(state.factOf(own));
  for (const part of array.parts) {
    const cell = state.cells.get(part.id);
    if (cell) include(state.factOf(cell));
  }
  return fact ?? TOP_FACT;
}

export function factOfContent(state: State, content: Content, region: Region): Fact {
  switch (content.kind) {
    case "undefined":
      return UNDETERMINED;
    case "input":
      return withOrigins(TOP_FACT, state.universe.input(region, undefined).base.origins);
    case "unknown":
      return content.fact;
  }
}

function clearCells(state: State, region: Region, except: Region | undefined): void {
  if (region === except) return;
  state.setCell(region, undefined);
  if (state.objects.get(region.id)?.content !== undefined && region.parent !== undefined) state.removeObject(region);
  for (const part of region.parts) clearCells(state, part, except);
}

/** All of a region becomes unknown (or has known content as a whole): what a library function or an unknown callee writes. */
export function fillRegion(state: State, region: Region, content: Content): void {
  clearCells(state, region, undefined);
  state.forgetString(region);
  state.forgetWritten(region);
  if (region.root !== region) forgetStringsAbove(state, region);
  state.setContent(region, content);
}

/** A part of a region gets new content; the rest keeps what it has, but the analysis no longer tells them apart. */
export function fillPart(state: State, region: Region, fact: Fact, at: At): void {
  const old = summaryOfElements(state, region);
  fillRegion(state, region, { kind: "unknown", at: at.at, block: at.block, fact: joinFacts(old, fact) });
}

function forgetStringsAbove(state: State, region: Region): void {
  for (let each = region.parent; each; each = each.parent) state.forgetString(each);
}

/** What a write of one element does to the string in its array. */
function updateString(state: State, region: Region, value: Value, at: At): void {
  const array = region.kind === "element" ? region.parent : region;
  if (array === undefined || !holdsText(array)) return;
  const known = state.objects.get(array.id);
  const offset = region.kind === "element" ? region.offset : state.universe.zero;
  const zero = value.kind === "constant" && value.value === 0;
  if (!zero || offset === undefined) {
    if (known?.string !== undefined || known?.prefix !== undefined) state.forgetString(array);
    return;
  }
  if (known?.prefix !== undefined && state.differenceAtMost(offset, known.prefix) <= 0) {
    state.forgetString(array);
    state.setString(array, offset);
    return;
  }
  if (known?.string !== undefined && state.differenceAtMost(known.string, offset) <= 0) return;
  const most = state.rangeOf(offset).high;
  if (region.kind !== "element" && most > 0) return;
  const length =
    most === 0 ? state.universe.zero : unknownResult(state, at, `string${array.id}`, undefined, makeFact(interval(0, Math.max(0, most))));
  state.forgetString(array);
  if (isNumber(length)) state.setString(array, length);
}

/** Only arrays, heap blocks and what pointers point to hold strings. */
function holdsText(region: Region): boolean {
  if (region.type === undefined) return region.kind === "heap" || region.kind === "pointee";
  return region.type.kind === "array" || (region.kind === "pointee" && region.type.kind === "integer" && region.type.bits === 8);
}

/** Bytes from the start of a region to its end: a number, or a symbol where it is not known. */
export function sizeOfRegion(state: State, region: Region): NumberValue {
  const size = state.objects.get(region.id)?.size;
  if (size !== undefined) return size;
  if (region.size !== undefined) return state.universe.constant(region.size);
  if (region.kind === "element" && region.parent && region.offset) {
    // The rest of the array behind the element.
    const whole = sizeOfRegion(state, region.parent);
    if (whole.kind === "constant" && region.offset.kind === "constant") return state.universe.constant(whole.value - region.offset.value);
  }
  return state.universe.sizeOf(region).value;
}

/** Copies a whole object: scalar cells by name, the rest as content. */
export function copyRegion(state: State, to: Region, from: Region, at: At): void {
  if (to === from) return;
  const cells: [Region, Value][] = [];
  collectCells(state, to, from, cells, 0);
  const content = contentOf(state, from);
  const strings = state.objects.get(from.id)?.string;
  const fact = factOfContent(state, content, from);
  clearCells(state, to, undefined);
  weakenNeighbours(state, to, state.universe.zero, at);
  state.forgetWritten(to);
  state.setContent(to, content.kind === "undefined" ? content : { kind: "unknown", at: at.at, block: at.block, fact });
  if (strings !== undefined) state.setString(to, strings);
  for (const [region, value] of cells) state.setCell(region, value);
}

function collectCells(state: State, to: Region, from: Region, cells: [Region, Value][], depth: number): void {
  const value = state.cells.get(from.id);
  if (value !== undefined) cells.push([to, value]);
  else if (from.type?.kind === "pointer" && contentOf(state, from).kind === "input")
    cells.push([to, state.universe.input(from, from.type).value]);
  if (depth > 4) return;
  for (const part of from.parts) {
    const target =
      part.kind === "field"
        ? state.universe.field(to, part.key, part.type, part.size)
        : part.offset?.kind === "constant"
          ? state.universe.element(to, part.offset, part.type, part.size)
          : undefined;
    if (target !== undefined && target !== to) collectCells(state, target, part, cells, depth + 1);
  }
}
