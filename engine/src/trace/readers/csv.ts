import { CsvError, parse } from "csv-parse/browser/esm/sync";
import type { FilePath } from "../../text/span.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { DocumentCollector } from "./item-builder.js";
import { readItemTable, type TableCell, type TableRow } from "./item-table.js";
import { headerRowOf } from "./table-columns.js";

/** Requirements or risk items as rows of a CSV file (comma, semicolon or tab) whose first record names the columns. */
export const csvReader: RequirementReader = {
  name: "csv",
  extensions: [".csv", ".tsv"],
  canWrite: true,
  read(file: FilePath, text: string, options: ReadOptions): ReadResult {
    const collector = new DocumentCollector(file, text, options);
    const records = recordsOf(text, (message, start, end) => collector.problem(message, { start, end }));
    const at = headerRowOf(records, options);
    const header = records[Math.max(at, 0)];
    if (!header) return collector;
    if (!readItemTable(collector, file, header, records.slice(at + 1), options)) collector.problem(noHeader("table", options), header.span);
    return collector;
  },
};

/** What to say of a table that names none of the columns by which items are found. */
export function noHeader(what: string, options: ReadOptions): string {
  const own = options.columns["id"];
  if (own !== undefined)
    return `No column of this ${what} is named '${own}', as 'columns' in vitalint.json says: its rows can't be read as items.`;
  if (options.kind === "soup") return `No columns of this ${what} are named 'name' and 'version': its rows can't be read as SOUP.`;
  const wanted = options.kind === "hazard" ? "'id', 'hazard' or 'risk control'" : "'id'";
  return `No column of this ${what} is named ${wanted}: its rows can't be read as items. Name the column with 'columns' in vitalint.json.`;
}

/** The character that separates the cells of a text: the most frequent of the usual ones in the header, outside quotes. */
export function delimiterOf(text: string): "," | ";" | "\t" {
  // A line above the header may hold none; a header may hold line breaks in quotes.
  const lines = text
    .slice(0, MAX_HEADER)
    .replace(/"[^"]*"/g, "")
    .split(/\r\n|[\r\n]/, MAX_HEADER_LINES);
  const header = lines.find((line) => /[,;\t]/.test(line)) ?? "";
  const count = (delimiter: string) => header.split(delimiter).length;
  return ([";", "\t"] as const).find((delimiter) => count(delimiter) > count(",")) ?? ",";
}

/** The header is looked for within so many characters and lines. */
const MAX_HEADER = 20_000;
const MAX_HEADER_LINES = 20;

/** So many broken records are told one by one; a file with more is no CSV file. */
const MAX_BROKEN_RECORDS = 50;

/** Records with the span of each cell. A record with a broken quotation is a problem at its place; the reading goes on with the next line. */
export function recordsOf(text: string, onProblem: (message: string, start: number, end: number) => void): TableRow[] {
  const delimiter = delimiterOf(text);
  const rows: TableRow[] = [];
  let offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let broken = 0; offset < text.length; broken++) {
    const error = parseFrom(text, offset, delimiter, (record, raw) => {
      const cells = cellsOf(text, offset, record, delimiter);
      const end = cells.at(-1)?.span.end ?? offset;
      if (record.some((cell) => cell.trim() !== "")) rows.push({ line: rows.length, span: { start: offset, end }, cells });
      offset += raw.length;
      // The parser's raw text of a record ends with "\r" where the line ends with "\r\n".
      if (raw.endsWith("\r") && text[offset] === "\n") offset++;
    });
    if (!error) break;
    const lineEnd = text.indexOf("\n", offset);
    const end = lineEnd < 0 ? text.length : lineEnd;
    if (broken === MAX_BROKEN_RECORDS) {
      onProblem("Too many records of this file can't be read: all that follow are left out.", offset, end);
      break;
    }
    onProblem(`This record can't be read: ${plainReason(error.code)}.`, offset, end);
    offset = end + 1;
  }
  return rows;
}

function parseFrom(
  text: string,
  offset: number,
  delimiter: string,
  onRecord: (record: readonly string[], raw: string) => void,
): CsvError | undefined {
  try {
    parse(text.slice(offset), {
      delimiter,
      raw: true,
      relax_column_count: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (entry) => {
        onRecord(entry.record, entry.raw);
        return null;
      },
    });
    return undefined;
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
}

/** Finds the parser's cells again in the text; spans leave quotes and outer blanks out. */
function cellsOf(text: string, start: number, record: readonly string[], delimiter: string): TableCell[] {
  const cells: TableCell[] = [];
  let at = start;
  for (const value of record) {
    const quoted = text[at] === '"';
    const from = quoted ? at + 1 : at;
    // In a quoted cell each quote stands twice.
    const length = quoted ? value.length + (value.split('"').length - 1) : value.length;
    const leading = value.length - value.trimStart().length;
    const trailing = value.trim() === "" ? 0 : value.length - value.trimEnd().length;
    cells.push({ text: value, span: { start: from + Math.min(leading, length), end: from + length - trailing } });
    at = from + length + (quoted ? 1 : 0);
    if (text.startsWith(delimiter, at)) at += delimiter.length;
  }
  return cells;
}

function plainReason(code: string): string {
  if (code === "CSV_QUOTE_NOT_CLOSED") return "a quotation mark is opened and never closed";
  if (code === "CSV_INVALID_CLOSING_QUOTE") return "characters follow a closing quotation mark";
  if (code === "INVALID_OPENING_QUOTE") return "a quotation mark stands inside an unquoted cell";
  return code.toLowerCase().replace(/_/g, " ");
}
