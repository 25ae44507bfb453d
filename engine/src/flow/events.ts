import type { FunctionFact } from "../project/facts.js";
import type { RuleContext } from "../rule/rule.js";
import type { Step } from "../rule/finding.js";
import type { Span } from "../text/span.js";
import type { NodeId } from "../syntax/tree.js";
import type { FunctionGraph } from "./function-graph.js";

/** `must`: whenever control comes here on some path. `may`: for some of the values that can come here. */
export type Certainty = "must" | "may";

/** Inclusive range of integers; an unknown bound is infinite. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** Where data came from that nobody in this program vouches for. */
export interface TaintSource {
  /** Kind of the source as its model says: `network`, `serial`, `ble`, `file`, `environment`, `argument`, `user`, … */
  readonly kind: string;
  /** The function that gave the data, or the callback that got it. */
  readonly by: string;
  readonly step: Step;
}

/** A value as rules see it. */
export interface ValueView {
  /** Text of the expression at the place of the event. */
  readonly text: string;
  readonly range: NumberRange;
  /** Range that the type alone allows. */
  readonly typeRange: NumberRange;
  /** The number that the value was made from by conversions and by constants added or multiplied; absent where there were none. */
  readonly base?: {
    readonly range: NumberRange;
    readonly typeRange: NumberRange;
    /** Product of the constants that it was multiplied with. */
    readonly factor: number;
  };
  readonly taint: readonly TaintSource[];
  /** A branch on the way compared it with something whose value is not known: respect it unless sure. */
  readonly compared: boolean;
  readonly nullness: "null" | "maybe" | "nonnull" | "unknown";
  readonly initialised: "yes" | "no" | "maybe";
  /** Content, where the value points to one string literal. */
  readonly string?: string;
  /** The value is an address: of what. */
  readonly object?: ObjectView;
}

/** A stretch of memory as rules see it. */
export interface ObjectView {
  readonly kind: "local" | "parameter" | "static" | "global" | "heap" | "literal" | "pointee" | "function" | "unknown";
  /** Name by the user's code: a variable, `packet.payload`, `malloc(…)`; empty when it has none. */
  readonly name: string;
  /** Bytes; unknown is `[0, ∞]`. */
  readonly size: NumberRange;
  readonly life: "alive" | "freed" | "maybe-freed" | "ended";
  /** It is an array by its type, or memory without one. */
  readonly isArray: boolean;
  /** Bytes of the whole that it is a member of, or to the end of the whole that it is an element of; its own size where it stands alone. */
  readonly room: NumberRange;
  /** A member of a record. */
  readonly isMember: boolean;
}

interface EventBase {
  /** In the file and tree of the function in which it happens. */
  readonly node: NodeId;
  readonly span: Span;
  /** Source, through, sink: complete and in order. */
  readonly steps: readonly Step[];
  /** What makes it happen is done by a caller: the steps lead from there to here. */
  readonly viaCall: boolean;
  /** The function was understood in part only. */
  readonly partial: boolean;
}

/** Memory is read or written: by an index, through a pointer, or by a library function. */
export interface AccessEvent extends EventBase {
  readonly kind: "access";
  /** `view`: nothing is touched yet, but a cast takes the memory for a record that needs so many bytes. */
  readonly mode: "read" | "write" | "view";
  /** How: `index` (`a[i]`), `pointer` (`*p`, `p->x`), or `call` (`memcpy(…)`). */
  readonly by: "index" | "pointer" | "call";
  /** Library function, where `by` is `call`. */
  readonly callee: string;
  readonly object: ObjectView;
  /** First byte touched, from the object's start. */
  readonly offset: NumberRange;
  /** Bytes touched. */
  readonly length: NumberRange;
  /** The number that decides how far: the index, or the length argument; absent for constants. */
  readonly amount?: ValueView;
  /** Element size by which `amount` counts, in bytes. */
  readonly unit: number;
  /** Touches bytes behind the object's end. */
  readonly past?: Certainty;
  /** Touches bytes before the object's start. */
  readonly before?: Certainty;
  /** The pointer itself. */
  readonly pointer: ValueView;
  /** The highest value of `amount` is what a comparison with a constant, or a mask, in this function lets through. */
  readonly limited?: boolean;
  /** `amount` is how many bytes or elements this library function said it gave, and can be all that it was allowed to give. */
  readonly counted?: string;
}

