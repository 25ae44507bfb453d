import type { CommentFact } from "../../project/facts.js";
import { isCFamily } from "../../text/document.js";
import type { EdgeRole } from "../graph.js";
import { wordsOf, type Word } from "../ids.js";
import type { TaggedText, TagMention, TagScanner } from "../scanner.js";

/** Commands and the link that each states. `req` is the tag for TypeScript and JavaScript, where `@satisfies` is the language's own. */
const ROLES: Readonly<Record<string, EdgeRole>> = {
  satisfies: "satisfies",
  req: "satisfies",
  verifies: "verifies",
  mitigates: "mitigates",
};

/** The command and what follows it up to the next command, bracket or line end; a line that ends in a comma goes on. */
const TAG = /(?<![\w@\\])[@\\](satisfies|verifies|mitigates|req)\b[ \t:]*/g;

/** What begins a line inside a comment: ` * `, `///`, `//!`. */
const LINE_START = /^[ \t]*(?:\*(?!\/)|\/\/[/!]?<?)?[ \t]*/;

/**
 * Doxygen's `@satisfies ID…` and `@verifies ID…` (also with `\`), and `@mitigates ID…`. Doxygen takes one id a command; here several
 * are read, separated by commas or blanks. In C and C++ the first word counts as an id whatever it looks like, so that a
 * mistyped one is noticed; in TypeScript and JavaScript only what looks like an id does.
 */
export const doxygenScanner: TagScanner = {
  name: "doxygen",
  scan(file, isId) {
    const mentions: TagMention[] = [];
    for (const comment of file.facts.comments)
      // Below `\requirement` the commands say what the requirement itself is for.
      if (/[@\\](?:satisfies|verifies|mitigates|req)\b/.test(comment.text) && !/[@\\]requirement\b/.test(comment.text))
        scanComment(file, comment, isId, mentions);
    return mentions;
  },
};

function scanComment(file: TaggedText, comment: CommentFact, isId: (text: string) => boolean, mentions: TagMention[]): void {
  const text = file.document.text;
  const raw = text.slice(comment.span.start, comment.span.end);
  for (const match of raw.matchAll(TAG)) {
    const name = match[1];
    const role = name === undefined ? undefined : ROLES[name];
    if (name === undefined || role === undefined) continue;
    const tagStart = comment.span.start + match.index;
    const anyFirst = isCFamily(file.language) && name !== "req";
    for (const word of idsAfter(text, tagStart + match[0].length, comment.span.end, isId, anyFirst)) {
      mentions.push({
        role,
        id: word.text,
        idSpan: word.span,
        tagSpan: { start: tagStart, end: tagStart + 1 + name.length },
        tag: `${raw.charAt(match.index)}${name}`,
        attachment: comment.attachment,
      });
    }
  }
}

/** Ids from `start` on: words while they are ids, over the line's end only after a comma. */
function idsAfter(text: string, start: number, end: number, isId: (text: string) => boolean, anyFirst: boolean): Word[] {
  const ids: Word[] = [];
  let from = start;
  while (from < end) {
    const newline = text.indexOf("\n", from);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    const command = /[@\\{]/.exec(text.slice(from, lineEnd));
    const stop = command ? from + command.index : lineEnd;
    const words = wordsOf(text, from, stop).filter(({ text: word }) => !/^(?:\*?\/|-+)$/.test(word));
    for (const word of words) {
      if (!isId(word.text) && !(anyFirst && ids.length === 0 && /[A-Za-z0-9]/.test(word.text))) return ids;
      ids.push(word);
    }
    if (command || ids.length === 0 || !/,\s*$/.test(text.slice(from, lineEnd)) || lineEnd >= end) return ids;
    from = lineEnd + 1;
    from += LINE_START.exec(text.slice(from, end))?.[0].length ?? 0;
  }
  return ids;
}
