import type { Type } from "../project/types.js";
import { TOP_FACT, type Fact } from "./domain/fact.js";
import type { Region } from "./domain/region.js";
import type { Life } from "./domain/region-state.js";
import type { State } from "./domain/state.js";
import type { SymbolId, Value } from "./domain/value.js";
import type { Frame } from "./frame.js";
import type { Constraint, Path, PathPart, SummaryExit, Term, UnknownTerm } from "./summary.js";
import { sourcesOf } from "./views.js";

/** How deep a value is described by what it was computed from; deeper parts become unknowns with a range. */
const MAX_DEPTH = 5;
/** Effects and conditions of one way to end; a function with more says the first ones, the rest is taken for harmless. */
const MAX_WRITES = 40;
const MAX_FILLS = 16;
const MAX_CONSTRAINTS = 12;
/** Pointers followed from a parameter or global to the memory that a summary speaks of. */
const MAX_POINTERS = 3;
/** Inputs whose taint an unknown value carries. */
const MAX_INPUTS = 6;

/** Turns values and regions of one state into terms of the function's inputs. */
export class Extractor {
  /** Input-made symbols that occurred: what is known of them are the conditions. */
  readonly mentioned = new Set<SymbolId>();
  readonly fresh = new Map<number, Region>();
  /** A record of the function's own that is its result: the caller gets a new one with the same content. */
  returned: Region | undefined;
  /** The same region has the same path object, so that reading a summary can go by identity. */
  private readonly paths = new Map<Region, Path | undefined>();
  private readonly terms = new Map<Value, Term>();

  constructor(private readonly state: State) {}

  term(value: Value, depth = MAX_DEPTH): Term {
    const known = this.terms.get(value);
    if (known !== undefined) return known;
    const term = this.makeTerm(value, depth);
    if (depth >= MAX_DEPTH - 1) this.terms.set(value, term);
    return term;
  }

  private makeTerm(value: Value, depth: number): Term {
    switch (value.kind) {
      case "constant":
        return { kind: "constant", value: value.value };
      case "undefined":
        return { kind: "undefined" };
      case "address": {
        const path = this.path(value.region, depth - 1);
        if (path === undefined) return this.unknown(`a${value.id}`, this.state.factOf(value), undefined, depth - 1, false);
        return { kind: "address", path, offset: this.term(value.offset, depth - 1) };
      }
      case "linear": {
        const of = this.symbolTerm(value.symbol, depth);
        return value.factor === 1 && value.addend === 0 ? of : { kind: "linear", of, factor: value.factor, addend: value.addend };
      }
    }
  }

  private symbolTerm(id: SymbolId, depth: number): Term {
    const symbol = this.state.universe.symbol(id);
    const { definition } = symbol;
    const fact = this.state.factOfSymbol(id);
    if (depth > 0) {
      switch (definition.kind) {
        case "input": {
          const path = this.path(definition.region, depth - 1);
          if (path === undefined) break;
          this.mentioned.add(id);
          return inputTerm(path, symbol.type);
        }
        case "size": {
          const path = this.path(definition.region, depth - 1);
          if (path === undefined) break;
          this.mentioned.add(id);
          return { kind: "size", path };
        }
        case "string": {
          const path = this.path(definition.region, depth - 1);
          if (path === undefined) break;
          this.mentioned.add(id);
          return { kind: "string", path };
        }
        case "binary": {
          if (!this.isOfInputs(definition.left) && !this.isOfInputs(definition.right)) break;
          this.mentioned.add(id);
          const left = this.term(definition.left, depth - 1);
          const right = this.term(definition.right, depth - 1);
          return { kind: "binary", operator: definition.operator, left, right, type: definition.type };
        }
        case "cast": {
          if (!this.isOfInputs(definition.operand)) break;
          this.mentioned.add(id);
          return { kind: "cast", operand: this.term(definition.operand, depth - 1), from: definition.from, type: definition.type };
        }
        default:
          break;
      }
    }
    return this.unknown(`s${id}`, fact, symbol.type, depth - 1, depth > 1);
  }

  private isOfInputs(value: Value): boolean {
    if (value.kind === "address") return true;
    return value.kind === "linear" && this.state.originsOf(value).some((id) => this.state.universe.origin(id)?.kind === "input");
  }

