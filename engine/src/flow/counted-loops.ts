import { multiplied, plus } from "./domain/evaluate.js";
import type { Region } from "./domain/region.js";
import { isNumber } from "./domain/state.js";
import type { LinearValue, NumberValue } from "./domain/value.js";
import type { Cursor, Frame } from "./frame.js";
import { successorsOf, type BlockIndex, type Instruction, type Register, type VariableIndex } from "./ir.js";

/** A loop that counts a variable up or down by a constant to a limit. */
interface CountedLoop {
  readonly variable: VariableIndex;
  readonly step: number;
  readonly start: number;
  /** A constant, or the number of the variable that holds it. */
  readonly limit: number;
  readonly limitIsVariable: boolean;
  /** Constant that is added to the limit (`i < length + 1`). */
  readonly beyond: number;
  /** It can be left before. */
  readonly leaves: boolean;
  /** The limit itself is reached (`<=`, `>=`). */
  readonly inclusive: boolean;
}

/** Loops are looked at once per function; most functions never ask. */
const known = new WeakMap<Frame["ir"], Map<BlockIndex, CountedLoop | undefined>>();

/**
 * Values that a number surely has in the first and in the last turn of a loop that counts it; `undefined` when it is not counted
 * so, or when the block of the cursor is not reached in each turn.
 */
export function extremesOf(cursor: Cursor, value: NumberValue): readonly NumberValue[] | undefined {
  if (value.kind !== "linear") return undefined;
  const { frame, state } = cursor;
  const { definition } = frame.universe.symbol(value.symbol);
  if (definition.kind !== "phi") return undefined;
  const head = definition.block;
  const blocks = frame.cfg.loops.get(head);
  if (blocks?.has(cursor.block) !== true) return undefined;
  const loop = loopAt(frame, head, blocks);
  if (loop === undefined || loop.leaves || frame.regions[loop.variable] !== definition.region) return undefined;
  if (!runsEachTurn(frame, head, blocks, cursor.block)) return undefined;
  const limit = limitValue(cursor, loop);
  if (limit === undefined) return undefined;
  const last = lastValue(cursor, loop, limit);
  if (last === undefined) return undefined;
  // A turn that this path leaves out.
  const { range } = state.factOfSymbol(value.symbol);
  if (last.kind === "constant" && (last.value < range.low || last.value > range.high)) return undefined;
  return [state.universe.constant(loop.start), last].map((each) => substituted(cursor, value, each));
}

/** The value that a loop's counter has in its last turn, where the loop can be left before and the limit is a constant. */
export function mostOfCounter(cursor: Cursor, value: NumberValue): number | undefined {
  if (value.kind !== "linear" || value.factor !== 1 || value.addend !== 0) return undefined;
  const { frame, state } = cursor;
  const { definition } = frame.universe.symbol(value.symbol);
  if (definition.kind !== "phi") return undefined;
  const blocks = frame.cfg.loops.get(definition.block);
  if (blocks?.has(cursor.block) !== true) return undefined;
  const loop = loopAt(frame, definition.block, blocks);
  if (loop?.leaves !== true || loop.limitIsVariable || loop.step !== 1 || frame.regions[loop.variable] !== definition.region)
    return undefined;
  const last = lastValue(cursor, loop, state.universe.constant(loop.limit));
  return last?.kind === "constant" ? last.value : undefined;
}

function substituted({ state }: Cursor, value: LinearValue, by: NumberValue): NumberValue {
  return plus(state, multiplied(state, by, state.universe.constant(value.factor)), state.universe.constant(value.addend));
}

function limitValue({ frame, state }: Cursor, loop: CountedLoop): NumberValue | undefined {
  if (!loop.limitIsVariable) return state.universe.constant(loop.limit);
  const region: Region | undefined = frame.regions[loop.limit];
  // A parameter that nobody has written is what the caller passed.
  const given = region?.storage === "parameter" ? frame.universe.input(region, region.type).value : undefined;
  const value = region && (state.cells.get(region.id) ?? given);
  return value !== undefined && isNumber(value)
    ? plus(state, state.simplified(value) as NumberValue, state.universe.constant(loop.beyond))
    : undefined;
}

