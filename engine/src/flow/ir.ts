import type { Type } from "../project/types.js";
import type { FilePath } from "../text/span.js";

/**
 * The intermediate representation of one function, the same for all languages. Every register is assigned once, by the
 * instruction that has it as `dst`, and read only in the same block: what must live longer stands in a variable.
 * Sizes and offsets are in bytes. Everything is plain data, independent of where in its file the function stands.
 */
export interface FunctionIr {
  readonly name: string;
  readonly qualifiedName: string;
  readonly file: FilePath;
  readonly returns: Type;
  /** Parameters stand first in `variables`, in order: parameter `i` is variable `i`. */
  readonly parameters: readonly VariableIndex[];
  readonly variadic: boolean;
  readonly variables: readonly IrVariable[];
  /** Block 0 is the entry. Every block ends in a terminator; some blocks may be unreachable. */
  readonly blocks: readonly Block[];
  /** One more than the highest register. */
  readonly registers: number;
  /** Functions named in the body, called or used as values, in order of first use: edges of the call graph. */
  readonly references: readonly string[];
  /** Something inside could not be understood (`unknown` instructions stand there): rules should say less, not more. */
  readonly partial: boolean;
  /** What could not be understood, in the order of its first occurrence; absent when all was. */
  readonly gaps?: readonly string[];
  /** Code stands under a condition of the preprocessor that nobody decided: both ways are followed, also where they exclude each other. */
  readonly forked?: boolean;
}

export type VariableIndex = number;
export type Register = number;
export type BlockIndex = number;
export const NO_REGISTER: Register = -1;

/** A tree node, counted from the function's own node, so that edits elsewhere in the file change nothing here. */
export type RelativeNode = number;

export interface IrVariable {
  readonly name: string;
  readonly type: Type;
  /** Bytes, where known. */
  readonly size?: number;
  readonly storage: "parameter" | "local" | "static" | "global" | "temporary";
  /** Storage the program never writes: `const` objects. */
  readonly constant?: boolean;
  /** A local that keeps its memory when the function ends: a static constant. */
  readonly lasting?: boolean;
  /** A `volatile` object: hardware or an interrupt may change it at any time; no two reads are equal. */
  readonly volatile?: boolean;
  /** Global or static: names the object across functions of the program. `file#name` for internal linkage, `name` for external. */
  readonly key?: string;
  readonly node: RelativeNode;
}

/** Where a value can be stored. */
export type Place =
  | { readonly kind: "variable"; readonly variable: VariableIndex }
  /** What a pointer (or reference) points to. */
  | { readonly kind: "deref"; readonly pointer: Register; readonly type: Type; readonly size?: number }
  | {
      readonly kind: "field";
      readonly base: Place;
      readonly name: string;
      readonly type: Type;
      readonly offset?: number;
      readonly size?: number;
    }
  /** Element of an array object. `p[i]` of a pointer is a `deref` of an `offset`. */
  | {
      readonly kind: "element";
      readonly base: Place;
      readonly index: Register;
      readonly type: Type;
      readonly elementSize?: number;
      /** Elements of the array, where its type says it. */
      readonly length?: number;
    };

// prettier-ignore
export type BinaryOperator =
  | "+" | "-" | "*" | "/" | "%" | "<<" | ">>" | "&" | "|" | "^"
  | "==" | "!=" | "<" | "<=" | ">" | ">=";
export type UnaryOperator = "-" | "~" | "!" | "+";

interface InstructionBase {
  readonly node: RelativeNode;
  readonly dst: Register;
}