  unknown(id: string, fact: Fact, type: Type | undefined, depth: number, withTargets: boolean): UnknownTerm {
    const inputs: Path[] = [];
    let foreign = false;
    for (const each of fact.origins) {
      const origin = this.state.universe.origin(each);
      if (origin?.kind === "unknown") foreign = true;
      if (origin?.kind !== "input" || inputs.length >= MAX_INPUTS) continue;
      const path = this.path(origin.region, depth - 1);
      if (path !== undefined) inputs.push(path);
    }
    return {
      kind: "unknown",
      id,
      type,
      low: fact.range.low,
      high: fact.range.high,
      nonzero: fact.nonzero,
      undetermined: fact.undetermined,
      unchecked: fact.unchecked,
      compared: fact.compared,
      sources: sourcesOf(this.state.universe, fact.origins),
      inputs,
      foreign: foreign ? true : undefined,
      targets: withTargets ? fact.targets?.map((each) => this.term(each, depth - 1)) : undefined,
    };
  }

  /** A region as the caller can reach it; a local gets its name only. */
  path(region: Region, depth = MAX_DEPTH): Path | undefined {
    if (depth < 0 && region.kind !== "variable") return undefined;
    if (this.paths.has(region)) return this.paths.get(region);
    if (pointersTo(this.state, region) > MAX_POINTERS) return undefined;
    const path = this.makePath(region, depth);
    if (path !== undefined || depth >= 3) this.paths.set(region, path);
    return path;
  }

  private makePath(region: Region, depth: number): Path | undefined {
    const made = this.describe(region, depth);
    if (made === undefined || !isPlain(made)) return made;
    // One object for one place, so that whoever reads the summary finds out once where it is.
    const known = plainPaths.get(region);
    if (known === undefined) plainPaths.set(region, made);
    return known ?? made;
  }

  private describe(region: Region, depth: number): Path | undefined {
    const parts: PathPart[] = [];
    let each = region;
    for (; each.parent !== undefined; each = each.parent) {
      const { type, size } = each;
      if (each.kind === "field") parts.push({ field: each.key, type, size });
      else if (each.offset) parts.push({ offset: this.term(each.offset, depth - 1), type, size });
    }
    parts.reverse();
    switch (each.kind) {
      case "variable": {
        if (each.storage === "parameter") return { root: { kind: "parameter", index: each.site }, parts };
        if (each.key !== "" && each.type) {
          const { key, name, type, size } = each;
          return { root: { kind: "global", key, name, type, size }, parts };
        }
        if (each === this.returned) {
          this.fresh.set(each.id, each);
          return { root: { kind: "fresh", id: String(each.id), name: each.name, family: each.key }, parts };
        }
        return { root: { kind: "local", name: each.name, storage: each.storage, size: each.size }, parts };
      }
      case "heap":
        this.fresh.set(each.id, each);
        return { root: { kind: "fresh", id: String(each.id), name: each.name, family: each.key }, parts };
      case "literal":
        return { root: { kind: "literal", text: each.key, bytes: each.size ?? 0 }, parts };
      case "function":
        return { root: { kind: "function", name: each.key }, parts };
      case "pointee": {
        const symbol = this.state.universe.symbol(each.symbol);
        if (symbol.definition.kind !== "input") return undefined;
        const of = this.path(symbol.definition.region, depth - 1);
        return of && { root: { kind: "pointee", of, type: each.type }, parts };
      }
      default:
        return { root: { kind: "local", name: each.name, storage: each.storage, size: each.size }, parts };
    }
  }

  /** Counts all inputs of which something is known as mentioned: they decide whether control comes here. */
  mentionInputs(): void {
    const { universe } = this.state;
    for (const id of this.state.facts.keys()) {
      const { definition } = universe.symbol(id);
      if ((definition.kind === "input" || definition.kind === "string") && pointersTo(this.state, definition.region) <= 1)
        this.mentioned.add(id);
    }
  }

  /** All that holds of inputs in this state; `undefined`: more than can be told. */
  conditions(): Constraint[] | undefined {
    for (const id of this.state.facts.keys()) {
      const { definition } = this.state.universe.symbol(id);
      if (definition.kind === "input") {
        if (pointersTo(this.state, definition.region) <= 2) this.mentioned.add(id);
      } else if (definition.kind === "binary") {
        if (this.isOfInputs(definition.left) || this.isOfInputs(definition.right)) this.mentioned.add(id);
      } else if (definition.kind === "cast" && this.isOfInputs(definition.operand)) this.mentioned.add(id);
    }
    const constraints = this.constraints();
    return constraints.length < MAX_CONSTRAINTS ? constraints : undefined;
  }

