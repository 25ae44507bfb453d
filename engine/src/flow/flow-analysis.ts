import { Cancelled, NEVER_CANCELLED, type Cancellation } from "../service/engine.js";
import type { FilePath } from "../text/span.js";
import { analyseFunction, type FunctionOutcome } from "./analyse-function.js";
import {
  DEFAULT_BUDGET,
  type FlowAnalysis,
  type FlowBudget,
  type FlowLookup,
  type FlowOptions,
  type FunctionKey,
  type FunctionResult,
  type FunctionStatus,
} from "./analysis.js";
import { callComponents, type CallComponent, type FunctionCalls } from "./call-graph.js";
import { makeCfg } from "./cfg.js";
import type { FlowMemory, KnownFunction, RecalledFunction } from "./memory.js";
import type { FlowBasis, FlowExchange } from "./exchange.js";
import { lazyDigest } from "./digest.js";
import { InitialContentReader } from "./initial-content.js";
import { FunctionGraph } from "./function-graph.js";
import type { FunctionIr } from "./ir.js";
import type { Frame } from "./frame.js";
import { makeFrame } from "./make-frame.js";
import type { ModelSet } from "./models.js";
import { mergeEvents } from "./recorder.js";
import { locateEvents, type RawEvent } from "./raw-events.js";
import { shareWork } from "./shared-work.js";
import { NO_SUMMARY, type Summary } from "./summary.js";

/** Makes the flow analysis of a project. */
export function createFlowAnalysis(options: FlowOptions): FlowAnalysis {
  return new Analysis(options.lookup, options.models, options.budget ?? DEFAULT_BUDGET, options.exchange, options.memory);
}

/** Rounds in which functions that call each other learn of each other. */
const ROUNDS = 2;

/** Something a result rests on, with what it said then. */
interface Dependency {
  readonly name: string;
  readonly key: FunctionKey | undefined;
  readonly summary: Summary | undefined;
}

interface Entry {
  /** Absent where another worker analysed the function. */
  readonly ir: FunctionIr | undefined;
  readonly partial: boolean;
  readonly gaps: readonly string[];
  readonly outcome: FunctionOutcome;
  readonly dependencies: readonly Dependency[];
  readonly globals: ReadonlyMap<string, string>;
  /** What it rests on, where that is known from elsewhere. */
  readonly basis?: FlowBasis;
  /** Of the summary, where it is known without it. */
  readonly summaryDigest?: string;
  /** Revision of the project for which the entry is known to hold. */
  verified: number;
  located: { readonly revision: number; readonly deliveries: number; readonly result: FunctionResult } | undefined;
}

/** Where the search of strongly connected components met a function. */
interface Mark {
  readonly order: number;
  low: number;
  onStack: boolean;
  /** It can't be settled yet: another worker is at something that it needs. */
  blocked: boolean;
}

class Analysis implements FlowAnalysis {
  private revision = 1;
  private readonly entries = new Map<FunctionKey, Entry>();
  private readonly globals: InitialContentReader;
  /** Functions that can't be lowered. */
  private readonly hopeless = new Map<FunctionKey, number>();
  /** Graphs of this revision: what they know of constants holds no longer. */
  private readonly graphs = new Map<FunctionKey, FunctionGraph>();
  /** Functions of components that are being visited, for the search of strongly connected components. */
  private readonly index = new Map<FunctionKey, Mark>();
  private stack: FunctionKey[] = [];
  private counter = 0;
  /** How the functions are shared out, where that is known beforehand. */
  private shares: readonly CallComponent[] | undefined;
  /** Components settled for all workers. */
  private settled = 0;
  /** All functions are settled, by this worker or another one. */
  private shared = false;
  /** Events in a function that analyses of its callers found: function, caller, events. */
  private readonly received = new Map<FunctionKey, Map<FunctionKey, () => readonly RawEvent[]>>();
  /** Grows with each new or dropped event that crosses functions. */
  private deliveryCount = 0;
  /** Revision in which functions that are no more were last forgotten. */
  private swept = 0;

