import type { FilePath, Location, Span } from "../text/span.js";
import { idPlace } from "../trace/places.js";
import type { IdeContext } from "./context.js";
import { lineTables, type LineTables } from "./file-view.js";
import { idAt } from "./id-at.js";
import { completionsAt, type IdCompletions } from "./id-completion.js";
import { definitionsOf, referencesOf } from "./id-links.js";

/** Places that an id at hand leads to. */
export interface IdPlaces {
  readonly version: number;
  /** The id itself. */
  readonly origin: Span;
  readonly places: readonly Location[];
  readonly lines: LineTables;
}

/** An id in text that leads to where it is defined. */
export interface IdLink {
  readonly span: Span;
  readonly target: Location;
  readonly tooltip: string;
}

export interface IdLinks {
  readonly version: number;
  readonly links: readonly IdLink[];
  readonly lines: LineTables;
}

export interface Completions extends IdCompletions {
  readonly version: number;
  readonly lines: readonly number[];
}

/** Where the id at an offset is defined; `null` when there is no id. */
export function definitionsAt(context: IdeContext, path: FilePath, offset: number): IdPlaces | null {
  return placesAt(context, path, offset, (id) => definitionsOf(context.graph(), id));
}

/** Where the id at an offset is named; `null` when there is no id. */
export function referencesAt(context: IdeContext, path: FilePath, offset: number, includeDefinition: boolean): IdPlaces | null {
  return placesAt(context, path, offset, (id) => referencesOf(context.graph(), id, includeDefinition));
}

/** Code that implements the requirement or risk control at an offset; `null` when there is no id. */
export function implementationsAt(context: IdeContext, path: FilePath, offset: number): IdPlaces | null {
  return placesAt(context, path, offset, (id) => {
    const graph = context.graph();
    const edges = [...graph.incoming(id, "satisfies"), ...graph.incoming(id, "mitigates")];
    return edges.flatMap(({ from, symbol }) => {
      const unit = graph.item(from);
      if (unit?.kind !== "unit") return [];
      return symbol ? [symbol.location] : [idPlace(unit.location)];
    });
  });
}

/** Ids that fit at an offset; `null` where none is expected. */
export function completionAt(context: IdeContext, path: FilePath, offset: number): Completions | null {
  const found = completionsAt(context.project, context.graph(), path, offset);
  if (!found) return null;
  return { ...found, version: versionOf(context, path), lines: lineTables(context, [path])[path] ?? [0] };
}

/** The ids that links of a file name, each with the place of its definition elsewhere. */
export function linksOf(context: IdeContext, path: FilePath): IdLinks {
  const graph = context.graph();
  const text = context.project.text(path) ?? "";
  const links: IdLink[] = [];
  for (const edge of graph.edges) {
    if (edge.location.file !== path) continue;
    const written = text.slice(edge.idSpan.start, edge.idSpan.end);
    const item = graph.item(written) ?? (edge.probable === true ? graph.item(edge.to) : undefined);
    if (!item) continue;
    links.push({ span: edge.idSpan, target: idPlace(item.location), tooltip: `${item.id} ${item.title}`.trim() });
  }
  const files = new Set([path, ...links.map(({ target }) => target.file)]);
  return { version: versionOf(context, path), links, lines: lineTables(context, [...files]) };
}

function placesAt(context: IdeContext, path: FilePath, offset: number, find: (id: string) => readonly Location[]): IdPlaces | null {
  const at = idAt(context.project, path, offset);
  if (!at) return null;
  const places = find(at.id);
  const files = new Set([path, ...places.map(({ file }) => file)]);
  return { version: versionOf(context, path), origin: at.span, places, lines: lineTables(context, [...files]) };
}

function versionOf({ project }: IdeContext, path: FilePath): number {
  return project.document(path)?.version ?? -1;
}
