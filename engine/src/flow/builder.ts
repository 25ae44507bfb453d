import type { Type } from "../project/types.js";
import type {
  Block,
  BlockIndex,
  FunctionIr,
  Instruction,
  IrVariable,
  Place,
  Register,
  RelativeNode,
  Terminator,
  VariableIndex,
} from "./ir.js";

/** A value while a function is being built: a register, and the block in which it can be read. */
export class BuiltValue {
  /** Variable that carries the value into other blocks, once one needs it. */
  carrier: VariableIndex | undefined;

  constructor(
    readonly register: Register,
    readonly type: Type,
    readonly block: BlockIndex,
  ) {}
}

/** A place whose registers are still values. */
export type BuiltPlace =
  | { readonly kind: "variable"; readonly variable: VariableIndex; readonly type: Type }
  | { readonly kind: "deref"; readonly pointer: BuiltValue; readonly type: Type; readonly size?: number }
  | {
      readonly kind: "field";
      readonly base: BuiltPlace;
      readonly name: string;
      readonly type: Type;
      readonly offset?: number;
      readonly size?: number;
    }
  | {
      readonly kind: "element";
      readonly base: BuiltPlace;
      readonly index: BuiltValue;
      readonly type: Type;
      readonly elementSize?: number;
      readonly length?: number;
    };

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type InstructionDraft = DistributiveOmit<Instruction, "node" | "dst">;

/** A body became so large or deep while it was lowered (macros in macros, operators without end) that it is left unlowered. */
export class LoweringLimit extends Error {
  constructor(readonly steps: number) {
    super(`more than ${String(steps)} steps`);
  }
}

/**
 * Expressions, places and statements that are visited while one body is lowered. A function needs one to five for each of its nodes; what
 * needs this many could not be interpreted within the budget either.
 */
const STEPS = 200_000;
/** Expressions, places and statements inside each other: protects the stack. */
const DEPTH = 800;

interface OpenBlock {
  readonly instructions: Instruction[];
  terminator: Terminator | undefined;
}

/** Builds a function's IR. Values can be used in any block: what crosses a block boundary is put into a temporary. */
export class IrBuilder {
  readonly variables: IrVariable[] = [];
  private readonly blocks: OpenBlock[] = [];
  private registers = 0;
  private readonly references = new Set<string>();
  private currentBlock: BlockIndex;
  private readonly gaps = new Set<string>();
  /** Code stands under a condition of the preprocessor that nobody decided. */
  forked = false;
  /** Node that the next instructions stand for. */
  node: RelativeNode = 0;
  /** The next branches are those of a macro's text. */
  asksForMacro = false;
  private steps = 0;
  private depth = 0;

  constructor() {
    this.currentBlock = this.newBlock();
  }

  /** Counts one visit; throws a {@link LoweringLimit} when there were too many, in all or inside each other. To be followed by {@link leave}. */
  enter(): void {
    if (++this.steps > STEPS || ++this.depth > DEPTH) throw new LoweringLimit(this.steps);
  }

  leave(): void {
    this.depth--;
  }

  get current(): BlockIndex {
    return this.currentBlock;
  }

  newBlock(): BlockIndex {
    this.blocks.push({ instructions: [], terminator: undefined });
    return this.blocks.length - 1;
  }

  /** Goes on in a block; control falls into it when the current one is still open. */
  startBlock(block: BlockIndex): void {
    if (!this.isTerminated()) this.jump(block);
    this.currentBlock = block;
  }

  isTerminated(block = this.currentBlock): boolean {
    return this.blocks[block]?.terminator !== undefined;
  }

  terminate(terminator: Terminator): void {
    const block = this.blocks[this.currentBlock];
    if (block && block.terminator === undefined) block.terminator = terminator;
  }

  jump(target: BlockIndex): void {
    this.terminate({ op: "jump", node: this.node, target });
  }

  branch(condition: BuiltValue, whenTrue: BlockIndex, whenFalse: BlockIndex, role: "if" | "loop" | "logical" | "conditional"): void {
    const register = this.use(condition);
    const ofMacro = this.asksForMacro ? { ofMacro: true as const } : {};
    this.terminate({ op: "branch", node: this.node, condition: register, whenTrue, whenFalse, role, ...ofMacro });
  }

  addVariable(variable: IrVariable): VariableIndex {
    this.variables.push(variable);
    return this.variables.length - 1;
  }

  /** Something was not understood: rules should say less of the function. */
  notUnderstood(gap: string): void {
    this.gaps.add(gap);
  }

  addReference(name: string): void {
    this.references.add(name);
  }

  temporary(type: Type, size: number | undefined): VariableIndex {
    return this.addVariable({ name: "", type, ...(size !== undefined ? { size } : {}), storage: "temporary", node: this.node });
  }

  /** Appends an instruction that gives a value. */
  value(draft: InstructionDraft, type: Type): BuiltValue {
    this.openBlock();
    const register = this.registers++;
    this.push(draft, register);
    return new BuiltValue(register, type, this.currentBlock);
  }

  /** Appends an instruction without a value. */
  effect(draft: InstructionDraft): void {
    this.openBlock();
    this.push(draft, -1);
  }

  private push(draft: InstructionDraft, dst: Register): void {
    this.blocks[this.currentBlock]?.instructions.push({ ...draft, node: this.node, dst });
  }

  /** Code behind a jump gets a block that nothing leads to. */
  private openBlock(): void {
    if (this.isTerminated()) this.currentBlock = this.newBlock();
  }

  /** The register that holds a value in the current block. */
  use(value: BuiltValue): Register {
    this.openBlock();
    if (value.block === this.currentBlock) return value.register;
    if (value.carrier === undefined) {
      value.carrier = this.temporary(value.type, undefined);
      const place: Place = { kind: "variable", variable: value.carrier };
      this.blocks[value.block]?.instructions.push({
        op: "store",
        place,
        value: value.register,
        type: value.type,
        node: this.node,
        dst: -1,
      });
    }
    return this.value({ op: "load", place: { kind: "variable", variable: value.carrier }, type: value.type }, value.type).register;
  }

  /** A place with its registers in the current block. */
  usePlace(place: BuiltPlace): Place {
    switch (place.kind) {
      case "variable":
        return { kind: "variable", variable: place.variable };
      case "deref":
        return { ...place, pointer: this.use(place.pointer) };
      case "field":
        return { ...place, base: this.usePlace(place.base) };
      case "element": {
        const base = this.usePlace(place.base);
        return { ...place, base, index: this.use(place.index) };
      }
    }
  }

  constant(value: number | undefined, type: Type): BuiltValue {
    return this.value({ op: "constant", value, type }, type);
  }

  load(place: BuiltPlace, type: Type = place.type): BuiltValue {
    const used = this.usePlace(place);
    return this.value({ op: "load", place: used, type }, type);
  }

  store(place: BuiltPlace, value: BuiltValue, type: Type = place.type): void {
    const used = this.usePlace(place);
    this.effect({ op: "store", place: used, value: this.use(value), type });
  }

  finish(over: Pick<FunctionIr, "name" | "qualifiedName" | "file" | "returns" | "parameters" | "variadic">): FunctionIr {
    const blocks = this.blocks.map(({ instructions, terminator }): Block => ({
      instructions,
      terminator: terminator ?? { op: "unreachable", node: 0 },
    }));
    return {
      ...over,
      variables: this.variables,
      blocks,
      registers: this.registers,
      references: [...this.references],
      partial: this.gaps.size > 0,
      ...(this.gaps.size > 0 ? { gaps: [...this.gaps] } : {}),
      ...(this.forked ? { forked: true } : {}),
    };
  }
}
