import type { Place, WorkspaceEdit } from "./lsp.js";
import type { Request } from "./request.js";

export const DEVIATION_KINDS = ["false-positive", "deviation", "residual-anomaly"] as const;
export type DeviationKind = (typeof DEVIATION_KINDS)[number];

/** What a code action *Record a deviation* hands to the client's command, which asks for the reason. */
export interface DeviationTarget extends Place {
  readonly rule: string;
}

/**
 * Name of the client's command that such a code action calls, with one `DeviationTarget` as its argument.
 * A code action carries it only for a client that says (`InitializationOptions.asksForReasons`) that it has it.
 */
export const RECORD_DEVIATION_COMMAND = "vitalint.recordDeviation";

/**
 * `vitalint/recordDeviation`: the edit that records a decision to leave a finding standing, merged with a comment that is
 * already there. The server answers with an error, whose message is fit for the user, where no edit is possible (a finding that is gone,
 * a reason without a word in it).
 */
export const recordDeviationRequest: Request<RecordDeviationParams, WorkspaceEdit> = { method: "vitalint/recordDeviation" };

export interface RecordDeviationParams extends DeviationTarget {
  readonly kind: DeviationKind;
  readonly reason: string;
}
