import { commonStep, equalFacts, flagged, makeFact, NO_ORIGINS, restrict, sameList, scaled, stepOf, type Fact, type OriginId } from "./fact.js"; // prettier-ignore
import { add, difference, interval, isPoint, multiply, point, TOP, type Interval } from "./interval.js";
import { SharedMap } from "./shared-map.js";
import type { Region } from "./region.js";
import { equalRegionStates, NOTHING, type Content, type RegionState } from "./region-state.js";
import type { Universe } from "./universe.js";
import { factOfFixed, type NumberValue, type SymbolId, type Value } from "./value.js";

/** `low <= high + slack`. */
export interface Relation {
  readonly low: SymbolId;
  readonly high: SymbolId;
  readonly slack: number;
}

const NO_RELATIONS: readonly Relation[] = [];
const MAX_RELATIONS = 32;

/** What others may do with a state's maps. */
interface Reading<V> {
  readonly size: number;
  get(key: number): V | undefined;
  has(key: number): boolean;
  forEach(visit: (value: V, key: number) => void): void;
  keys(): number[];
}

/** One place where two states differ. */
export interface Difference<V> {
  readonly key: number;
  readonly mine: V | undefined;
  readonly theirs: V | undefined;
}

interface StateDifferences {
  readonly cells: readonly Difference<Value>[];
  readonly facts: readonly Difference<Fact>[];
  readonly objects: readonly Difference<RegionState>[];
}

/** One abstract state: what holds at a place of the program on one bundle of paths. Copies share maps until one writes. */
export class State {
  private constructor(
    readonly universe: Universe,
    private readonly cellMap: SharedMap<Value>,
    private readonly factMap: SharedMap<Fact>,
    private readonly objectMap: SharedMap<RegionState>,
    private relationList: readonly Relation[],
  ) {}

  static empty(universe: Universe): State {
    return new State(universe, SharedMap.empty(), SharedMap.empty(), SharedMap.empty(), NO_RELATIONS);
  }

  copy(): State {
    return new State(this.universe, this.cellMap.copy(), this.factMap.copy(), this.objectMap.copy(), this.relationList);
  }

  get cells(): Reading<Value> {
    return this.cellMap;
  }

  get facts(): Reading<Fact> {
    return this.factMap;
  }

  get objects(): Reading<RegionState> {
    return this.objectMap;
  }

  get relations(): readonly Relation[] {
    return this.relationList;
  }

  setCell(region: Region, value: Value | undefined): void {
    if (this.cellMap.get(region.id) === value) return;
    if (value === undefined) this.cellMap.delete(region.id);
    else this.cellMap.set(region.id, value);
  }

  setFact(symbol: SymbolId, fact: Fact | undefined): void {
    if (this.factMap.get(symbol) === fact) return;
    if (fact === undefined) this.factMap.delete(symbol);
    else this.factMap.set(symbol, fact);
  }

  /** Keeps the facts that a test wants. */
  retainFacts(wanted: (symbol: SymbolId) => boolean): void {
    for (const symbol of this.factMap.keys()) if (!wanted(symbol)) this.factMap.delete(symbol);
  }

  /** Cells, facts and objects in which two states differ; `undefined`: nothing there. */
  differences(other: State): StateDifferences {
    const found: { -readonly [K in keyof StateDifferences]: StateDifferences[K][number][] } = { cells: [], facts: [], objects: [] };
    this.cellMap.everyDifference(other.cellMap, (key, mine, theirs) => found.cells.push({ key, mine, theirs }) > 0);
    this.factMap.everyDifference(other.factMap, (key, mine, theirs) => found.facts.push({ key, mine, theirs }) > 0);
    this.objectMap.everyDifference(other.objectMap, (key, mine, theirs) => found.objects.push({ key, mine, theirs }) > 0);
    return found;
  }

  /** How much two states differ, up to a limit. Constants that differ are flags and codes: what later branches ask for. */
  distance(other: State, limit: number): number {
    let count = 0;
    this.cellMap.everyDifference(other.cellMap, (_, mine, theirs) => {
      count += mine?.kind === "constant" && theirs?.kind === "constant" ? 3 : 1;
      return count < limit;
    });
    this.objectMap.everyDifference(other.objectMap, (_, mine, theirs) => {
      if (mine?.life !== theirs?.life) count += 3;
      return count < limit;
    });
    return count;
  }

