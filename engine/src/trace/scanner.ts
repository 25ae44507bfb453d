import type { SurveyedFunction } from "../languages/front-end.js";
import type { CommentAttachment, CommentFact } from "../project/facts.js";
import type { Language, SourceDocument } from "../text/document.js";
import type { FilePath, Span } from "../text/span.js";
import type { EdgeRole, TraceItem } from "./graph.js";
import type { ReadProblem, StatedLink } from "./reader.js";

/** What a scanner sees: a parsed source, or a text whose language no front end reads (then the language is absent). */
export interface TaggedText {
  readonly document: SourceDocument;
  readonly language: Language | undefined;
  readonly facts: { readonly comments: readonly CommentFact[]; readonly functions?: readonly SurveyedFunction[] };
}

/** A tag in a comment that links the code it documents to an item. */
export interface TagMention extends Pick<StatedLink, "relation" | "revision" | "probable" | "loose"> {
  /** As in {@link StatedLink}: the id may have another form. */
  readonly inexact?: StatedLink["inexact"];
  readonly role: EdgeRole;
  /** The role in a source of tests, where the convention has one tag for both. */
  readonly roleInTests?: EdgeRole;
  readonly id: string;
  readonly idSpan: Span;
  /** The tag itself, `@satisfies` with its at sign. */
  readonly tagSpan: Span;
  readonly tag: string;
  readonly attachment: CommentAttachment;
  /** What the convention itself says that the tag belongs to; without it, what the comment is attached to. */
  readonly scope?: TagScope;
}

/** What a tag's own words say it belongs to. */
export type TagScope =
  | { readonly of: "file" }
  /** The function, or the class, that the comment is attached to or stands in. */
  | { readonly of: "function" | "class" }
  /** A stretch of the file: a line, a range between two markers. */
  | { readonly of: "range"; readonly span: Span };

/** What a scanner may ask beside the file itself. */
export interface ScanContext {
  /** Text of another file of the project: settings of the convention. The file is scanned again when that one changes. */
  readonly textOf: (path: FilePath) => string | undefined;
  readonly isTest: boolean;
  /** True where the project wants ids in any comment to be tags (`tags.plainIds` in `vitalint.json`). */
  readonly plainIds: boolean;
  /** The `ubproject.toml` that `vitalint.json` names; empty: the usual places. */
  readonly codelinks: string;
}

/** Items that comments define, with the links that they state themselves: codelinks' needs, Doxygen's requirements. */
export interface CommentItems {
  readonly items: readonly TraceItem[];
  readonly links: readonly StatedLink[];
  readonly problems: readonly ReadProblem[];
}

/** Finds the tags of one convention. */
export interface TagScanner {
  readonly name: string;
  /** True for a convention of texts in any language: scripts, build files, sources that no front end reads. */
  readonly anyText?: boolean;
  /** `isId` tells ids of the project from words. */
  scan(file: TaggedText, isId: (text: string) => boolean, context: ScanContext): readonly TagMention[];
  /** Items that the convention defines in comments. */
  items?(file: TaggedText, isId: (text: string) => boolean, context: ScanContext): CommentItems;
}
