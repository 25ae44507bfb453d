import type { FilePath, Span } from "../../text/span.js";
import type { ItemKind, ItemLocation } from "../graph.js";
import { prefixOf } from "../ids.js";
import { attributeKey } from "../link-attributes.js";
import type { ReadOptions } from "../reader.js";
import { kindOfType, realisationOf, riskKindOfId } from "../item-kinds.js";
import type { DocumentCollector, StatedAttribute } from "./item-builder.js";
import { columnsOf, holdsItems, type Column } from "./table-columns.js";

export interface TableCell {
  readonly text: string;
  readonly span: Span;
}

export interface TableRow {
  /** Zero-based line or record number. */
  readonly line: number;
  readonly span: Span;
  readonly cells: readonly TableCell[];
}

/**
 * Reads a table whose rows are items. Two layouts are met: one item a row (`id, kind, title, mitigates, …`), and one
 * risk a row (`hazard, cause, situation, harm, severity, risk controls, …`); both work, also mixed. A requirement table
 * needs an id column; a risk table an id column or a column of hazards, situations, causes or risk controls.
 * Returns false when the header is of neither kind.
 */
export function readItemTable(
  collector: DocumentCollector,
  file: FilePath,
  header: TableRow,
  rows: readonly TableRow[],
  options: ReadOptions,
): boolean {
  const columns = columnsOf(
    header.cells.map((cell) => cell.text),
    options,
  );
  if (!holdsItems(columns, options)) return false;
  const table = new ItemTable(collector, file, header, columns, options);
  for (const row of filledDown(rows, columns)) table.read(row);
  return true;
}

/**
 * Rows of a risk table as merged cells leave them: a row without id whose first cells are empty continues the one above it, and takes
 * from there what is empty before its own first cell.
 */
function filledDown(rows: readonly TableRow[], columns: readonly Column[]): readonly TableRow[] {
  if (!columns.some(({ use }) => use === "entity")) return rows;
  const id = idColumnOf(columns);
  const own = columns[id]?.use === "entity" ? columns[id].kind : "hazard";
  // What describes the row's own item: a row that fills it is an item of its own, whose id was forgotten.
  const describing = columns.flatMap((column, index) =>
    index === id || column.use === "title" || column.use === "heading" || (column.use === "entity" && column.kind === own) ? [index] : [],
  );
  let above: TableRow | undefined;
  return rows.map((row) => {
    const first = row.cells.findIndex(({ text }) => text.trim() !== "");
    const isContinued = first > 0 && describing.length > 0 && describing.every((index) => index < first);
    const from = isContinued ? above : undefined;
    if (from) above = { ...row, cells: row.cells.map((cell, index) => (index < first ? (from.cells[index] ?? cell) : cell)) };
    else above = row;
    return above;
  });
}

function idColumnOf(columns: readonly Column[], isSoup = false): number {
  const plain = columns.findIndex(({ use }) => use === "id");
  if (plain >= 0) return plain;
  // An entry of a SOUP list is known by its name.
  return columns.findIndex((column) => (isSoup ? column.use === "title" : column.use === "entity" && column.idOnly));
}

/** From cause to harm: what stands in one row belongs together, each to the next. */
const CHAIN: readonly ItemKind[] = ["software-cause", "sequence-of-events", "hazardous-situation", "hazard"];

interface RowItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly span: Span;
}

class ItemTable {
  /** Rows may repeat a hazard, once for each of its causes: the same id with the same title is the same item. */
  private readonly titles = new Map<string, string>();
  /** Places of the items of this table in the collector's list. */
  private readonly places = new Map<string, number>();
  /** The column of the row's own id: `id`, else the first that names one (`hazard id`); -1 when rows have none. */
  private readonly idColumn: number;

  constructor(
    private readonly collector: DocumentCollector,
    private readonly file: FilePath,
    private readonly header: TableRow,
    private readonly columns: readonly Column[],
    private readonly options: ReadOptions,
  ) {
    this.idColumn = idColumnOf(columns, options.kind === "soup");
  }

