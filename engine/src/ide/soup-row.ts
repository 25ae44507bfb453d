import { attributeKey } from "../trace/link-attributes.js";
import type { TraceItem } from "../trace/graph.js";
import { delimiterOf } from "../trace/readers/csv.js";
import { cellsOfRow } from "../trace/readers/markdown/blocks.js";
import type { FilePath } from "../text/span.js";
import type { IdeContext } from "./context.js";
import { lineTables } from "./file-view.js";
import type { FileEdit } from "./link-function.js";

/**
 * The edit that adds a package to the SOUP list: a row behind the last one, with name and version in the columns that the list has for
 * them. `undefined` where there is no list as CSV or Markdown table: a workbook is written by its own tool.
 */
export function soupRow(context: IdeContext, name: string): FileEdit | undefined {
  const graph = context.graph();
  const soup = graph.packages.find((known) => known.name === name);
  const entries = graph.items.filter((item) => item.kind === "soup" && item.location.kind === "cell");
  const last = entries.filter(({ reader }) => reader === "csv" || reader === "markdown").at(-1);
  if (!soup || !last) return undefined;
  const path = last.location.file;
  const text = context.project.text(path) ?? "";
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const header = headerOf(text, last);
  const offset = last.reader === "csv" ? text.length : lineEnd(text, last);
  const values = header.cells.map((cell) => {
    const key = attributeKey(cell);
    if (/^(?:version|revision|release|unique designator)$/.test(key)) return soup.version ?? soup.range ?? "";
    if (/^(?:id|soup id|item id|identifier|no|number)$/.test(key))
      return nextId(
        entries.map(({ id }) => id),
        name,
      );
    return cell === header.name ? name : "";
  });
  const { delimiter } = header;
  const row = delimiter === "|" ? `| ${values.join(" | ")} |` : values.map((value) => quoted(value, delimiter)).join(delimiter);
  const isBehindLine = offset === 0 || text[offset - 1] === "\n";
  const newText = isBehindLine ? row + end : end + row + (last.reader === "csv" ? end : "");
  return editOf(context, path, offset, newText);
}

/** The id behind the last one, `SOUP-08` behind `SOUP-07`; where ids hold no numbers, the package's own name. */
function nextId(ids: readonly string[], name: string): string {
  const numbered = ids.flatMap((id) => {
    const match = /^(.*?)(\d{1,9})$/.exec(id);
    return match ? [{ prefix: match[1] ?? "", digits: match[2] ?? "" }] : [];
  });
  const last = numbered.at(-1);
  if (!last) return name;
  const same = numbered.filter(({ prefix }) => prefix === last.prefix).map(({ digits }) => Number(digits));
  return last.prefix + String(Math.max(...same) + 1).padStart(last.digits.length, "0");
}

function headerOf(text: string, last: TraceItem): { readonly cells: readonly string[]; readonly name: string; readonly delimiter: string } {
  const name = (cells: readonly string[]) =>
    cells.find((cell) =>
      /^(?:title|name|component|library|software|soup|soup (?:item|name|component)|item|product|package)$/.test(attributeKey(cell)),
    ) ?? "";
  if (last.reader === "csv") {
    const delimiter = delimiterOf(text);
    const line = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? "";
    const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ""));
    return { cells, name: name(cells), delimiter };
  }
  // The header of a Markdown table is the line above its line of dashes.
  const before = text.slice(0, last.location.kind === "entry" ? 0 : last.location.span.start);
  const dashes = [...before.matchAll(/^[ \t]*\|?[ \t]*:?-+[-:| \t]*$/gm)].at(-1)?.index ?? 0;
  const start = text.lastIndexOf("\n", dashes - 2) + 1;
  const cells = cellsOfRow(text, start, Math.max(start, dashes - 1)).map((cell) => cell.text.replace(/[*`]/g, ""));
  return { cells, name: name(cells), delimiter: "|" };
}

function lineEnd(text: string, { location }: TraceItem): number {
  const from = location.kind === "entry" ? 0 : location.span.end;
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}

function quoted(value: string, delimiter: string): string {
  return value.includes(delimiter) || value.includes('"') ? `"${value.replace(/"/g, '""')}"` : value;
}

function editOf(context: IdeContext, path: FilePath, offset: number, newText: string): FileEdit {
  const version = context.project.document(path)?.version ?? -1;
  return { path, version, lines: lineTables(context, [path])[path] ?? [0], edits: [{ span: { start: offset, end: offset }, newText }] };
}
