import type { Type } from "../project/types.js";
import { flagged, joinOrigins, makeFact, type OriginId } from "./domain/fact.js";
import { evaluateBinary, evaluateCast, multiplied, plus } from "./domain/evaluate.js";
import { assume, bound } from "./domain/assume.js";
import { ADDRESS, interval, rangeOfType, TOP } from "./domain/interval.js";
import { namedResult, readRegion, sizeOfRegion, targetsOf, unknownResult } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import { isNumber, type State } from "./domain/state.js";
import type { SourceTemplate } from "./domain/universe.js";
import type { AddressValue, NumberValue, Value } from "./domain/value.js";
import { stepHere, type Cursor } from "./frame.js";
import { regionOrigins } from "./text.js";
import type { Constraint, Path, Term, UnknownTerm } from "./summary.js";

/** Reads a callee's terms in the caller's state: inputs become what the caller passes. */
export class Instantiation {
  private readonly prefix: string;
  // Made when something comes into them: most conditions say little.
  private inputs: Map<Path, Value> | undefined = undefined;
  private terms: Map<Term, Value> | undefined = undefined;
  private places: Map<Path, readonly AddressValue[] | undefined> | undefined = undefined;
  /** What others that have this for their base found out. */
  private stored: Map<Path, { readonly type: Type | undefined; readonly value: Value }> | undefined = undefined;

  constructor(
    private readonly cursor: Cursor,
    /** State before the call: what the callee's inputs mean. */
    private readonly before: State,
    /** State in which new values are made. */
    private readonly state: State,
    private readonly args: readonly Value[],
    private readonly callee: string,
    /** Which of the callee's ends this is: with its name it names the values that are made. */
    exit = 0,
    /** The same call read before: what does not depend on the state is known there. */
    private readonly base?: Instantiation,
  ) {
    this.prefix = exit > 0 ? `${callee}/${exit}` : callee;
  }

  /** State in which the values stand. */
  get after(): State {
    return this.state;
  }

  /** The call, in the state in which the values stand. */
  get here(): Cursor {
    return this.cursor;
  }

  value(term: Term): Value {
    // A number is found at once, and an input is kept by its path.
    if (term.kind === "constant") return this.state.universe.constant(term.value);
    if (term.kind === "input") return this.input(term);
    const known = this.terms?.get(term);
    if (known !== undefined) return known;
    const value = this.evaluate(term);
    (this.terms ??= new Map<Term, Value>()).set(term, value);
    return value;
  }

  private evaluate(term: Term): Value {
    const u = this.state.universe;
    switch (term.kind) {
      case "constant":
        return u.constant(term.value);
      case "undefined":
        return u.undefinedValue;
      case "input":
        return this.input(term);
      case "linear": {
        const of = this.value(term.of);
        if (!isNumber(of)) return this.unknownNumber(term.of, "linear");
        return plus(this.state, multiplied(this.state, of, u.constant(term.factor)), u.constant(term.addend));
      }
      case "address": {
        const offset = this.value(term.offset);
        const targets = this.addresses(term.path);
        if (targets === undefined || !isNumber(offset)) return this.fresh(`a${JSON.stringify(term)}`);
        const moved = targets.map((each) => u.address(each.region, plus(this.state, each.offset, offset)));
        const [only] = moved;
        if (only !== undefined && moved.length === 1) return only;
        const symbol = u.result(this.cursor.at, this.cursor.block, `t${JSON.stringify(term)}`, makeFact(interval(0, Infinity)), undefined);
        this.state.setFact(symbol.id, flagged(makeFact(ADDRESS, [], moved), { nonzero: moved.length > 0 }));
        return symbol.value;
      }
      case "binary": {
        const left = this.value(term.left);
        const right = this.value(term.right);
        if (left.kind === "undefined" || right.kind === "undefined") return this.fresh(`b${JSON.stringify(term)}`);
        if (term.type.kind === "unknown" && isNumber(left) && isNumber(right)) {
          return term.operator === "*" ? multiplied(this.state, left, right) : plus(this.state, left, right);
        }
        return evaluateBinary(this.state, term.operator, left, right, term.type).value;
      }
      case "cast":
        return evaluateCast(this.state, this.value(term.operand), term.from, term.type).value;
      case "size": {
        const [address] = this.addresses(term.path) ?? [];
        return address ? sizeOfRegion(this.state, address.region) : this.fresh(`z${JSON.stringify(term)}`);
      }
      case "string": {
        const addresses = this.addresses(term.path);
        const [address] = addresses ?? [];
        const known = addresses?.length === 1 && address ? this.before.objects.get(address.region.id)?.string : undefined;
        if (address === undefined || known === undefined) return this.fresh(`n${JSON.stringify(term)}`);
        return plus(this.state, known, multiplied(this.state, address.offset, this.state.universe.constant(-1)));
      }
      case "unknown":
        return this.unknown(term);
    }
  }