  read(row: TableRow): void {
    const found: RowItem[] = [];
    const main = this.mainItem(row);
    if (main) found.push(main);
    this.columns.forEach((column, index) => {
      const cell = row.cells[index];
      if (column.use === "entity" && cell && index !== this.idColumn) found.push(...this.entities(row, index, cell, column.kind, main));
    });
    this.links(found);
    this.controlLinks(row, found);
  }

  private mainItem(row: TableRow): RowItem | undefined {
    const index = this.idColumn;
    const cell = row.cells[index];
    if (index < 0 || !cell || cell.text.trim() === "") {
      if (index >= 0 && row.cells.some(({ text }) => text.trim() !== "")) {
        this.collector.problem("This row has no id: give it one, or it can't be traced.", row.span);
      }
      return undefined;
    }
    const isName = this.columns[index]?.use === "title";
    const id = isName ? `soup:${cell.text.trim()}` : cell.text.trim();
    if (!isName && !this.options.isId(id)) {
      this.collector.problem(`'${id}' is not an id of the form that this document's ids have.`, cell.span);
      return undefined;
    }
    const stated = this.stated(row);
    const kind = this.kindOfRow(row, id, stated);
    const text = this.textOf(row, (column) => column.use === "text");
    const heading = this.textOf(row, (column) => column.use === "heading");
    const title =
      heading || this.textOf(row, (column) => column.use === "title") || this.titleByKind(row, kind) || text || methodOf(kind, id, stated);
    const before = this.titles.get(id);
    if (before === title && this.columns.some(({ use }) => use === "entity")) {
      this.merge(id, stated);
      return { id, kind, span: cell.span };
    }
    this.titles.set(id, title);
    // DOORS gives a chapter's heading a row of its own.
    const isChapter = heading !== "" && text === "";
    const item = this.collector.item(id, title, text, stated, this.location(row, index, cell), isChapter ? "information" : kind);
    this.places.set(id, this.collector.items.push(item) - 1);
    return { id, kind, span: cell.span };
  }

  /** Adds what a further row says of an item: another cause, a severity that is worse. */
  private merge(id: string, stated: readonly StatedAttribute[]): void {
    const place = this.places.get(id);
    const item = place === undefined ? undefined : this.collector.items[place];
    if (place === undefined || !item) return;
    const attributes = { ...item.attributes };
    let { severity } = item;
    for (const { name, value } of stated) {
      const known = attributes[name];
      if (name === "severity") {
        severity = severity === undefined ? value : worseSeverity(severity, value);
        attributes[name] = severity;
      } else if (known === undefined) attributes[name] = value;
      else if (!known.split("; ").includes(value)) attributes[name] = `${known}; ${value}`;
    }
    this.collector.items[place] = { ...item, attributes, ...(severity === undefined ? {} : { severity }) };
  }

  /** Attributes of a row: plain columns, and entity columns that hold prose only. */
  private stated(row: TableRow): StatedAttribute[] {
    const stated: StatedAttribute[] = [];
    this.columns.forEach((column, index) => {
      const cell = row.cells[index];
      const nameCell = this.header.cells[index];
      if (!cell || !nameCell || index === this.idColumn || cell.text.trim() === "") return;
      if (column.use === "id" || column.use === "heading" || column.use === "title" || column.use === "text") return;
      if (column.use === "entity" && this.collector.idsIn(cell.span).length > 0) return;
      const name = column.use === "attribute" || column.use === "type" ? column.name : attributeKey(nameCell.text);
      // Ids in these are links of the row's controls, which are made there.
      const isLink = column.use === "implementation" || column.use === "verification";
      const valueSpan = isLink ? { start: cell.span.start, end: cell.span.start } : cell.span;
      stated.push({ name, value: cell.text.trim(), nameSpan: nameCell.span, valueSpan });
    });
    return stated;
  }

