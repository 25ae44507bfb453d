import type { Cancellation } from "../service/engine.js";
import type { FilePath, Span } from "../text/span.js";
import type { DecisionToRecord } from "../compliance/record-deviation.js";
import type { FileActions } from "./actions.js";
import type { RecordedDeviation } from "./deviation.js";
import type { FileView } from "./file-view.js";
import type { HoverCard } from "./hover.js";
import type { Completions, IdLinks, IdPlaces } from "./navigation.js";
import type { NearHazards } from "./hazards.js";
import type { FileLenses } from "./lenses.js";
import type { FileEdit, LinkTargets } from "./link-function.js";
import type { Renaming, RenameTarget } from "./rename.js";
import type { TraceSymbols } from "./symbols.js";
import type { UntracedFunction } from "./untraced.js";
import type { TreeDocument } from "./requirement-tree.js";
import type { RuleEntry } from "./rules.js";
import type { RecordedReview } from "./reviews.js";
import type { Reviewer, ReviewTarget } from "../trace/review/mark-reviewed.js";

/** What an editor asks of a project's engine. All places are offsets; answers are plain data; `undefined` means cancelled. */
export interface IdeQueries {
  fileView(path: FilePath, cancellation: Cancellation): FileView | undefined;
  actionsFor(path: FilePath, span: Span, cancellation: Cancellation): FileActions | undefined;
  hoverAt(path: FilePath, offset: number, cancellation: Cancellation): HoverCard | null | undefined;
  definitionsAt(path: FilePath, offset: number): IdPlaces | null;
  implementationsAt(path: FilePath, offset: number): IdPlaces | null;
  referencesAt(path: FilePath, offset: number, includeDefinition: boolean): IdPlaces | null;
  completionAt(path: FilePath, offset: number): Completions | null;
  linksOf(path: FilePath): IdLinks;
  recordDeviationAt(
    path: FilePath,
    span: Span,
    rule: string,
    decision: DecisionToRecord,
    cancellation: Cancellation,
  ): RecordedDeviation | undefined;
  renameTargetAt(path: FilePath, offset: number): RenameTarget | null;
  renameAt(path: FilePath, offset: number, newId: string): Renaming | null;
  lensesOf(path: FilePath): FileLenses;
  symbolsFor(query: string): TraceSymbols;
  hazardsAt(path: FilePath, offset: number): NearHazards;
  linkTargetsAt(path: FilePath, offset: number): LinkTargets | null;
  linkFunctionAt(path: FilePath, offset: number, id: string): FileEdit | null;
  untracedFunctions(): readonly UntracedFunction[];
  markReviewedAt(target: ReviewTarget, reviewer: Reviewer): RecordedReview;
  requirementTree(): readonly TreeDocument[];
  ruleEntries(): readonly RuleEntry[];
  rulePage(id: string): string | null;
}