  number(term: Term): NumberValue {
    const value = this.value(term);
    return isNumber(value) ? value : this.unknownNumber(term, "number");
  }

  sum(left: NumberValue, right: NumberValue): NumberValue {
    return plus(this.state, left, right);
  }

  private unknownNumber(term: Term, what: string): NumberValue {
    return this.state.universe.result(this.cursor.at, this.cursor.block, `${what}${JSON.stringify(term)}`, makeFact(TOP), undefined).value;
  }

  private fresh(what: string): Value {
    return unknownResult(this.state, this.cursor, `${this.prefix}${what}`, undefined);
  }

  private input(term: Extract<Term, { kind: "input" }>): Value {
    const { path, type } = term;
    if (path.root.kind === "parameter" && path.parts.length === 0) {
      const argument = this.args[path.root.index];
      return argument ?? this.missing(path, path.root.index);
    }
    const known = this.inputs?.get(path);
    if (known !== undefined) return known;
    const value = this.storedAt(path, type) ?? this.fresh(`i${JSON.stringify(path)}`);
    if (this.before !== this.state && value.kind === "linear") {
      const fact = this.before.facts.get(value.symbol);
      if (fact !== undefined && !this.state.facts.has(value.symbol)) this.state.setFact(value.symbol, fact);
    }
    (this.inputs ??= new Map<Path, Value>()).set(path, value);
    return value;
  }

  /** An argument that the caller does not pass. */
  private missing(path: Path, index: number): Value {
    const known = this.inputs?.get(path);
    if (known !== undefined) return known;
    const value = this.fresh(`p${index}`);
    (this.inputs ??= new Map<Path, Value>()).set(path, value);
    return value;
  }

  /** What stands at a path before the call, where it is known which place that is. */
  private storedAt(path: Path, type: Type | undefined): Value | undefined {
    const shares = this.base !== undefined && isFixed(path);
    if (shares) {
      const known = this.base.stored?.get(path);
      if (known !== undefined && isReadAlike(known.type, type)) return known.value;
    }
    const [region, ...others] = this.regions(path) ?? [];
    if (region === undefined || (others.length > 0 && type?.kind !== "record")) return undefined;
    if (type?.kind === "record") return this.state.universe.address(region);
    const value = readRegion(this.before, region, type ?? region.type ?? UNKNOWN, this.cursor.frame.initial);
    if (shares && !isMovable(region)) (this.base.stored ??= new Map()).set(path, { type, value });
    return value;
  }

  private unknown(term: UnknownTerm): Value {
    const origins = this.originsOf(term);
    const range = term.type ? rangeOfType(term.type) : TOP;
    const told = makeFact(interval(Math.max(term.low, range.low), Math.min(term.high, range.high)), origins, this.targets(term));
    const fact = flagged(told, term);
    return namedResult(this.state, this.cursor, `${this.prefix}${term.id}`, term.type, fact);
  }

