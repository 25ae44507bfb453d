import type { FunctionOutcome } from "./analyse-function.js";
import type { FunctionKey } from "./analysis.js";
import type { RawEvent } from "./raw-events.js";

/** What the analysis found out about one function, as workers hand it to each other: plain data. */
export interface FlowRecord {
  readonly outcome: Omit<FunctionOutcome, "events">;
  /** Parts of the function were not understood. */
  readonly partial: boolean;
  /** What was not understood. */
  readonly gaps: readonly string[];
  readonly basis: FlowBasis;
}

/** What a result rests on beside the function's own code. */
export interface FlowBasis {
  /** Functions by name: what they mean in the function's file, and what is known of them. */
  readonly names: readonly string[];
  /** Objects of static storage duration by key: their initial values. */
  readonly globals: readonly string[];
}

/**
 * Where the workers of one run, which all hold the same project, share out its functions and find each other's results. A function is
 * claimed only when all that it calls is settled, so that no worker ever waits for another one while others wait for it.
 */
export interface FlowExchange {
  /** This worker's place among those of the run, from 0 on. */
  readonly place: number;
  /**
   * Names the functions of the project, in the same order in each worker. Answers with those that shall be known in the end, in the order
   * in which this worker goes about them: not all begin with the same one.
   */
  begin(keys: readonly FunctionKey[]): readonly FunctionKey[];
  isSettled(key: FunctionKey): boolean;
  /** True for one worker, which then has to settle the functions: one, or several that call each other. */
  claim(component: readonly FunctionKey[]): boolean;
  /** Without a record, nothing is known of the function: each worker that asks looks for itself. */
  settle(key: FunctionKey, record?: FlowRecord, events?: readonly RawEvent[]): void;
  recordOf(key: FunctionKey): FlowRecord | undefined;
  eventsOf(key: FunctionKey): readonly RawEvent[];
  /** Those that happen in other functions. */
  crossingEventsOf(key: FunctionKey): readonly RawEvent[];
  /** Returns when any worker settled a function, or after a moment. */
  wait(): void;
}
