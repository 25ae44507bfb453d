import type { Type } from "../project/types.js";
import { evaluateBinary, evaluateCast, evaluateUnary, multiplied } from "./domain/evaluate.js";
import { joinFacts, makeFact, type Fact } from "./domain/fact.js";
import { point, rangeOfType, TOP } from "./domain/interval.js";
import {
  asAddress,
  contentOf,
  copyRegion,
  fillRegion,
  moved,
  readRegion,
  unknownResult,
  writeRegion,
  writeRegionWeakly,
} from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import { isNumber, type State } from "./domain/state.js";
import type { Value } from "./domain/value.js";
import { checkView, resolvePlace } from "./access.js";
import { checkBinary, checkCast, checkNegation } from "./arithmetic.js";
import { escape, hasName, mayPoint } from "./escape.js";
import { valueOf, type Cursor } from "./frame.js";
import type { Instruction, Place, Register } from "./ir.js";
import { noteKept } from "./outlive.js";
import { recordAddress } from "./sinks.js";
import { checkLoad } from "./undetermined.js";

/** Executes an instruction other than a call in the cursor's state, which it changes. */
export function execute(cursor: Cursor, instruction: Exclude<Instruction, { op: "call" }>): void {
  const { state, frame, registers, firstRegister } = cursor;
  const u = frame.universe;
  const set = (value: Value): void => {
    registers[instruction.dst - firstRegister] = value;
  };
  switch (instruction.op) {
    case "constant":
      return set(
        instruction.value !== undefined && Number.isFinite(instruction.value)
          ? u.constant(instruction.value)
          : unknownResult(state, cursor, 0, instruction.type),
      );
    case "string": {
      const literal = u.literal(instruction.text, instruction.bytes);
      const length = instruction.bytes - instruction.width;
      if (state.objects.get(literal.id)?.string === undefined) state.setString(literal, u.constant(Math.max(0, length)));
      return set(u.address(literal));
    }
    case "function":
      return set(u.address(u.functionRegion(instruction.name)));
    case "address":
      return set(addressOf(cursor, instruction.place, instruction.type));
    case "load":
      return set(load(cursor, instruction));
    case "store":
      return store(cursor, instruction.place, instruction.value, instruction.type);
    case "copy": {
      const from = resolvePlace(cursor, instruction.from, "read");
      const to = resolvePlace(cursor, instruction.to, "write");
      const [source] = from ?? [];
      for (const target of to ?? []) {
        if (source && from?.length === 1) copyRegion(state, target, source, cursor);
        else fillRegion(state, target, { kind: "unknown", at: cursor.at, block: cursor.block, fact: makeFact(TOP) });
      }
      return;
    }
    case "clear": {
      for (const region of resolvePlace(cursor, instruction.place, "write") ?? []) {
        fillRegion(state, region, { kind: "unknown", at: cursor.at, block: cursor.block, fact: makeFact(point(0)) });
        state.setString(region, u.zero);
      }
      return;
    }
    case "unary": {
      const operand = valueOf(cursor, instruction.operand);
      if (instruction.operator === "-") checkNegation(cursor, instruction, operand);
      return set(evaluateUnary(state, instruction.operator, operand, instruction.type).value);
    }
    case "binary":
      return set(binary(cursor, instruction));
    case "offset": {
      const index = valueOf(cursor, instruction.index);
      const pointer = valueOf(cursor, instruction.pointer);
      if (!isNumber(index)) return set(unknownResult(state, cursor, 0, instruction.type));
      const unit = (instruction.elementSize ?? 1) * (instruction.negative ? -1 : 1);
      return set(moved(state, pointer, multiplied(state, index, u.constant(unit)), cursor, instruction.type));
    }
    case "distance":
      return set(distance(cursor, instruction));
    case "cast": {
      const operand = valueOf(cursor, instruction.operand);
      checkCast(cursor, instruction, operand);
      recordAddress(cursor, instruction, operand);
      if (instruction.viewed !== undefined) checkView(cursor, instruction.operand, instruction.viewed);
      return set(evaluateCast(state, operand, instruction.from, instruction.type).value);
    }
    case "declare":
      return declare(cursor, instruction);
    case "scope-end":
      for (const variable of instruction.variables) endOfLife(cursor, variable);
      return;
    case "unknown":
      for (const operand of instruction.operands) escape(state, valueOf(cursor, operand));
      return set(unknownResult(state, cursor, 0, instruction.type));
  }
}

