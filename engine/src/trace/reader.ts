import type { ItemKind, EdgeRole, TraceItem } from "./graph.js";
import type { FilePath, Location, Span } from "../text/span.js";

/** A link that a requirement document states: `parent`, `mitigates` …; its end is resolved when the graph is built. */
export interface StatedLink {
  readonly role: EdgeRole;
  readonly from: string;
  readonly to: string;
  readonly location: Location;
  /** Where the id of the end `to` is written; for an inverse attribute (`mitigated by`) the one of `from`. */
  readonly idSpan: Span;
  /** Where the id of `from` is written, when that is not the item itself that states the link. */
  readonly fromSpan?: Span;
  readonly via: string;
}

export interface ReadProblem {
  readonly message: string;
  readonly file: FilePath;
  readonly span: Span;
}

export interface ReadResult {
  readonly items: readonly TraceItem[];
  /** Items that a table's cell names and describes on the way (`RC-001 Occlusion alarm`): they stand unless the id is defined elsewhere. */
  readonly implied: readonly TraceItem[];
  readonly links: readonly StatedLink[];
  readonly problems: readonly ReadProblem[];
}

export interface ReadOptions {
  /** Kind of the items unless the document says another. */
  readonly kind: ItemKind;
  /** Matches a whole id of the items themselves; built on a linear-time engine. */
  readonly isId: (text: string) => boolean;
  /** Matches a whole id that a link may name: of any document of the project. */
  readonly isLinkId: (text: string) => boolean;
  /** True in a document found by its usual name: an id's prefix tells a system requirement from a software requirement. */
  readonly guessKind: boolean;
}

/** Reads one format of requirement or risk documents. Never throws on bad input: problems are located and the rest is read. */
export interface RequirementReader {
  readonly name: string;
  /** True when the reader's format can be edited in place (rename, new requirement). */
  readonly canWrite: boolean;
  read(file: FilePath, text: string, options: ReadOptions): ReadResult;
}
