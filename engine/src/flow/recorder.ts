import type { FlowStep } from "./domain/universe.js";
import type { Certainty } from "./events.js";
import type { RelativeNode } from "./ir.js";
import type {
  RawAccess,
  RawArithmetic,
  RawCall,
  RawDecision,
  RawEvent,
  RawLife,
  RawLoop,
  RawNull,
  RawSink,
  RawUndetermined,
} from "./raw-events.js";
import type { Obligation, PointerObligation, ReadObligation, SinkObligation } from "./summary.js";

/** Most obligations of a kind that a summary carries: callers of a function with more hear of the first ones. */
const MAX_OBLIGATIONS: Readonly<Record<Obligation["kind"] | "view", number>> = { access: 16, number: 8, view: 4 };
const MAX_SINKS = 16;
/** The same for uses of pointers. */
const MAX_USES = 16;
/** Literals that one sink event tells of. */
const MAX_TEXTS = 16;

const MAX_READINGS = 16;

/** Collects what happens in a function once its fixpoint is known; the same place in several states gives one event. */
export class Recorder {
  private readonly events = new Map<string, RawEvent>();
  /** Calls that write, and whether what they write fits in all states. */
  private readonly copies = new Map<number, boolean>();
  private readonly found = new Map<string, Obligation>();
  private readonly left = { ...MAX_OBLIGATIONS };
  private readonly foundSinks = new Map<string, SinkObligation>();
  private readonly uses = new Map<string, PointerObligation | undefined>();
  private readonly readings = new Map<string, ReadObligation>();
  /** Reads that found a value in some state. */
  private readonly determined = new Set<string>();
  private readonly undeterminedReads = new Map<string, { readonly object: string; readonly event: RawUndetermined }>();

  private readonly branches = new Map<number, RawDecision | undefined>();
  /** Where addresses of locals were stored, by the region that holds them. */
  readonly kept = new Map<number, RelativeNode>();

  /** The address of a local is stored where others find it. */
  keep(region: number, node: RelativeNode): void {
    this.kept.set(region, node);
  }

  access(at: number, what: string, event: RawAccess): void {
    this.merge(`a${at},${what}`, event, (old) => ({
      ...(rank(event) > rank(old) ? event : old),
      ...certain("past", old.past, event.past),
      ...certain("before", old.before, event.before),
    }));
  }

  arithmetic(at: string, event: RawArithmetic): void {
    this.merge(`r${at},${event.problem}`, event, (old) => (event.certainty === "must" && old.certainty !== "must" ? event : old));
  }

  life(at: string, what: string, event: RawLife): void {
    this.merge(`l${at},${what},${event.problem}`, event, (old) => (event.certainty === "must" && old.certainty !== "must" ? event : old));
  }

  /** A read that finds what was written: the same read in another state is then not sure to find nothing. */
  sound(read: string): void {
    this.determined.add(read);
  }

  undetermined(read: string, object: string, event: RawUndetermined): void {
    if (!this.undeterminedReads.has(read)) this.undeterminedReads.set(read, { object, event });
  }

  /** A library function writes: whether all of it fits. */
  copied(at: number, fits: boolean): void {
    this.copies.set(at, fits && this.copies.get(at) !== false);
  }

  call(at: number, event: RawCall): void {
    this.merge(`c${at}`, event, (old) =>
      event.args.some((arg) => arg.taint.length > 0) && !old.args.some((arg) => arg.taint.length > 0) ? event : old,
    );
  }

  /** A branch in one of its states: ways that it can take; `undefined`: nothing is to be said of it. */
  branch(at: number, event: RawDecision | undefined): void {
    const known = this.branches.get(at);
    const same = !this.branches.has(at) || known?.outcome === event?.outcome;
    this.branches.set(at, same ? event : undefined);
  }

  sink(key: string, event: RawSink): void {
    this.merge(`k${key}`, event, (old) => mergeSinks(old, event));
  }

  sinkObligation(key: string, make: () => SinkObligation | undefined): void {
    if (this.foundSinks.has(key) || this.foundSinks.size >= MAX_SINKS) return;
    const made = make();
    if (made !== undefined) this.foundSinks.set(key, made);
  }

