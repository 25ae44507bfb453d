import type { Notification } from "./request.js";

/** `vitalint/status`: sent after `initialized` and at every change, at most a few times a second. */
export const statusNotification: Notification<Status> = { method: "vitalint/status" };

/**
 * `starting` the worker is being started; `ready` all answers are current; `checking` files are being analysed;
 * `incomplete` ready, but a file could not be read, a rule crashed or a budget ran out; `crashed` the engine's worker is gone.
 */
export type ServerState = "starting" | "ready" | "checking" | "incomplete" | "crashed";

export interface Status {
  readonly state: ServerState;
  /** One sentence for people; for `incomplete` and `crashed` what happened and what to do. */
  readonly message?: string;
  /** Files known to the server, and what was found in those analysed so far. */
  readonly counts?: StatusCounts;
}

export interface StatusCounts {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  /** Files that could not be read, crashed rules, spent budgets. */
  readonly problems: number;
}

/** `vitalint/graphChanged`: requirements, links or test results changed; views and an open report ask again. */
export const graphChangedNotification: Notification<Record<string, never>> = { method: "vitalint/graphChanged" };