  /** Counts decided comparisons of inputs as mentioned: `length <= room` where neither is known. */
  mentionComparisons(): void {
    const { universe } = this.state;
    for (const id of this.state.facts.keys()) {
      const { range } = this.state.factOfSymbol(id);
      const { definition } = universe.symbol(id);
      if (definition.kind !== "binary" || range.low !== range.high || !/^[=<]/.test(definition.operator)) continue;
      if (definition.operator !== "<<" && this.isOfInputs(definition.left) && this.isOfInputs(definition.right)) this.mentioned.add(id);
    }
  }

  /** Counts values that inputs surely do not have, in the middle of their range, as mentioned: `axis != YAW`. */
  mentionExclusions(): void {
    const { universe } = this.state;
    for (const id of this.state.facts.keys()) {
      const { definition } = universe.symbol(id);
      if (definition.kind !== "binary" || definition.operator !== "==" || this.state.factOfSymbol(id).range.high !== 0) continue;
      const { left, right } = definition;
      const [value, other] = left.kind === "constant" ? [right, left] : [left, right];
      if (other.kind !== "constant" || value.kind !== "linear" || !this.isOfInputs(value)) continue;
      const range = this.state.rangeOf(value);
      if (other.value !== 0 && range.low < other.value && other.value < range.high) this.mentioned.add(id);
    }
  }

  /** What holds of the inputs that were mentioned. */
  constraints(): Constraint[] {
    const constraints: Constraint[] = [];
    const { universe } = this.state;
    const done = new Set<SymbolId>();
    for (const id of this.mentioned) {
      if (done.has(id)) continue;
      done.add(id);
      if (constraints.length >= MAX_CONSTRAINTS) break;
      const fact = this.state.facts.get(id);
      const { base } = universe.symbol(id);
      if (fact === undefined) continue;
      if (
        fact.range.low <= base.range.low &&
        fact.range.high >= base.range.high &&
        fact.nonzero === base.nonzero &&
        fact.compared === base.compared
      )
        continue;
      const { low, high } = fact.range;
      constraints.push({ of: this.symbolTerm(id, MAX_DEPTH), low, high, nonzero: fact.nonzero, compared: fact.compared });
    }
    return constraints;
  }
}

const plainPaths = new WeakMap<Region, Path>();
const plainInputs = new WeakMap<Path, Term>();

/** True for a path that says the same in every state. */
function isPlain({ root, parts }: Path): boolean {
  if (!parts.every((part) => "field" in part)) return false;
  return root.kind === "parameter" || root.kind === "global" || (root.kind === "pointee" && isPlain(root.of));
}

function inputTerm(path: Path, type: Type | undefined): Term {
  const known = plainInputs.get(path);
  if (known !== undefined) return known;
  const term: Term = { kind: "input", path, type };
  plainInputs.set(path, term);
  return term;
}

function isOwn({ kind, storage }: Region): boolean {
  return kind === "variable" && (storage === "local" || storage === "temporary");
}

