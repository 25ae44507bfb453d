import { textOfEntry, unzip } from "../archive/unzip.js";
import { walkXml, type XmlAttributes } from "../xml-events.js";
import { NumberFormats } from "./number-format.js";

/** A cell with its text as a person sees it, near enough; row and column from zero. */
export interface SheetCell {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

export interface Sheet {
  readonly name: string;
  readonly cells: readonly SheetCell[];
  /** Merged ranges: first row and column, last row and column. */
  readonly merges: readonly (readonly [number, number, number, number])[];
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly problems: readonly string[];
}

/** Cells of all sheets together; a workbook with more is no list of requirements. */
const MAX_CELLS = 2_000_000;
/** Text of all cells together, in characters: shared strings may be used again and again. */
const MAX_CHARACTERS = 100_000_000;
/** Excel's own limit of rows; and columns beyond those of any table, which would cost room in each row. */
const MAX_ROW = 1_048_576;
const MAX_COLUMN = 500;

/** Reads the sheets of an Excel workbook (`.xlsx`) from its bytes, one character each. */
export function readWorkbook(text: string): Workbook {
  const entries = unzip(text, (name) =>
    /^xl\/(?:workbook|sharedStrings|styles|_rels\/workbook|worksheets\/[^/]+)\.xml(?:\.rels)?$/i.test(name),
  );
  if ("refused" in entries) return { sheets: [], problems: [`This workbook can't be read: ${entries.refused}.`] };
  return new WorkbookReader(new Map(entries.map(({ name, bytes }) => [name.toLowerCase(), bytes]))).read();
}

class WorkbookReader {
  private readonly problems: string[] = [];
  private readonly formats = new NumberFormats();
  private strings: readonly string[] = [];
  private cells = 0;
  private characters = 0;

  constructor(private readonly entries: ReadonlyMap<string, Uint8Array>) {}

  read(): Workbook {
    const targets = new Map<string, string>();
    this.walk("xl/_rels/workbook.xml.rels", (name, attributes) => {
      if (name === "Relationship") targets.set(valueOf(attributes, "Id"), valueOf(attributes, "Target"));
    });
    const named: { readonly name: string; readonly target: string }[] = [];
    const found = this.walk("xl/workbook.xml", (name, attributes) => {
      if (name === "workbookPr") this.formats.startsIn1904 = /^(?:1|true)$/.test(valueOf(attributes, "date1904"));
      if (name === "sheet") named.push({ name: valueOf(attributes, "name"), target: targets.get(valueOf(attributes, "id")) ?? "" });
    });
    if (!found) return { sheets: [], problems: ["This archive is no Excel workbook: it holds no xl/workbook.xml."] };
    this.walk("xl/styles.xml", (name, attributes, path) => {
      if (name === "numFmt") this.formats.define(Number(valueOf(attributes, "numFmtId")), valueOf(attributes, "formatCode"));
      if (name === "xf" && path.at(-2) === "cellXfs") this.formats.addStyle(Number(valueOf(attributes, "numFmtId")));
    });
    this.strings = this.sharedStrings();
    const sheets = named.map(({ name, target }) => this.sheet(name, target.startsWith("/") ? target.slice(1) : `xl/${target}`));
    return { sheets, problems: this.problems };
  }

  private sharedStrings(): readonly string[] {
    const strings: string[] = [];
    let now = "";
    const isPhonetic = (path: readonly string[]) => path.includes("rPh");
    this.walk(
      "xl/sharedStrings.xml",
      (name) => {
        if (name === "si") now = "";
      },
      (text, path) => {
        if (path.at(-1) === "t" && !isPhonetic(path)) now += text;
      },
      (name) => {
        if (name === "si") strings.push(now);
      },
    );
    return strings;
  }

  private sheet(name: string, entry: string): Sheet {
    const cells: SheetCell[] = [];
    const merges: (readonly [number, number, number, number])[] = [];
    let row = -1;
    let column = -1;
    let type = "";
    let style = 0;
    let value = "";
    const isFull = (): boolean => this.cells > MAX_CELLS || this.characters > MAX_CHARACTERS;
    const found = this.walk(
      entry,
      (element, attributes) => {
        if (element === "row") {
          const stated = Number(valueOf(attributes, "r"));
          row = Number.isInteger(stated) && stated > 0 ? stated - 1 : row + 1;
          column = -1;
        } else if (element === "c") {
          const place = placeOf(valueOf(attributes, "r"));
          row = place?.row ?? Math.max(row, 0);
          column = place?.column ?? column + 1;
          type = valueOf(attributes, "t");
          style = Number(valueOf(attributes, "s"));
          value = "";
        } else if (element === "mergeCell") {
          const [from, to] = valueOf(attributes, "ref").split(":").map(placeOf);
          if (from && to) merges.push([from.row, from.column, to.row, to.column]);
        }
      },
      (text, path) => {
        if (path.at(-1) === "v" || (path.at(-1) === "t" && path.includes("is") && !path.includes("rPh"))) value += text;
      },
      (element) => {
        if (element !== "c" || value === "" || isFull()) return;
        const text = this.textOf(type, style, value);
        this.cells++;
        this.characters += text.length;
        if (text !== "" && row < MAX_ROW && column < MAX_COLUMN) cells.push({ row, column, text });
      },
    );
    if (!found) this.problems.push(`Sheet '${name}' is missing from the workbook.`);
    if (isFull()) this.problems.push(`Sheet '${name}': the workbook holds more cells than are read; what follows is left out.`);
    return { name, cells, merges };
  }

  private textOf(type: string, style: number, value: string): string {
    if (type === "s") return this.strings[Number(value)] ?? "";
    if (type === "b") return value === "1" ? "true" : "false";
    if (type === "" || type === "n") return this.formats.textOf(Number(value), style) ?? value;
    return value;
  }

  /** Walks one entry; false when it is not there. Paths include the element itself. */
  private walk(
    entry: string,
    open: (name: string, attributes: XmlAttributes, path: readonly string[]) => void,
    text?: (text: string, path: readonly string[]) => void,
    close?: (name: string) => void,
  ): boolean {
    const bytes = this.entries.get(entry.toLowerCase());
    if (!bytes) return false;
    const path: string[] = [];
    walkXml(textOfEntry(bytes), {
      open(name, attributes) {
        path.push(name);
        open(name, attributes, path);
      },
      text: (said) => text?.(said, path),
      close(name) {
        path.pop();
        close?.(name);
      },
      problem: (message) => this.problems.push(`${entry}: ${message}`),
    });
    return true;
  }
}

function valueOf(attributes: XmlAttributes, name: string): string {
  return attributes.get(name)?.value ?? "";
}

/** `B7` as row 6, column 1. */
function placeOf(reference: string): { readonly row: number; readonly column: number } | undefined {
  const match = /^\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})$/.exec(reference);
  if (!match?.[1] || !match[2]) return undefined;
  let column = 0;
  for (const letter of match[1]) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(match[2]) - 1, column: column - 1 };
}

/** Row 6, column 1 as `B7`. */
export function cellName(row: number, column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${String(row + 1)}`;
}