/** A function is called. */
export interface CallEvent extends EventBase {
  readonly kind: "call";
  readonly callee: string;
  readonly args: readonly ValueView[];
  /** Node of each argument in the analysed function. */
  readonly argNodes: readonly NodeId[];
  /** What it writes surely fits into the memory that it is given, on every way that leads here. */
  readonly fits?: boolean;
}

/**
 * An operation on numbers whose result does not fit, or may not: `may` only for numbers from outside that nothing on the
 * way was compared with.
 */
export interface ArithmeticEvent extends EventBase {
  readonly kind: "arithmetic";
  /** As written; `cast`: a conversion; `argument`: `left` is a number of bytes for the library function that `right.text` names. */
  readonly operator: string;
  /** A conversion that somebody wrote down. */
  readonly explicit: boolean;
  /** Calculated in, or converted from, floating point. */
  readonly floating: boolean;
  readonly left: ValueView;
  readonly right: ValueView;
  readonly result: NumberRange;
  readonly typeRange: NumberRange;
  /** Name of the type that the result has to fit; empty: none. */
  readonly typeName: string;
  readonly signed: boolean;
  readonly problem: "overflow" | "underflow" | "division-by-zero" | "shift-too-far" | "truncation" | "sign-change";
  readonly certainty: Certainty;
}

export interface ReturnEvent extends EventBase {
  readonly kind: "return";
  readonly value: ValueView;
}

/** Control leaves a function, and nobody can reach an object any more that was allocated or opened in it. */
export interface ExitEvent extends EventBase {
  readonly kind: "exit";
  readonly object: ObjectView;
  /** The call that allocated it. */
  readonly allocated: NodeId;
  /** By what it has to be released: the `kind` of the model that allocates. */
  readonly family: string;
}

/** Something lasts as long as a number from outside says: a loop, or a function that waits. */
export interface LoopEvent extends EventBase {
  readonly kind: "loop";
  readonly by: "loop" | "call";
  /** Library function that waits, where `by` is `call`. */
  readonly callee: string;
  readonly bound: ValueView;
  /** The bound is computed anew inside the loop: it is what moves, or is read again in each turn. */
  readonly moving: boolean;
  /** Highest value of what runs up to the bound, by all that limits it. */
  readonly counter: NumberRange;
}

/** An object is freed or used when its life, or the way it was allocated, does not allow it. */
export interface LifeEvent extends EventBase {
  readonly kind: "life";
  readonly problem:
    | "use-after-free"
    | "double-free"
    | "free-of-non-heap"
    | "free-of-inside"
    | "mismatched-release"
    /** A string literal, which may stand in read-only memory and serve several places, is written. */
    | "literal-written"
    /** The address of a local is used, or can still be reached, when the local's life is over. */
    | "outlived";
  readonly object: ObjectView;
  readonly certainty: Certainty;
  readonly use: PointerUse;
  /** The expression that is the pointer. */
  readonly pointer: string;
  /** The function that releases, or that uses the memory; empty for an access by the program itself. */
  readonly callee: string;
  /** By what the memory has to be released: the `kind` of the model that allocates; empty: unknown. */
  readonly family: string;
}

/** A text or number reaches an argument that somebody acts on: a command, a format, a path, an environment variable. */
export interface SinkEvent extends EventBase {
  readonly kind: "sink";
  /** Kind of the sink as its model says. */
  readonly sink: string;
  readonly callee: string;
  /** Which argument. */
  readonly position: number;
  /** The argument; its `taint` is that of the text it points to. */
  readonly argument: ValueView;
  /**
   * Who decides about it. `outside`: somebody whom nobody vouches for; `unknown`: a function that the analysis can't see; `fixed`: the
   * program, as far as all known callers go; `caller`: callers, of which none is known.
   */
  readonly origin: "outside" | "unknown" | "fixed" | "caller";
  /** Literals that it may be made of. */
  readonly texts: readonly string[];
}

/** What is done with a pointer that has to point to something. */
export type PointerUse = "read" | "write" | "passed" | "released" | "returned" | "stored";

/** Memory is accessed through a pointer that is null, or may be. */
export interface NullEvent extends EventBase {
  readonly kind: "null";
  /** `null`: it is on some path; `unchecked`: a function gave it that gives null when it fails, and nobody asked. */
  readonly problem: "null" | "unchecked";
  readonly pointer: string;
  readonly use: PointerUse;
  /** The function that accesses memory through it; empty for an access by the program itself. */
  readonly callee: string;
  /** The call that gave the unchecked pointer, as written. */
  readonly origin: string;
}