  private targets(term: UnknownTerm): AddressValue[] | undefined {
    if (term.targets === undefined) return undefined;
    const targets: AddressValue[] = [];
    for (const each of term.targets) {
      const value = this.value(each);
      if (value.kind !== "address") return undefined;
      targets.push(value);
    }
    return targets;
  }

  originsOf(term: UnknownTerm): readonly OriginId[] {
    const u = this.state.universe;
    let origins: readonly OriginId[] = [];
    term.sources.forEach((source, index) => {
      origins = joinOrigins(origins, [u.sourceOrigin(`${this.cursor.at},${this.prefix}${term.id},${index}`, this.through(source))]);
    });
    if (term.foreign === true) origins = joinOrigins(origins, [u.unknownOrigin]);
    for (const path of term.inputs) origins = joinOrigins(origins, this.originsOfInput(path));
    return origins;
  }

  originsOfInput(path: Path): readonly OriginId[] {
    const value = this.input({ kind: "input", path, type: undefined });
    const own = this.before.originsOf(value);
    if (own.length > 0) return own;
    const now = this.state.originsOf(value);
    if (now.length > 0) return now;
    // Text: its content as a whole.
    return (this.regions(path) ?? []).reduce<readonly OriginId[]>(
      (all, region) => joinOrigins(all, regionOrigins(this.before, region)),
      [],
    );
  }

  private through(source: SourceTemplate): SourceTemplate {
    return { ...source, steps: [...source.steps, stepHere(this.cursor, "through", `'${this.callee}' passes it on to its caller`)] };
  }

  /** Addresses at which a path can lie in the caller. */
  addresses(path: Path): readonly AddressValue[] | undefined {
    const known = this.places?.get(path);
    if (known !== undefined || this.places?.has(path) === true) return known;
    const shares = this.base !== undefined && isFixed(path);
    if (shares) {
      const shared = this.base.places?.get(path);
      if (shared !== undefined || this.base.places?.has(path) === true) return shared;
    }
    const found = this.findAddresses(path);
    this.keepPlaces(path, found);
    if (shares && found?.every(({ region, offset }) => offset.kind === "constant" && !isMovable(region)) === true)
      this.base.keepPlaces(path, found);
    return found;
  }

  private keepPlaces(path: Path, found: readonly AddressValue[] | undefined): void {
    (this.places ??= new Map<Path, readonly AddressValue[] | undefined>()).set(path, found);
  }

  private findAddresses(path: Path): readonly AddressValue[] | undefined {
    const u = this.state.universe;
    const roots = this.rootAddresses(path);
    if (roots === undefined || path.parts.length === 0) return roots;
    const found: AddressValue[] = [];
    for (const root of roots) {
      let address: AddressValue = root;
      for (const part of path.parts) {
        if ("field" in part) {
          const region: Region = u.element(address.region, this.state.simplified(address.offset) as NumberValue, undefined, undefined);
          address = u.address(u.field(region, part.field, part.type, part.size));
        } else {
          const offset = this.value(part.offset);
          if (!isNumber(offset)) return undefined;
          address = u.address(address.region, plus(this.state, address.offset, offset));
        }
      }
      found.push(address);
    }
    return found;
  }

  private rootAddresses({ root }: Path): readonly AddressValue[] | undefined {
    const u = this.state.universe;
    switch (root.kind) {
      case "parameter": {
        const argument = this.args[root.index];
        return argument?.kind === "address" ? [argument] : undefined;
      }
      case "pointee": {
        const pointer = this.input({ kind: "input", path: root.of, type: { kind: "pointer", to: root.type ?? UNKNOWN } });
        return targetsOf(this.state, pointer);
      }
      case "global":
        return [u.address(u.globalByKey(root.key, { name: root.name, type: root.type, size: root.size }))];
      case "fresh":
        return [u.address(u.heap(this.cursor.at, this.cursor.block, `${this.prefix}${root.id}`, root))];
      case "literal":
        return [u.address(u.literal(root.text, root.bytes))];
      case "function":
        return [u.address(u.functionRegion(root.name))];
      case "local":
        return [u.address(u.foreign(root.name, root.storage, root.size))];
    }
  }

