import { flagged, makeFact, NO_ORIGINS, type Fact } from "./fact.js";
import { interval, point } from "./interval.js";
import type { Region } from "./region.js";

/**
 * Abstract values. Each stands for one number or address of the running program, named so that two places that hold the
 * same value are known to: a check of one bounds the other. Interned: equal values are identical objects.
 */
export type Value = ConstantValue | LinearValue | AddressValue | UndefinedValue;

export interface ConstantValue {
  readonly kind: "constant";
  readonly id: number;
  readonly value: number;
}

/** `symbol * factor + addend`, in mathematical integers: what wraps gets a symbol of its own. */
export interface LinearValue {
  readonly kind: "linear";
  readonly id: number;
  readonly symbol: SymbolId;
  readonly factor: number;
  readonly addend: number;
}

/** The address of a region plus a number of bytes. */
export interface AddressValue {
  readonly kind: "address";
  readonly id: number;
  readonly region: Region;
  readonly offset: ConstantValue | LinearValue;
}

/** Content of memory that nothing was written to. */
export interface UndefinedValue {
  readonly kind: "undefined";
  readonly id: number;
}

export type NumberValue = ConstantValue | LinearValue;
export type SymbolId = number;

/** All values have one shape: what asks for their kind, everywhere, then finds it at once. */
class AnyValue {
  constructor(
    readonly kind: Value["kind"],
    readonly id: number,
    readonly value: number | undefined,
    readonly symbol: SymbolId | undefined,
    readonly factor: number | undefined,
    readonly addend: number | undefined,
    readonly region: Region | undefined,
    readonly offset: NumberValue | undefined,
  ) {}

  /** What is known of it in every state; kept here by {@link factOfFixed}. */
  fact: Fact | undefined = undefined;
}

/** What is known of a constant or an address in every state. */
export function factOfFixed(value: ConstantValue | AddressValue): Fact {
  const holder = value as AnyValue;
  return (holder.fact ??=
    value.kind === "constant"
      ? makeFact(point(value.value), NO_ORIGINS, value.value === 0 ? NO_TARGETS : undefined)
      : flagged(makeFact(interval(1, Infinity), NO_ORIGINS, [value]), { nonzero: true }));
}

const NO_TARGETS: readonly AddressValue[] = [];

export function makeUndefined(id: number): UndefinedValue {
  return new AnyValue("undefined", id, undefined, undefined, undefined, undefined, undefined, undefined) as UndefinedValue;
}

export function makeConstant(id: number, value: number): ConstantValue {
  return new AnyValue("constant", id, value, undefined, undefined, undefined, undefined, undefined) as ConstantValue;
}

export function makeLinear(id: number, symbol: SymbolId, factor: number, addend: number): LinearValue {
  return new AnyValue("linear", id, undefined, symbol, factor, addend, undefined, undefined) as LinearValue;
}

export function makeAddress(id: number, region: Region, offset: NumberValue): AddressValue {
  return new AnyValue("address", id, undefined, undefined, undefined, undefined, region, offset) as AddressValue;
}
