import type { Type } from "../project/types.js";
import type { FilePath } from "../text/span.js";
import type { NodeId } from "../syntax/tree.js";
import type { FlowLookup, FunctionKey } from "./analysis.js";
import type { FlowBasis } from "./exchange.js";
import { variableOfPlace } from "./cfg.js";
import type { InitialContentReader } from "./initial-content.js";
import { successorsOf, type BlockIndex, type FunctionIr, type Instruction, type Register, type VariableIndex } from "./ir.js";
import type { FunctionModel, ModelSet } from "./models.js";

/** What a graph asks of the analysis around it. */
export interface GraphSurroundings {
  readonly lookup: FlowLookup;
  readonly models: ModelSet;
  readonly globals: InitialContentReader;
  graphOf(key: FunctionKey): FunctionGraph | undefined;
}

/** Callees into which a constant is followed. */
const CALL_DEPTH = 3;

/** What a function's code says of its registers and variables, whatever stands around it. */
class CodeFacts {
  readonly definitions: (Instruction | undefined)[];
  /** The one instruction that gives a variable its whole value; null where there are several. */
  readonly stores = new Map<VariableIndex, Instruction | null>();
  readonly escaping = new Set<VariableIndex>();

  constructor(ir: FunctionIr) {
    this.definitions = new Array<Instruction | undefined>(ir.registers);
    for (const block of ir.blocks) for (const instruction of block.instructions) this.learn(instruction);
  }

  private learn(instruction: Instruction): void {
    if (instruction.dst >= 0) this.definitions[instruction.dst] = instruction;
    if (instruction.op === "store") {
      const variable = variableOfPlace(instruction.place);
      if (variable === undefined) return;
      const whole = instruction.place.kind === "variable" && !this.stores.has(variable);
      this.stores.set(variable, whole ? instruction : null);
    } else if (instruction.op === "copy" || instruction.op === "clear") {
      const variable = variableOfPlace(instruction.op === "copy" ? instruction.to : instruction.place);
      if (variable !== undefined) this.stores.set(variable, null);
    } else if (instruction.op === "address") {
      const variable = variableOfPlace(instruction.place);
      if (variable !== undefined) this.escaping.add(variable);
    }
  }
}

/** Of functions that did not change since. */
const KNOWN_CODE = new WeakMap<FunctionIr, CodeFacts>();

function factsOf(ir: FunctionIr): CodeFacts {
  let facts = KNOWN_CODE.get(ir);
  if (facts === undefined) KNOWN_CODE.set(ir, (facts = new CodeFacts(ir)));
  return facts;
}

/**
 * The paths of one function, for rules that ask in which order things happen rather than with which values: what is locked,
 * what is read later, what is never reached. Branches that constants decide have one way out only.
 */
export class FunctionGraph {
  private readonly code: CodeFacts;
  private readonly ways: (readonly BlockIndex[] | undefined)[] = [];
  private blocksInOrder: readonly BlockIndex[] | undefined;
  /** What was asked of the project: names of functions, with the graphs they mean, and keys of global objects. */
  private readonly asked = { names: new Map<string, FunctionGraph | undefined>(), globals: new Set<string>() };

  constructor(
    readonly key: FunctionKey,
    readonly ir: FunctionIr,
    private readonly around: GraphSurroundings,
  ) {
    this.code = factsOf(ir);
  }

  get file(): FilePath {
    return this.ir.file;
  }

  /** Blocks that can be reached, the entry first, each before those that follow it where no loop leads back. */
  get order(): readonly BlockIndex[] {
    return (this.blocksInOrder ??= depthFirst((block) => this.successors(block)));
  }

  /** Blocks that no path leads to, whatever conditions say. */
  get unreachable(): readonly BlockIndex[] {
    const reached = new Set(depthFirst((block) => (this.runs(block) < this.size(block) ? [] : this.allSuccessors(block))));
    return this.ir.blocks.flatMap((_, block) => (reached.has(block) ? [] : [block]));
  }

  /** Where control can go on behind a block. */
  successors(block: BlockIndex): readonly BlockIndex[] {
    return (this.ways[block] ??= this.findSuccessors(block));
  }

  /** How many of a block's instructions can run: all, unless a call among them never returns. */
  runs(block: BlockIndex): number {
    const instructions = this.ir.blocks[block]?.instructions ?? [];
    const end = instructions.findIndex((each) => each.op === "call" && this.model(each.callee)?.noReturn === true);
    return end < 0 ? instructions.length : end;
  }

  /** Absolute node of something in this function. */
  nodeOf(relative: number): NodeId {
    return this.around.lookup.nodeOf(this.key, relative);
  }

  model(callee: string): FunctionModel | undefined {
    return this.around.models.functionModel(callee);
  }

  /** The one definition that a name can mean here. */
  callee(name: string): FunctionGraph | undefined {
    const key = name === "" ? undefined : this.around.lookup.resolve(name, this.file);
    const graph = key === undefined ? undefined : this.around.graphOf(key);
    if (name !== "") this.asked.names.set(name, graph);
    return graph;
  }

