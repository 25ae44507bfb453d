/**
 * A map by number that is cheap to copy: copies share a base and carry only what they changed. States of neighbouring
 * places in a program differ in a few entries.
 */
export class LayeredMap<V> {
  private shared = false;
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
    return new LayeredMap<V>(new Map(), new Map(), 0);
  }

  static from<V>(entries: Map<number, V>): LayeredMap<V> {
    return new LayeredMap<V>(entries, new Map(), entries.size);
  }

  copy(): LayeredMap<V> {
    const copy = new LayeredMap<V>(this.base, this.delta, this.count);
    copy.shared = this.shared = true;
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
    this.own();
    this.delta.set(key, value);
    if (this.delta.size > MAX_DELTA) this.flatten();
  }

  delete(key: number): void {
    if (!this.has(key)) return;
    this.count--;
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

  /** Entries in a map of their own that nobody changes. */
  entries(): ReadonlyMap<number, V> {
    this.flatten();
    return this.base;
  }

  keys(): IterableIterator<number> {
    this.flatten();
    return this.base.keys();
  }

  values(): IterableIterator<V> {
    this.flatten();
    return this.base.values();
  }

  private own(): void {
    if (!this.shared) return;
    this.delta = new Map(this.delta);
    this.shared = false;
  }

  private flatten(): void {
    if (this.delta.size === 0) return;
    const base = new Map(this.base);
    for (const [key, value] of this.delta) {
      if (value === undefined) base.delete(key);
      else base.set(key, value);
    }
    this.base = base;
    this.delta = new Map();
    this.shared = false;
  }
}

/** Changes that a copy carries before it gets a base of its own. */
const MAX_DELTA = 16;