export type Instruction =
  /** An integer, or a float that is an integer; `undefined`: a literal whose value is not tracked. */
  | (InstructionBase & { readonly op: "constant"; readonly value: number | undefined; readonly type: Type })
  /** Address of a string literal. `bytes` counts the terminating zero; `width` is the size of a character. */
  | (InstructionBase & { readonly op: "string"; readonly text: string; readonly bytes: number; readonly width: number })
  /** A function used as a value. */
  | (InstructionBase & { readonly op: "function"; readonly name: string })
  /** Address of a place; an array that decays is the address of its first element. */
  | (InstructionBase & { readonly op: "address"; readonly place: Place; readonly type: Type })
  | (InstructionBase & { readonly op: "load"; readonly place: Place; readonly type: Type })
  | (InstructionBase & { readonly op: "store"; readonly place: Place; readonly value: Register; readonly type: Type })
  /** Copies a record or array as a whole. */
  | (InstructionBase & { readonly op: "copy"; readonly to: Place; readonly from: Place; readonly size?: number })
  /** Sets all bytes of a place to zero: the rest behind an initialiser list. */
  | (InstructionBase & { readonly op: "clear"; readonly place: Place })
  | (InstructionBase & { readonly op: "unary"; readonly operator: UnaryOperator; readonly operand: Register; readonly type: Type })
  /** Operands are already converted to `operandType`; comparisons give 0 or 1. */
  | (InstructionBase & {
      readonly op: "binary";
      readonly operator: BinaryOperator;
      readonly left: Register;
      readonly right: Register;
      readonly operandType: Type;
      readonly type: Type;
    })
  /** Pointer plus (or minus) an index times the size of what it points to. */
  | (InstructionBase & {
      readonly op: "offset";
      readonly pointer: Register;
      readonly index: Register;
      readonly negative: boolean;
      readonly elementSize?: number;
      readonly type: Type;
    })
  /** Difference of two pointers in elements. */
  | (InstructionBase & {
      readonly op: "distance";
      readonly left: Register;
      readonly right: Register;
      readonly elementSize?: number;
      readonly type: Type;
    })
  | (InstructionBase & {
      readonly op: "cast";
      readonly operand: Register;
      readonly from: Type;
      readonly type: Type;
      readonly explicit: boolean;
      /** Somebody wrote that a pointer to something else points to a record: bytes of that record. */
      readonly viewed?: number;
    })
  | (InstructionBase & {
      readonly op: "call";
      /** Name as models know it; empty for a call through a value. */
      readonly callee: string;
      readonly target: Register;
      /** Functions that a call through a value can mean where the value is not known: a virtual method and what overrides it. */
      readonly candidates?: readonly string[];
      readonly args: readonly Register[];
      readonly argNodes: readonly RelativeNode[];
      readonly argTypes: readonly Type[];
      readonly type: Type;
    })
  /** A local's life begins: its content is undetermined, or zero for `static`. */
  | (InstructionBase & {
      readonly op: "declare";
      readonly variable: VariableIndex;
      readonly initialised: boolean;
      /** Bytes of a variable-length array. */ readonly bytes?: Register;
    })
  /** Locals whose life ends here. */
  | (InstructionBase & { readonly op: "scope-end"; readonly variables: readonly VariableIndex[] })
  /** Something the front end did not understand: uses its operands, gives an unknown value of the type. */
  | (InstructionBase & { readonly op: "unknown"; readonly operands: readonly Register[]; readonly type: Type });

export type Terminator =
  | { readonly op: "jump"; readonly node: RelativeNode; readonly target: BlockIndex }
  | {
      readonly op: "branch";
      readonly node: RelativeNode;
      readonly condition: Register;
      readonly whenTrue: BlockIndex;
      readonly whenFalse: BlockIndex;
      /** The statement that branches: what a loop is and what a plain decision. */
      readonly role: "if" | "loop" | "logical" | "conditional";
      /** The question stands in a macro's text: that it is asked says nothing of what can come here. */
      readonly ofMacro?: true;
    }
  | {
      readonly op: "switch";
      readonly node: RelativeNode;
      readonly value: Register;
      /** Inclusive ranges; `low === high` for one value. A case whose value is unknown has neither. */
      readonly cases: readonly { readonly low?: number; readonly high?: number; readonly target: BlockIndex }[];
      readonly otherwise: BlockIndex;
    }
  | { readonly op: "return"; readonly node: RelativeNode; readonly value: Register }
  /** Control never comes here, or never goes on. */
  | { readonly op: "unreachable"; readonly node: RelativeNode };

export interface Block {
  readonly instructions: readonly Instruction[];
  readonly terminator: Terminator;
}

/** Successors of a block in a fixed order: true before false, cases before the default. */
export function successorsOf(terminator: Terminator): readonly BlockIndex[] {
  switch (terminator.op) {
    case "jump":
      return [terminator.target];
    case "branch":
      return [terminator.whenTrue, terminator.whenFalse];
    case "switch":
      return [...terminator.cases.map((each) => each.target), terminator.otherwise];
    default:
      return [];
  }
}

/** An object of static storage duration and its initial value, lowered like a function that stores into variable 0. */
export interface GlobalIr {
  readonly key: string;
  readonly name: string;
  readonly type: Type;
  readonly size?: number;
  readonly constant: boolean;
  /** Straight-line code that initialises the object; absent when it has no initialiser here. */
  readonly initializer?: FunctionIr;
  /** The initialiser was too large to be lowered as a whole: who reads the object is not analysed in full. */
  readonly limited?: boolean;
}

/** Name of the elements of a container, as one member of it that stands for all. */
export const ELEMENTS = "[]";