  /** Of the turns that are told apart, the one that gets furthest counts. */
  loop(key: string, event: RawLoop): void {
    this.merge(`o${key}`, event, (old) => (event.counter.high > old.counter.high ? event : old));
  }

  other(key: string, event: RawEvent): void {
    if (!this.events.has(key)) this.events.set(key, event);
  }

  obligation(key: string, make: () => Obligation | undefined, kind: Obligation["kind"] | "view" = "access"): void {
    if (this.found.has(key) || this.left[kind] <= 0) return;
    const made = make();
    if (made === undefined) return;
    this.left[kind]--;
    this.found.set(key, made);
  }

  /** False once callers can't be told of more of a kind. */
  wantsObligation(kind: keyof typeof MAX_OBLIGATIONS): boolean {
    return this.left[kind] > 0;
  }

  null(key: string, event: RawNull): void {
    this.other(`n${key}`, event);
  }

  /** False for what callers are told already, and once they can't be told of more. */
  wantsUse(key: string): boolean {
    return this.uses.size < MAX_USES && !this.uses.has(key);
  }

  /** False once callers can't be told of any more uses. */
  get wantsUses(): boolean {
    return this.uses.size < MAX_USES;
  }

  pointerUse(key: string, make: () => PointerObligation | undefined): void {
    if (this.uses.has(key)) return;
    this.uses.set(key, make());
  }

  get pointerUses(): readonly PointerObligation[] {
    return [...this.uses.values()].filter((each) => each !== undefined);
  }

  reading(key: string, make: () => ReadObligation | undefined): void {
    if (this.readings.has(key) || this.readings.size >= MAX_READINGS) return;
    const made = make();
    if (made !== undefined) this.readings.set(key, made);
  }

  private merge<T extends RawEvent>(key: string, event: T, join: (old: T) => T): void {
    const old = this.events.get(key) as T | undefined;
    this.events.set(key, old === undefined ? event : join(old));
  }

  get readObligations(): readonly ReadObligation[] {
    return [...this.readings.values()];
  }

  get obligations(): readonly Obligation[] {
    return [...this.found.values()];
  }

  get sinks(): readonly SinkObligation[] {
    return [...this.foundSinks.values()];
  }

  /** What surely happens in some turn of a loop whose turns were followed one by one, besides what is known already. */
  inTurns(turns: Recorder): void {
    const known = new Map<string, RawEvent>();
    for (const event of this.events.values()) known.set(placeOf(event), event);
    for (const [key, event] of turns.events) {
      const old = known.get(placeOf(event));
      if (!isSure(event) || (old !== undefined && isSure(old))) continue;
      known.set(placeOf(event), event);
      this.events.set(`t${key}`, event);
    }
  }

  /** In order of place; at one place in order of kind. */
  sorted(): RawEvent[] {
    for (const [at, fits] of this.copies) {
      const call = fits ? this.events.get(`c${at}`) : undefined;
      if (call?.kind === "call") this.events.set(`c${at}`, { ...call, fits });
    }
    const decisions = [...this.branches.values()].filter((each) => each !== undefined);
    return inOrder([...this.events.values(), ...this.firstReads(), ...decisions]);
  }

  /** Of all reads of one object that has no value the first, sure ones before others. */
  private firstReads(): RawUndetermined[] {
    const first = new Map<string, RawUndetermined>();
    for (const [read, { object, event }] of this.undeterminedReads) {
      const told: RawUndetermined = this.determined.has(read) ? { ...event, certainty: "may" } : event;
      const known = first.get(object);
      const before = known === undefined || (told.certainty === known.certainty ? told.node < known.node : told.certainty === "must");
      if (before) first.set(object, told);
    }
    return [...first.values()];
  }
}

