import type { FilePath } from "../text/span.js";
import type { FunctionKey, FunctionStatus } from "./analysis.js";
import type { FlowBasis } from "./exchange.js";
import type { RawEvent } from "./raw-events.js";
import type { Summary } from "./summary.js";

/** How far a function's analysis came, as it is kept. */
export type KeptStatus = FunctionStatus & { readonly steps: number };

/** What is known of a function at the end of a run, to be kept for the next one. */
export interface KnownFunction {
  readonly key: FunctionKey;
  readonly file: FilePath;
  readonly status: KeptStatus;
  readonly basis: FlowBasis;
  readonly summary: () => Summary;
  readonly summaryDigest: () => string;
  readonly events: () => readonly RawEvent[];
}

/** What an earlier run knew of a function; the code is the same, and names and objects mean the same. */
export interface RecalledFunction {
  readonly status: KeptStatus;
  readonly basis: FlowBasis;
  /** Functions that it can call, with the digests of what was known of them. */
  readonly callees: readonly (readonly [key: FunctionKey, summaryDigest: string])[];
  readonly summaryDigest: string;
  /** Other functions in which it makes something happen. */
  readonly crossing: readonly FunctionKey[];
  readonly summary: () => Summary;
  readonly events: () => readonly RawEvent[];
}

/** Results of an earlier run, as far as what they rest on is still the same. */
export interface FlowMemory {
  recall(key: FunctionKey): RecalledFunction | undefined;
  /** A name for what is known of a function: the name of the run before where it is the same as then. */
  nameOf(key: FunctionKey, summary: Summary): string;
}
