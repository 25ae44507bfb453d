import type { Type } from "../project/types.js";
import type { SourceTemplate, FlowStep } from "./domain/universe.js";
import type { Life } from "./domain/region-state.js";
import type { BinaryOperator } from "./ir.js";
import type { PointerUse, UndeterminedEvent } from "./events.js";
import type { RawAccess, RawValue } from "./raw-events.js";

/*
 * What callers need to know of a function, in terms of what the function was given. Plain data: it can be kept on disk,
 * and its digest tells whether callers have to be analysed again.
 */

/** A stretch of memory as seen from outside. */
export interface Path {
  readonly root: PathRoot;
  readonly parts: readonly PathPart[];
}

export type PathRoot =
  | { readonly kind: "parameter"; readonly index: number }
  /** What the pointer stored at a path, on entry, points to. */
  | { readonly kind: "pointee"; readonly of: Path; readonly type: Type | undefined }
  | { readonly kind: "global"; readonly key: string; readonly name: string; readonly type: Type; readonly size: number | undefined }
  /** Memory that the function allocated. */
  | { readonly kind: "fresh"; readonly id: string; readonly name: string; readonly family: string }
  | { readonly kind: "literal"; readonly text: string; readonly bytes: number }
  | { readonly kind: "function"; readonly name: string }
  /** A local: nothing outside can reach it, but an obligation can speak of it. */
  | { readonly kind: "local"; readonly name: string; readonly storage: string; readonly size: number | undefined };

export type PathPart =
  | { readonly field: string; readonly type: Type | undefined; readonly size: number | undefined }
  | { readonly offset: Term; readonly type: Type | undefined; readonly size: number | undefined };

/** A value in terms of the function's inputs. */
export type Term =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "undefined" }
  | { readonly kind: "input"; readonly path: Path; readonly type: Type | undefined }
  | { readonly kind: "linear"; readonly of: Term; readonly factor: number; readonly addend: number }
  | { readonly kind: "address"; readonly path: Path; readonly offset: Term }
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Term; readonly right: Term; readonly type: Type }
  | { readonly kind: "cast"; readonly operand: Term; readonly from: Type; readonly type: Type }
  | { readonly kind: "size"; readonly path: Path }
  /** Length of the string that stood there on entry. */
  | { readonly kind: "string"; readonly path: Path }
  | UnknownTerm;

/** A value that is no function of the inputs, with what is known of it. */
export interface UnknownTerm {
  readonly kind: "unknown";
  /** The same id means the same value. */
  readonly id: string;
  readonly type: Type | undefined;
  readonly low: number;
  readonly high: number;
  readonly nonzero: boolean;
  readonly undetermined: boolean;
  readonly compared: boolean;
  readonly unchecked: boolean;
  readonly sources: readonly SourceTemplate[];
  /** Something of which nothing is known had a part in it. */
  readonly foreign: boolean | undefined;
  /** Inputs that it was computed from: their taint is its taint. */
  readonly inputs: readonly Path[];
  readonly targets: readonly Term[] | undefined;
}

/** A condition under which something happens: the value lies in the range. */
export interface Constraint {
  readonly of: Term;
  readonly low: number;
  readonly high: number;
  readonly nonzero: boolean;
  readonly compared: boolean;
}

/** One way in which a function can end. */
export interface SummaryExit {
  readonly constraints: readonly Constraint[];
  readonly result?: Term;
  readonly writes: readonly { readonly path: Path; readonly value: Term }[];
  /** Memory that was filled as a whole. */
  readonly fills: readonly { readonly path: Path; readonly content: UnknownTerm | undefined; readonly string?: Term }[];
  readonly lives: readonly { readonly path: Path; readonly life?: Life; readonly escaped: boolean }[];
  /** It may have kept, released or handed on anything that it could reach. */
  readonly loose: boolean;
  readonly fresh: readonly {
    readonly id: string;
    readonly name: string;
    readonly size?: Term;
    readonly content?: UnknownTerm;
    readonly life: Life;
    readonly family: string;
    readonly escaped: boolean;
  }[];
}

/** Something whose safety the caller decides: with its arguments it is checked again there. */
export type Obligation = AccessObligation | NumberObligation;

/** An operation on numbers, or a loop (`operator` is `loop`) or a wait (`wait`) that lasts as long as a number says. */
export interface NumberObligation {
  readonly kind: "number";
  readonly operator: string;
  readonly left: Term;
  readonly right: Term;
  readonly operandType: Type;
  readonly type: Type;
  readonly explicit: boolean;
  readonly leftText: string;
  readonly rightText: string;
  readonly partial: boolean;
  readonly constraints: readonly Constraint[];
  /** Parameters that it depends on; `-1`: memory behind one, or a global. */
  readonly inputs: readonly number[];
  readonly steps: readonly FlowStep[];
}

/** An access to memory. */
export interface AccessObligation {
  readonly kind: "access";
  readonly pointer: Term;
  readonly offset: Term;
  readonly length: Term;
  readonly amount?: Term;
  readonly constraints: readonly Constraint[];
  readonly event: Pick<RawAccess, "mode" | "by" | "callee" | "unit" | "partial"> & {
    readonly amountText: string;
    readonly pointerText: string;
  };
  /** The calls on the way, then the access. */
  readonly steps: readonly FlowStep[];
}

/** A text of the caller's that something inside interprets: a command, a format, a path. */
export interface SinkObligation {
  /** Kind of the sink as its model says. */
  readonly sink: string;
  readonly callee: string;
  readonly position: number;
  readonly view: RawValue;
  /** A number, as the caller's arguments make it. */
  readonly amount?: Term;
  /** Memory whose content the text is made of. */
  readonly inputs: readonly Path[];
  /** Literals it is made of as well. */
  readonly texts: readonly string[];
  readonly constraints: readonly Constraint[];
  /** The calls on the way, then the sink. */
  readonly steps: readonly FlowStep[];
}

/** A pointer from outside that is used: callers check what they pass. */
export interface PointerObligation {
  readonly pointer: Term;
  readonly constraints: readonly Constraint[];
  readonly use: {
    readonly use: PointerUse;
    readonly callee: string;
    readonly family: string;
    readonly nullAllowed: boolean;
    readonly text: string;
  };
  /** The calls on the way, then the use. */
  readonly steps: readonly FlowStep[];
}

/** Memory of a caller that is read as it came: it must have been written before. */
export interface ReadObligation {
  readonly path: Path;
  readonly constraints: readonly Constraint[];
  readonly use: UndeterminedEvent["use"];
  readonly callee: string;
  readonly text: string;
  /** The calls on the way, then the reading. */
  readonly steps: readonly FlowStep[];
}

/** What callers need to know of a function. */
export interface Summary {
  /** Some path ends in a return; otherwise control never comes back. */
  readonly returns: boolean;
  /** Empty with `returns`: nothing is known of what it does. */
  readonly exits: readonly SummaryExit[];
  readonly obligations: readonly Obligation[];
  readonly sinks: readonly SinkObligation[];
  readonly uses: readonly PointerObligation[];
  readonly readings: readonly ReadObligation[];
  /** It writes through no pointer, nor does anything that it calls. */
  readonly harmless: boolean;
}

/** Unknown in every respect: a function that is being analysed right now, or could not be. */
export const NO_SUMMARY: Summary = {
  returns: true,
  exits: [],
  obligations: [],
  sinks: [],
  uses: [],
  readings: [],
  harmless: false,
};
