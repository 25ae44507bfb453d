import { equalFacts, type Fact } from "./fact.js";
import type { Interval } from "./interval.js";
import type { NumberValue, SymbolId } from "./value.js";

/** What memory holds where no cell says it. */
export type Content =
  | { readonly kind: "input" }
  | { readonly kind: "undefined" }
  | { readonly kind: "unknown"; readonly at: number; readonly block: number; readonly fact: Fact };

export type Life = "alive" | "freed" | "maybe-freed" | "ended";

/** State of a region as a whole. Immutable. All have one shape: what looks at their parts, everywhere, then finds them at once. */
export class RegionState {
  constructor(
    readonly content: Content | undefined,
    readonly life: Life | undefined,
    /** Bytes of a heap object or variable-length array. */
    readonly size: NumberValue | undefined,
    /** Bytes before the zero that ends the string at its start. */
    readonly string: NumberValue | undefined,
    /** Number of leading bytes that are not zero (`memset` with a letter): a zero stored right behind them ends a string. */
    readonly prefix: NumberValue | undefined,
    /** Bytes that may have been written, where it is filled by an index and nothing was written before; absent: not tracked. */
    readonly written: Interval | undefined,
    /** Its address was given away to code that may write it later: another function, hardware. */
    readonly exposed: boolean | undefined,
    /** Instruction that freed it. */
    readonly freedAt: number | undefined,
    /** Heap: the pointer that its allocation gave; null means that there is no such object. */
    readonly pointer: SymbolId | undefined,
    /** Somebody may know its address whom the analysis does not see, or it may not exist. */
    readonly escaped: boolean | undefined,
  ) {}

  /** The same with changes; only `pointer` and `escaped` can be taken away. */
  with(change: Partial<RegionState>): RegionState {
    return new RegionState(
      change.content ?? this.content,
      change.life ?? this.life,
      change.size ?? this.size,
      change.string ?? this.string,
      change.prefix ?? this.prefix,
      change.written ?? this.written,
      change.exposed ?? this.exposed,
      change.freedAt ?? this.freedAt,
      "pointer" in change ? change.pointer : this.pointer,
      "escaped" in change ? change.escaped : this.escaped,
    );
  }

  withContent(content: Content): RegionState {
    const { life, size, string, prefix, written, exposed, freedAt, pointer, escaped } = this;
    return new RegionState(content, life, size, string, prefix, written, exposed, freedAt, pointer, escaped);
  }

  withEscaped(): RegionState {
    const { content, life, size, string, prefix, written, exposed, freedAt, pointer } = this;
    return new RegionState(content, life, size, string, prefix, written, exposed, freedAt, pointer, true);
  }

  withExposed(): RegionState {
    const { content, life, size, string, prefix, written, freedAt, pointer, escaped } = this;
    return new RegionState(content, life, size, string, prefix, written, true, freedAt, pointer, escaped);
  }

  withString(string: NumberValue): RegionState {
    const { content, life, size, prefix, written, exposed, freedAt, pointer, escaped } = this;
    return new RegionState(content, life, size, string, prefix, written, exposed, freedAt, pointer, escaped);
  }

  /** The same without what was known of the text in it. */
  withoutString(): RegionState {
    const { content, life, size, written, exposed, freedAt, pointer, escaped } = this;
    return new RegionState(content, life, size, undefined, undefined, written, exposed, freedAt, pointer, escaped);
  }

  /** The same without a word on which bytes were written. */
  withoutWritten(): RegionState {
    const { content, life, size, string, prefix, exposed, freedAt, pointer, escaped } = this;
    return new RegionState(content, life, size, string, prefix, undefined, exposed, freedAt, pointer, escaped);
  }

  /** True where nothing is known. */
  get isEmpty(): boolean {
    return (
      this.content === undefined &&
      this.life === undefined &&
      this.size === undefined &&
      this.string === undefined &&
      this.prefix === undefined &&
      this.written === undefined &&
      this.exposed === undefined &&
      this.freedAt === undefined &&
      this.pointer === undefined &&
      this.escaped === undefined
    );
  }
}

/** Nothing is known of a region. */
export const NOTHING = new RegionState(
  undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined,
); // prettier-ignore

export function equalRegionStates(a: RegionState | undefined, b: RegionState | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.life === b.life &&
    a.size === b.size &&
    a.string === b.string &&
    a.prefix === b.prefix &&
    a.freedAt === b.freedAt &&
    a.pointer === b.pointer &&
    a.escaped === b.escaped &&
    a.exposed === b.exposed &&
    a.written?.low === b.written?.low &&
    a.written?.high === b.written?.high &&
    equalContents(a.content, b.content)
  );
}

export function equalContents(a: Content | undefined, b: Content | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || a.kind !== b?.kind) return false;
  if (a.kind === "unknown" && b.kind === "unknown") return a.at === b.at && equalFacts(a.fact, b.fact);
  return true;
}
