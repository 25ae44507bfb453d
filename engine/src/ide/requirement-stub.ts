import type { FilePath } from "../text/span.js";
import type { TraceItem } from "../trace/graph.js";
import { prefixOf } from "../trace/ids.js";
import { readerNamed } from "../trace/readers/registry.js";
import type { IdeContext } from "./context.js";
import type { FileEdit } from "./link-function.js";
import { lineTables } from "./file-view.js";

/**
 * The edit that adds an item of an id that no document has yet: a heading behind the last one of its kind, in the Markdown document
 * that holds the ids most like it. `undefined` where there is no such document: other formats are written by their own tools.
 */
export function requirementStub(context: IdeContext, id: string): FileEdit | undefined {
  const prefix = prefixOf(id);
  const last = new Map<FilePath, { count: number; item: TraceItem }>();
  for (const item of context.graph().items) {
    const { location } = item;
    if (location.kind !== "span" || prefixOf(item.id) !== prefix || readerNamed(item.reader ?? "")?.name !== "markdown") continue;
    if (!headingOf(context, item)) continue;
    const known = last.get(location.file);
    if (!known) last.set(location.file, { count: 1, item });
    else last.set(location.file, { count: known.count + 1, item: location.span.start > startOf(known.item) ? item : known.item });
  }
  const [found] = [...last].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  if (!found) return undefined;
  const [path, { item }] = found;
  const text = context.project.text(path) ?? "";
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const behind = item.location.kind === "span" ? Math.min(text.length, item.location.span.end) : text.length;
  const offset = text.slice(behind).trim() === "" ? text.length : behind;
  const before = text.slice(0, offset);
  const gap = before === "" || before.endsWith(end + end) ? "" : before.endsWith(end) ? end : end + end;
  const after = text.slice(offset).trim() === "" ? "" : end;
  const newText = `${gap}${headingOf(context, item) ?? "###"} ${id} Title${end}${end}The software shall …${end}${after}`;
  const version = context.project.document(path)?.version ?? -1;
  return { path, version, lines: lineTables(context, [path])[path] ?? [0], edits: [{ span: { start: offset, end: offset }, newText }] };
}

/** Marks of the heading that defines an item: `###`; `undefined` for one that a table or list defines. */
function headingOf(context: IdeContext, { location }: TraceItem): string | undefined {
  if (location.kind !== "span") return undefined;
  const text = context.project.text(location.file) ?? "";
  const line = text.slice(text.lastIndexOf("\n", location.idSpan.start - 1) + 1, location.idSpan.start);
  return /^(#{1,6})\s/.exec(line)?.[1];
}

function startOf({ location }: TraceItem): number {
  return location.kind === "entry" ? 0 : location.span.start;
}