  constructor(
    private readonly lookup: FlowLookup,
    private readonly models: ModelSet,
    private readonly budget: FlowBudget,
    private exchange: FlowExchange | undefined,
    private memory: FlowMemory | undefined,
  ) {
    this.globals = new InitialContentReader(lookup, models);
  }

  resultOf(key: FunctionKey, cancellation: Cancellation = NEVER_CANCELLED): FunctionResult | undefined {
    const entry = this.entryOf(key, cancellation);
    return entry && this.located(key, entry);
  }

  private entryOf(key: FunctionKey, cancellation: Cancellation): Entry | undefined {
    try {
      return this.ensure(key, cancellation);
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      throw error;
    } finally {
      this.index.clear();
      this.stack = [];
    }
  }

  statusOf(key: FunctionKey, cancellation: Cancellation = NEVER_CANCELLED): FunctionStatus | undefined {
    const entry = this.entryOf(key, cancellation);
    if (entry === undefined) return undefined;
    const { outcome, partial, gaps } = entry;
    const { incomplete, crashed } = outcome;
    return { incomplete, partial, gaps, ...(crashed === undefined ? {} : { crashed }) };
  }

  callsOf(files: readonly FilePath[], holder: number): readonly FunctionCalls[] {
    return files.flatMap((file) =>
      this.lookup.functionsOf(file).map((key): FunctionCalls => {
        const callees = this.calleesOf(key);
        if (this.memory?.recall(key)) return { key, callees, size: 1, holder };
        const size = this.lookup.ir(key)?.blocks.reduce((sum, { instructions }) => sum + instructions.length, 0) ?? 0;
        return { key, callees, size, holder };
      }),
    );
  }

  share(functions: readonly FunctionCalls[]): void {
    this.shares = callComponents(functions);
  }

  graphOf(key: FunctionKey): FunctionGraph | undefined {
    const ir = this.lookup.ir(key);
    const known = this.graphs.get(key);
    if (ir === undefined || known?.ir === ir) return known;
    const { lookup, models, globals } = this;
    const graph = new FunctionGraph(key, ir, { lookup, models, globals, graphOf: (callee) => this.graphOf(callee) });
    this.graphs.set(key, graph);
    return graph;
  }

  get deliveries(): number {
    return this.deliveryCount;
  }

  advance(files: readonly FilePath[], limit: number, cancellation: Cancellation): number {
    if (this.exchange) return this.shareOut(this.exchange, files, cancellation);
    if (this.swept !== this.revision) this.sweep(files);
    let left = 0;
    let done = 0;
    for (const file of files) {
      for (const key of this.lookup.functionsOf(file)) {
        if (this.entries.get(key)?.verified === this.revision || this.hopeless.get(key) === this.revision) continue;
        if (done >= limit || cancellation.isCancelled()) {
          left++;
          continue;
        }
        done++;
        if (this.entryOf(key, cancellation) === undefined && !cancellation.isCancelled()) this.hopeless.set(key, this.revision);
      }
    }
    return left;
  }

  /** Forgets functions that are no more, and what they made happen in others. */
  private sweep(files: readonly FilePath[]): void {
    const present = new Set(files.flatMap((file) => this.lookup.functionsOf(file)));
    for (const key of this.entries.keys()) if (!present.has(key)) this.drop(key);
    for (const key of this.received.keys()) if (!present.has(key)) this.received.delete(key);
    for (const key of this.hopeless.keys()) if (!present.has(key)) this.hopeless.delete(key);
    this.swept = this.revision;
  }

  invalidate(_files?: readonly FilePath[]): void {
    this.revision++;
    this.shares = undefined;
    if (this.memory && this.entries.size > 0) {
      // It knows of the state before alone.
      this.memory = undefined;
      this.entries.clear();
      this.received.clear();
      this.deliveryCount++;
    }
    if (this.exchange && this.shared) {
      // What the other workers hold is of the state before, and so is what came from them.
      this.exchange = undefined;
      this.entries.clear();
      this.received.clear();
      this.deliveryCount++;
    }
    this.globals.clear();
    this.graphs.clear();
  }

