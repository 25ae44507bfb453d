import type { CommentFact } from "../../project/facts.js";
import type { Word } from "../ids.js";
import type { TaggedText, TagMention } from "../scanner.js";

/** A tag found by a pattern, with the words behind it on its line. */
export interface TagLine {
  readonly comment: CommentFact;
  /** The tag as the pattern's first group matched it. */
  readonly tag: string;
  readonly tagSpan: { readonly start: number; readonly end: number };
  readonly words: readonly Word[];
}

/** What ends a list of ids on a line: the comment's end, another tag, a bracket. */
const STOP = /\*\/|-->|[@{}()"'`]|"""|\r?\n|$/;
/** No list is longer. In characters. */
const MAX_LINE = 2000;

/**
 * Tags of a pattern in the comments of a file, each with the words behind it up to the end of the line, separated by commas or blanks.
 * The pattern is global, has no group but the tag, and ends behind the tag.
 */
export function tagLines(file: TaggedText, pattern: RegExp): TagLine[] {
  const { text } = file.document;
  const found: TagLine[] = [];
  for (const comment of file.facts.comments) {
    const raw = comment.text;
    for (const match of raw.matchAll(pattern)) {
      const tag = match[1] ?? match[0];
      const start = comment.span.start + match.index + match[0].lastIndexOf(tag);
      const from = comment.span.start + match.index + match[0].length;
      const line = text.slice(from, Math.min(comment.span.end, from + MAX_LINE));
      const end = from + (STOP.exec(line)?.index ?? line.length);
      found.push({ comment, tag, tagSpan: { start, end: start + tag.length }, words: wordsBetween(text, from, end) });
    }
  }
  return found;
}

/** The tag's words as mentions of the code that its comment belongs to. */
export function mentionsOf(line: TagLine, said: Pick<TagMention, "role"> & Partial<TagMention>): TagMention[] {
  const { tag, tagSpan, comment, words } = line;
  return words.map(({ text: id, span: idSpan }) => ({ ...said, id, idSpan, tag, tagSpan, attachment: comment.attachment }));
}

function wordsBetween(text: string, start: number, end: number): Word[] {
  const words: Word[] = [];
  for (const match of text.slice(start, end).matchAll(/[^\s,;]+/g)) {
    const word = match[0].replace(/[.:!?]+$/, "");
    if (!/[\p{L}\p{N}]/u.test(word) || word.length > 200) continue;
    const at = start + match.index;
    words.push({ text: word, span: { start: at, end: at + word.length } });
  }
  return words;
}
