import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { FlowExchange, FlowRecord, FunctionKey, RawEvent } from "../../engine/src/index.js";

// Memory that the workers of one run share: a table with a row per function, and behind it what was found out about each, as bytes. A
// busy worker reads no messages, and has to find the others' results in the middle of its work.

/** Memory of one run, as it is handed to each worker. */
export interface ExchangeMemory {
  readonly table: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

/** Part of a project that one of several runs analyses, beginning with 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What is known of one function, as its bytes: the record, its events, and those of them that happen in other functions. */
export type KeptFunction = readonly [key: FunctionKey, parts: readonly [Uint8Array, Uint8Array, Uint8Array]];

/** Functions that one run can share; in a larger project each worker does all by itself. */
const MOST_FUNCTIONS = 1 << 19;
const MOST_BYTES = 1 << 30;
const FIRST_BYTES = 1 << 24;

/** Words at the beginning of the table. */
const HEADER = { settled: 0, used: 1, digest: 2 } as const;
const HEADER_WORDS = 16;
/** Words of a function's row: what became of it, where its bytes begin (in units of 8), and how long its three parts are. */
const ROW = { state: 0, at: 1, record: 2, events: 3, crossing: 4 } as const;
const ROW_WORDS = 5;

const OPEN = 0;
const CLAIMED = 1;
const SETTLED = 2;
/** Analysed, but there was no room for it: who needs it analyses it again. */
const HOMELESS = 3;

const NOTHING = new Uint8Array(0);

/** How long a worker with nothing to do waits for the others, in milliseconds, before it looks again. */
const MOMENT = 20;

/** A buffer that can grow; the compiler's library for our oldest Node does not know it yet. */
interface Growable {
  grow(bytes: number): void;
}
type GrowableConstructor = new (bytes: number, options: { readonly maxByteLength: number }) => SharedArrayBuffer;

export function createExchangeMemory(): ExchangeMemory {
  const Buffer = SharedArrayBuffer as unknown as GrowableConstructor;
  // The system gives the pages of a table when they are first written to.
  const table = new SharedArrayBuffer(4 * (HEADER_WORDS + MOST_FUNCTIONS * ROW_WORDS));
  return { table, bytes: new Buffer(FIRST_BYTES, { maxByteLength: MOST_BYTES }) };
}

/** One worker's view of the shared memory. */
export class SharedExchange implements FlowExchange {
  private readonly table: Int32Array;
  private rows = new Map<FunctionKey, number>();
  private isUsable = false;
  private seen = 0;

  constructor(
    private readonly memory: ExchangeMemory,
    /** This worker's place among those of the run, from 0 on. */
    readonly place: number,
    private readonly places: number,
    /** Only what this part needs is analysed. */
    private readonly shard: Shard = { index: 1, count: 1 },
  ) {
    this.table = new Int32Array(memory.table);
  }

  begin(keys: readonly FunctionKey[]): readonly FunctionKey[] {
    this.rows = new Map(keys.map((key, index) => [key, HEADER_WORDS + index * ROW_WORDS]));
    // Workers that do not agree about the functions would take one's results for another's.
    const digest = createHash("sha256").update(keys.join("\n")).digest().readInt32LE() | 1;
    const first = Atomics.compareExchange(this.table, HEADER.digest, 0, digest);
    this.isUsable = keys.length <= MOST_FUNCTIONS && (first === 0 || first === digest);
    const { index, count } = this.shard;
    const own = count === 1 ? keys : keys.slice((keys.length * (index - 1)) / count, (keys.length * index) / count);
    const start = Math.floor((own.length * this.place) / this.places);
    return [...own.slice(start), ...own.slice(0, start)];
  }

  isSettled(key: FunctionKey): boolean {
    return this.stateOf(key) === SETTLED;
  }

  claim(component: readonly FunctionKey[]): boolean {
    if (!this.isUsable) return true;
    const [first, ...rest] = component.map((key) => this.rows.get(key));
    if (first === undefined) return true;
    const before = Atomics.compareExchange(this.table, first + ROW.state, OPEN, CLAIMED);
    if (before !== OPEN) return before === HOMELESS;
    for (const row of rest) if (row !== undefined) Atomics.store(this.table, row + ROW.state, CLAIMED);
    return true;
  }

