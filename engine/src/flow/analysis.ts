import type { Cancellation } from "../service/engine.js";
import type { FilePath, Location, Span } from "../text/span.js";
import type { NodeId } from "../syntax/tree.js";
import type { FunctionCalls } from "./call-graph.js";
import type { FlowExchange } from "./exchange.js";
import type { FlowMemory, KnownFunction } from "./memory.js";
import type { FlowEvent } from "./events.js";
import type { FunctionGraph } from "./function-graph.js";
import type { FunctionIr, GlobalIr, RelativeNode } from "./ir.js";
import type { RawEvent } from "./raw-events.js";
import type { ModelSet } from "./models.js";

/** Names one function definition of a project: `path#qualifiedName`, with `~2` behind it for a second one of that name. */
export type FunctionKey = string;

/** What the analysis asks of the project. Answers may change only when {@link FlowAnalysis.invalidate} is called. */
export interface FlowLookup {
  /** Definitions in a file, in text order. */
  functionsOf(file: FilePath): readonly FunctionKey[];
  /** Lowered form; `undefined` when the function can't be lowered. */
  ir(key: FunctionKey): FunctionIr | undefined;
  /** The one definition that `name` can mean in a file; `undefined`: none or ambiguous. */
  resolve(name: string, from: FilePath): FunctionKey | undefined;
  /** An object of static storage duration by its key ({@link GlobalIr.key}), seen from a file; `undefined` when it is not defined here or ambiguous. */
  global(key: string, from: FilePath): GlobalIr | undefined;
  /** True unless no function of the program can write the object: then its initial value is its value. */
  globalWritten(key: string, from: FilePath): boolean;
  /** Absolute node of a function's relative one. */
  nodeOf(key: FunctionKey, node: RelativeNode): NodeId;
  /** Extent of a node in its file's parsed text, as node spans are. */
  spanOf(key: FunctionKey, node: RelativeNode): Span;
  /** Where a node stands in written text. */
  locate(key: FunctionKey, node: RelativeNode): Location;
  /** Source text of a node. */
  textOf(key: FunctionKey, node: RelativeNode): string;
}

/** Limits counted in steps, so that the same input gives the same result on every machine. */
export interface FlowBudget {
  /** Executed instructions per function. */
  readonly steps: number;
  /** Parts of states (16 entries each) that are looked at or copied per function: steps are dear where states hold much. */
  readonly parts: number;
  /** States kept apart at one place of the program. */
  readonly disjuncts: number;
  /** Nodes of a callee (instructions) up to which it is analysed again with its caller's arguments. */
  readonly inlineSize: number;
  readonly inlineDepth: number;
}

export const DEFAULT_BUDGET: FlowBudget = { steps: 40_000, parts: 1_500_000, disjuncts: 6, inlineSize: 120, inlineDepth: 2 };

/** Outcome of one function's analysis, with what its callers, as far as they are analysed, make happen in it. */
export interface FunctionResult {
  readonly key: FunctionKey;
  /** In order of place, then kind. */
  readonly events: readonly FlowEvent[];
  /** The budget ran out: findings may be missing (`vitalint/budget-spent`). */
  readonly incomplete: boolean;
  /** Parts were not understood (syntax errors inside). */
  readonly partial: boolean;
  /** Executed instructions. */
  readonly steps: number;
  /** The analysis itself failed in this function, with this error; its callers were analysed as if it were unknown. */
  readonly crashed?: string;
  /** Names the summary's content: equal digests mean that callers need not be analysed again. */
  readonly summaryDigest: string;
}

/** How far the analysis of a function came. */
export type FunctionStatus = Pick<FunctionResult, "incomplete" | "partial" | "crashed"> & {
  /** What was not understood. */
  readonly gaps: readonly string[];
};

export interface FlowOptions {
  readonly lookup: FlowLookup;
  readonly models: ModelSet;
  readonly budget?: FlowBudget;
  /** Given where several workers share one project's analysis; holds until something changes. */
  readonly exchange?: FlowExchange;
  /** Given where results of an earlier run are at hand; holds until something changes. */
  readonly memory?: FlowMemory;
}

/** Flow analysis of one project; keeps results between calls and redoes what changed. */
export interface FlowAnalysis {
  /** Analyses a function (and first, where needed, its callees). `undefined`: cancelled, or the function can't be lowered. */
  resultOf(key: FunctionKey, cancellation: Cancellation): FunctionResult | undefined;
  /** What became of a function's analysis, without its events. `undefined`: cancelled, or the function can't be lowered. */
  statusOf(key: FunctionKey, cancellation: Cancellation): FunctionStatus | undefined;
  /** Functions of files with those that they can call, for those who share the project's analysis. */
  callsOf(files: readonly FilePath[], holder: number): readonly FunctionCalls[];
  /** Says how the functions of the project are shared out: to be called in each worker before {@link advance}. */
  share(functions: readonly FunctionCalls[]): void;
  /** Digest of what callers know of a function; empty when they know nothing. */
  summaryDigestOf(key: FunctionKey): string;
  /** Events of a function's analysis, those in other functions included, as they are kept. */
  eventsOf(key: FunctionKey): readonly RawEvent[];
  /** True for a function whose results are those of an earlier run. */
  isRecalled(key: FunctionKey): boolean;
  /** All that is known, to be kept; asked when all functions were analysed. */
  known(): Iterable<KnownFunction>;
  /** Functions whose analysis found events in another one, in order. */
  callersInto(key: FunctionKey): readonly FunctionKey[];
  /** The paths of a function, without its values; `undefined` when it can't be lowered. */
  graphOf(key: FunctionKey): FunctionGraph | undefined;
  /**
   * Analyses up to `limit` functions that wait for it; gives how many are left. What a caller makes happen in a function is
   * among that function's events only when the caller has been analysed: when nothing is left, results are final.
   */
  advance(files: readonly FilePath[], limit: number, cancellation: Cancellation): number;
  /** Grows when results of functions changed because of their callers. */
  readonly deliveries: number;
  /** To be called whenever files changed, came or went. Without `files` everything is checked again. */
  invalidate(files?: readonly FilePath[]): void;
}
