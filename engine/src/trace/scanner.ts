import type { CommentAttachment, CommentFact } from "../project/facts.js";
import type { Language, SourceDocument } from "../text/document.js";
import type { EdgeRole, TraceEdge } from "./graph.js";
import type { Span } from "../text/span.js";

/** What a scanner sees: a parsed source, or a text whose language no front end reads (then the language is absent). */
export interface TaggedText {
  readonly document: SourceDocument;
  readonly language: Language | undefined;
  readonly facts: { readonly comments: readonly CommentFact[] };
}

/** A tag in a comment that links the code it documents to an item. */
export interface TagMention extends Pick<TraceEdge, "relation" | "revision" | "probable"> {
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

/** Finds the tags of one convention. */
export interface TagScanner {
  readonly name: string;
  /** True for a convention of texts in any language: scripts, build files, sources that no front end reads. */
  readonly anyText?: boolean;
  /** `isId` tells ids of the project from words. */
  scan(file: TaggedText, isId: (text: string) => boolean): readonly TagMention[];
}