/** Memory is read that nothing was written to. */
export interface UndeterminedEvent extends EventBase {
  readonly kind: "undetermined";
  /** A value is read, a string is looked for, or a library function reads bytes. */
  readonly use: "value" | "string" | "bytes";
  /** Library function that reads; empty for an expression. */
  readonly callee: string;
  /** The expression that reads, or the argument. */
  readonly text: string;
  readonly object: ObjectView;
  /** `part`: only behind what was written, as with an array that a loop fills to the half. */
  readonly extent: "whole" | "part";
  /** `must`: on every way that leads here. */
  readonly certainty: Certainty;
  /** Undecided conditions of the preprocessor stand in the function: ways may be followed that exclude each other. */
  readonly forked: boolean;
}

/** A branch that can go one way only, by what stands before it and by numbers that no constant alone decides. */
export interface DecisionEvent extends EventBase {
  readonly kind: "decision";
  readonly outcome: boolean;
  readonly role: "if" | "loop" | "logical" | "conditional";
}

export type FlowEvent =
  | AccessEvent
  | CallEvent
  | ArithmeticEvent
  | ReturnEvent
  | ExitEvent
  | LoopEvent
  | LifeEvent
  | NullEvent
  | SinkEvent
  | UndeterminedEvent
  | DecisionEvent;
export type FlowEventKind = FlowEvent["kind"];

/** Context of a flow visitor: the file's, and the function that was analysed. */
export interface FlowContext<MessageId extends string = string> extends RuleContext<MessageId> {
  readonly function: FunctionFact;
}

type Visit<MessageId extends string, Event> = (context: FlowContext<MessageId>, event: Event) => void;

/** What a rule wants to hear about after the analysis of a function came to its fixpoint. */
export interface FlowSubscriptions<MessageId extends string> {
  readonly access?: { visit: Visit<MessageId, AccessEvent> };
  readonly call?: { readonly names: readonly string[] | "*"; visit: Visit<MessageId, CallEvent> };
  readonly arithmetic?: { visit: Visit<MessageId, ArithmeticEvent> };
  readonly return?: { visit: Visit<MessageId, ReturnEvent> };
  readonly exit?: { visit: Visit<MessageId, ExitEvent> };
  readonly loop?: { visit: Visit<MessageId, LoopEvent> };
  readonly sink?: { readonly kinds: readonly string[]; visit: Visit<MessageId, SinkEvent> };
  readonly life?: { visit: Visit<MessageId, LifeEvent> };
  /** The paths of each function, for rules that ask for order rather than values. */
  readonly graph?: { visit: Visit<MessageId, FunctionGraph> };
  readonly null?: { visit: Visit<MessageId, NullEvent> };
  readonly undetermined?: { visit: Visit<MessageId, UndeterminedEvent> };
  readonly decision?: { visit: Visit<MessageId, DecisionEvent> };
}

/** True when subscriptions name an event: its kind, and for a call its callee. */
export function wantsEvent<MessageId extends string>(subscriptions: FlowSubscriptions<MessageId>, event: FlowEvent): boolean {
  if (event.kind !== "call") return subscriptions[event.kind] !== undefined;
  const names = subscriptions.call?.names;
  return names === "*" || names?.includes(event.callee) === true;
}

/** Delivers one event, which they want, to one rule's subscriptions. */
export function deliverFlowEvent<MessageId extends string>(
  subscriptions: FlowSubscriptions<MessageId>,
  context: FlowContext<MessageId>,
  event: FlowEvent,
): void {
  switch (event.kind) {
    case "access":
      return subscriptions.access?.visit(context, event);
    case "call":
      return subscriptions.call?.visit(context, event);
    case "arithmetic":
      return subscriptions.arithmetic?.visit(context, event);
    case "return":
      return subscriptions.return?.visit(context, event);
    case "exit":
      return subscriptions.exit?.visit(context, event);
    case "loop":
      return subscriptions.loop?.visit(context, event);
    case "sink":
      if (subscriptions.sink?.kinds.includes(event.sink) === true) subscriptions.sink.visit(context, event);
      return;
    case "life":
      return subscriptions.life?.visit(context, event);
    case "null":
      return subscriptions.null?.visit(context, event);
    case "undetermined":
      return subscriptions.undetermined?.visit(context, event);
    case "decision":
      return subscriptions.decision?.visit(context, event);
  }
}