  /** Tells all that answers of this graph, and of those that it leads to, rest on beside the functions' own code. */
  tellBasis(told: Set<FunctionGraph>, tell: (file: FilePath, basis: FlowBasis) => void): void {
    if (told.has(this)) return;
    told.add(this);
    tell(this.file, { names: [...this.asked.names.keys()], globals: [...this.asked.globals] });
    for (const graph of this.asked.names.values()) graph?.tellBasis(told, tell);
  }

  definition(register: Register): Instruction | undefined {
    return this.code.definitions[register];
  }

  /** True when a variable's address is taken, so that others may read and write it. */
  escapes(variable: VariableIndex): boolean {
    return this.code.escaping.has(variable);
  }

  /** Value of a register where it is the same whenever control comes there. */
  constantOf(register: Register, depth = 0): number | undefined {
    const made = this.code.definitions[register];
    switch (made?.op) {
      case "constant":
        return made.value;
      case "cast": {
        const value = this.constantOf(made.operand, depth);
        return value !== undefined && fits(value, made.type) ? value : undefined;
      }
      case "unary":
        return unaryValue(made.operator, this.constantOf(made.operand, depth));
      case "binary":
        return binaryValue(made.operator, this.constantOf(made.left, depth), this.constantOf(made.right, depth));
      case "load":
        return made.place.kind === "variable" ? this.constantVariable(made.place.variable, depth) : undefined;
      case "call":
        return depth < CALL_DEPTH && made.args.length === 0 ? this.callee(made.callee)?.constantResult(depth + 1) : undefined;
      default:
        return undefined;
    }
  }

  /** What the function returns, where that is one constant. */
  constantResult(depth = 0): number | undefined {
    let result: number | undefined;
    for (const [index, block] of this.ir.blocks.entries()) {
      if (block.terminator.op !== "return") continue;
      const value = this.constantOf(block.terminator.value, depth);
      // The end of a body behind its last `return` is no way out.
      if (value === undefined && index > 0 && !this.order.includes(index)) continue;
      if (value === undefined || (result !== undefined && result !== value)) return undefined;
      result = value;
    }
    return result;
  }

  private constantVariable(index: VariableIndex, depth: number): number | undefined {
    const variable = this.ir.variables[index];
    if (variable === undefined || variable.volatile === true) return undefined;
    if (variable.key !== undefined) {
      this.asked.globals.add(variable.key);
      const values = this.around.globals.valuesOf(variable.key, this.file);
      const value = values && (values.values.get("") ?? values.rest);
      return value?.kind === "constant" ? value.value : undefined;
    }
    if (variable.storage !== "local" || this.code.escaping.has(index)) return undefined;
    // Given one value in its life: before it the variable may not be read anyway.
    const store = this.code.stores.get(index);
    return store?.op === "store" && depth < CALL_DEPTH ? this.constantOf(store.value, depth + 1) : undefined;
  }

  private size(block: BlockIndex): number {
    return this.ir.blocks[block]?.instructions.length ?? 0;
  }

  private allSuccessors(block: BlockIndex): readonly BlockIndex[] {
    const terminator = this.ir.blocks[block]?.terminator;
    return terminator ? successorsOf(terminator) : [];
  }

  private findSuccessors(block: BlockIndex): readonly BlockIndex[] {
    const terminator = this.ir.blocks[block]?.terminator;
    if (terminator === undefined || this.runs(block) < this.size(block)) return [];
    if (terminator.op === "branch") {
      const value = this.constantOf(terminator.condition);
      if (value !== undefined) return [value === 0 ? terminator.whenFalse : terminator.whenTrue];
    } else if (terminator.op === "switch") {
      const value = this.constantOf(terminator.value);
      if (value !== undefined && terminator.cases.every(({ low, high }) => low !== undefined && high !== undefined)) {
        const found = terminator.cases.find(({ low = Infinity, high = -Infinity }) => value >= low && value <= high);
        return [found?.target ?? terminator.otherwise];
      }
    }
    return successorsOf(terminator);
  }
}

function depthFirst(successors: (block: BlockIndex) => readonly BlockIndex[]): BlockIndex[] {
  const seen = new Set<BlockIndex>([0]);
  const order: BlockIndex[] = [];
  const path: { readonly block: BlockIndex; next: number }[] = [{ block: 0, next: 0 }];
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const to = successors(top.block)[top.next++];
    if (to === undefined) {
      order.push(top.block);
      path.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      path.push({ block: to, next: 0 });
    }
  }
  return order.reverse();
}

function fits(value: number, type: Type): boolean {
  if (type.kind !== "integer") return type.kind !== "float";
  const low = type.signed ? -(2 ** (type.bits - 1)) : 0;
  return value >= low && value < 2 ** (type.signed ? type.bits - 1 : type.bits);
}

function unaryValue(operator: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (operator === "!") return value === 0 ? 1 : 0;
  return operator === "-" && value !== 0 ? -value : operator === "+" ? value : undefined;
}

function binaryValue(operator: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
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
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    default:
      return undefined;
  }
}
