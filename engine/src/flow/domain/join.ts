import { equalFacts, joinFacts, joinTargets, TOP_FACT, widenFacts, withTargets, type Fact } from "./fact.js";
import { join as joinIntervals, type Interval } from "./interval.js";
import { isNumbered, type Region } from "./region.js";
import { contentOf, factOfContent, readRegion, asAddress } from "./memory.js";
import { equalContents, NOTHING, RegionState, type Content, type Life } from "./region-state.js";
import { State } from "./state.js";
import type { AddressValue, NumberValue, Value } from "./value.js";

/** Where states meet: a block, a slot among the states kept apart there, and, at the head of a loop, the loop's blocks. */
export interface Meeting {
  readonly block: number;
  /** Instruction, where states meet inside a block; -1 at its beginning. */
  readonly at: number;
  readonly slot: number;
  readonly loop: ReadonlySet<number> | undefined;
}

/** The state that holds whichever of two states held. Values that differ get the meeting's own name. */
export function joinStates(a: State, b: State, at: Meeting): State {
  if (a === b) return a;
  const joined = at.loop === undefined ? joinDifferences(a, b, at) : joinAll(a, b, at);
  joined.setRelations(
    a.relations.flatMap((relation) => {
      if (isRedefined(a, relation.low, at.loop) || isRedefined(a, relation.high, at.loop)) return [];
      const other = b.relations.find((each) => each.low === relation.low && each.high === relation.high);
      if (other === undefined) return [];
      return [other.slack > relation.slack ? other : relation];
    }),
  );
  return joined;
}

/** At the head of a loop every value is looked at: the next turn may give its name to another. */
function joinAll(a: State, b: State, at: Meeting): State {
  const joined = State.empty(a.universe);
  joinFactsOfSymbols(a, b, joined, at.loop);
  joinCells(a, b, joined, at);
  joinObjects(a, b, joined, at);
  return joined;
}

/** Elsewhere what both hold stays as it is: states that meet differ in little. */
function joinDifferences(a: State, b: State, at: Meeting): State {
  const { universe } = a;
  const { regions } = universe;
  const joined = a.copy();
  const { cells, facts, objects } = a.differences(b);
  for (const { key } of facts) {
    const fact = joinFacts(a.factOfSymbol(key), b.factOfSymbol(key));
    joined.setFact(key, equalFacts(fact, universe.symbol(key).base) ? undefined : fact);
  }
  for (const { key, mine, theirs } of cells) {
    const region = regions[key];
    if (region === undefined) continue;
    const va = mine ?? (theirs && implied(a, region, theirs));
    const vb = theirs ?? (mine && implied(b, region, mine));
    joined.setCell(region, va === undefined || vb === undefined ? undefined : joinValues(a, va, b, vb, joined, region, at));
  }
  for (const { key, mine, theirs } of objects) {
    const region = regions[key];
    if (region === undefined) continue;
    const merged = joinRegionStates(a, mine, b, theirs, joined, region, at);
    joined.setObject(region, merged);
  }
  return joined;
}

/** True for a symbol that gets a new meaning with each turn of a loop: what was known of it belongs to the turn before. */
function isRedefined(state: State, symbol: number, loop: ReadonlySet<number> | undefined): boolean {
  return loop !== undefined && state.universe.symbol(symbol).blocks.some((block) => loop.has(block));
}

function joinFactsOfSymbols(a: State, b: State, joined: State, loop: ReadonlySet<number> | undefined): void {
  const universe = a.universe;
  const add = (symbol: number): void => {
    if (isRedefined(a, symbol, loop)) return;
    const fact = joinFacts(a.factOfSymbol(symbol), b.factOfSymbol(symbol));
    if (!equalFacts(fact, universe.symbol(symbol).base)) joined.setFact(symbol, fact);
  };
  a.facts.forEach((_, symbol) => add(symbol));
  b.facts.forEach((_, symbol) => {
    if (!a.facts.has(symbol)) add(symbol);
  });
}

function joinCells(a: State, b: State, joined: State, at: Meeting): void {
  const regions = a.universe.regions;
  a.cells.forEach((value, id) => {
    const region = regions[id];
    if (region === undefined || isRenamed(a, region, at.loop)) return;
    const other = b.cells.get(id) ?? implied(b, region, value);
    if (other !== undefined) joined.setCell(region, joinValues(a, value, b, other, joined, region, at));
  });
  b.cells.forEach((value, id) => {
    const region = regions[id];
    if (region === undefined || a.cells.has(id) || isRenamed(a, region, at.loop)) return;
    const other = implied(a, region, value);
    if (other !== undefined) joined.setCell(region, joinValues(a, other, b, value, joined, region, at));
  });
}

