import type { FilePath, Span } from "../../text/span.js";
import type { ItemKind, ItemLocation } from "../graph.js";
import { attributeKey } from "../link-attributes.js";
import type { ReadOptions } from "../reader.js";
import { kindOfWord, realisationOf, riskKindOfId } from "../item-kinds.js";
import type { DocumentCollector, StatedAttribute } from "./item-builder.js";

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

/** What a column holds, guessed from its header. `entity`: items of their own, as ids, prose, or an id followed by its title. */
type Column =
  | { readonly use: "id" | "title" | "text" }
  | { readonly use: "entity"; readonly kind: ItemKind; readonly idOnly: boolean }
  | { readonly use: "attribute"; readonly name: string };

// Header words of requirement and risk tables met in practice. DOORS: Object Heading, Object Text; DOORS Next: Primary Text.
const ID =
  /^(?:id|identifier|uid|ref|reference|no|nr|number|key|object identifier|(?:requirement|req|item|risk|entry|hazard analysis) id)$/;
const TITLE = /^(?:title|name|summary|short description|object heading|heading)$/;
const TEXT = /^(?:text|description|statement|requirement text|object text|primary text|definition|shall)$/;
const ENTITIES: readonly (readonly [RegExp, ItemKind])[] = [
  [/^(?:hazardous situations?|situations?)(?: id)?$/, "hazardous-situation"],
  [/^(?:hazards?)(?: id)?$/, "hazard"],
  [/^(?:foreseeable )?sequences? of events(?: id)?$/, "sequence-of-events"],
  [/^(?:software )?causes?(?: id)?$/, "software-cause"],
  [/^(?:potential )?harms?(?: id)?$/, "harm"],
  [
    /^(?:risk control(?: measure)?s?|control measures?|risk reduction measures?|measures?|mitigations?|controls)(?: ids?)?$/,
    "risk-control",
  ],
  [/^(?:threats?)(?: id)?$/, "threat"],
];

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
  const isRisk = options.kind === "hazard";
  const columns = header.cells.map((cell) => columnOf(cell.text, isRisk));
  const hasId = columns.some(({ use }) => use === "id");
  if (!hasId && !(isRisk && columns.some(({ use }) => use === "entity"))) return false;
  const table = new ItemTable(collector, file, header, columns, options);
  for (const row of rows) table.read(row);
  return true;
}

function columnOf(headerText: string, isRisk: boolean): Column {
  const name = attributeKey(headerText.replace(/[*`"().:#]/g, " "));
  if (ID.test(name)) return { use: "id" };
  if (TITLE.test(name)) return { use: "title" };
  if (TEXT.test(name)) return { use: "text" };
  const entity = isRisk ? ENTITIES.find(([pattern]) => pattern.test(name)) : undefined;
  if (entity) return { use: "entity", kind: entity[1], idOnly: / ids?$/.test(name) };
  return { use: "attribute", name };
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
  /** The column of the row's own id: `id`, else the first that names one (`hazard id`); -1 when rows have none. */
  private readonly idColumn: number;

  constructor(
    private readonly collector: DocumentCollector,
    private readonly file: FilePath,
    private readonly header: TableRow,
    private readonly columns: readonly Column[],
    private readonly options: ReadOptions,
  ) {
    const plain = columns.findIndex(({ use }) => use === "id");
    this.idColumn = plain >= 0 ? plain : columns.findIndex((column) => column.use === "entity" && column.idOnly);
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
    const id = cell.text.trim();
    if (!this.options.isId(id)) {
      this.collector.problem(`'${id}' is not an id of the form that this document's ids have.`, cell.span);
      return undefined;
    }
    const stated = this.stated(row);
    const kind = this.kindOfRow(row, id, stated);
    const title =
      this.textOf(row, (column) => column.use === "title") ||
      this.titleByKind(row, kind) ||
      this.textOf(row, (column) => column.use === "text");
    const text = this.textOf(row, (column) => column.use === "text");
    const before = this.titles.get(id);
    if (before === title && this.columns.some(({ use }) => use === "entity")) return { id, kind, span: cell.span };
    this.titles.set(id, title);
    this.collector.items.push(this.collector.item(id, title, text, stated, this.location(row, index, cell), kind));
    return { id, kind, span: cell.span };
  }

  /** Attributes of a row: plain columns, and entity columns that hold prose only. */
  private stated(row: TableRow): StatedAttribute[] {
    const stated: StatedAttribute[] = [];
    this.columns.forEach((column, index) => {
      const cell = row.cells[index];
      const nameCell = this.header.cells[index];
      if (!cell || !nameCell || index === this.idColumn || cell.text.trim() === "") return;
      const isProse = column.use === "entity" && this.collector.idsIn(cell.span).length === 0;
      if (column.use !== "attribute" && !isProse) return;
      const name = column.use === "attribute" ? column.name : attributeKey(nameCell.text);
      stated.push({ name, value: cell.text.trim(), nameSpan: nameCell.span, valueSpan: cell.span });
    });
    return stated;
  }

  private kindOfRow(row: TableRow, id: string, stated: readonly StatedAttribute[]): ItemKind {
    const named = stated.find(({ name }) => name === "kind" || name === "type");
    const byWord = named && kindOfWord(named.value);
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
      const actual = riskKindOfId(word.text) ?? kind;
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

  private location(row: TableRow, column: number, cell: TableCell): ItemLocation {
    return { kind: "cell", file: this.file, span: row.span, idSpan: cell.span, row: row.line, column };
  }
}

/** What stands between two ids of a cell, without the marks that join them: `: Limit the rate; `. */
function bareTitle(text: string): string {
  const start = text.replace(/^[\s:,;)\]–—-]+/, "");
  let end = start.length;
  while (end > 0 && " \t\r\n,;([–—-".includes(start.charAt(end - 1))) end--;
  return start.slice(0, end);
}
