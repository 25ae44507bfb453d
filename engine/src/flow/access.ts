import { multiplied, plus } from "./domain/evaluate.js";
import { recall } from "./domain/recall.js";
import { regionAt, sizeOfRegion, targetsOf } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import { joinOrigins, type OriginId } from "./domain/fact.js";
import { isNumber, type State } from "./domain/state.js";
import type { FlowStep } from "./domain/universe.js";
import type { AddressValue, NumberValue, SymbolId, Value } from "./domain/value.js";
import type { Certainty } from "./events.js";
import { extremesOf, mostOfCounter } from "./counted-loops.js";
import { inState, stepHere, valueOf, type Cursor } from "./frame.js";
import { isCountOfWhole, isLimited } from "./limits.js";
import type { Place, RelativeNode } from "./ir.js";
import { obligationOf } from "./obligations.js";
import { checkAccessThrough } from "./life.js";
import { uniqueSteps } from "./recorder.js";
import { countedBy } from "./transfer-counts.js";
import { rangeView, rawSource, sourcesOf, viewOfObject, viewOfValue } from "./views.js";
import type { RawAccess, RawValue } from "./raw-events.js";

/** An access to memory, before it is known whether it is right. */
export interface Access {
  /** `view`: nothing is touched, but a pointer is said to point to that much. */
  readonly mode: "read" | "write" | "view";
  readonly by: "index" | "pointer" | "call";
  readonly callee: string;
  readonly address: AddressValue;
  readonly length: NumberValue;
  /** Size of the object, where the place knows it better than the region. */
  readonly size?: NumberValue;
  /** The number that decides, and by which element size it counts. */
  readonly amount?: Value;
  readonly amountText: string;
  readonly unit: number;
  readonly pointerText: string;
  /** Distinguishes accesses of one instruction. */
  readonly what: string;
  /** Steps in called functions, the access itself last; empty: the access is here. */
  readonly inner: readonly FlowStep[];
  /** Something had to be taken for granted for the access to happen: nothing about it is sure. */
  readonly assumed?: boolean;
  /** Position that a loop surely reaches, in place of that of any turn. */
  readonly reached?: NumberValue;
  /** The state was asked again what its numbers were computed from. */
  readonly recalled?: boolean;
}

/** Compares an access with its object; records what goes, or may go, outside, and what only the caller can tell. */
export function checkAccess(cursor: Cursor, access: Access): void {
  if (cursor.frame.recorder === undefined) return;
  const { region, offset } = access.address;
  if (region.kind === "function") return;
  // Where a loop surely comes to its first and to its last turn, these are what counts.
  const extremes = access.assumed === true ? undefined : extremesOf(cursor, offset);
  if (extremes === undefined) return checkOnce(cursor, access);
  for (const each of extremes) checkOnce(cursor, { ...access, address: cursor.frame.universe.address(region, each), reached: each });
}

function checkOnce(cursor: Cursor, access: Access): void {
  const { recorder } = cursor.frame;
  if (recorder === undefined) return;
  const { state } = cursor;
  const { region, offset } = access.address;
  const size = access.size ?? sizeOfRegion(state, region);
  const end = plus(state, offset, access.length);
  const most = state.differenceAtMost(end, size);
  const lengthRange = state.rangeOf(access.length);
  if (lengthRange.high <= 0) return;
  const offsetRange = state.rangeOf(offset);
  const mayBefore = offsetRange.low < 0;
  const fits = most <= 0 && !mayBefore && lengthRange.low >= 0;
  if (access.by === "call" && access.mode === "write" && access.inner.length === 0) recorder.copied(cursor.at, fits);
  if (fits) return;
  const certain = access.assumed !== true;
  const sure = certain && state.differenceAtLeast(end, size) > 0 && lengthRange.low > 0;
  const sizeRange = state.rangeOf(size);
  const known = Number.isFinite(sizeRange.high);
  // A loop's second turn through an array of one element: whether there is one, only the limit could say, and nobody knows it.
  const isLater = access.by === "index" && sizeRange.high <= access.unit && offsetRange.low < offsetRange.high;
  const past: Certainty | undefined = sure && known && !isLater ? "must" : most > 0 && known ? "may" : undefined;
  const root = region.root.kind;
  const startKnown = root === "variable" || root === "heap" || root === "literal" || root === "foreign";
  const before: Certainty | undefined = !startKnown || !mayBefore ? undefined : certain && offsetRange.high < 0 ? "must" : "may";
  if ((past !== undefined || before !== undefined) && access.recalled !== true) {
    const known = state.copy();
    const values = [offset, access.length, size, ...(access.amount ? [access.amount] : [])];
    // Later checks may have said more of what these were computed from.
    if (!values.every((each) => recall(known, each))) return;
    return checkOnce(inState(cursor, known), { ...access, recalled: true });
  }
  if (past !== undefined || before !== undefined) recorder.access(cursor.at, access.what, rawAccess(cursor, access, size, past, before));
  if (past !== "must" && before !== "must") {
    recorder.obligation(
      `${cursor.at},${access.what},${access.address.id},${access.length.id},${size.id}`,
      () => obligationOf(cursor, access, end, size),
      access.mode === "view" ? "view" : "access",
    );
  }
}