/** What a state without a cell says of a region; `undefined`: the region does not exist there, or too little is known to name it. */
function implied(state: State, region: Region, other: Value): Value | undefined {
  const { root } = region;
  if (root.storage === "local" || root.storage === "temporary") {
    // Not declared on this path (its scope is not open): nothing can read it afterwards.
    if (state.objects.get(root.id)?.content === undefined) return undefined;
  }
  if (root.kind === "heap" && state.objects.get(root.id) === undefined) return undefined;
  if (region.type === undefined && other.kind !== "linear") {
    const content = contentOf(state, region);
    if (content.kind === "input") return state.universe.input(region, undefined).value;
  }
  const type = region.type ?? (other.kind === "linear" ? state.universe.symbol(other.symbol).type : undefined) ?? { kind: "unknown" };
  return readRegion(state, region, type, () => undefined);
}

/** True for memory that the next turn of a loop calls by the same name though it is another: what `p` points to as `p` walks. */
function isRenamed(state: State, region: Region, loop: ReadonlySet<number> | undefined): boolean {
  return loop !== undefined && state.universe.blocksOfRegion(region).some((block) => loop.has(block));
}

function dependsOnLoop(state: State, value: Value, loop: ReadonlySet<number> | undefined): boolean {
  if (loop === undefined || value.kind === "constant" || value.kind === "undefined") return false;
  return state.universe.blocksOf(value).some((block) => loop.has(block));
}

function joinValues(a: State, va: Value, b: State, vb: Value, joined: State, region: Region, at: Meeting): Value {
  if (va === vb && !dependsOnLoop(a, va, at.loop)) return va;
  const u = a.universe;
  const addressA = asAddress(a, va);
  const addressB = asAddress(b, vb);
  // A walking pointer: the same object, another offset.
  if (
    addressA.kind === "address" &&
    addressB.kind === "address" &&
    addressA.region === addressB.region &&
    !dependsOnLoop(a, u.address(addressA.region), at.loop)
  ) {
    const offset = joinNumbers(a, addressA.offset, b, addressB.offset, joined, region, "offset", at);
    return u.address(addressA.region, offset);
  }
  const fact = joinFacts(a.factOf(va), b.factOf(vb));
  const targets = joinHandles(va, vb, targetList(a, va), targetList(b, vb));
  const symbol = u.phi(at.block, at.at, at.slot, region, "");
  // A pointer that walks a list would get one more target with each turn.
  const walks = at.loop !== undefined && targets?.some((each) => each.region.root.kind === "pointee" || dependsOnLoop(a, each, at.loop));
  joined.setFact(symbol.id, withTargets(fact, walks ? undefined : targets));
  if (targets === undefined || walks) {
    for (const side of [targetList(a, va), targetList(b, vb)])
      for (const { region: lost } of side ?? []) if (lost.root.kind === "heap") joined.setEscaped(lost.root);
  }
  return symbol.value;
}

/** Joins what two values lead to; a negative constant next to a descriptor leads to nothing. */
function joinHandles(va: Value, vb: Value, a: Targets, b: Targets): Targets {
  if (a === undefined && isNegative(va) && b?.every((each) => isNumbered(each.region)) === true) return b;
  if (b === undefined && isNegative(vb) && a?.every((each) => isNumbered(each.region)) === true) return a;
  return joinTargets(a, b);
}

type Targets = readonly AddressValue[] | undefined;

function isNegative(value: Value): boolean {
  return value.kind === "constant" && value.value < 0;
}

function targetList(state: State, value: Value): readonly AddressValue[] | undefined {
  if (value.kind === "address") return [value];
  if (value.kind === "constant") return value.value === 0 ? [] : undefined;
  if (value.kind === "linear" && value.factor === 1 && value.addend === 0) {
    const known = state.factOfSymbol(value.symbol).targets;
    if (known !== undefined) return known;
    const address = asAddress(state, value);
    return address.kind === "address" ? [address] : undefined;
  }
  return undefined;
}

function joinNumbers(
  a: State,
  va: NumberValue,
  b: State,
  vb: NumberValue,
  joined: State,
  region: Region,
  what: string,
  at: Meeting,
): NumberValue {
  if (va === vb && !dependsOnLoop(a, va, at.loop)) return va;
  const symbol = a.universe.phi(at.block, at.at, at.slot, region, what);
  joined.setFact(symbol.id, joinFacts(a.factOf(va), b.factOf(vb)));
  return symbol.value;
}

function joinObjects(a: State, b: State, joined: State, at: Meeting): void {
  const regions = a.universe.regions;
  const ids = new Set([...a.objects.keys(), ...b.objects.keys()]);
  for (const id of ids) {
    const region = regions[id];
    if (region === undefined || isRenamed(a, region, at.loop)) continue;
    const merged = joinRegionStates(a, a.objects.get(id), b, b.objects.get(id), joined, region, at);
    if (merged !== undefined) joined.setObject(region, merged);
  }
}