  updateObject(region: Region, change: Partial<RegionState>): void {
    this.objectMap.set(region.id, this.objectOf(region).with(change));
  }

  setContent(region: Region, content: Content): void {
    this.objectMap.set(region.id, this.objectOf(region).withContent(content));
  }

  setString(region: Region, string: NumberValue): void {
    this.objectMap.set(region.id, this.objectOf(region).withString(string));
  }

  /** Somebody may know a region's address whom the analysis does not see. */
  setEscaped(region: Region): void {
    this.objectMap.set(region.id, this.objectOf(region).withEscaped());
  }

  /** A region's address was given away to code that may write it later. */
  setExposed(region: Region): void {
    this.objectMap.set(region.id, this.objectOf(region).withExposed());
  }

  private objectOf(region: Region): RegionState {
    return this.objectMap.get(region.id) ?? NOTHING;
  }

  setObject(region: Region, object: RegionState | undefined): void {
    if (this.objectMap.get(region.id) === object) return;
    if (object === undefined) this.objectMap.delete(region.id);
    else this.objectMap.set(region.id, object);
  }

  /** Forgets which bytes of an array were written. */
  forgetWritten(region: Region): void {
    const known = this.objectMap.get(region.id);
    if (known?.written !== undefined) this.objectMap.set(region.id, known.withoutWritten());
  }

  removeObject(region: Region): void {
    this.objectMap.delete(region.id);
  }

  /** Forgets how long the string in a region is. */
  forgetString(region: Region): void {
    const known = this.objectMap.get(region.id);
    if (known?.string === undefined && known?.prefix === undefined) return;
    const rest = known.withoutString();
    if (rest.isEmpty) this.objectMap.delete(region.id);
    else this.objectMap.set(region.id, rest);
  }

  addRelation(low: SymbolId, high: SymbolId, slack: number): void {
    if (low === high || !Number.isFinite(slack)) return;
    const index = this.relationList.findIndex((each) => each.low === low && each.high === high);
    const known = this.relationList[index];
    if (known !== undefined) {
      if (known.slack <= slack) return;
      this.relationList = this.relationList.map((each, i) => (i === index ? { low, high, slack } : each));
    } else if (this.relationList.length < MAX_RELATIONS) {
      this.relationList = [...this.relationList, { low, high, slack }];
    } else {
      this.relationList = [...this.relationList.slice(1), { low, high, slack }];
    }
  }

  setRelations(relations: readonly Relation[]): void {
    this.relationList = relations.length === 0 ? NO_RELATIONS : relations;
  }

  // ---- questions about values

  factOfSymbol(symbol: SymbolId): Fact {
    return this.factMap.get(symbol) ?? this.universe.symbol(symbol).base;
  }

  rangeOf(value: Value): Interval {
    switch (value.kind) {
      case "constant":
        return point(value.value);
      case "linear": {
        const range = this.factOfSymbol(value.symbol).range;
        if (value.factor === 1 && value.addend === 0) return range;
        return add(multiply(range, point(value.factor)), point(value.addend));
      }
      case "address":
        return interval(1, Infinity);
      case "undefined":
        return TOP;
    }
  }

  factOf(value: Value): Fact {
    switch (value.kind) {
      case "constant":
      case "address":
        return factOfFixed(value);
      case "linear": {
        const fact = this.factOfSymbol(value.symbol);
        if (value.factor === 1 && value.addend === 0) return fact;
        return scaled(fact, this.rangeOf(value), commonStep(value.factor * stepOf(fact), value.addend));
      }
      case "undefined":
        return UNDETERMINED;
    }
  }

  originsOf(value: Value): readonly OriginId[] {
    if (value.kind === "linear") return this.factOfSymbol(value.symbol).origins;
    if (value.kind === "address") return this.originsOf(value.offset);
    return NO_ORIGINS;
  }

