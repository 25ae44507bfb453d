import type { ItemKind, EdgeRole, TraceItem } from "./graph.js";
import type { FilePath, Location, Span } from "../text/span.js";

/** A link that a requirement document states: `parent`, `mitigates` …; its end is resolved when the graph is built. */
export interface StatedLink {
  readonly role: EdgeRole;
  readonly from: string;
  readonly to: string;
  readonly location: Location;
  readonly idSpan: Span;
  readonly via: string;
}

export interface ReadProblem {
  readonly message: string;
  readonly file: FilePath;
  readonly span: Span;
}

export interface ReadResult {
  readonly items: readonly TraceItem[];
  readonly links: readonly StatedLink[];
  readonly problems: readonly ReadProblem[];
}

export interface ReadOptions {
  /** Kind of the items unless the document says another. */
  readonly kind: ItemKind;
  /** Matches a whole id; built on a linear-time engine. */
  readonly isId: (text: string) => boolean;
}

/** Reads one format of requirement or risk documents. Never throws on bad input: problems are located and the rest is read. */
export interface RequirementReader {
  readonly name: string;
  /** True when the reader's format can be edited in place (rename, new requirement). */
  readonly canWrite: boolean;
  read(file: FilePath, text: string, options: ReadOptions): ReadResult;
}
