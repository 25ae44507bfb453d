import type { Cancellation, JoinedFinding } from "../service/engine.js";
import type { FilePath } from "../text/span.js";
import type { IdeContext } from "./context.js";

/** Offsets at which the lines of files begin: what an editor needs to place offsets in files that it does not hold. */
export type LineTables = Readonly<Record<FilePath, readonly number[]>>;

/** The findings of one file together with all that is needed to show them. */
export interface FileView {
  /** Version of the text that the findings are about; an editor that holds another one must not show them. -1 for an unknown file. */
  readonly version: number;
  readonly findings: readonly JoinedFinding[];
  /** Line tables of the file and of every other file that a step points into. */
  readonly lines: LineTables;
}

/** Findings of one file with the places of everything in them; `undefined` when cancelled. */
export function fileView(context: IdeContext, path: FilePath, cancellation: Cancellation): FileView | undefined {
  const document = context.project.document(path);
  if (!document) return { version: -1, findings: [], lines: {} };
  const findings = context.findings(path, cancellation);
  if (!findings) return undefined;
  const files = new Set(findings.flatMap(({ finding }) => finding.steps.map(({ location }) => location.file)));
  return { version: document.version, findings, lines: lineTables(context, [path, ...files]) };
}

/** Line tables of those of the files that are known. */
export function lineTables(context: IdeContext, files: readonly FilePath[]): LineTables {
  const tables: Record<FilePath, readonly number[]> = {};
  for (const file of files) {
    const document = context.project.document(file);
    if (!document) continue;
    const { lines } = document;
    tables[file] = Array.from({ length: lines.lineCount }, (_, line) => lines.lineStart(line));
  }
  return tables;
}
