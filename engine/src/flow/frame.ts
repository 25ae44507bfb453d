import type { Cancellation } from "../service/engine.js";
import type { FlowBudget, FlowLookup, FunctionKey } from "./analysis.js";
import type { Cfg } from "./cfg.js";
import type { OriginId } from "./domain/fact.js";
import type { At, InitialContent } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { FlowStep, Universe } from "./domain/universe.js";
import type { Value } from "./domain/value.js";
import type { FunctionIr, Instruction, Register, RelativeNode } from "./ir.js";
import type { ModelSet } from "./models.js";
import type { Recorder } from "./recorder.js";
import type { Summary } from "./summary.js";

/** The analysis of one function, as the parts of the interpreter see it. */
export interface Frame {
  readonly key: FunctionKey;
  readonly ir: FunctionIr;
  readonly cfg: Cfg;
  readonly universe: Universe;
  readonly lookup: FlowLookup;
  readonly models: ModelSet;
  readonly budget: FlowBudget;
  /** Asked every few steps; the analysis of the function ends with {@link Cancelled} when it says so. */
  readonly cancellation: Cancellation;
  /** Region of each variable. */
  readonly regions: readonly Region[];
  readonly initial: InitialContent;
  /** Set while the fixpoint is known: then what happens is recorded for rules and callers. */
  recorder: Recorder | undefined;
  /** Summary of a callee; `undefined`: unknown. */
  readonly summaryOf: (name: string) => { readonly key: FunctionKey; readonly summary: Summary } | undefined;
}

/** Where the interpreter is: one instruction in one state. */
export interface Cursor extends At {
  readonly frame: Frame;
  readonly state: State;
  /** Values of the block's registers, from `firstRegister` on: with all of the function's it would be an array full of holes. */
  readonly registers: Value[];
  readonly firstRegister: Register;
  /** Instruction that gives each register its value. */
  readonly definitions: readonly (Instruction | undefined)[];
  readonly node: RelativeNode;
  /** Number of the state among those kept apart in this block. */
  readonly slot: number;
  /** How many more states this block may be split into at calls. */
  readonly forks: { left: number };
}

/** The same place in another state. */
export function inState({ frame, registers, firstRegister, definitions, at, block, node, slot, forks }: Cursor, state: State): Cursor {
  return makeCursor(frame, state, registers, firstRegister, definitions, at, block, node, slot, forks);
}

/** The only place that makes cursors: all have one shape. */
export function makeCursor(
  frame: Frame,
  state: State,
  registers: Value[],
  firstRegister: Register,
  definitions: Cursor["definitions"],
  at: number,
  block: number,
  node: RelativeNode,
  slot: number,
  forks: Cursor["forks"],
): { -readonly [K in keyof Cursor]: Cursor[K] } {
  return { frame, state, registers, firstRegister, definitions, at, block, node, slot, forks };
}

export function valueOf(cursor: Cursor, register: Register): Value {
  return cursor.registers[register - cursor.firstRegister] ?? cursor.frame.universe.undefinedValue;
}

export function stepHere(cursor: Cursor, role: FlowStep["role"], message: string, node: RelativeNode = cursor.node): FlowStep {
  return { function: cursor.frame.key, node, message, role };
}

/** A new source of outside data at this place. */
export function sourceHere(cursor: Cursor, what: string | number, kind: string, by: string, message: string): OriginId {
  return cursor.frame.universe.sourceOrigin(`${cursor.at},${what}`, { kind, by, steps: [stepHere(cursor, "source", message)] });
}