  /** Analyses what no other worker does, until all functions are settled; gives how many are left when cancelled. */
  private shareOut(exchange: FlowExchange, files: readonly FilePath[], cancellation: Cancellation): number {
    if (this.shared) return 0;
    const keys = files.flatMap((file) => this.lookup.functionsOf(file));
    let open = exchange.begin(keys);
    try {
      if (this.shares) {
        shareWork(this.shares, exchange.place, {
          isSettled: ({ members }) => members.every((key) => this.isSettled(key)),
          settle: ({ members }) => {
            if (cancellation.isCancelled()) throw new Cancelled();
            return this.settleOnce(members, cancellation);
          },
          wait: () => exchange.wait(),
        });
        open = [];
      }
      for (;;) {
        open = open.filter((key) => !this.isSettled(key));
        if (open.length === 0) break;
        const before = this.settled;
        for (const key of open) if (!this.isSettled(key) && !this.index.has(key)) this.visit(key, cancellation);
        this.index.clear();
        if (this.settled === before) exchange.wait();
      }
    } catch (error) {
      if (error instanceof Cancelled) return open.length;
      throw error;
    } finally {
      this.index.clear();
      this.stack = [];
    }
    for (const key of keys) if (this.entries.get(key)?.ir === undefined) this.deliver(key, exchange.crossingEventsOf(key));
    this.shared = true;
    return 0;
  }

  private ensure(key: FunctionKey, cancellation: Cancellation): Entry | undefined {
    const known = this.entries.get(key);
    if (known?.verified === this.revision) return known;
    if (this.exchange?.isSettled(key) === true) {
      const entry = this.adopt(this.exchange, key);
      // Asked for all the same: why it can't be lowered is told by who lowers it.
      if (entry === undefined) this.lookup.ir(key);
      return entry;
    }
    this.visit(key, cancellation);
    return this.entries.get(key);
  }

  /** Takes what another worker found out. */
  private adopt(exchange: FlowExchange, key: FunctionKey): Entry | undefined {
    const record = exchange.recordOf(key);
    if (record === undefined) return undefined;
    const { outcome, partial, gaps, basis } = record;
    let events: readonly RawEvent[] | undefined;
    const entry: Entry = {
      ir: undefined,
      partial,
      gaps,
      basis,
      outcome: {
        ...outcome,
        get events() {
          return (events ??= exchange.eventsOf(key));
        },
      },
      dependencies: [],
      globals: new Map(),
      verified: this.revision,
      located: undefined,
    };
    this.entries.set(key, entry);
    return entry;
  }

  private isSettled(key: FunctionKey): boolean {
    return this.entries.get(key)?.verified === this.revision || this.exchange?.isSettled(key) === true;
  }

  /** Tarjan's search: callees first, functions that call each other as one component. */
  private visit(key: FunctionKey, cancellation: Cancellation): Mark {
    if (cancellation.isCancelled()) throw new Cancelled();
    const mark: Mark = { order: this.counter, low: this.counter, onStack: true, blocked: false };
    this.counter++;
    this.index.set(key, mark);
    this.stack.push(key);
    for (const callee of this.calleesOf(key)) {
      if (this.isSettled(callee)) continue;
      const seen = this.index.get(callee) ?? this.visit(callee, cancellation);
      if (seen.onStack) mark.low = Math.min(mark.low, seen.low);
      if (seen.blocked) mark.blocked = true;
    }
    if (mark.low === mark.order) {
      const component: FunctionKey[] = [];
      for (let member = this.stack.pop(); member !== undefined; member = this.stack.pop()) {
        component.push(member);
        const done = this.index.get(member);
        if (done) done.onStack = false;
        if (member === key) break;
      }
      const isBlocked = mark.blocked || !this.settleOnce(component.sort(), cancellation);
      for (const member of component) {
        const done = this.index.get(member);
        if (done) done.blocked = isBlocked;
      }
    }
    return mark;
  }

