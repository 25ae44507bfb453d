import type { Type } from "../project/types.js";
import { unwritten, type Unwritten } from "./domain/unwritten.js";
import type { Region } from "./domain/region.js";
import type { FlowStep } from "./domain/universe.js";
import { textOfRegister } from "./access.js";
import { instructionAt } from "./cfg.js";
import { Extractor, pointersTo } from "./extract.js";
import { stepHere, type Cursor } from "./frame.js";
import { successorsOf, type Instruction, type Place, type Register, type Terminator } from "./ir.js";
import type { UndeterminedEvent } from "./events.js";
import { viewOfObject } from "./views.js";

/** A read of memory whose content must have been written before. */
export interface Reading {
  readonly use: UndeterminedEvent["use"];
  readonly callee: string;
  readonly text: string;
  /** Distinguishes readings of one instruction. */
  readonly what: string;
  /** Steps in called functions, the reading itself last; empty: it is here. */
  readonly inner: readonly FlowStep[];
}

/** Records a reading of memory that nothing was written to, and what only a caller can tell. */
export function checkReading(cursor: Cursor, region: Region, reading: Reading): void {
  const { recorder } = cursor.frame;
  if (recorder === undefined) return;
  const { root } = region;
  // A member of a type that nobody declares may be an array, of which only the address is taken.
  if (reading.use === "value" && region.type?.kind === "unknown" && region.parent?.type?.kind === "record") return;
  if (root.kind === "pointee") return oblige(cursor, region, reading);
  if (root.kind !== "heap" && (root.kind !== "variable" || root.storage !== "local")) return;
  // An object of a class that is not known here has a constructor of its own, as a rule.
  if (root.type?.kind === "unknown" || isForeignClass(root.type)) return;
  // What a stream or another object holds is no text up to a zero.
  if (reading.use === "string" && root.type?.kind === "record") return;
  const key = `${cursor.at},${reading.what}`;
  const extent = cursor.state.objects.get(root.id)?.exposed === true ? undefined : unwritten(cursor.state, region);
  if (extent === undefined) return recorder.sound(key);
  recorder.undetermined(key, `${root.id}`, rawReading(cursor, region, reading, extent));
}

function isForeignClass(type: Type | undefined): boolean {
  const record = type?.kind === "array" ? type.of : type;
  return record?.kind === "record" && /[<:]/.test(record.name);
}

function rawReading(
  cursor: Cursor,
  region: Region,
  reading: Reading,
  extent: Unwritten,
): Parameters<NonNullable<Cursor["frame"]["recorder"]>["undetermined"]>[2] {
  const { frame, state } = cursor;
  const inner = reading.inner.length > 0;
  const place = reading.inner.at(-1) ?? { function: frame.key, node: cursor.node };
  const object = viewOfObject(state, region.root);
  const begin = beginOf(cursor, region.root);
  return {
    kind: "undetermined",
    owner: place.function,
    node: place.node,
    viaCall: inner,
    partial: frame.ir.partial,
    steps: [
      ...(begin === undefined ? [] : [stepHere(cursor, "source", `${named(object.name)} has no value yet`, begin)]),
      stepHere(cursor, inner ? "through" : "sink", inner ? "passed on in this call" : `${named(object.name)} is read`),
      ...reading.inner,
    ],
    use: reading.use,
    callee: reading.callee,
    text: reading.text,
    object,
    extent,
    certainty: "must",
    forked: frame.ir.forked === true,
  };
}

function named(name: string): string {
  return name === "" ? "the memory" : `'${name}'`;
}

/** Node that declares a local or allocates a block. */
function beginOf(cursor: Cursor, root: Region): number | undefined {
  const { ir, cfg } = cursor.frame;
  if (root.kind === "variable") return ir.variables[root.site]?.node;
  return instructionAt(ir, cfg, root.site)?.node;
}

/** Every way through the function comes here: no branch stands before. */
function isUnconditional({ frame, block }: Cursor): boolean {
  for (let each = 0, steps = 0; steps <= frame.ir.blocks.length; steps++) {
    if (each === block) return true;
    const next = frame.ir.blocks[each]?.terminator;
    if (next?.op !== "jump") return false;
    each = next.target;
  }
  return false;
}

function oblige(cursor: Cursor, region: Region, reading: Reading): void {
  const { state, frame } = cursor;
  // Near to what a caller passed, and as the caller left it.
  if (reading.inner.length > 4 || !isUnconditional(cursor) || pointersTo(state, region) > 2 || state.cells.has(region.id)) return;
  for (let each: Region | undefined = region; each; each = each.parent) {
    const object = state.objects.get(each.id);
    if (object?.content !== undefined || object?.exposed === true) return;
  }
  frame.recorder?.reading(`${reading.use},${reading.callee},${region.id}`, () => {
    const extractor = new Extractor(state);
    const path = extractor.path(region);
    if (path === undefined) return undefined;
    const { use, callee, text } = reading;
    const message = callee === "" ? "read here" : `read here by '${callee}'`;
    const steps =
      reading.inner.length > 0
        ? [stepHere(cursor, "through", "passed on in this call"), ...reading.inner]
        : [stepHere(cursor, "sink", message)];
    return { path, constraints: extractor.constraints(), use, callee, text, steps };
  });
}

