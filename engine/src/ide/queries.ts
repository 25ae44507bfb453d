import type { Cancellation } from "../service/engine.js";
import type { FilePath, Span } from "../text/span.js";
import { actionsFor, type FileActions } from "./actions.js";
import type { IdeContext } from "./context.js";
import { fileView, lineTables, type FileView, type LineTables } from "./file-view.js";

/** What an editor asks of a project's engine. All places are offsets; answers are plain data. */
export interface IdeQueries {
  fileView(path: FilePath, cancellation: Cancellation): FileView | undefined;
  lineTables(paths: readonly FilePath[]): LineTables;
  actionsFor(path: FilePath, span: Span, cancellation: Cancellation): FileActions | undefined;
}

/** Answers the editor's queries from an engine's state. */
export class Ide implements IdeQueries {
  constructor(private readonly context: IdeContext) {}

  fileView(path: FilePath, cancellation: Cancellation): FileView | undefined {
    return fileView(this.context, path, cancellation);
  }

  lineTables(paths: readonly FilePath[]): LineTables {
    return lineTables(this.context, paths);
  }

  actionsFor(path: FilePath, span: Span, cancellation: Cancellation): FileActions | undefined {
    return actionsFor(this.context, path, span, cancellation);
  }
}