  /** Settles a component unless another worker is at it. */
  private settleOnce(component: readonly FunctionKey[], cancellation: Cancellation): boolean {
    const { exchange } = this;
    if (exchange === undefined) {
      this.settle(component, cancellation);
      return true;
    }
    if (!exchange.claim(component)) return false;
    this.settle(component, cancellation);
    for (const key of component) {
      const entry = this.entries.get(key);
      if (entry) {
        const { outcome, partial, gaps } = entry;
        exchange.settle(key, { outcome: withoutEvents(outcome), partial, gaps, basis: basisOf(entry) }, outcome.events);
      } else exchange.settle(key);
    }
    this.settled++;
    return true;
  }

  private calleesOf(key: FunctionKey): readonly FunctionKey[] {
    const recalled = this.memory?.recall(key);
    if (recalled) return recalled.callees.map(([callee]) => callee);
    const ir = this.lookup.ir(key);
    if (ir === undefined) return [];
    const callees: FunctionKey[] = [];
    for (const name of this.referencesOf(ir)) {
      const callee = this.lookup.resolve(name, ir.file);
      if (callee !== undefined) callees.push(callee);
    }
    return callees;
  }

  /** Functions that a body can call: those it names, and those in tables that never change. */
  private referencesOf(ir: FunctionIr): readonly string[] {
    let names: Set<string> | undefined;
    for (const { key } of ir.variables) {
      if (key === undefined) continue;
      for (const value of this.globals.valuesOf(key, ir.file)?.values.values() ?? []) {
        if (value.kind === "function") (names ??= new Set(ir.references)).add(value.name);
      }
    }
    return names === undefined ? ir.references : [...names];
  }

  /** Brings a component up to date: keeps what still holds, else analyses its functions in order of their names. */
  private settle(component: readonly FunctionKey[], cancellation: Cancellation): void {
    const members = new Set(component);
    if (component.every((key) => this.holds(key, members))) {
      for (const key of component) {
        const entry = this.entries.get(key);
        if (entry) entry.verified = this.revision;
      }
      return;
    }
    if (this.recallAll(component, members)) return;
    for (const key of component) this.drop(key);
    const recursive = component.length > 1 || component.some((key) => this.calleesOf(key).includes(key));
    for (let round = 0; round < (recursive ? ROUNDS : 1); round++) {
      for (const key of component) {
        try {
          if (cancellation.isCancelled()) throw new Cancelled();
          this.analyse(key, members, cancellation);
        } catch (error) {
          // A component half done would look like a settled one.
          for (const each of component) this.drop(each);
          throw error;
        }
      }
    }
    for (const key of component) {
      const entry = this.entries.get(key);
      if (entry) entry.verified = this.revision;
    }
  }

  /** Takes what an earlier run found out about a component, where all that it calls is still the same. */
  private recallAll(component: readonly FunctionKey[], members: ReadonlySet<FunctionKey>): boolean {
    const { memory } = this;
    if (memory === undefined) return false;
    const recalled: RecalledFunction[] = [];
    for (const key of component) {
      const each = memory.recall(key);
      if (each?.callees.every(([callee, digest]) => members.has(callee) || this.summaryDigestOf(callee) === digest) !== true) return false;
      recalled.push(each);
    }
    component.forEach((key, index) => {
      const each = recalled[index];
      if (each) this.take(key, each);
    });
    return true;
  }

  private take(key: FunctionKey, { status, basis, summaryDigest, crossing, summary, events }: RecalledFunction): void {
    const { incomplete, steps, crashed, partial, gaps } = status;
    const known: { summary?: Summary; events?: readonly RawEvent[] } = {};
    const outcome: FunctionOutcome = {
      get summary() {
        return (known.summary ??= summary());
      },
      get events() {
        return (known.events ??= events());
      },
      incomplete,
      steps,
      ...(crashed === undefined ? {} : { crashed }),
    };
    const rest = { ir: undefined, dependencies: [], globals: new Map<string, string>(), located: undefined };
    this.entries.set(key, { ...rest, partial, gaps, outcome, basis, summaryDigest, verified: this.revision });
    for (const owner of crossing) this.receive(owner, key, () => outcome.events.filter((event) => event.owner === owner));
  }