function rawAccess(
  cursor: Cursor,
  access: Access,
  size: NumberValue,
  past: Certainty | undefined,
  before: Certainty | undefined,
): RawAccess {
  const { state, frame } = cursor;
  const object = { ...viewOfObject(state, access.address.region), size: rangeView(state.rangeOf(size)) };
  const amount = access.amount === undefined ? undefined : amountView(state, access.amount, access.amountText);
  const counted = past === "may" && access.inner.length === 0 && access.amount !== undefined ? countedBy(cursor, access.amount) : "";
  const sources = sourcesOf(frame.universe, originsOfAmount(state, access.amount));
  const taken = sources[0]?.steps ?? [];
  const sink = stepHere(cursor, access.inner.length > 0 ? "through" : "sink", describe(access, object.name));
  // What goes wrong in a called function is reported where it does.
  const place = access.inner.at(-1) ?? { function: frame.key, node: cursor.node };
  return {
    kind: "access",
    owner: place.function,
    node: place.node,
    viaCall: access.inner.length > 0,
    partial: frame.ir.partial,
    steps: uniqueSteps([...taken, sink, ...access.inner]),
    mode: access.mode,
    by: access.by,
    callee: access.callee,
    object,
    offset: rangeView(state.rangeOf(access.address.offset)),
    length: rangeView(state.rangeOf(access.length)),
    unit: access.unit,
    pointer: viewOfValue(state, access.address, access.pointerText),
    ...(amount ? { amount } : {}),
    ...(past === "may" && access.inner.length === 0 && access.amount !== undefined && isCapped(cursor, access, access.amount)
      ? { limited: true }
      : {}),
    ...(counted === "" ? {} : { counted }),
    ...(past ? { past } : {}),
    ...(before ? { before } : {}),
  };
}

/** Somebody or something says how far an amount goes, and it surely can go as far. */
function isCapped(cursor: Cursor, { reached }: Access, amount: Value): boolean {
  if (reached !== undefined && isLimited(cursor.state, reached)) return true;
  if (isLimited(cursor.state, amount) || isCountOfWhole(cursor, amount)) return true;
  const simple = cursor.state.simplified(amount);
  return isNumber(simple) && mostOfCounter(cursor, simple) === cursor.state.rangeOf(simple).high;
}

/** Where an amount comes from: itself, or a limit that is all that bounds it (`i` in `for (i = 0; i < length; i++)`). */
function originsOfAmount(state: State, amount: Value | undefined): readonly OriginId[] {
  if (amount === undefined) return [];
  return limitsOf(state, amount).reduce<readonly OriginId[]>(
    (all, limit) => joinOrigins(all, state.factOfSymbol(limit).origins),
    state.originsOf(amount),
  );
}

/** Symbols without which nothing would bound an amount from above. */
function limitsOf(state: State, amount: Value): readonly SymbolId[] {
  if (amount.kind !== "linear") return [];
  const { high } = state.factOfSymbol(amount.symbol).range;
  return state.relations.flatMap(({ low, high: limit, slack }) =>
    low === amount.symbol && state.factOfSymbol(limit).range.high + slack <= high ? [limit] : [],
  );
}

function amountView(state: State, amount: Value, text: string): RawValue {
  const view = viewOfValue(state, amount, text);
  if (view.taint.length > 0) return view;
  // Whoever checked the limit has checked what runs up to it.
  const compared = limitsOf(state, amount).some((limit) => state.factOfSymbol(limit).compared);
  return { ...view, taint: sourcesOf(state.universe, originsOfAmount(state, amount)).map(rawSource), compared };
}

function describe(access: Access, object: string): string {
  const target = object === "" ? "memory" : `'${object}'`;
  if (access.inner.length > 0) return "passed on in this call";
  if (access.mode === "view") return `${target} is taken for something larger`;
  if (access.by === "call") return `'${access.callee}' ${access.mode === "write" ? "writes to" : "reads from"} ${target}`;
  return access.mode === "write" ? `${target} is written` : `${target} is read`;
}

/** What a place is wanted for; for its address alone nothing is touched. */
type Mode = "read" | "write" | "address";

