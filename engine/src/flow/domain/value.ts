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
