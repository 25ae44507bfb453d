import type { FilePath, Span } from "../../text/span.js";
import type { ReadOptions, ReadProblem, ReadResult, RequirementReader } from "../reader.js";
import type { TraceItem } from "../graph.js";
import type { StatedLink } from "../reader.js";
import { noHeader } from "./csv.js";
import { DocumentCollector } from "./item-builder.js";
import { readItemTable, type TableCell, type TableRow } from "./item-table.js";
import { headerRowOf } from "./table-columns.js";
import { cellName, readWorkbook, type Sheet } from "./xlsx/workbook.js";

/** Requirements or risk items as rows of an Excel workbook's sheets; each sheet whose first rows name the columns is a table. */
export const xlsxReader: RequirementReader = {
  name: "xlsx",
  extensions: [".xlsx", ".xlsm"],
  readsBytes: true,
  canWrite: false,
  read(file: FilePath, text: string, options: ReadOptions): ReadResult {
    const { sheets, problems } = readWorkbook(text);
    const results = sheets.flatMap((sheet) => sheetResult(file, sheet, options) ?? []);
    const told: ReadProblem[] = problems.map((message) => ({ message, file, span: NOWHERE }));
    if (results.length === 0 && problems.length === 0) told.push({ message: noHeader("workbook's sheets", options), file, span: NOWHERE });
    return {
      items: results.flatMap(({ items }) => items),
      implied: results.flatMap(({ implied }) => implied),
      links: results.flatMap(({ links }) => links),
      problems: [...told, ...results.flatMap((result) => result.problems)],
    };
  },
};

/** A workbook is no text: its places are cells. */
const NOWHERE: Span = { start: 0, end: 0 };

/** Reads a sheet as a table; `undefined` when no row of it names columns that we know. */
function sheetResult(file: FilePath, sheet: Sheet, options: ReadOptions): ReadResult | undefined {
  const { text, rows } = textAndRows(sheet);
  const at = headerRowOf(rows, options);
  const header = rows[at];
  if (!header) return undefined;
  const collector = new DocumentCollector(file, text, options);
  if (!readItemTable(collector, file, header, rows.slice(at + 1), options)) return undefined;
  const nameAt = cellNames(sheet, rows);
  const placed = (item: TraceItem): TraceItem =>
    item.location.kind === "cell" ? { ...item, location: { ...item.location, span: NOWHERE, idSpan: NOWHERE, sheet: sheet.name } } : item;
  return {
    items: collector.items.map(placed),
    implied: collector.implied.map(placed),
    links: collector.links.map(({ fromSpan: _, ...link }): StatedLink => {
      const via = `${link.via}, ${nameAt(link.idSpan.start)}`;
      return { ...link, location: { file, span: NOWHERE }, idSpan: NOWHERE, via };
    }),
    problems: collector.problems.map(({ message, span }) => ({ message: `${nameAt(span.start)}: ${message}`, file, span: NOWHERE })),
  };
}

/** So many columns of a merged range are filled: a table has no more. */
const MAX_MERGED_COLUMNS = 200;

/**
 * The sheet as a text of its own, one cell after the other, in which the table reader finds ids by their places; merged cells hold the
 * same text all over. Rows that are empty are left out; each knows its number.
 */
function textAndRows(sheet: Sheet): { readonly text: string; readonly rows: readonly TableRow[] } {
  const byRow = new Map<number, string[]>();
  for (const { row, column, text } of sheet.cells) {
    const cells = byRow.get(row) ?? [];
    byRow.set(row, cells);
    cells[column] = text.trim();
  }
  for (const [firstRow, firstColumn, lastRow, lastColumn] of sheet.merges) {
    const text = byRow.get(firstRow)?.[firstColumn];
    if (text === undefined) continue;
    // A merged range may span the whole sheet: only rows that hold something are filled.
    const rows =
      lastRow - firstRow < byRow.size ? range(firstRow, lastRow) : [...byRow.keys()].filter((row) => row >= firstRow && row <= lastRow);
    for (const row of rows) {
      const cells = byRow.get(row);
      if (!cells) continue;
      for (const column of range(firstColumn, Math.min(lastColumn, firstColumn + MAX_MERGED_COLUMNS))) cells[column] ??= text;
    }
  }
  const parts: string[] = [];
  let offset = 0;
  const rows = [...byRow.keys()]
    .sort((a, b) => a - b)
    .map((line): TableRow => {
      const start = offset;
      const cells = Array.from(byRow.get(line) ?? [], (cell: string | undefined): TableCell => {
        const text = cell ?? "";
        const span = { start: offset, end: offset + text.length };
        parts.push(text, "\n");
        offset = span.end + 1;
        return { text, span };
      });
      return { line, span: { start, end: offset }, cells };
    });
  return { text: parts.join(""), rows };
}

/** Tells the cell that a place of the sheet's text belongs to: `Sheet1!B7`. */
function cellNames(sheet: Sheet, rows: readonly TableRow[]): (offset: number) => string {
  return (offset) => {
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((rows[middle]?.span.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const row = rows[low];
    const column = row?.cells.findIndex(({ span }) => offset <= span.end) ?? 0;
    return `${sheet.name}!${cellName(row?.line ?? 0, Math.max(0, column))}`;
  };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
