/*
 * A map by small numbers that is cheap to copy: a tree of nodes of 16, by digits of the key. Copies share all nodes until
 * one of them writes, and then all but those on the way to the entry. What two copies share is the same without a look at
 * it: states of neighbouring places in a program differ in a few entries, and are compared by these alone.
 */

const BITS = 4;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

/** Entries are the slots of the lowest nodes, nodes those of the others. */
class Node<V> {
  constructor(
    /** The map that may change it. */
    readonly owner: number,
    readonly slots: (V | Node<V> | undefined)[],
  ) {}
}

type Slot<V> = V | Node<V> | undefined;
type Visit<V> = (key: number, mine: V | undefined, theirs: V | undefined) => boolean;

let owners = 0;

/** Nodes that were looked at or copied, of all maps: what steps cost in states that hold much. */
let touched = 0;

/** Grows with each node of any map that is looked at as a whole, or copied. */
export function nodesTouched(): number {
  return touched;
}

export class SharedMap<V> {
  private owner = ++owners;

  private constructor(
    private root: Node<V> | undefined,
    /** Bits of a key below those that choose a slot of the root. */
    private shift: number,
    private count: number,
  ) {}

  static empty<V>(): SharedMap<V> {
    return new SharedMap<V>(undefined, 0, 0);
  }

  copy(): SharedMap<V> {
    // From now on neither may change the nodes that both have.
    this.owner = ++owners;
    return new SharedMap<V>(this.root, this.shift, this.count);
  }

  get size(): number {
    return this.count;
  }

  get(key: number): V | undefined {
    let { shift } = this;
    if (key >>> shift >= WIDTH) return undefined;
    let node: Slot<V> = this.root;
    for (; shift > 0; shift -= BITS) {
      if (node === undefined) return undefined;
      node = (node as Node<V>).slots[(key >>> shift) & MASK];
    }
    return node === undefined ? undefined : ((node as Node<V>).slots[key & MASK] as V | undefined);
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  set(key: number, value: V): void {
    const slots = this.lowest(key);
    if (slots[key & MASK] === undefined) this.count++;
    slots[key & MASK] = value;
  }

  delete(key: number): void {
    if (!this.has(key)) return;
    this.count--;
    this.lowest(key)[key & MASK] = undefined;
  }

  /** Slots of the lowest node for a key, with all nodes above it this map's own. */
  private lowest(key: number): Slot<V>[] {
    while (key >>> this.shift >= WIDTH) {
      if (this.root !== undefined) this.root = new Node<V>(this.owner, withFirst(this.root));
      this.shift += BITS;
    }
    let node = (this.root = this.own(this.root));
    for (let { shift } = this; shift > 0; shift -= BITS) {
      const index = (key >>> shift) & MASK;
      const inner = this.own(node.slots[index] as Node<V> | undefined);
      node.slots[index] = inner;
      node = inner;
    }
    return node.slots;
  }

  private own(node: Node<V> | undefined): Node<V> {
    if (node === undefined) return new Node<V>(this.owner, emptySlots());
    if (node.owner === this.owner) return node;
    touched++;
    return new Node<V>(this.owner, node.slots.slice());
  }

  /** All entries in order of their keys. The map must not change meanwhile. */
  forEach(visit: (value: V, key: number) => void): void {
    if (this.root !== undefined) visitAll(this.root, this.shift, 0, visit);
  }

  /**
   * Visits the keys under which two maps hold something else, in order; `undefined`: nothing. Ends early, with `false`, as
   * soon as `visit` gives false.
   */
  everyDifference(other: SharedMap<V>, visit: Visit<V>): boolean {
    if (this.root === other.root) return true;
    const shift = Math.max(this.shift, other.shift);
    return everyDifference(this.rootAt(shift), other.rootAt(shift), shift, 0, visit);
  }

  private rootAt(shift: number): Node<V> | undefined {
    let { root } = this;
    if (root !== undefined) for (let own = this.shift; own < shift; own += BITS) root = new Node<V>(0, withFirst(root));
    return root;
  }

  /** Keys in order. */
  keys(): number[] {
    const keys: number[] = [];
    this.forEach((_, key) => keys.push(key));
    return keys;
  }
}

function emptySlots<V>(): Slot<V>[] {
  return [
    undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined,
    undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined,
  ]; // prettier-ignore
}

function withFirst<V>(node: Node<V>): Slot<V>[] {
  const slots = emptySlots<V>();
  slots[0] = node;
  return slots;
}

function visitAll<V>({ slots }: Node<V>, shift: number, prefix: number, visit: (value: V, key: number) => void): void {
  touched++;
  for (let index = 0; index < WIDTH; index++) {
    const slot = slots[index];
    if (slot === undefined) continue;
    const key = prefix | (index << shift);
    if (shift === 0) visit(slot as V, key);
    else visitAll(slot as Node<V>, shift - BITS, key, visit);
  }
}

function everyDifference<V>(
  mine: Node<V> | undefined,
  theirs: Node<V> | undefined,
  shift: number,
  prefix: number,
  visit: Visit<V>,
): boolean {
  touched++;
  const a = mine?.slots;
  const b = theirs?.slots;
  for (let index = 0; index < WIDTH; index++) {
    const own = a === undefined ? undefined : a[index];
    const other = b === undefined ? undefined : b[index];
    if (own === other) continue;
    const key = prefix | (index << shift);
    const goesOn =
      shift === 0
        ? visit(key, own as V | undefined, other as V | undefined)
        : everyDifference(own as Node<V> | undefined, other as Node<V> | undefined, shift - BITS, key, visit);
    if (!goesOn) return false;
  }
  return true;
}
