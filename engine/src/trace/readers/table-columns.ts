import type { ItemKind } from "../graph.js";
import { attributeKey } from "../link-attributes.js";
import type { ReadOptions } from "../reader.js";

/** What a column holds. `entity`: items of their own, as ids, prose, or an id followed by its title. */
export type Column =
  | { readonly use: "id" | "heading" | "title" | "text" }
  | { readonly use: "type"; readonly name: string }
  | { readonly use: "entity"; readonly kind: ItemKind; readonly idOnly: boolean }
  /** In a risk table: requirements that implement the row's risk controls, or what verifies them. */
  | { readonly use: "implementation" | "verification"; readonly name: string }
  | { readonly use: "attribute"; readonly name: string };

// Header words of requirement and risk tables met in practice. DOORS: Object Heading, Object Text; DOORS Next: Primary Text; of several
// columns that may hold the id the first of these is it: DOORS exports its Absolute Number beside the Object Identifier.
const IDS: readonly RegExp[] = [
  /^object identifier$/,
  /^(?:id|uid|requirement id|req id|reqid|item id|artifact id|work item id|record id|review id|verification id|analysis id|inspection id|risk id|entry id|hazard analysis id|project id)$/,
  /^(?:identifier|key|ref|reference)$/,
  /^(?:no|nr|number|absolute number|global id)$/,
];
/** A SOUP list names its entries; few have ids. */
const SOUP_NAME = /^(?:title|name|component|library|software|soup|soup (?:item|name|component)|item|product|package)$/;
const HEADING = /^(?:object heading)$/;
const TITLE = /^(?:title|name|summary|short description|object short text|heading)$/;
const TEXT =
  /^(?:text|description|statement|requirement text|object text|primary text|contents?|definition|shall|requirement description)$/;
/** In a list of requirements, the text of each, or its title where another column has the text. */
const REQUIREMENT = /^(?:(?:system |software |sw |sys )?requirements?|requirement statement|shall statement)$/;
const TYPE = /^(?:type|kind|artifact type|item type|object type|work item type|requirement type|issue type)$/;
const IMPLEMENTATION =
  /^(?:(?:software |system |implementing )?requirements?(?: ids?)?|srs(?: ids?)?|implemented (?:by|in)|implementation(?: requirements?)?)$/;
const VERIFICATION =
  /^(?:verification(?: of (?:implementation|effectiveness|risk controls?))?|verified by|verifications?|verification (?:ids?|records?|references?|of risk control measures?)|tests?|test cases?|test ids?)$/;
const ENTITIES: readonly (readonly [RegExp, ItemKind])[] = [
  [/^(?:hazardous situations?|situations?)(?: id)?$/, "hazardous-situation"],
  [/^(?:hazards?)(?: id)?$/, "hazard"],
  [/^(?:(?:foreseeable )?sequences? of events|sequences?)(?: id)?$/, "sequence-of-events"],
  [/^(?:software |initiating |potential |root )?causes?(?: id)?$/, "software-cause"],
  [/^(?:potential )?harms?(?: id)?$/, "harm"],
  [
    /^(?:risk control(?: measure)?s?|control measures?|risk reduction measures?|measures?|mitigations?|mitigation measures?|controls|security controls?)(?: ids?)?$/,
    "risk-control",
  ],
  [/^(?:threats?|threat scenarios?|attack scenarios?)(?: id)?$/, "threat"],
];

/** The columns of a table by its header; as `columns` of the configuration says, guessed from the words otherwise. */
export function columnsOf(header: readonly string[], options: ReadOptions): readonly Column[] {
  const meanings = new Map(Object.entries(options.columns).map(([meaning, word]) => [attributeKey(word), attributeKey(meaning)]));
  const names = header.map((text) => attributeKey(text.replace(/[*`"().:#<>]/g, " ")));
  const mapped = header.map((text, index) => meanings.get(attributeKey(text)) ?? meanings.get(names[index] ?? ""));
  const configured = new Set(mapped.filter((meaning) => meaning !== undefined));
  const id = idColumn(names, mapped);
  const firstNamed = names.findIndex((name, index) => SOUP_NAME.test(mapped[index] ?? name));
  const columns = names.map((name, index): Column => {
    const meaning = mapped[index];
    if (index === id) return { use: "id" };
    // A column that only has a usual name gives way to the one that the configuration names.
    if (options.kind === "soup" && firstNamed === index) return { use: "title" };
    const column = columnOf(meaning ?? name.replace(/^link /, ""), options.kind === "hazard");
    if (meaning === undefined && column.use !== "attribute" && configured.has(column.use)) return { use: "attribute", name };
    return column;
  });
  return withRequirements(columns, options.kind);
}

/** Finds the column `Requirement` of a list of requirements; of several columns that may be the text the first is. */
function withRequirements(columns: readonly Column[], kind: ItemKind): readonly Column[] {
  const isAny = (use: Column["use"]): boolean => columns.some((column) => column.use === use);
  if (kind !== "system-requirement" && kind !== "software-requirement") return columns;
  const index = columns.findIndex((column) => column.use === "attribute" && REQUIREMENT.test(column.name));
  if (index < 0) return columns;
  const use = !isAny("text") ? "text" : !isAny("title") && !isAny("heading") ? "title" : undefined;
  return use === undefined ? columns : columns.map((column, at) => (at === index ? { use } : column));
}

function idColumn(names: readonly string[], mapped: readonly (string | undefined)[]): number {
  const configured = mapped.indexOf("id");
  if (configured >= 0) return configured;
  for (const pattern of IDS) {
    const found = names.findIndex((name, index) => mapped[index] === undefined && pattern.test(name));
    if (found >= 0) return found;
  }
  return -1;
}

function columnOf(name: string, isRisk: boolean): Column {
  if (HEADING.test(name)) return { use: "heading" };
  if (TITLE.test(name)) return { use: "title" };
  if (TEXT.test(name)) return { use: "text" };
  if (TYPE.test(name)) return { use: "type", name: name === "kind" ? "kind" : "type" };
  if (isRisk) {
    const entity = ENTITIES.find(([pattern]) => pattern.test(name));
    if (entity) return { use: "entity", kind: entity[1], idOnly: / ids?$/.test(name) };
    if (IMPLEMENTATION.test(name)) return { use: "implementation", name };
    if (VERIFICATION.test(name)) return { use: "verification", name };
  }
  return { use: "attribute", name };
}

/** True when rows under such columns can be items: a risk table may do without a column of ids. */
export function holdsItems(columns: readonly Column[], options: ReadOptions): boolean {
  if (options.kind === "soup") {
    const isVersion = (column: Column): boolean =>
      column.use === "attribute" && /^(?:version|revision|release|unique designator)$/.test(column.name);
    return columns.some(({ use }) => use === "title") && columns.some(isVersion);
  }
  return columns.some(({ use }) => use === "id" || (use === "entity" && options.kind === "hazard"));
}

/** So many rows may stand above a table's header: a title, the date of the export. */
const MAX_PREAMBLE = 20;

/** The row that names the columns; -1 when none does. */
export function headerRowOf(rows: readonly { readonly cells: readonly { readonly text: string }[] }[], options: ReadOptions): number {
  for (const [index, { cells }] of rows.slice(0, MAX_PREAMBLE).entries()) {
    const texts = cells.map(({ text }) => text);
    // One filled cell is a title; behind the first row, one word like "id" is not enough to be a header.
    if (index > 0 && texts.filter((text) => text.trim() !== "").length < 2) continue;
    if (holdsItems(columnsOf(texts, options), options)) return index;
  }
  return -1;
}