  settle(key: FunctionKey, record?: FlowRecord, events: readonly RawEvent[] = []): void {
    const row = this.isUsable ? this.rows.get(key) : undefined;
    if (row === undefined || Atomics.load(this.table, row + ROW.state) !== CLAIMED) return;
    const crossing = events.filter(({ owner }) => owner !== key);
    this.keep(row, record === undefined ? [NOTHING, NOTHING, NOTHING] : [serialize(record), bytesOf(events), bytesOf(crossing)]);
  }

  /** All that is settled. */
  kept(): readonly KeptFunction[] {
    const list: KeptFunction[] = [];
    for (const [key, row] of this.rows) {
      if (this.stateOf(key) !== SETTLED) continue;
      list.push([key, [this.bytesAt(row, ROW.record), this.bytesAt(row, ROW.events), this.bytesAt(row, ROW.crossing)]]);
    }
    return list;
  }

  /** Takes what an earlier run settled; before any worker begins. */
  fill(functions: readonly KeptFunction[]): void {
    for (const [key, parts] of functions) {
      const row = this.isUsable ? this.rows.get(key) : undefined;
      if (row !== undefined && Atomics.load(this.table, row + ROW.state) === OPEN) this.keep(row, parts);
    }
  }

  private keep(row: number, parts: KeptFunction[1]): void {
    Atomics.store(this.table, row + ROW.state, this.write(row, parts) ? SETTLED : HOMELESS);
    Atomics.add(this.table, HEADER.settled, 1);
    Atomics.notify(this.table, HEADER.settled);
  }

  recordOf(key: FunctionKey): FlowRecord | undefined {
    return this.read(key, ROW.record) as FlowRecord | undefined;
  }

  eventsOf(key: FunctionKey): readonly RawEvent[] {
    return (this.read(key, ROW.events) as readonly RawEvent[] | undefined) ?? [];
  }

  crossingEventsOf(key: FunctionKey): readonly RawEvent[] {
    return (this.read(key, ROW.crossing) as readonly RawEvent[] | undefined) ?? [];
  }

  wait(): void {
    Atomics.wait(this.table, HEADER.settled, this.seen, MOMENT);
    this.seen = Atomics.load(this.table, HEADER.settled);
  }

  private stateOf(key: FunctionKey): number {
    const row = this.isUsable ? this.rows.get(key) : undefined;
    return row === undefined ? OPEN : Atomics.load(this.table, row + ROW.state);
  }

  /** Writes a function's parts behind each other. False when there is no room left. */
  private write(row: number, parts: KeptFunction[1]): boolean {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const units = Math.ceil(length / 8);
    const at = Atomics.add(this.table, HEADER.used, units);
    if (!this.reserve((at + units) * 8)) return false;
    let offset = at * 8;
    for (const [index, part] of parts.entries()) {
      Atomics.store(this.table, row + ROW.record + index, part.length);
      new Uint8Array(this.memory.bytes, offset, part.length).set(part);
      offset += part.length;
    }
    Atomics.store(this.table, row + ROW.at, at);
    return true;
  }

  private reserve(bytes: number): boolean {
    const { bytes: buffer } = this.memory;
    if (bytes > MOST_BYTES) return false;
    while (buffer.byteLength < bytes) {
      try {
        (buffer as unknown as Growable).grow(Math.min(MOST_BYTES, Math.max(bytes, buffer.byteLength * 2)));
      } catch {
        // Another worker made it larger at the same time: then there may be room already. Else the memory is used up.
        if (buffer.byteLength < bytes && buffer.byteLength * 2 > MOST_BYTES) return false;
      }
    }
    return true;
  }

  private read(key: FunctionKey, part: number): unknown {
    const row = this.rows.get(key);
    if (row === undefined || this.stateOf(key) !== SETTLED) return undefined;
    const bytes = this.bytesAt(row, part);
    return bytes.length === 0 ? undefined : deserialize(bytes);
  }

  /** A copy of one part: what reads it does not take shared memory. */
  private bytesAt(row: number, part: number): Uint8Array {
    let offset = Atomics.load(this.table, row + ROW.at) * 8;
    for (let before: number = ROW.record; before < part; before++) offset += Atomics.load(this.table, row + before);
    return Uint8Array.from(new Uint8Array(this.memory.bytes, offset, Atomics.load(this.table, row + part)));
  }
}

/** No list takes no room. */
function bytesOf(events: readonly RawEvent[]): Uint8Array {
  return events.length > 0 ? serialize(events) : NOTHING;
}