function addressOf(cursor: Cursor, place: Place, type: Type): Value {
  const { state, frame } = cursor;
  const u = frame.universe;
  if (place.kind === "deref") return valueOf(cursor, place.pointer);
  if (place.kind === "element") {
    // `&a[n]`, one behind the end, is right; only an access is checked.
    const index = valueOf(cursor, place.index);
    const bases = resolvePlace(cursor, place.base, "address");
    const [base] = bases ?? [];
    if (base === undefined || bases?.length !== 1 || !isNumber(index)) return unknownResult(state, cursor, 0, type);
    return u.address(base, multiplied(state, index, u.constant(place.elementSize ?? 1)));
  }
  const regions = resolvePlace(cursor, place, "address");
  const [region] = regions ?? [];
  if (region === undefined || regions === undefined) return unknownResult(state, cursor, 0, type);
  if (regions.length === 1) return u.address(region);
  const fact = {
    ...makeFact(
      rangeOfType(type),
      [],
      regions.map((each) => u.address(each)),
    ),
    nonzero: true,
  };
  const result = u.result(cursor.at, cursor.block, 0, makeFact(rangeOfType(type)), type);
  state.setFact(result.id, fact);
  return result.value;
}

function load(cursor: Cursor, { place, type, dst }: Extract<Instruction, { op: "load" }>): Value {
  const { state, frame } = cursor;
  const regions = resolvePlace(cursor, place, "read");
  const [first] = regions ?? [];
  if (first === undefined || regions === undefined) return unknownResult(state, cursor, 0, type);
  if (type.kind === "record") return frame.universe.address(first);
  if (place.kind === "variable" && frame.ir.variables[place.variable]?.volatile) return unknownResult(state, cursor, 0, type);
  if (regions.length === 1) {
    const value = readRegion(state, first, type, frame.initial);
    if (frame.recorder !== undefined && (type.kind !== "unknown" || place.kind === "field"))
      checkLoad(cursor, place, dst, first, value.kind === "constant" || value.kind === "address");
    const isAny = state.cells.get(first.id) === undefined && isAtUnknownIndex(first);
    return isAny ? elementValue(cursor, first, type, value) : value;
  }
  let fact = state.factOf(readRegion(state, first, type, frame.initial));
  for (const region of regions.slice(1)) fact = joinFacts(fact, state.factOf(readRegion(state, region, type, frame.initial)));
  return unknownResult(state, cursor, 0, type, fact);
}

/** True for an element of which the index is not known, and for what lies in one (`table[i].member`, `table[i][2]`). */
function isAtUnknownIndex(region: Region): boolean {
  for (let each = region; each.parent; each = each.parent) if (each.kind === "element" && each.offset?.kind === "linear") return true;
  return false;
}

/** Element of an array at an index that is not known: what the array was filled with, or was written to any element. */
function elementValue(cursor: Cursor, region: Region, type: Type, filled: Value): Value {
  const { state } = cursor;
  const known = filled.kind === "undefined" ? undefined : state.factOf(filled);
  let fact = known;
  const include = (next: Fact): void => {
    fact = fact === undefined ? next : joinFacts(fact, next);
  };
  const others = sameRegions(region);
  if (others.length > MAX_SAME) return unknownResult(state, cursor, 0, type);
  for (const other of others) {
    const cell = state.cells.get(other.id);
    const content = cell === undefined && other.parent ? contentOf(state, other) : undefined;
    if (cell) include(state.factOf(cell));
    else if (content?.kind === "unknown" && content !== contentOf(state, region)) include(content.fact);
  }
  if (fact === undefined || fact === known) return filled;
  return unknownResult(state, cursor, 0, type, fact);
}

/** Of larger tables an element at an unknown index is unknown. */
const MAX_SAME = 1000;

/** Other regions that a region can be the same as, because indices on the way to it are not known. */
function sameRegions(region: Region): readonly Region[] {
  if (region.parent === undefined) return [];
  const { parent, offset } = region;
  const result: Region[] = [];
  for (const around of [parent, ...sameRegions(parent)]) {
    if (region.kind === "element" && offset?.kind === "linear") result.push(around, ...around.parts.filter((part) => part !== region));
    else if (region.kind === "element")
      result.push(...around.parts.filter((part) => part !== region && part.kind === "element" && part.offset === offset));
    else result.push(...around.parts.filter((part) => part !== region && part.kind === region.kind && part.key === region.key));
  }
  return result;
}

