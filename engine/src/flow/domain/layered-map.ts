/**
 * A map by number that is cheap to copy: copies share a base and carry only what they changed. States of neighbouring
 * places in a program differ in a few entries.
 */
export class LayeredMap<V> {
  private shared = false;
  /** Nobody else sees the base: changes go straight into it. */
  private ownsBase = false;
  private count: number;

  private constructor(
    private base: Map<number, V>,
    /** What differs from the base; `undefined`: removed. */
    private delta: Map<number, V | undefined>,
    count: number,
  ) {
    this.count = count;
  }

  static empty<V>(): LayeredMap<V> {
    return LayeredMap.from<V>(new Map());
  }

  static from<V>(entries: Map<number, V>): LayeredMap<V> {
    const map = new LayeredMap<V>(entries, new Map(), entries.size);
    map.ownsBase = true;
    return map;
  }

  copy(): LayeredMap<V> {
    const copy = new LayeredMap<V>(this.base, this.delta, this.count);
    copy.shared = this.shared = true;
    this.ownsBase = false;
    return copy;
  }

  get size(): number {
    return this.count;
  }

  get(key: number): V | undefined {
    const { delta } = this;
    if (delta.size > 0) {
      const changed = delta.get(key);
      if (changed !== undefined) return changed;
      if (delta.has(key)) return undefined;
    }
    return this.base.get(key);
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  set(key: number, value: V): void {
    if (!this.has(key)) this.count++;
    if (this.ownsBase) {
      this.base.set(key, value);
      return;
    }
    this.own();
    this.delta.set(key, value);
    if (this.delta.size > MAX_DELTA) this.flatten();
  }

  delete(key: number): void {
    if (!this.has(key)) return;
    this.count--;
    if (this.ownsBase) {
      this.base.delete(key);
      return;
    }
    this.own();
    if (this.base.has(key)) this.delta.set(key, undefined);
    else this.delta.delete(key);
  }

  /** True when both surely hold the same, without a look at the entries. */
  isSame(other: LayeredMap<V>): boolean {
    return (
      this === other || (this.base === other.base && (this.delta === other.delta || (this.delta.size === 0 && other.delta.size === 0)))
    );
  }

  /** All entries: those of the base first. The map must not change meanwhile. */
  forEach(visit: (value: V, key: number) => void): void {
    const { base, delta } = this;
    if (delta.size === 0) {
      base.forEach(visit);
      return;
    }
    base.forEach((value, key) => {
      if (!delta.has(key)) visit(value, key);
    });
    delta.forEach((value, key) => {
      if (value !== undefined) visit(value, key);
    });
  }

  /**
   * Visits the keys under which two maps hold something else; `undefined`: nothing. Maps that share a base are compared by their
   * changes. Ends early, with `false`, as soon as `visit` gives false.
   */
  everyDifference(other: LayeredMap<V>, visit: (key: number, mine: V | undefined, theirs: V | undefined) => boolean): boolean {
    if (this === other) return true;
    const { base, delta } = this;
    if (base === other.base) {
      if (delta === other.delta) return true;
      for (const [key, mine] of delta) {
        const theirs = other.get(key);
        if (theirs !== mine && !visit(key, mine, theirs)) return false;
      }
      for (const [key, theirs] of other.delta) {
        if (delta.has(key)) continue;
        const mine = base.get(key);
        if (theirs !== mine && !visit(key, mine, theirs)) return false;
      }
      return true;
    }
    this.flatten();
    other.flatten();
    for (const [key, mine] of this.base) {
      const theirs = other.base.get(key);
      if (theirs !== mine && !visit(key, mine, theirs)) return false;
    }
    for (const [key, theirs] of other.base) {
      if (!this.base.has(key) && !visit(key, undefined, theirs)) return false;
    }
    return true;
  }

  /** True when some entry passes a test. */
  some(test: (value: V, key: number) => boolean): boolean {
    const { base, delta } = this;
    for (const [key, value] of base) if (!delta.has(key) && test(value, key)) return true;
    for (const [key, value] of delta) if (value !== undefined && test(value, key)) return true;
    return false;
  }

  /** Keys, in the order of {@link forEach}. */
  keys(): number[] {
    const keys: number[] = [];
    this.forEach((_, key) => keys.push(key));
    return keys;
  }

  private own(): void {
    if (!this.shared) return;
    this.delta = new Map(this.delta);
    this.shared = false;
  }

  private flatten(): void {
    if (this.delta.size === 0) return;
    // A base of its own, which holds until the next copy.
    const base = new Map(this.base);
    for (const [key, value] of this.delta) {
      if (value === undefined) base.delete(key);
      else base.set(key, value);
    }
    this.base = base;
    this.delta = new Map();
    this.shared = false;
    this.ownsBase = true;
  }
}

/** Changes that a copy carries before it gets a base of its own. */
const MAX_DELTA = 16;
