import type { CodeEnd, ItemKind, EdgeRole, TraceEdge, TraceItem } from "./graph.js";
import type { FilePath, Location, Span } from "../text/span.js";

/** A link that a requirement document states: `parent`, `mitigates` …; its end is resolved when the graph is built. */
export interface StatedLink extends Pick<TraceEdge, "relation" | "revision" | "stamp" | "stampSpan" | "probable" | "suspect"> {
  readonly role: EdgeRole;
  readonly from: string;
  readonly to: string;
  /** Code that the document names as the end `from`, which is then resolved to its unit; `from` is what the document writes. */
  readonly fromCode?: CodeEnd;
  /** The item that is meant where none has the id itself: the need of a part, `REQ_1` of `REQ_1.limit`. It begins the id. */
  readonly whole?: string;
  /** The convention states no role of its own: where the kinds of the ends do not fit it, the role that fits them is meant. */
  readonly loose?: boolean;
  /**
   * The id may be written in another form than its item has, padded with zeros or in another case; such a link is probable only. In the
   * `name` of a function, which has no other separators than underscores, those make no difference. Where no item fits it is no link.
   */
  readonly inexact?: "form" | "name";
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
  /** Kinds of the document's own types, by the type in lower case (`types` in `vitalint.json`). */
  readonly types: Readonly<Record<string, ItemKind>>;
  /** Roles of the document's own relations, by the relation in lower case (`relations` in `vitalint.json`). */
  readonly relations: Readonly<Record<string, EdgeRole>>;
  /** Columns or fields by what they mean to us: `{ "id": "Object Identifier", "text": "Object Text" }` (`columns` in `vitalint.json`). */
  readonly columns: Readonly<Record<string, string>>;
  /**
   * Text of another file of the project: a grammar, a folder's settings. The document is read again when that file changes, comes or
   * goes. `undefined` where there is none.
   */
  readonly textOf: (path: FilePath) => string | undefined;
}

/** Reads one format of requirement or risk documents. Never throws on bad input: problems are located and the rest is read. */
export interface RequirementReader {
  readonly name: string;
  /** Ends of the names of files that the reader takes where nobody names one, in lower case: `.sdoc`. */
  readonly extensions: readonly string[];
  /** True where the text is an archive's bytes, one character (0–255) each: `.reqifz`, `.xlsx`. */
  readonly readsBytes?: boolean;
  /** True when the reader's format can be edited in place (rename, new requirement). */
  readonly canWrite: boolean;
  /** Files of these extensions are nothing else: one that can't be read is told though nobody named it. */
  readonly isOwnFormat?: boolean;
  /** True for a text that is of the reader's format beyond doubt, where no configuration names documents. `textOf` as in {@link ReadOptions}. */
  recognises?(file: FilePath, text: string, textOf: ReadOptions["textOf"]): boolean;
  /** True for a file that only says how others are read, and holds no item. */
  holdsSettings?(file: FilePath): boolean;
  read(file: FilePath, text: string, options: ReadOptions): ReadResult;
}
