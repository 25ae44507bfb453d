// The loops of a function by its paths, and what would have to change for one to end.
import type { FunctionGraph, FunctionIr, Type } from "../../../engine/src/index.js";

type Instruction = FunctionIr["blocks"][number]["instructions"][number];
type Binary = Extract<Instruction, { readonly op: "binary" }>;

/** Blocks that are gone through again and again. */
export interface Loop {
  readonly head: number;
  readonly blocks: ReadonlySet<number>;
}

/** A branch by which a loop can be left. */
interface Exit {
  readonly block: number;
  /** Register of the condition; -1: not a plain condition. */
  readonly condition: number;
  /** Value of the condition that stays in the loop. */
  readonly staysWhen: boolean;
}

/** All loops, one per head. */
export function loopsOf(graph: FunctionGraph): readonly Loop[] {
  const predecessors = new Map<number, number[]>();
  for (const block of graph.order)
    for (const next of waysOf(graph, block)) predecessors.set(next, [...(predecessors.get(next) ?? []), block]);
  const position = new Map(graph.order.map((block, index) => [block, index]));
  const loops = new Map<number, Set<number>>();
  for (const block of graph.order) {
    for (const head of waysOf(graph, block)) {
      if ((position.get(head) ?? 0) > (position.get(block) ?? 0)) continue;
      const body = loops.get(head) ?? new Set([head]);
      loops.set(head, body);
      const work = [block];
      for (let each = work.pop(); each !== undefined; each = work.pop()) {
        if (body.has(each)) continue;
        body.add(each);
        work.push(...(predecessors.get(each) ?? []));
      }
    }
  }
  return [...loops].map(([head, blocks]) => ({ head, blocks }));
}

/** Where control can go on behind a block; a variable that is given one value in its life decides nothing here. */
function waysOf(graph: FunctionGraph, block: number): readonly number[] {
  const terminator = graph.ir.blocks[block]?.terminator;
  const decided = graph.successors(block);
  if (terminator?.op !== "branch" || decided.length === 0 || isLiteral(graph, terminator.condition)) return decided;
  return [terminator.whenTrue, terminator.whenFalse];
}

function isLiteral(graph: FunctionGraph, register: number): boolean {
  const made = graph.definition(register);
  if (made?.op === "cast" || made?.op === "unary") return isLiteral(graph, made.operand);
  return made?.op === "constant" || (made?.op === "binary" && isLiteral(graph, made.left) && isLiteral(graph, made.right));
}

/** Ways out of a loop. */
export function exitsOf(graph: FunctionGraph, loop: Loop): readonly Exit[] {
  const exits: Exit[] = [];
  for (const block of loop.blocks) {
    const ways = waysOf(graph, block);
    if (ways.every((next) => loop.blocks.has(next))) continue;
    const terminator = graph.ir.blocks[block]?.terminator;
    if (terminator?.op === "branch" && ways.length === 2)
      exits.push({ block, condition: terminator.condition, staysWhen: loop.blocks.has(terminator.whenTrue) });
    else exits.push({ block, condition: -1, staysWhen: true });
  }
  return exits;
}

/** True where nothing in a loop can make the condition of an exit become another one. */
export function isStuck(graph: FunctionGraph, loop: Loop, exit: Exit): boolean {
  if (exit.condition < 0) return false;
  const variables = new Set<number>();
  if (!readsOnlyLocals(graph, exit.condition, variables) || variables.size === 0) return false;
  const stores = storesIn(graph, loop, variables);
  if (stores === undefined) return false;
  if (stores.length === 0) return true;
  const test = graph.definition(exit.condition);
  if (test?.op !== "binary" && test?.op !== "load" && test?.op !== "cast" && test?.op !== "unary") return false;
  if (test.op === "binary" && isDecidedByType(graph, test, exit.staysWhen)) return true;
  const [variable, ...others] = new Set(stores.map((each) => each.variable));
  if (others.length > 0 || variable === undefined) return false;
  const values = stores.map(({ value }) => value);
  const constants = values.map((value) => graph.constantOf(value));
  if (
    constants.every((value) => value !== undefined && ((valueWith(graph, exit.condition, variable, value) ?? 0) !== 0) === exit.staysWhen)
  )
    return constants.every((value) => valueWith(graph, exit.condition, variable, value ?? 0) !== undefined);
  return test.op === "binary" && movesAway(graph, test, exit.staysWhen, variable, values);
}

/** A condition that is made of constants and of locals of which nobody else knows. */
function readsOnlyLocals(graph: FunctionGraph, register: number, variables: Set<number>): boolean {
  const made = graph.definition(register);
  switch (made?.op) {
    case "constant":
      return made.value !== undefined;
    case "cast":
    case "unary":
      return readsOnlyLocals(graph, made.operand, variables);
    case "binary":
      return readsOnlyLocals(graph, made.left, variables) && readsOnlyLocals(graph, made.right, variables);
    case "load": {
      if (made.place.kind !== "variable") return false;
      const { variable } = made.place;
      const known = graph.ir.variables[variable];
      const isOwn = known?.storage === "local" || known?.storage === "parameter";
      if (!isOwn || known.volatile === true || graph.escapes(variable)) return false;
      variables.add(variable);
      return true;
    }
    default:
      return false;
  }
}

