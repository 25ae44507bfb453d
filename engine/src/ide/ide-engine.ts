import type { DecisionToRecord } from "../compliance/record-deviation.js";
import type { Cancellation } from "../service/engine.js";
import type { FilePath, Span } from "../text/span.js";
import { actionsFor } from "./actions.js";
import type { IdeContext } from "./context.js";
import { recordDeviationAt } from "./deviation.js";
import { fileView } from "./file-view.js";
import { hazardsAt } from "./hazards.js";
import { hoverAt } from "./hover.js";
import { lensesOf } from "./lenses.js";
import { linkFunctionAt, linkTargetsAt } from "./link-function.js";
import { completionAt, definitionsAt, implementationsAt, linksOf, referencesAt } from "./navigation.js";
import type { IdeQueries } from "./queries.js";
import { renameAt, renameTargetAt } from "./rename.js";
import { requirementTree } from "./requirement-tree.js";
import { markReviewedAt } from "./reviews.js";
import type { Reviewer, ReviewTarget } from "../trace/review/mark-reviewed.js";
import { ruleEntries, rulePage } from "./rules.js";
import { symbolsFor } from "./symbols.js";
import { untracedFunctions } from "./untraced.js";

/** The editor's half of an engine: its answers, from what the engine itself knows. */
export abstract class IdeEngine implements IdeQueries {
  protected abstract readonly ide: IdeContext;

  fileView = (path: FilePath, cancellation: Cancellation): ReturnType<IdeQueries["fileView"]> => fileView(this.ide, path, cancellation);
  actionsFor = (path: FilePath, span: Span, cancellation: Cancellation): ReturnType<IdeQueries["actionsFor"]> =>
    actionsFor(this.ide, path, span, cancellation);
  hoverAt = (path: FilePath, offset: number, cancellation: Cancellation): ReturnType<IdeQueries["hoverAt"]> =>
    hoverAt(this.ide, path, offset, cancellation);
  definitionsAt = (path: FilePath, offset: number): ReturnType<IdeQueries["definitionsAt"]> => definitionsAt(this.ide, path, offset);
  implementationsAt = (path: FilePath, offset: number): ReturnType<IdeQueries["implementationsAt"]> =>
    implementationsAt(this.ide, path, offset);
  referencesAt = (path: FilePath, offset: number, includeDefinition: boolean): ReturnType<IdeQueries["referencesAt"]> =>
    referencesAt(this.ide, path, offset, includeDefinition);
  completionAt = (path: FilePath, offset: number): ReturnType<IdeQueries["completionAt"]> => completionAt(this.ide, path, offset);
  linksOf = (path: FilePath): ReturnType<IdeQueries["linksOf"]> => linksOf(this.ide, path);
  recordDeviationAt = (
    path: FilePath,
    span: Span,
    rule: string,
    decision: DecisionToRecord,
    cancellation: Cancellation,
  ): ReturnType<IdeQueries["recordDeviationAt"]> => recordDeviationAt(this.ide, path, span, rule, decision, cancellation);
  renameTargetAt = (path: FilePath, offset: number): ReturnType<IdeQueries["renameTargetAt"]> => renameTargetAt(this.ide, path, offset);
  renameAt = (path: FilePath, offset: number, newId: string): ReturnType<IdeQueries["renameAt"]> => renameAt(this.ide, path, offset, newId);
  lensesOf = (path: FilePath): ReturnType<IdeQueries["lensesOf"]> => lensesOf(this.ide, path);
  symbolsFor = (query: string): ReturnType<IdeQueries["symbolsFor"]> => symbolsFor(this.ide, query);
  hazardsAt = (path: FilePath, offset: number): ReturnType<IdeQueries["hazardsAt"]> => hazardsAt(this.ide, path, offset);
  linkTargetsAt = (path: FilePath, offset: number): ReturnType<IdeQueries["linkTargetsAt"]> => linkTargetsAt(this.ide, path, offset);
  linkFunctionAt = (path: FilePath, offset: number, id: string): ReturnType<IdeQueries["linkFunctionAt"]> =>
    linkFunctionAt(this.ide, path, offset, id);
  untracedFunctions = (): ReturnType<IdeQueries["untracedFunctions"]> => untracedFunctions(this.ide);
  markReviewedAt = (target: ReviewTarget, reviewer: Reviewer): ReturnType<IdeQueries["markReviewedAt"]> =>
    markReviewedAt(this.ide, target, reviewer);
  requirementTree = (): ReturnType<IdeQueries["requirementTree"]> => requirementTree(this.ide);
  ruleEntries = (): ReturnType<IdeQueries["ruleEntries"]> => ruleEntries(this.ide);
  rulePage = (id: string): ReturnType<IdeQueries["rulePage"]> => rulePage(this.ide, id);
}
