import type { WorkspaceEdit } from "./lsp.js";
import type { Request } from "./request.js";

/** Links that somebody has reviewed: one, or all of a requirement, unit or test case. */
export type ReviewTarget =
  | {
      readonly of: "link";
      readonly role: "derives" | "refines" | "satisfies" | "verifies" | "mitigates" | "relates";
      readonly from: string;
      readonly to: string;
    }
  | { readonly of: "item"; readonly id: string }
  | { readonly of: "file"; readonly file: string }
  | { readonly of: "all" };

/** `vitalint/markReviewed`: the edits that record a review of links today, by the person whom the settings or git name. */
export const markReviewedRequest: Request<MarkReviewedParams, MarkedReview> = { method: "vitalint/markReviewed" };

/** What a code action *Mark link as reviewed* hands to the client's command, and that to the server. */
export interface MarkReviewedParams {
  /** A document of the project. */
  readonly uri: string;
  readonly target: ReviewTarget;
}

export interface MarkedReview {
  readonly edit: WorkspaceEdit;
  /** URIs of the files that the edit writes: the client saves them, because nobody has them open. */
  readonly files: readonly string[];
  readonly links: number;
}

/** Name of the client's command. A code action carries it only for a client that says (`InitializationOptions.marksReviews`) that it has it. */
export const MARK_REVIEWED_COMMAND = "vitalint.markReviewed";