/** Events of one function from several analyses: accesses and operations at one place become one, the most telling. */
export function mergeEvents(events: readonly RawEvent[]): RawEvent[] {
  const accesses = new Map<string, RawAccess>();
  const numbers = new Map<string, RawArithmetic | RawLoop>();
  const others: RawEvent[] = [];
  const sinks = new Map<string, RawSink>();
  const read = new Set<number>();
  for (const event of events) {
    if (event.kind === "arithmetic" || event.kind === "loop") {
      const key = `${event.kind},${event.node},${event.kind === "arithmetic" ? event.problem : ""}`;
      if (!numbers.has(key)) numbers.set(key, event);
      continue;
    }
    if (event.kind === "sink") {
      const key = `${event.node},${event.position}`;
      const known = sinks.get(key);
      sinks.set(key, known === undefined ? event : mergeSinks(known, event));
      continue;
    }
    if (event.kind === "undetermined") {
      if (read.has(event.node)) continue;
      read.add(event.node);
    }
    if (event.kind !== "access") {
      others.push(event);
      continue;
    }
    const key = `${event.node},${event.mode},${event.by},${event.pointer.text}`;
    const known = accesses.get(key);
    if (known === undefined || rank(event) > rank(known)) accesses.set(key, event);
  }
  return inOrder([...accesses.values(), ...numbers.values(), ...sinks.values(), ...others]);
}

function placeOf(event: RawEvent): string {
  return `${event.kind},${event.owner},${event.kind === "exit" ? event.allocated : event.node},${"problem" in event ? event.problem : ""}`;
}

/** True for what happens whatever the analysis does not know. That a number without a sign wraps around is often meant. */
function isSure(event: RawEvent): boolean {
  switch (event.kind) {
    case "access":
      return event.past === "must" || event.before === "must";
    case "arithmetic":
      return event.certainty === "must" && (event.signed || !/^[-+*]$/.test(event.operator)) && event.operator !== "cast";
    case "life":
      return event.certainty === "must";
    case "null":
      return event.problem === "null";
    default:
      return event.kind === "exit";
  }
}

/** What says more of who decides about a text: somebody outside, something unknown, a caller that is known, any caller. */
const ORIGIN_RANK: Readonly<Record<RawSink["origin"], number>> = { outside: 3, unknown: 2, fixed: 1, caller: 0 };

function mergeSinks(a: RawSink, b: RawSink): RawSink {
  const texts = [...new Set([...a.texts, ...b.texts])].slice(0, MAX_TEXTS);
  return { ...(ORIGIN_RANK[b.origin] > ORIGIN_RANK[a.origin] ? b : a), texts };
}

function inOrder(events: readonly RawEvent[]): RawEvent[] {
  // A copy that goes too far reads and writes too far: the write is what matters.
  const written = new Set(
    events.flatMap((each) => (each.kind === "access" && each.mode === "write" && each.by === "call" && each.past ? [each.node] : [])),
  );
  const kept = events.filter((each) => !(each.kind === "access" && each.mode === "read" && each.by === "call" && written.has(each.node)));
  return firstPerObject(kept.sort((a, b) => a.node - b.node || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)));
}

/** What surely goes outside of one object again and again in one function has one cause: the first place tells it. */
function firstPerObject(events: readonly RawEvent[]): RawEvent[] {
  const told = new Set<string>();
  return events.filter((each) => {
    if (each.kind !== "access" || each.object.name === "") return true;
    if (each.past !== "must" && each.before !== "must" && each.limited !== true && each.counted === undefined) return true;
    if ((each.amount?.taint.length ?? 0) > 0 || each.owner === "") return true;
    const key = `${each.owner},${each.mode},${each.by},${each.past ?? ""},${each.before ?? ""},${each.object.kind},${each.object.name}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

/** Which of two views of the same access says more: one from outside, then a sure one, then an unchecked one. */
function rank(event: RawAccess): number {
  return (
    (event.amount?.taint.length ? 8 : 0) +
    (event.past === "must" ? 4 : 0) +
    (event.amount && !event.amount.compared ? 2 : 0) +
    (event.past ? 1 : 0)
  );
}

function certain<K extends string>(key: K, a: Certainty | undefined, b: Certainty | undefined): Readonly<Partial<Record<K, Certainty>>> {
  const value = a === "must" || b === "must" ? "must" : (a ?? b);
  return (value === undefined ? {} : { [key]: value }) as Readonly<Partial<Record<K, Certainty>>>;
}

/** Steps without repetitions, in order. */
export function uniqueSteps(steps: readonly FlowStep[]): FlowStep[] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const key = `${step.function},${step.node},${step.role},${step.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
