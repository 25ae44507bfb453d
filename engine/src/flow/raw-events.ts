import type { FlowLookup, FunctionKey } from "./analysis.js";
import type { FlowStep } from "./domain/universe.js";
import type {
  AccessEvent,
  ArithmeticEvent,
  CallEvent,
  DecisionEvent,
  ExitEvent,
  FlowEvent,
  LifeEvent,
  LoopEvent,
  NullEvent,
  ReturnEvent,
  SinkEvent,
  TaintSource,
  UndeterminedEvent,
  ValueView,
} from "./events.js";
import type { RelativeNode } from "./ir.js";
import type { Step } from "../rule/finding.js";

/*
 * Events as they are kept: places are relative to their functions, so that an edit elsewhere in a file does not touch
 * them. They get spans and absolute nodes when somebody asks.
 */

export interface RawSource {
  readonly kind: string;
  readonly by: string;
  readonly step: FlowStep;
}

export type RawValue = Omit<ValueView, "taint"> & { readonly taint: readonly RawSource[] };

/** An event with its places and values in the kept form; `owner` is the function in whose code it happens. */
type Raw<Event> = Event extends { kind: string }
  ? { readonly [K in keyof Event as K extends "span" ? never : K]: RawField<Event[K], K> } & { readonly owner: FunctionKey }
  : never;
type RawField<T, K> = K extends "steps"
  ? readonly FlowStep[]
  : T extends ValueView
    ? RawValue
    : T extends readonly ValueView[]
      ? readonly RawValue[]
      : T;

export type RawAccess = Raw<AccessEvent>;
export type RawCall = Raw<CallEvent>;
export type RawArithmetic = Raw<ArithmeticEvent>;
export type RawReturn = Raw<ReturnEvent>;
export type RawLoop = Raw<LoopEvent>;
export type RawSink = Raw<SinkEvent>;
export type RawLife = Raw<LifeEvent>;
export type RawUndetermined = Raw<UndeterminedEvent>;
export type RawExit = Raw<ExitEvent>;
export type RawNull = Raw<NullEvent>;
export type RawDecision = Raw<DecisionEvent>;
export type RawEvent =
  RawAccess | RawCall | RawArithmetic | RawReturn | RawLoop | RawLife | RawExit | RawNull | RawSink | RawUndetermined | RawDecision;

/** Gives events of one function their present places. */
export function locateEvents(key: FunctionKey, events: readonly RawEvent[], lookup: FlowLookup): FlowEvent[] {
  const step = (each: FlowStep): Step => ({ location: lookup.locate(each.function, each.node), message: each.message, role: each.role });
  const source = (each: RawSource): TaintSource => ({ kind: each.kind, by: each.by, step: step(each.step) });
  const value = (each: RawValue): ValueView => ({ ...each, taint: each.taint.map(source) });
  const node = (relative: RelativeNode): number => lookup.nodeOf(key, relative);
  return events.map(({ owner: _, ...raw }): FlowEvent => {
    const place = { node: node(raw.node), span: lookup.spanOf(key, raw.node), steps: raw.steps.map(step) };
    switch (raw.kind) {
      case "access": {
        const { amount, ...rest } = raw;
        return { ...rest, ...place, pointer: value(raw.pointer), ...(amount ? { amount: value(amount) } : {}) };
      }
      case "call":
        return { ...raw, ...place, args: raw.args.map(value), argNodes: raw.argNodes.map(node) };
      case "arithmetic":
        return { ...raw, ...place, left: value(raw.left), right: value(raw.right) };
      case "sink":
        return { ...raw, ...place, argument: value(raw.argument) };
      case "return":
        return { ...raw, ...place, value: value(raw.value) };
      case "loop":
        return { ...raw, ...place, bound: value(raw.bound) };
      case "life":
      case "null":
      case "undetermined":
      case "decision":
        return { ...raw, ...place };
      case "exit":
        return { ...raw, ...place, allocated: node(raw.allocated) };
    }
  });
}