  /** True for a number that can have a fraction. */
  isFloating(value: Value): boolean {
    if (value.kind === "constant") return !Number.isInteger(value.value);
    return value.kind === "linear" && this.universe.symbol(value.symbol).type?.kind === "float";
  }

  /** Greatest value that `a - b` can have. */
  differenceAtMost(a: NumberValue, b: NumberValue): number {
    const fa = a.kind === "linear" ? a.factor : 0;
    const fb = b.kind === "linear" ? b.factor : 0;
    const ca = a.kind === "linear" ? a.addend : a.value;
    const cb = b.kind === "linear" ? b.addend : b.value;
    if (a.kind === "linear" && b.kind === "linear") {
      if (a.symbol === b.symbol) return add(multiply(this.factOfSymbol(a.symbol).range, point(fa - fb)), point(ca - cb)).high;
      const plain = difference(this.rangeOf(a).high, this.rangeOf(b).low);
      if (fa === fb && fa > 0) {
        const slack = this.slack(a.symbol, b.symbol);
        if (slack < Infinity) return Math.min(plain, fa * slack + ca - cb);
      }
      if (fa === 1 && fb > 1 && Number.isInteger(fb)) {
        // a <= b follows from a <= n <= n * fb for n >= 0
        const slack = this.slack(a.symbol, b.symbol);
        if (slack < Infinity && this.factOfSymbol(b.symbol).range.low >= 0) return Math.min(plain, slack + ca - cb);
      }
      return Number.isNaN(plain) ? Infinity : plain;
    }
    const result = difference(this.rangeOf(a).high, this.rangeOf(b).low);
    return Number.isNaN(result) ? Infinity : result;
  }

  /** Least value that `a - b` can have. */
  differenceAtLeast(a: NumberValue, b: NumberValue): number {
    return 0 - this.differenceAtMost(b, a);
  }

  /** Least known `k` with `low <= high + k`, over at most two relations. */
  private slack(low: SymbolId, high: SymbolId): number {
    let least = Infinity;
    for (const first of this.relationList) {
      if (first.low !== low) continue;
      if (first.high === high) least = Math.min(least, first.slack);
      else
        for (const second of this.relationList)
          if (second.low === first.high && second.high === high) least = Math.min(least, first.slack + second.slack);
    }
    return least;
  }

  /** Narrows a symbol; false when that is impossible. */
  restrictSymbol(symbol: SymbolId, range: Interval): boolean {
    const fact = this.factOfSymbol(symbol);
    const narrowed = restrict(fact, range);
    if (narrowed === undefined) return false;
    if (narrowed !== fact) this.setFact(symbol, narrowed);
    return true;
  }

  /** The constant that a value is known to be, else the value itself. */
  simplified(value: Value): Value {
    if (value.kind !== "linear") return value;
    const fact = this.factOfSymbol(value.symbol);
    if (isPoint(fact.range) && Number.isFinite(fact.range.low) && fact.targets === undefined) {
      return this.universe.constant(value.factor * fact.range.low + value.addend);
    }
    return value;
  }

  /** True when both hold the same: used to end iterations and to drop duplicates. */
  equals(other: State): boolean {
    if (this === other) return true;
    if (this.cellMap.size !== other.cellMap.size || this.objectMap.size !== other.objectMap.size) return false;
    const { universe } = this;
    const same =
      this.cellMap.everyDifference(other.cellMap, () => false) &&
      this.objectMap.everyDifference(other.objectMap, (_, mine, theirs) => equalRegionStates(mine, theirs)) &&
      this.factMap.everyDifference(other.factMap, (id, mine, theirs) => {
        const { base } = universe.symbol(id);
        return equalFacts(mine ?? base, theirs ?? base);
      });
    if (!same) return false;
    return this.relationList === other.relationList || sameList(this.relationList.map(relationKey), other.relationList.map(relationKey));
  }
}

const UNDETERMINED = flagged(makeFact(TOP), { undetermined: true });

function relationKey(relation: Relation): string {
  return `${relation.low},${relation.high},${relation.slack}`;
}

/** True for a value that may be multiplied and shifted symbolically. */
export function isNumber(value: Value): value is NumberValue {
  return value.kind === "constant" || value.kind === "linear";
}