  summaryDigestOf(key: FunctionKey): string {
    const known = this.entries.get(key);
    if (known?.summaryDigest !== undefined) return known.summaryDigest;
    const summary = this.summaryOf(key);
    return summary === undefined || this.memory === undefined ? "" : this.memory.nameOf(key, summary);
  }

  *known(): Iterable<KnownFunction> {
    for (const [key, entry] of this.entries) {
      const { outcome, partial, gaps } = entry;
      const { incomplete, steps, crashed } = outcome;
      yield {
        key,
        file: key.slice(0, key.lastIndexOf("#")),
        status: { incomplete, steps, partial, gaps, ...(crashed === undefined ? {} : { crashed }) },
        basis: basisOf(entry),
        summary: () => outcome.summary,
        summaryDigest: () => this.summaryDigestOf(key),
        events: () => outcome.events,
      };
    }
  }

  eventsOf(key: FunctionKey): readonly RawEvent[] {
    return this.entries.get(key)?.outcome.events ?? [];
  }

  isRecalled(key: FunctionKey): boolean {
    return this.entries.get(key)?.summaryDigest !== undefined;
  }

  callersInto(key: FunctionKey): readonly FunctionKey[] {
    return [...(this.received.get(key)?.keys() ?? [])].sort();
  }

  private holds(key: FunctionKey, members: ReadonlySet<FunctionKey>): boolean {
    const entry = this.entries.get(key);
    if (entry?.ir === undefined) return false;
    const ir = this.lookup.ir(key);
    if (ir === undefined || entry.ir !== ir) return false;
    for (const dependency of entry.dependencies) {
      const now = this.lookup.resolve(dependency.name, ir.file);
      if (now !== dependency.key) return false;
      if (now !== undefined && !members.has(now) && !sameSummary(this.entries.get(now)?.outcome.summary, dependency.summary)) return false;
    }
    for (const [global, digest] of entry.globals) if (this.digestOfGlobal(global, ir.file) !== digest) return false;
    return true;
  }

  private digestOfGlobal(key: string, file: FilePath): string {
    return this.globals.digest(key, file);
  }

  private analyse(key: FunctionKey, members: ReadonlySet<FunctionKey>, cancellation: Cancellation): void {
    const ir = this.lookup.ir(key);
    if (ir === undefined) return;
    const globals = new Map<string, string>();
    let limited = false;
    const dependencies = new Map<string, Dependency>();
    // A table of functions decides who is called, whether or not it is read.
    for (const { key: global } of ir.variables) {
      const values = global === undefined ? undefined : this.globals.valuesOf(global, ir.file);
      if (global === undefined || values === undefined) continue;
      globals.set(global, this.digestOfGlobal(global, ir.file));
      limited ||= values.limited;
    }
    for (const name of this.referencesOf(ir)) {
      const callee = this.lookup.resolve(name, ir.file);
      dependencies.set(name, { name, key: callee, summary: this.summaryOf(callee) });
    }
    const frame = makeFrame({
      key,
      ir,
      // Made anew for each analysis: kept, it would weigh more than the code itself.
      cfg: makeCfg(ir),
      lookup: this.lookup,
      models: this.models,
      budget: this.budget,
      cancellation,
      initial: (universe, region) => {
        const { root } = region;
        if (root.kind !== "variable" || root.key === "") return undefined;
        if (!globals.has(root.key)) globals.set(root.key, this.digestOfGlobal(root.key, ir.file));
        return this.globals.read(universe, region, ir.file);
      },
      summaryOf: (name) => {
        const callee = dependencies.get(name)?.key;
        const summary = this.summaryOf(callee) ?? (callee !== undefined && members.has(callee) ? NO_SUMMARY : undefined);
        return callee === undefined || summary === undefined ? undefined : { key: callee, summary };
      },
    });
    const result = outcomeOf(frame);
    const outcome = limited ? { ...result, incomplete: true } : result;
    this.drop(key);
    const { partial, gaps = [] } = ir;
    this.entries.set(key, {
      ir,
      partial,
      gaps,
      outcome,
      dependencies: [...dependencies.values()],
      globals,
      verified: 0,
      located: undefined,
    });
    this.deliver(key, outcome.events);
  }