  private kindOfRow(row: TableRow, id: string, stated: readonly StatedAttribute[]): ItemKind {
    const named = stated.find(({ name }) => name === "kind" || name === "type");
    const byWord = named && (this.options.types[named.value.toLowerCase()] ?? kindOfType(named.value));
    if (byWord) return byWord;
    if (this.options.kind !== "hazard") return this.options.kind;
    const byId = riskKindOfId(id);
    if (byId) return byId;
    const own = this.columns[this.idColumn];
    if (own?.use === "entity") return own.kind;
    const filled = this.columns.find((column, index) => column.use === "entity" && (row.cells[index]?.text.trim() ?? "") !== "");
    return filled?.use === "entity" && filled.kind !== "risk-control"
      ? filled.kind
      : stated.some(({ name }) => name === "mitigates")
        ? "risk-control"
        : "hazard";
  }

  private titleByKind(row: TableRow, kind: ItemKind): string {
    return this.textOf(
      row,
      (column, cell) => column.use === "entity" && column.kind === kind && this.collector.idsIn(cell.span).length === 0,
    );
  }

  private textOf(row: TableRow, wanted: (column: Column, cell: TableCell) => boolean): string {
    const index = this.columns.findIndex((column, i) => {
      const cell = row.cells[i];
      return cell !== undefined && cell.text.trim() !== "" && wanted(column, cell);
    });
    return row.cells[index]?.text.trim() ?? "";
  }

  /** Items that a cell names: `RC-001, RC-002`, or one with its title, `RC-001 Occlusion alarm` or `RC-001: Occlusion alarm; RC-002: …`. */
  private entities(row: TableRow, index: number, cell: TableCell, kind: ItemKind, main: RowItem | undefined): RowItem[] {
    const words = this.collector.idsIn(cell.span);
    const found: RowItem[] = [];
    words.forEach((word, i) => {
      if (word.text === main?.id) return;
      const next = words[i + 1]?.span.start ?? cell.span.end;
      const raw =
        cell.text.length === cell.span.end - cell.span.start
          ? cell.text.slice(word.span.end - cell.span.start, next - cell.span.start)
          : "";
      const title = bareTitle(raw);
      // One letter may be anything (a hazard H-1, a harm H-1): the column knows.
      const actual = (/^[A-Za-z]$/.test(prefixOf(word.text)) ? undefined : riskKindOfId(word.text)) ?? kind;
      found.push({ id: word.text, kind: actual, span: word.span });
      const titled = title || (words.length === 1 ? this.titleBeside(row, actual, cell) : "");
      if (!titled || this.titles.get(word.text) === titled) return;
      this.titles.set(word.text, titled);
      const location: ItemLocation = { kind: "cell", file: this.file, span: cell.span, idSpan: word.span, row: row.line, column: index };
      this.collector.implied.push({ ...this.collector.item(word.text, titled, "", [], location, actual), ...this.facts(row, actual) });
    });
    return found;
  }

  /** Title of `hazard id` in the column `hazard` beside it. */
  private titleBeside(row: TableRow, kind: ItemKind, own: TableCell): string {
    return this.textOf(
      row,
      (column, cell) => cell !== own && column.use === "entity" && column.kind === kind && this.collector.idsIn(cell.span).length === 0,
    );
  }

  /** What a row says of the items that it names on the way. */
  private facts(row: TableRow, kind: ItemKind): { severity?: string; realisation?: NonNullable<ReturnType<typeof realisationOf>> } {
    const named = (name: string) => this.textOf(row, (column) => column.use === "attribute" && column.name === name);
    if (kind === "risk-control") {
      const realisation = realisationOf(named("realisation") || named("realization") || named("implementation") || named("control type"));
      return realisation ? { realisation } : {};
    }
    const severity = named("severity");
    return severity ? { severity } : {};
  }