/** Describes a state in which the function returns. */
export function exitOf(frame: Frame, state: State, result: Value | undefined): SummaryExit {
  const { universe } = frame;
  const extractor = new Extractor(state);
  const reachable = (region: Region): boolean => {
    const { root } = region;
    return root.kind === "pointee" || (root.kind === "variable" && root.key !== "");
  };
  if (frame.ir.returns.kind === "record" && result?.kind === "address" && isOwn(result.region.root))
    extractor.returned = result.region.root;
  const resultTerm = result === undefined ? undefined : extractor.term(result);
  const writes: { path: Path; value: Term }[] = [];
  const fills: { path: Path; content: UnknownTerm | undefined; string?: Term }[] = [];
  const lives: { path: Path; life?: Life; escaped: boolean }[] = [];
  let loose = frame.ir.partial || state.objects.get(universe.elsewhere.id)?.escaped === true || isNameless(resultTerm, frame.ir.returns);
  const visit = (region: Region): void => {
    const path = extractor.path(region);
    const object = state.objects.get(region.id);
    if (path === undefined) {
      loose ||= object?.life === "freed" || object?.life === "maybe-freed" || object?.escaped === true;
      return;
    }
    if (object?.content !== undefined && object.content.kind !== "input") {
      const content =
        object.content.kind === "unknown" ? extractor.unknown(`c${region.id}`, object.content.fact, undefined, 3, false) : undefined;
      fills.push({ path, content, ...(object.string ? { string: extractor.term(object.string) } : {}) });
    } else if (object?.string !== undefined) fills.push({ path, content: KEEP, string: extractor.term(object.string) });
    const freed = object?.life === "freed" || object?.life === "maybe-freed";
    if (object && (freed || object.escaped))
      lives.push({ path, ...(freed ? { life: object.life } : {}), escaped: object.escaped === true });
    const cell = state.cells.get(region.id);
    if (cell === undefined || isOwnInput(state, region, cell)) return;
    const value = extractor.term(cell);
    writes.push({ path, value });
    loose ||= isNameless(value, region.type);
  };
  const touched = [...new Set([...state.objects.keys(), ...state.cells.keys()])].sort((a, b) => a - b);
  const fresh: { -readonly [K in keyof SummaryExit["fresh"][number]]: SummaryExit["fresh"][number][K] }[] = [];
  for (const id of touched) {
    const region = universe.regions[id];
    if (!region || !reachable(region)) continue;
    if (writes.length < MAX_WRITES && fills.length < MAX_FILLS) visit(region);
    else loose = true;
  }
  // What was allocated and is reachable from outside, with what it holds.
  const done = new Set<number>();
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, region] of extractor.fresh) {
      if (done.has(id)) continue;
      done.add(id);
      grew = true;
      const object = state.objects.get(id);
      const content =
        object?.content?.kind === "unknown" ? extractor.unknown(`c${id}`, object.content.fact, undefined, 3, false) : undefined;
      fresh.push({
        id: String(id),
        name: region.name,
        ...(object?.size ? { size: extractor.term(object.size) } : {}),
        ...(content ? { content } : {}),
        life: object?.life ?? "alive",
        family: region.key,
        // Nobody has to free a record.
        escaped: object?.escaped === true || region === extractor.returned,
      });
      for (const cellId of touched) {
        const part = universe.regions[cellId];
        const cell = part?.root === region ? state.cells.get(cellId) : undefined;
        const path = part && cell ? extractor.path(part) : undefined;
        if (path && cell && writes.length < 2 * MAX_WRITES) writes.push({ path, value: extractor.term(cell) });
      }
    }
  }
  // Conditions on inputs that decide between exits, whether or not a value mentions them.
  extractor.mentionInputs();
  extractor.mentionExclusions();
  return {
    constraints: extractor.constraints(),
    ...(resultTerm ? { result: resultTerm } : {}),
    writes,
    fills,
    lives,
    loose,
    fresh,
  };
}

/** A pointer of which callers learn nothing: it can be one that they passed. */
function isNameless(term: Term | undefined, type: Type | undefined): boolean {
  return type?.kind === "pointer" && term?.kind === "unknown" && term.targets === undefined;
}

/** How many pointers lead from a parameter or global to a region. */
export function pointersTo(state: State, region: Region): number {
  let count = 0;
  let each = region.root;
  while (each.kind === "pointee" && count <= MAX_POINTERS) {
    count++;
    const { definition } = state.universe.symbol(each.symbol);
    if (definition.kind !== "input" && definition.kind !== "content") break;
    each = definition.region.root;
  }
  return count;
}

/** Content stays as it is; only the string's length is told. */
export const KEEP: UnknownTerm = {
  kind: "unknown",
  id: "keep",
  type: undefined,
  low: TOP_FACT.range.low,
  high: TOP_FACT.range.high,
  nonzero: false,
  undetermined: false,
  unchecked: false,
  compared: false,
  sources: [],
  inputs: [],
  foreign: undefined,
  targets: undefined,
};

function isOwnInput(state: State, region: Region, value: Value): boolean {
  if (value.kind !== "linear" || value.factor !== 1 || value.addend !== 0) return false;
  const { definition } = state.universe.symbol(value.symbol);
  return definition.kind === "input" && definition.region === region;
}
