import type { Type } from "../../project/types.js";
import type { NumberValue, SymbolId } from "./value.js";

export type RegionKind = "variable" | "heap" | "literal" | "pointee" | "function" | "foreign" | "field" | "element";

/** A stretch of memory, named by how the program gets to it. Interned per function. */
export interface Region {
  readonly id: number;
  readonly kind: RegionKind;
  /** The object this is a part of; itself for a whole object. */
  readonly root: Region;
  readonly parent: Region | undefined;
  /** Bytes, where the type or the allocation says it; a heap object's size stands in the state. */
  readonly size: number | undefined;
  /** As the user's code calls it: `packet.payload`. */
  readonly name: string;
  readonly type: Type | undefined;
  /** Variable: its index in the IR. Heap: the instruction that allocates. */
  readonly site: number;
  /** Variable: `parameter`, `local`, …; others: empty. */
  readonly storage: string;
  /** Key of a global or static, name of a function, text of a literal, name of a field, heap: by what it has to be released. */
  readonly key: string;
  /** Element: where it begins. */
  readonly offset: NumberValue | undefined;
  /** Pointee: the pointer whose target this is. */
  readonly symbol: SymbolId;
  /** Parts, in order of first use. */
  readonly parts: Region[];
}

/** True for what the system numbers: its handle is a small integer, zero is one of them, and a negative number stands for none. */
export function isNumbered(region: Region): boolean {
  return region.kind === "heap" && region.key === "descriptor";
}