/** Regions that a place can be, each with the checks that reaching it needs; `undefined`: it can be anywhere. */
export function resolvePlace(cursor: Cursor, place: Place, mode: Mode): readonly Region[] | undefined {
  const { state, frame } = cursor;
  switch (place.kind) {
    case "variable": {
      const region = frame.regions[place.variable];
      return region ? [region] : undefined;
    }
    case "deref": {
      if (mode !== "address") checkAccessThrough(cursor, place.pointer, mode);
      const targets = targetsOf(state, valueOf(cursor, place.pointer));
      if (targets === undefined) return undefined;
      targets.forEach((address, index) => {
        if (place.size !== undefined && mode !== "address")
          checkPointer(cursor, place.pointer, address, place.size, mode, index, targets.length);
      });
      return targets.map((address) => regionAt(state, address, place.type, place.size));
    }
    case "field": {
      const bases = resolveBase(cursor, place, mode);
      return bases?.map((base) => frame.universe.field(base, place.name, place.type, place.size));
    }
    case "element": {
      const bases = resolvePlace(cursor, place.base, mode);
      const index = valueOf(cursor, place.index);
      if (!isNumber(index)) return undefined;
      const unit = place.elementSize ?? 1;
      const offset = multiplied(state, index, frame.universe.constant(unit));
      return bases?.map((base, i) => {
        if (mode === "address") return frame.universe.element(base, state.simplified(offset) as NumberValue, place.type, place.elementSize);
        checkAccess(cursor, {
          mode,
          by: "index",
          callee: "",
          address: frame.universe.address(base, offset),
          length: frame.universe.constant(unit),
          ...(place.length !== undefined ? { size: frame.universe.constant(place.length * unit) } : {}),
          amount: index,
          amountText: textOfRegister(cursor, place.index),
          unit,
          pointerText: "",
          what: `i${i},${base.id}`,
          inner: [],
        });
        return frame.universe.element(base, state.simplified(offset) as NumberValue, place.type, place.elementSize);
      });
    }
  }
}

/** Regions of the record that a field is in. A record behind a pointer is checked for the field alone, not as a whole. */
function resolveBase(cursor: Cursor, place: Extract<Place, { kind: "field" }>, mode: Mode): readonly Region[] | undefined {
  const { base } = place;
  if (base.kind !== "deref") return resolvePlace(cursor, base, mode);
  const { state } = cursor;
  if (mode !== "address") checkAccessThrough(cursor, base.pointer, mode);
  const targets = targetsOf(state, valueOf(cursor, base.pointer));
  if (targets === undefined) return undefined;
  targets.forEach((address, index) => {
    if (mode !== "address" && place.offset !== undefined && place.size !== undefined) {
      const offset = plus(state, address.offset, cursor.frame.universe.constant(place.offset));
      checkPointer(cursor, base.pointer, cursor.frame.universe.address(address.region, offset), place.size, mode, index, targets.length);
    } else if (mode !== "address" && address.offset !== cursor.frame.universe.zero) {
      // Wherever in the record the member is: the record has to begin inside of the object.
      checkPointer(cursor, base.pointer, address, 1, mode, index, targets.length);
    }
  });
  return targets.map((address) => regionAt(state, address, base.type, base.size));
}

function checkPointer(
  cursor: Cursor,
  pointer: number,
  address: AddressValue,
  size: number,
  mode: "read" | "write",
  index: number,
  targets: number,
): void {
  const definition = cursor.definitions[pointer];
  const moved = definition?.op === "offset" ? definition : undefined;
  const amount = moved ? valueOf(cursor, moved.index) : address.offset;
  checkAccess(cursor, {
    mode,
    by: moved ? "index" : "pointer",
    callee: "",
    address,
    length: cursor.frame.universe.constant(size),
    ...(amount.kind === "constant" && !moved ? {} : { amount }),
    amountText: textOfRegister(cursor, moved ? moved.index : pointer),
    unit: moved?.elementSize ?? size,
    pointerText: textOfRegister(cursor, moved ? moved.pointer : pointer),
    what: `p${index},${address.region.id}`,
    inner: [],
    // Which of several targets it is may hang together with where it points.
    assumed: targets > 1 && address.offset.kind !== "constant",
  });
}

/** A cast says that a pointer points to a record of so many bytes: is there as much where it points? */
export function checkView(cursor: Cursor, pointer: number, size: number): void {
  if (cursor.frame.recorder === undefined) return;
  const targets = targetsOf(cursor.state, valueOf(cursor, pointer)) ?? [];
  for (const [index, address] of targets.entries()) {
    checkOnce(cursor, {
      mode: "view",
      by: "pointer",
      callee: "",
      address,
      length: cursor.frame.universe.constant(size),
      amountText: "",
      unit: size,
      pointerText: textOfRegister(cursor, pointer),
      what: `v${index},${address.region.id}`,
      inner: [],
    });
  }
}

/** Source text of the expression that a register holds. */
export function textOfRegister(cursor: Cursor, register: number): string {
  let definition = cursor.definitions[register];
  // Conversions that nobody wrote have no text of their own.
  while (definition?.op === "cast" && !definition.explicit) definition = cursor.definitions[definition.operand];
  return definition === undefined ? "" : textOfNode(cursor, definition.node);
}

export function textOfNode(cursor: Cursor, node: RelativeNode): string {
  const text = cursor.frame.lookup.textOf(cursor.frame.key, node).replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