function lastValue({ state }: Cursor, loop: CountedLoop, limit: NumberValue): NumberValue | undefined {
  const { step, start, inclusive } = loop;
  const direction = Math.sign(step);
  const end = plus(state, limit, state.universe.constant(inclusive ? 0 : -direction));
  if (end.kind === "constant") {
    const turns = Math.floor((end.value - start) / step);
    return turns < 0 ? undefined : state.universe.constant(start + turns * step);
  }
  return Math.abs(step) === 1 ? end : undefined;
}

/** True for a block that no turn of the loop goes around. */
function runsEachTurn(frame: Frame, head: BlockIndex, blocks: ReadonlySet<BlockIndex>, block: BlockIndex): boolean {
  if (block === head) return true;
  const seen = new Set<BlockIndex>([head]);
  const work: BlockIndex[] = [head];
  for (let each = work.pop(); each !== undefined; each = work.pop()) {
    for (const next of successors(frame, each)) {
      if (next === head) return false;
      if (next === block || !blocks.has(next) || seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return true;
}

function successors(frame: Frame, block: BlockIndex): readonly BlockIndex[] {
  const body = frame.ir.blocks[block];
  return body === undefined ? [] : successorsOf(body.terminator);
}

function loopAt(frame: Frame, head: BlockIndex, blocks: ReadonlySet<BlockIndex>): CountedLoop | undefined {
  let loops = known.get(frame.ir);
  if (loops === undefined) known.set(frame.ir, (loops = new Map<BlockIndex, CountedLoop | undefined>()));
  if (!loops.has(head)) loops.set(head, readLoop(frame, head, blocks));
  return loops.get(head);
}

function readLoop(frame: Frame, head: BlockIndex, blocks: ReadonlySet<BlockIndex>): CountedLoop | undefined {
  const { ir, cfg } = frame;
  const body = ir.blocks[head];
  const terminator = body?.terminator;
  if (terminator?.op !== "branch" || !blocks.has(terminator.whenTrue) || blocks.has(terminator.whenFalse)) return undefined;
  // A way out in the middle: the last turn may never come.
  const leaves = [...blocks].some((block) => block !== head && successors(frame, block).some((next) => !blocks.has(next)));
  const { condition } = terminator;
  const definitions = new Map<Register, Instruction>();
  for (const block of blocks) for (const each of ir.blocks[block]?.instructions ?? []) if (each.dst >= 0) definitions.set(each.dst, each);
  const test = definitions.get(condition);
  if (test?.op !== "binary") return undefined;
  const variable = variableIn(definitions, test.left);
  const limit = constantIn(definitions, test.right);
  const sum = limit === undefined ? sumIn(definitions, test.right) : undefined;
  const limitVariable = sum?.variable;
  if (variable === undefined || cfg.simple[variable] !== true || (limit === undefined && limitVariable === undefined)) return undefined;
  let step: number | undefined;
  for (const block of blocks) {
    for (const each of ir.blocks[block]?.instructions ?? []) {
      if (each.op === "declare" && (each.variable === variable || each.variable === limitVariable)) return undefined;
      if (each.op !== "store" || each.place.kind !== "variable") continue;
      if (each.place.variable === limitVariable) return undefined;
      if (each.place.variable !== variable) continue;
      if (step !== undefined || !runsEachTurn(frame, head, blocks, block)) return undefined;
      step = stepOf(definitions, each.value, variable);
      if (step === undefined || step === 0) return undefined;
    }
  }
  if (limitVariable !== undefined && cfg.simple[limitVariable] !== true) return undefined;
  if (step === undefined || !(step > 0 ? ["<", "<=", "!="] : [">", ">=", "!="]).includes(test.operator)) return undefined;
  const start = startOf(frame, head, blocks, variable);
  if (start === undefined) return undefined;
  return {
    variable,
    step,
    start,
    limit: limit ?? limitVariable ?? 0,
    limitIsVariable: limit === undefined,
    beyond: sum?.added ?? 0,
    leaves,
    inclusive: test.operator === "<=" || test.operator === ">=",
  };
}

/** The variable that a register reads, through conversions. */
function variableIn(definitions: ReadonlyMap<Register, Instruction>, register: Register): VariableIndex | undefined {
  let each = definitions.get(register);
  while (each?.op === "cast") each = definitions.get(each.operand);
  return each?.op === "load" && each.place.kind === "variable" ? each.place.variable : undefined;
}

/** A variable with or without a constant added. */
function sumIn(
  definitions: ReadonlyMap<Register, Instruction>,
  register: Register,
): { readonly variable: VariableIndex; readonly added: number } | undefined {
  let each = definitions.get(register);
  while (each?.op === "cast") each = definitions.get(each.operand);
  if (each?.op === "binary" && (each.operator === "+" || each.operator === "-")) {
    const variable = variableIn(definitions, each.left);
    const added = constantIn(definitions, each.right);
    return variable === undefined || added === undefined ? undefined : { variable, added: each.operator === "+" ? added : -added };
  }
  const variable = variableIn(definitions, register);
  return variable === undefined ? undefined : { variable, added: 0 };
}

function constantIn(definitions: ReadonlyMap<Register, Instruction>, register: Register): number | undefined {
  let each = definitions.get(register);
  let sign = 1;
  for (; each !== undefined;) {
    if (each.op === "cast") each = definitions.get(each.operand);
    else if (each.op === "unary" && each.operator === "-") {
      sign = -sign;
      each = definitions.get(each.operand);
    } else break;
  }
  if (each?.op === "binary") {
    // Elements of a table: `sizeof table / sizeof table[0]`.
    const left = constantIn(definitions, each.left);
    const right = constantIn(definitions, each.right);
    const value = left === undefined || right === undefined ? undefined : calculated(each.operator, left, right);
    return value === undefined ? undefined : sign * value;
  }
  return each?.op === "constant" && each.value !== undefined ? sign * each.value : undefined;
}

function calculated(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : Math.trunc(left / right);
    default:
      return undefined;
  }
}

function stepOf(definitions: ReadonlyMap<Register, Instruction>, register: Register, variable: VariableIndex): number | undefined {
  let each = definitions.get(register);
  while (each?.op === "cast") each = definitions.get(each.operand);
  if (each?.op !== "binary" || (each.operator !== "+" && each.operator !== "-")) return undefined;
  if (variableIn(definitions, each.left) !== variable) return undefined;
  const by = constantIn(definitions, each.right);
  return by === undefined ? undefined : each.operator === "+" ? by : -by;
}

/** The constant that a variable has when the loop is entered. */
function startOf(frame: Frame, head: BlockIndex, blocks: ReadonlySet<BlockIndex>, variable: VariableIndex): number | undefined {
  let entries = (frame.cfg.predecessors[head] ?? []).filter((edge) => !blocks.has(edge.from));
  for (let hops = 0; hops < 8; hops++) {
    const [only] = entries;
    if (only === undefined || entries.length > 1) return undefined;
    const instructions = frame.ir.blocks[only.from]?.instructions ?? [];
    const definitions = new Map<Register, Instruction>();
    for (const each of instructions) if (each.dst >= 0) definitions.set(each.dst, each);
    for (let i = instructions.length - 1; i >= 0; i--) {
      const each = instructions[i];
      if (each?.op === "store" && each.place.kind === "variable" && each.place.variable === variable)
        return constantIn(definitions, each.value);
    }
    entries = [...(frame.cfg.predecessors[only.from] ?? [])];
  }
  return undefined;
}