/** Checks a value that an instruction has just loaded. */
export function checkLoad(cursor: Cursor, place: Place, dst: Register, region: Region, known: boolean): void {
  const { recorder, regions } = cursor.frame;
  if (recorder === undefined) return;
  const { root } = region;
  // What carries a value from one block to the next was read where the value was made.
  if (root.storage === "temporary" || (root.kind === "variable" && root.storage !== "local")) return;
  if (root.kind === "variable" && root !== regions[root.site]) return;
  if (place.kind !== "variable" && region.type?.kind === "record") return;
  if (known && root.kind !== "pointee") return recorder.sound(`${cursor.at},v`);
  if (isMereCopy(cursor, dst)) return;
  checkReading(cursor, region, { use: "value", callee: "", text: textOfRegister(cursor, dst), what: "v", inner: [] });
}

/**
 * A value that goes nowhere: it is not used, stored only where it is overwritten before it is read, or handed to something
 * unknown that may be a macro and write it.
 */
function isMereCopy(cursor: Cursor, dst: Register): boolean {
  const { ir, cfg } = cursor.frame;
  const block = ir.blocks[cursor.block];
  if (block === undefined) return true;
  const copies = new Set([dst]);
  for (let i = (cursor.at % cfg.size) - (cfg.firstInstruction[cursor.block] ?? 0) + 1; i < block.instructions.length; i++) {
    const each = block.instructions[i];
    if (each === undefined || !registersOf(each).some((register) => copies.has(register))) continue;
    if (each.op === "call" && copies.has(each.target)) return false;
    if (each.op === "cast" && each.type.kind !== "boolean") copies.add(each.dst);
    else if (each.op === "store" && copies.has(each.value) && each.place.kind === "variable") {
      if (!isOverwritten(cursor, each.place.variable, i + 1)) return false;
    } else if (each.op === "call" ? !isUnknownCall(cursor, each) : each.op !== "unknown") return false;
  }
  return !endsWith(block.terminator, copies);
}

function isUnknownCall(cursor: Cursor, call: Extract<Instruction, { op: "call" }>): boolean {
  // What is declared somewhere as a function is no macro.
  if (call.type.kind !== "unknown") return false;
  const { models, summaryOf } = cursor.frame;
  return models.functionModel(call.callee) === undefined && summaryOf(call.callee) === undefined;
}

/** No way from an instruction of this block reads a variable before it is written. */
function isOverwritten(cursor: Cursor, variable: number, from: number): boolean {
  const { ir, cfg } = cursor.frame;
  const block = ir.blocks[cursor.block];
  if (block === undefined || cfg.simple[variable] !== true) return false;
  for (const each of block.instructions.slice(from)) {
    if (each.op === "load" && each.place.kind === "variable" && each.place.variable === variable) return false;
    if (each.op === "store" && each.place.kind === "variable" && each.place.variable === variable) return true;
  }
  return successorsOf(block.terminator).every((next) => !cfg.live[next]?.has(variable));
}

function endsWith(terminator: Terminator, registers: ReadonlySet<Register>): boolean {
  switch (terminator.op) {
    case "branch":
      return registers.has(terminator.condition);
    case "switch":
    case "return":
      return registers.has(terminator.value);
    default:
      return false;
  }
}

/** Registers that an instruction reads. */
function registersOf(instruction: Instruction): readonly Register[] {
  switch (instruction.op) {
    case "address":
    case "load":
    case "clear":
      return registersOfPlace(instruction.place);
    case "store":
      return [instruction.value, ...registersOfPlace(instruction.place)];
    case "copy":
      return [...registersOfPlace(instruction.to), ...registersOfPlace(instruction.from)];
    case "unary":
    case "cast":
      return [instruction.operand];
    case "binary":
    case "distance":
      return [instruction.left, instruction.right];
    case "offset":
      return [instruction.pointer, instruction.index];
    case "call":
      return instruction.target < 0 ? instruction.args : [instruction.target, ...instruction.args];
    case "unknown":
      return instruction.operands;
    case "declare":
      return instruction.bytes === undefined ? [] : [instruction.bytes];
    default:
      return [];
  }
}

function registersOfPlace(place: Place): readonly Register[] {
  switch (place.kind) {
    case "variable":
      return [];
    case "deref":
      return [place.pointer];
    case "field":
      return registersOfPlace(place.base);
    case "element":
      return [place.index, ...registersOfPlace(place.base)];
  }
}
