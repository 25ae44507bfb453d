import type { ParsedFile } from "../languages/front-end.js";
import type { CommentAttachment } from "../project/facts.js";
import type { EdgeRole } from "./graph.js";
import type { Span } from "../text/span.js";

/** A tag in a comment that links the code it documents to an item. */
export interface TagMention {
  readonly role: EdgeRole;
  readonly id: string;
  readonly idSpan: Span;
  /** The tag itself, `@satisfies` with its at sign. */
  readonly tagSpan: Span;
  readonly tag: string;
  readonly attachment: CommentAttachment;
}

/** Finds the tags of one convention. */
export interface TagScanner {
  readonly name: string;
  /** `isId` tells ids of the project from words. */
  scan(file: ParsedFile, isId: (text: string) => boolean): readonly TagMention[];
}