  /** Regions at which a path can lie. */
  regions(path: Path): readonly Region[] | undefined {
    return this.addresses(path)?.map((each) =>
      this.state.universe.element(each.region, this.state.simplified(each.offset) as NumberValue, undefined, undefined),
    );
  }

  /** True where a callee's conditions surely hold, so that nothing has to be taken for granted. */
  implies(constraints: readonly Constraint[]): boolean {
    return constraints.every((constraint) => {
      // What the rest of the program left in globals has nothing to do with what this caller passes.
      if (constraint.of.kind === "input" && constraint.of.path.root.kind === "global") return true;
      const value = this.value(constraint.of);
      if (value.kind === "address") return constraint.high > 0;
      if (value.kind === "undefined") return false;
      const { range, nonzero } = this.state.factOf(value);
      if (constraint.nonzero && !nonzero && range.low <= 0 && range.high >= 0) return false;
      return range.low >= constraint.low && range.high <= constraint.high;
    });
  }

  /** Whether a callee's conditions hold here, as far as the state tells without them; `always`: they say nothing new. */
  holds(constraints: readonly Constraint[]): "never" | "always" | "sometimes" {
    let all: "always" | "sometimes" = "always";
    for (const { of, low, high, nonzero, compared } of constraints) {
      const value = this.value(of);
      if (value.kind === "undefined") continue;
      if (value.kind === "address") {
        if (high <= 0) return "never";
        continue;
      }
      const { range } = this.state.factOf(value);
      if (range.high < low || range.low > high) return "never";
      if (value.kind === "constant") {
        if (nonzero && value.value === 0) return "never";
        continue;
      }
      const { definition } = this.state.universe.symbol(value.symbol);
      const fact = this.state.factOfSymbol(value.symbol);
      const isPlain = value.factor === 1 && value.addend === 0 && definition.kind !== "binary" && definition.kind !== "cast";
      const isKnown = range.low >= low && range.high <= high && (!nonzero || (fact.nonzero && range.low !== 0 && range.high !== 0));
      if (!isPlain || definition.kind === "magnitude" || !isKnown || (compared && !fact.compared)) all = "sometimes";
    }
    return all;
  }

  /** Takes a callee's conditions for granted in a state of the caller; false: this can't happen here. */
  satisfy(constraints: readonly Constraint[]): boolean {
    for (const constraint of constraints) {
      const value = this.value(constraint.of);
      if (value.kind === "address") {
        if (constraint.high <= 0) return false;
        continue;
      }
      if (value.kind === "undefined") continue;
      if (!bound(this.state, value, interval(constraint.low, constraint.high))) return false;
      if (constraint.nonzero && !assume(this.state, value, true)) return false;
      if (constraint.compared && value.kind === "linear") {
        const fact = this.state.factOfSymbol(value.symbol);
        if (!fact.compared) this.state.setFact(value.symbol, flagged(fact, { compared: true }));
      }
    }
    return true;
  }
}

const UNKNOWN: Type = { kind: "unknown" };

/** True where memory gives the same value, read as one type or as the other. */
function isReadAlike(a: Type | undefined, b: Type | undefined): boolean {
  if (a === b) return true;
  if (a?.kind === "integer") return b?.kind === "integer" && a.bits === b.bits && a.signed === b.signed;
  return a?.kind === b?.kind && a?.kind !== "array";
}

/** True for a path without an index: where it leads is the same in every state behind the call's beginning. */
function isFixed(path: Path): boolean {
  for (const part of path.parts) if ("offset" in part) return false;
  const { root } = path;
  return root.kind === "parameter" || root.kind === "global" || (root.kind === "pointee" && isFixed(root.of));
}

/** True for a part that lies at an offset which a state may know better than another. */
function isMovable(region: Region): boolean {
  for (let each: Region | undefined = region; each; each = each.parent) if (each.offset?.kind === "linear") return true;
  return false;
}