  /** Hands events in other functions to them. */
  private deliver(key: FunctionKey, events: readonly RawEvent[]): void {
    const byOwner = new Map<FunctionKey, RawEvent[]>();
    for (const event of events) {
      if (event.owner === key) continue;
      const list = byOwner.get(event.owner);
      if (list) list.push(event);
      else byOwner.set(event.owner, [event]);
    }
    for (const [owner, list] of byOwner) this.receive(owner, key, () => list);
  }

  private receive(owner: FunctionKey, from: FunctionKey, events: () => readonly RawEvent[]): void {
    const callers = this.received.get(owner);
    if (callers) callers.set(from, events);
    else this.received.set(owner, new Map([[from, events]]));
    this.deliveryCount++;
  }

  private drop(key: FunctionKey): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    for (const event of entry.outcome.events) {
      if (event.owner !== key && this.received.get(event.owner)?.delete(key) === true) this.deliveryCount++;
    }
  }

  /** Own events and those that callers cause, in order of place; the same place is told once. */
  private eventsIn(key: FunctionKey, own: readonly RawEvent[]): RawEvent[] {
    const callers = this.received.get(key);
    const mine = own.filter((event) => event.owner === key);
    if (callers === undefined || callers.size === 0) return mine;
    const all = [...mine];
    for (const caller of [...callers.keys()].sort()) all.push(...(callers.get(caller)?.() ?? []));
    return mergeEvents(all);
  }

  private summaryOf(key: FunctionKey | undefined): Summary | undefined {
    if (key === undefined) return undefined;
    const known = this.entries.get(key);
    if (known === undefined && this.exchange?.isSettled(key) === true) return this.adopt(this.exchange, key)?.outcome.summary;
    return known?.outcome.summary;
  }

  /** The result with present places; made again after each change, because other functions' places occur in its steps. */
  private located(key: FunctionKey, entry: Entry): FunctionResult {
    if (entry.located?.revision === this.revision && entry.located.deliveries === this.deliveryCount) return entry.located.result;
    const { outcome, partial } = entry;
    const result: FunctionResult = {
      key,
      events: locateEvents(key, this.eventsIn(key, outcome.events), this.lookup),
      incomplete: outcome.incomplete,
      partial,
      steps: outcome.steps,
      ...(outcome.crashed === undefined ? {} : { crashed: outcome.crashed }),
      get summaryDigest() {
        return lazyDigest(outcome.summary);
      },
    };
    entry.located = { revision: this.revision, deliveries: this.deliveryCount, result };
    return result;
  }
}

function basisOf({ basis, dependencies, globals }: Entry): FlowBasis {
  return basis ?? { names: dependencies.map(({ name }) => name), globals: [...globals.keys()] };
}

function sameSummary(a: Summary | undefined, b: Summary | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && lazyDigest(a) === lazyDigest(b));
}

function withoutEvents({ summary, incomplete, steps, crashed }: FunctionOutcome): Omit<FunctionOutcome, "events"> {
  return { summary, incomplete, steps, ...(crashed === undefined ? {} : { crashed }) };
}

/** An error of the analysis in one function must not take the others' results with it; it is told, not hidden. */
function outcomeOf(frame: Frame): FunctionOutcome {
  try {
    return analyseFunction(frame);
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return { events: [], summary: NO_SUMMARY, incomplete: false, steps: 0, crashed: String(error) };
  }
}
