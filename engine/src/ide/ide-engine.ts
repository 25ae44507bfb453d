import type { DecisionToRecord } from "../compliance/record-deviation.js";
import type { Cancellation } from "../service/engine.js";
import type { FilePath, Span } from "../text/span.js";
import { actionsFor } from "./actions.js";
import type { IdeContext } from "./context.js";
import { recordDeviationAt } from "./deviation.js";
import { fileView } from "./file-view.js";
import { hoverAt } from "./hover.js";
import { completionAt, definitionsAt, implementationsAt, linksOf, referencesAt } from "./navigation.js";
import type { IdeQueries } from "./queries.js";
import { requirementTree } from "./requirement-tree.js";
import { ruleEntries, rulePage } from "./rules.js";

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
  requirementTree = (): ReturnType<IdeQueries["requirementTree"]> => requirementTree(this.ide);
  ruleEntries = (): ReturnType<IdeQueries["ruleEntries"]> => ruleEntries(this.ide);
  rulePage = (id: string): ReturnType<IdeQueries["rulePage"]> => rulePage(this.ide, id);
}
