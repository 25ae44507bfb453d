import type { FilePath, Location, Span, TextEdit } from "../text/span.js";
import { readerNamed } from "../trace/readers/registry.js";
import { traceSourcesOf } from "../trace/sources.js";
import type { IdeContext } from "./context.js";
import { lineTables, type LineTables } from "./file-view.js";
import { idAt } from "./id-at.js";
import { definitionsOf, referencesOf } from "./id-links.js";
import { renamedRecords } from "./rename-records.js";

/** What can be renamed at a place, or why it can't, in a sentence for people. */
export type RenameTarget = { readonly id: string; readonly span: Span; readonly version: number; readonly lines: LineTables } | Refusal;

/** Edits that rename an id everywhere, by file; versions let an editor refuse edits of a text that went on. */
export type Renaming =
  | {
      readonly files: readonly { readonly path: FilePath; readonly version: number; readonly edits: readonly TextEdit[] }[];
      readonly lines: LineTables;
    }
  | Refusal;

interface Refusal {
  readonly problem: string;
}

/** The id at an offset, if it can be renamed; `null` where there is none. */
export function renameTargetAt(context: IdeContext, path: FilePath, offset: number): RenameTarget | null {
  const at = idAt(context.project, path, offset);
  if (!at) return null;
  const refusal = refusalFor(context, at.id);
  if (refusal) return refusal;
  return { ...at, version: context.project.document(path)?.version ?? -1, lines: lineTables(context, [path]) };
}

/**
 * Renames an id where it is defined and everywhere it is named. Refused, naming the place, where one of them can't be edited: an
 * export, an archive, a workbook. The records of reviews and stamps follow. Result files of test runs are left alone: the next run
 * writes them anew.
 */
export function renameAt(context: IdeContext, path: FilePath, offset: number, newId: string): Renaming | null {
  const at = idAt(context.project, path, offset);
  if (!at) return null;
  const refusal = refusalFor(context, at.id) ?? refusalOfName(context, at.id, newId);
  if (refusal) return refusal;
  const byFile = new Map<FilePath, TextEdit[]>();
  for (const { file, span } of editable(context, at.id)) {
    const list = byFile.get(file);
    const edit = { span, newText: newId };
    if (list) list.push(edit);
    else byFile.set(file, [edit]);
  }
  const records = renamedRecords(context, at.id, newId, byFile);
  if ("problem" in records) return records;
  const files = [...byFile].map(([file, edits]) => ({ path: file, version: context.project.document(file)?.version ?? -1, edits }));
  const all = [...files, ...records.map(({ path: file, version, edits }) => ({ path: file, version, edits }))];
  return {
    files: all,
    lines: lineTables(
      context,
      all.map(({ path: file }) => file),
    ),
  };
}

/** Places of an id that a person could edit: not those in results of test runs. */
function editable(context: IdeContext, id: string): readonly Location[] {
  const sources = traceSourcesOf(context.project.config);
  return referencesOf(context.graph(), id, true).filter(({ file }) => sources.roleOf(file)?.role !== "results");
}

function refusalFor(context: IdeContext, id: string): Refusal | undefined {
  const graph = context.graph();
  const item = graph.item(id);
  if (!item || item.kind === "unit" || item.kind === "test-case" || item.kind === "software-item")
    return { problem: `${id} is defined in no requirement or risk document: there is nothing to rename.` };
  if (item.location.kind === "entry")
    return {
      problem: `${id} stands in ${item.location.file} (${item.location.entry}), which can't be edited here. Rename it in the tool that it comes from.`,
    };
  // Doorstop has no id in a file: its name is the id, and fingerprints of other items are computed with it.
  if (item.location.kind === "span" && item.location.idSpan.start === item.location.idSpan.end)
    return {
      problem: `${id} is the name of the file ${item.location.file}: rename it with the tool that keeps these files (${item.reader ?? "its own"}).`,
    };
  for (const { file, span } of [...definitionsOf(graph, id), ...editable(context, id)]) {
    const role = traceSourcesOf(context.project.config).roleOf(file);
    const reader = role?.role === "items" ? readerNamed(role.reader) : undefined;
    if (reader && !reader.canWrite)
      return {
        problem: `${id} stands in ${file}, an export that can't be edited here (${reader.name}). Rename it in the tool that it comes from.`,
      };
    const text = context.project.text(file);
    if (text === undefined) return { problem: `${id} stands in ${file}, which could not be read.` };
    const written = text.slice(span.start, span.end);
    if (written !== id)
      return { problem: `${id} is written '${written}' in ${file}:${String(lineOf(context, file, span))}: make both the same first.` };
  }
  return undefined;
}

function refusalOfName(context: IdeContext, id: string, newId: string): Refusal | undefined {
  if (newId === id) return { problem: `${id} has this name already.` };
  const known = context.graph().item(newId);
  if (known)
    return {
      problem: `${newId} is taken: ${known.title === "" ? `a ${known.kind.replace(/-/g, " ")}` : `"${known.title}"`} in ${known.location.file}.`,
    };
  if (!traceSourcesOf(context.project.config).linkIds.matches(newId))
    return { problem: `'${newId}' is no id by this project's patterns: its links would no longer be found.` };
  return undefined;
}

function lineOf({ project }: IdeContext, file: FilePath, span: Span): number {
  return (project.document(file)?.lines.lineAt(span.start) ?? 0) + 1;
}