  private links(found: readonly RowItem[]): void {
    const links = new Set<string>();
    const add = (role: "mitigates" | "refines", from: RowItem, to: RowItem) => {
      if (from.id === to.id || links.has(`${role} ${from.id} ${to.id}`)) return;
      links.add(`${role} ${from.id} ${to.id}`);
      this.collector.link(role, from.id, to.id, to.span, "row", from.span);
    };
    const controlled = found.filter(({ kind }) => kind !== "risk-control" && kind !== "harm");
    for (const control of found.filter(({ kind }) => kind === "risk-control"))
      for (const item of controlled) add("mitigates", control, item);
    const chain = CHAIN.flatMap((kind) => found.filter((item) => item.kind === kind));
    for (const item of chain) {
      const later = chain.find((other) => CHAIN.indexOf(other.kind) > CHAIN.indexOf(item.kind));
      if (later) add("refines", item, later);
    }
    for (const harm of found.filter(({ kind }) => kind === "harm")) {
      const source = chain.at(-1);
      if (source) add("refines", harm, source);
    }
  }

  /** What implements and what verifies the controls of a row, by the ids in the columns that say so. */
  private controlLinks(row: TableRow, found: readonly RowItem[]): void {
    const controls = found.filter(({ kind }) => kind === "risk-control");
    if (controls.length === 0) return;
    this.columns.forEach((column, index) => {
      const cell = row.cells[index];
      if (!cell || (column.use !== "implementation" && column.use !== "verification")) return;
      const role = column.use === "implementation" ? "mitigates" : "verifies";
      for (const word of this.collector.idsIn(cell.span)) {
        if (role === "verifies") this.record(row, index, cell, word);
        for (const control of controls) this.collector.link(role, word.text, control.id, control.span, column.name, word.span);
      }
    });
  }

  /** A verification that a row names stands as a record, unless another document or a test has the id; its result is the row's. */
  private record(row: TableRow, index: number, cell: TableCell, word: { readonly text: string; readonly span: Span }): void {
    const result = this.textOf(
      row,
      (column) => column.use === "attribute" && /^(?:verification )?(?:result|status|passed)$/.test(column.name),
    );
    this.collector.implied.push({
      id: word.text,
      kind: "verification-record",
      title: bareTitle(cell.text.trim() === word.text ? "" : cell.text.replace(word.text, "")),
      text: "",
      attributes: result === "" ? {} : { result },
      location: { kind: "cell", file: this.file, span: cell.span, idSpan: word.span, row: row.line, column: index },
    });
  }

  private location(row: TableRow, column: number, cell: TableCell): ItemLocation {
    return { kind: "cell", file: this.file, span: row.span, idSpan: cell.span, row: row.line, column };
  }
}

/** A verification record is known by its method and id: `Review VR-3`. */
function methodOf(kind: ItemKind, id: string, stated: readonly StatedAttribute[]): string {
  if (kind !== "verification-record") return "";
  const method = stated.find(({ name }) => name === "method" || name === "type")?.value;
  return method === undefined ? id : `${method} ${id}`;
}

const SEVERITIES: readonly RegExp[] = [/^(?:catastrophic|fatal|death|5)/i, /^(?:critical|4)/i, /^(?:serious|severe|major|high|3)/i, /^(?:moderate|medium|2)/i, /^(?:minor|marginal|low|1)/i]; // prettier-ignore

/** The worse of two severities, by the words of the usual scales; the first where none is known. */
function worseSeverity(one: string, other: string): string {
  const rank = (word: string) => SEVERITIES.findIndex((pattern) => pattern.test(word.trim()));
  return rank(other) >= 0 && (rank(one) < 0 || rank(other) < rank(one)) ? other : one;
}

/** What stands between two ids of a cell, without the marks that join them: `: Limit the rate; `. */
function bareTitle(text: string): string {
  const start = text.replace(/^[\s:,;)\]–—-]+/, "");
  let end = start.length;
  while (end > 0 && " \t\r\n,;([–—-".includes(start.charAt(end - 1))) end--;
  return start.slice(0, end);
}