function joinRegionStates(
  a: State,
  oa: RegionState | undefined,
  b: State,
  ob: RegionState | undefined,
  joined: State,
  region: Region,
  at: Meeting,
): RegionState | undefined {
  if (oa === ob && oa !== undefined && at.loop === undefined) return oa;
  // An object that exists on one way only: a local of a scope that is not open there, or memory not allocated there.
  if (region.root === region && (oa === undefined || ob === undefined)) {
    const only = oa ?? ob;
    const owned = region.kind === "heap" || region.storage === "local" || region.storage === "temporary";
    if (owned && region.kind === "heap") return (only ?? NOTHING).withEscaped();
    // Declared under a condition of the preprocessor: what it held there is no longer told apart.
    const forgotten = region.kind === "variable" && only?.content?.kind === "undefined";
    if (owned && forgotten) return only.withContent({ kind: "unknown", at: -1, block: at.block, fact: TOP_FACT });
    if (owned) return only?.content === undefined ? undefined : only;
  }
  const content = joinContents(a, oa, b, ob, region, at);
  const merged = new RegionState(
    content,
    joinLives(oa?.life, ob?.life),
    oa?.size !== undefined && ob?.size !== undefined ? joinNumbers(a, oa.size, b, ob.size, joined, region, "size", at) : undefined,
    oa?.string !== undefined && ob?.string !== undefined
      ? joinNumbers(a, oa.string, b, ob.string, joined, region, "string", at)
      : undefined,
    oa?.prefix === ob?.prefix ? oa?.prefix : undefined,
    joinWritten(oa, ob),
    oa?.exposed === true || ob?.exposed === true ? true : undefined,
    oa?.freedAt ?? ob?.freedAt,
    oa?.pointer ?? ob?.pointer,
    // Once lost on one path, it is not known to be in the program's hands any more.
    oa?.escaped || ob?.escaped || joined.objects.get(region.id)?.escaped ? true : undefined,
  );
  return merged.isEmpty ? undefined : merged;
}

function joinContents(
  a: State,
  oa: RegionState | undefined,
  b: State,
  ob: RegionState | undefined,
  region: Region,
  at: Meeting,
): Content | undefined {
  if (oa?.content === undefined && ob?.content === undefined) return undefined;
  const ca = oa?.content ?? contentOf(a, region);
  const cb = ob?.content ?? contentOf(b, region);
  const stale = at.loop !== undefined && ca.kind === "unknown" && at.loop.has(ca.block);
  if (equalContents(ca, cb) && !stale) return ca;
  const fact: Fact = joinFacts(factOfContent(a, ca, region), factOfContent(b, cb, region));
  // The same instruction filled it: it keeps its name, and with it what checks have shown since.
  if (!stale && ca.kind === "unknown" && cb.kind === "unknown" && ca.at === cb.at && ca.block === cb.block) {
    const { low, high } = ca.fact.range;
    if (cb.fact.range.low === low && cb.fact.range.high === high) return { kind: "unknown", at: ca.at, block: ca.block, fact };
  }
  return { kind: "unknown", at: at.at < 0 ? -(2 + at.block * 64 + at.slot) : -(1e6 + at.at * 64 + at.slot), block: at.block, fact };
}

/** Where one side wrote nothing at all, the other's bytes are those of both. */
function joinWritten(a: RegionState | undefined, b: RegionState | undefined): Interval | undefined {
  if (a?.written !== undefined && b?.written !== undefined) return joinIntervals(a.written, b.written);
  if (a?.written !== undefined) return b?.content?.kind === "undefined" ? a.written : undefined;
  return a?.content?.kind === "undefined" ? b?.written : undefined;
}

function joinLives(a: Life | undefined, b: Life | undefined): Life | undefined {
  if (a === b) return a;
  const lives = [a ?? "alive", b ?? "alive"];
  return lives.includes("freed") || lives.includes("maybe-freed") ? "maybe-freed" : lives.includes("ended") ? "ended" : "alive";
}

/** Bounds that grew since the last visit jump to the next threshold, so that loops end. */
export function widenState(old: State, grown: State, thresholds: readonly number[]): State {
  const widened = grown.copy();
  grown.facts.forEach((fact, symbol) => {
    if (!old.facts.has(symbol)) return;
    const before = old.factOfSymbol(symbol);
    if (!equalFacts(before, fact)) widened.setFact(symbol, widenFacts(before, fact, thresholds));
  });
  grown.objects.forEach((object, id) => {
    const before = old.objects.get(id)?.content;
    const region = grown.universe.regions[id];
    if (region && object.content?.kind === "unknown" && before?.kind === "unknown" && !equalFacts(before.fact, object.content.fact)) {
      const { at, block } = object.content;
      const fact = widenFacts(before.fact, object.content.fact, thresholds);
      widened.setContent(region, { kind: "unknown", at, block, fact });
    }
  });
  return widened;
}
