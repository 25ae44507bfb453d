import type { Location } from "../text/span.js";
import { idPlace } from "../trace/places.js";
import type { ItemKind, TraceItem } from "../trace/graph.js";
import type { IdeContext } from "./context.js";
import { lineTables, type LineTables } from "./file-view.js";

/** A requirement or risk item that a search over the workspace finds. */
export interface TraceSymbol {
  readonly id: string;
  readonly title: string;
  readonly kind: ItemKind;
  readonly place: Location;
}

export interface TraceSymbols {
  readonly symbols: readonly TraceSymbol[];
  readonly lines: LineTables;
}

/** More are no help to somebody who searches. */
const MOST = 128;

const OTHERS: ReadonlySet<ItemKind> = new Set(["unit", "test-case", "software-item"]);

/** Requirements, design elements and risk items by id or by words of the title; those whose id begins so come first. */
export function symbolsFor(context: IdeContext, query: string): TraceSymbols {
  const wanted = query.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const found = context.graph().items.filter((item) => !OTHERS.has(item.kind) && matches(item, words));
  found.sort((a, b) => rank(a, wanted) - rank(b, wanted));
  const symbols = found.slice(0, MOST).map(({ id, title, kind, location }) => ({ id, title, kind, place: idPlace(location) }));
  return { symbols, lines: lineTables(context, [...new Set(symbols.map(({ place }) => place.file))]) };
}

function matches({ id, title }: TraceItem, words: readonly string[]): boolean {
  const text = `${id} ${title}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function rank({ id }: TraceItem, wanted: string): number {
  const lower = id.toLowerCase();
  return lower === wanted ? 0 : lower.startsWith(wanted) ? 1 : lower.includes(wanted) ? 2 : 3;
}
