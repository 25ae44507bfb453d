import type { ProgressToken } from "./lsp.js";
import type { Request } from "./request.js";

/**
 * `vitalint/checkWorkspace`: analyses every file of every project and publishes its diagnostics.
 * Progress goes to `workDoneToken`; cancelling the request stops it, and what was found so far stays.
 */
export const checkWorkspaceRequest: Request<CheckWorkspaceParams, CheckSummary> = { method: "vitalint/checkWorkspace" };

export interface CheckWorkspaceParams {
  readonly workDoneToken?: ProgressToken;
}

export interface CheckSummary {
  readonly files: number;
  /** Files that could not be read or analysed. */
  readonly filesFailed: number;
  readonly errors: number;
  readonly warnings: number;
  readonly informations: number;
  readonly hints: number;
  /** Findings with a disposition, or frozen by a baseline: not among the above. */
  readonly disposed: number;
  readonly cancelled: boolean;
}