/** Values that a loop stores in variables; `undefined` where it changes one in another way. */
function storesIn(
  graph: FunctionGraph,
  loop: Loop,
  variables: ReadonlySet<number>,
): readonly { readonly variable: number; readonly value: number }[] | undefined {
  const values: { readonly variable: number; readonly value: number }[] = [];
  for (const block of loop.blocks) {
    for (const each of graph.ir.blocks[block]?.instructions ?? []) {
      // What is declared nowhere may be a macro that writes its arguments.
      if (each.op === "unknown" || (each.op === "call" && each.callee !== "" && each.type.kind === "unknown")) return undefined;
      if (each.op === "declare" && variables.has(each.variable)) return undefined;
      const place = each.op === "store" ? each.place : each.op === "copy" ? each.to : each.op === "clear" ? each.place : undefined;
      if (place === undefined) continue;
      if (place.kind === "variable" && variables.has(place.variable)) {
        if (each.op !== "store") return undefined;
        values.push({ variable: place.variable, value: each.value });
      }
    }
  }
  return values;
}

/** A comparison with a limit that the variable's type never passes. */
function isDecidedByType(graph: FunctionGraph, test: Binary, staysWhen: boolean): boolean {
  const range = typeRange(graph, test.left);
  const limit = graph.constantOf(test.right);
  if (range === undefined || limit === undefined) return false;
  const { low, high } = range;
  switch (test.operator) {
    case "<":
      return staysWhen ? high < limit : low >= limit;
    case "<=":
      return staysWhen ? high <= limit : low > limit;
    case ">":
      return staysWhen ? low > limit : high <= limit;
    case ">=":
      return staysWhen ? low >= limit : high < limit;
    default:
      return false;
  }
}

/** Range of the type of the variable that a register reads, where conversions keep its values. */
function typeRange(graph: FunctionGraph, register: number): { readonly low: number; readonly high: number } | undefined {
  let made = graph.definition(register);
  const types: Type[] = [];
  while (made?.op === "cast") {
    types.push(made.type);
    made = graph.definition(made.operand);
  }
  if (made?.op !== "load") return undefined;
  const range = rangeOf(made.type);
  if (range === undefined) return undefined;
  const isKept = types.every((type) => {
    const wider = rangeOf(type);
    return wider !== undefined && wider.low <= range.low && wider.high >= range.high;
  });
  return isKept ? range : undefined;
}

function rangeOf(type: Type): { readonly low: number; readonly high: number } | undefined {
  // Whether `char` has a sign is the target's choice.
  if (type.kind !== "integer" || type.name === "char") return undefined;
  return type.signed ? { low: -(2 ** (type.bits - 1)), high: 2 ** (type.bits - 1) - 1 } : { low: 0, high: 2 ** type.bits - 1 };
}

/** Value of a condition when a variable holds a constant. */
function valueWith(graph: FunctionGraph, register: number, variable: number, value: number): number | undefined {
  const made = graph.definition(register);
  switch (made?.op) {
    case "constant":
      return made.value;
    case "cast":
      return valueWith(graph, made.operand, variable, value);
    case "unary": {
      const operand = valueWith(graph, made.operand, variable, value);
      return operand === undefined || made.operator !== "!" ? undefined : Number(operand === 0);
    }
    case "load":
      return made.place.kind === "variable" && made.place.variable === variable ? value : undefined;
    case "binary": {
      const left = valueWith(graph, made.left, variable, value);
      const right = valueWith(graph, made.right, variable, value);
      return left === undefined || right === undefined ? undefined : compare(made.operator, left, right);
    }
    default:
      return undefined;
  }
}

function compare(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case "==":
      return Number(left === right);
    case "!=":
      return Number(left !== right);
    case "<":
      return Number(left < right);
    case "<=":
      return Number(left <= right);
    case ">":
      return Number(left > right);
    case ">=":
      return Number(left >= right);
    default:
      return undefined;
  }
}

/** A counter with a sign that each turn moves away from the limit it is compared with. */
function movesAway(graph: FunctionGraph, test: Binary, staysWhen: boolean, variable: number, stores: readonly number[]): boolean {
  const counter = loadedVariable(graph, test.left);
  const { type } = graph.ir.variables[variable] ?? { type: undefined };
  if (!staysWhen || counter !== variable || type?.kind !== "integer" || !type.signed) return false;
  const direction = test.operator === "<" || test.operator === "<=" ? -1 : test.operator === ">" || test.operator === ">=" ? 1 : 0;
  return direction !== 0 && stores.every((value) => Math.sign(stepOf(graph, value, variable) ?? 0) === direction);
}

/** What a store adds to the variable itself; `undefined` where it stores something else. */
export function stepOf(graph: FunctionGraph, value: number, variable: number): number | undefined {
  let made = graph.definition(value);
  while (made?.op === "cast") made = graph.definition(made.operand);
  if (made?.op !== "binary" || (made.operator !== "+" && made.operator !== "-")) return undefined;
  const by = graph.constantOf(made.right);
  if (by === undefined || loadedVariable(graph, made.left) !== variable) return undefined;
  return made.operator === "+" ? by : -by;
}

function loadedVariable(graph: FunctionGraph, register: number): number | undefined {
  let made = graph.definition(register);
  while (made?.op === "cast") made = graph.definition(made.operand);
  return made?.op === "load" && made.place.kind === "variable" ? made.place.variable : undefined;
}