function store(cursor: Cursor, place: Place, register: Register, type: Type): void {
  const { state, frame } = cursor;
  const value = valueOf(cursor, register);
  const regions = resolvePlace(cursor, place, "write");
  const [first] = regions ?? [];
  if (mayPoint(state, value) && isOutOfSight(state, regions)) escape(state, value);
  noteKept(cursor, regions, value);
  if (first === undefined || regions === undefined) return;
  if (type.kind === "record") {
    if (value.kind === "address" && regions.length === 1) copyRegion(state, first, value.region, cursor);
    else
      for (const region of regions) fillRegion(state, region, { kind: "unknown", at: cursor.at, block: cursor.block, fact: makeFact(TOP) });
    return;
  }
  if (regions.length === 1 && !standsForMany(first)) return writeRegion(state, first, value, cursor);
  for (const region of regions) writeRegionWeakly(state, region, value, type, cursor, frame.initial);
}

/** True for places where the analysis does not keep what is stored, or has no name for them. */
function isOutOfSight(state: State, regions: readonly Region[] | undefined): boolean {
  const [region] = regions ?? [];
  if (region === undefined || regions?.length !== 1 || !hasName(state, region.root)) return true;
  for (let each: Region | undefined = region; each; each = each.parent) if (each.offset?.kind === "linear") return true;
  return false;
}

function standsForMany(_region: Region): boolean {
  return false;
}

function binary(cursor: Cursor, instruction: Extract<Instruction, { op: "binary" }>): Value {
  const { state } = cursor;
  const { operator, operandType } = instruction;
  let left = valueOf(cursor, instruction.left);
  let right = valueOf(cursor, instruction.right);
  if (left.kind === "undefined" || right.kind === "undefined") return unknownResult(state, cursor, 0, instruction.type);
  // Pointers that walk one object are compared by their offsets.
  if (left.kind === "address" || right.kind === "address") {
    left = asAddress(state, left);
    right = asAddress(state, right);
  }
  checkBinary(cursor, instruction, left, right);
  return evaluateBinary(state, operator, left, right, operandType).value;
}

function distance(cursor: Cursor, instruction: Extract<Instruction, { op: "distance" }>): Value {
  const { state } = cursor;
  const left = asAddress(state, valueOf(cursor, instruction.left));
  const right = asAddress(state, valueOf(cursor, instruction.right));
  if (left.kind !== "address" || right.kind !== "address" || left.region !== right.region) {
    return unknownResult(state, cursor, 0, instruction.type);
  }
  const bytes = evaluateBinary(state, "-", left.offset, right.offset, PTRDIFF).value;
  const unit = instruction.elementSize ?? 1;
  return unit === 1 ? bytes : evaluateBinary(state, "/", bytes, state.universe.constant(unit), PTRDIFF).value;
}

const PTRDIFF: Type = { kind: "integer", name: "ptrdiff_t", signed: true, bits: 64 };

function declare(cursor: Cursor, instruction: Extract<Instruction, { op: "declare" }>): void {
  const { state, frame } = cursor;
  const region = frame.regions[instruction.variable];
  if (region === undefined) return;
  if (region.storage !== "local" && region.storage !== "temporary") return;
  fillRegion(state, region, { kind: "undefined" });
  state.updateObject(region, { life: "alive" });
  const bytes = instruction.bytes === undefined ? undefined : valueOf(cursor, instruction.bytes);
  if (bytes !== undefined && isNumber(bytes)) state.updateObject(region, { size: bytes });
}

function endOfLife(cursor: Cursor, variable: number): void {
  const { state, frame } = cursor;
  const region = frame.regions[variable];
  if (region === undefined) return;
  forget(state, region);
  if (!frame.cfg.simple[variable]) state.updateObject(region, { life: "ended" });
}

/** Drops all cells of a region: nobody will read them. */
export function forget(state: State, region: Region): void {
  state.setCell(region, undefined);
  state.removeObject(region);
  for (const part of region.parts) forget(state, part);
}
