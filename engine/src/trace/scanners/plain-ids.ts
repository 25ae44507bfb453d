import type { TagScanner } from "../scanner.js";

/** What may be an id in any writing: letters, a separator, digits, perhaps more. */
const CANDIDATE = /(?<![\p{L}\p{N}_.:/@-])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+){0,8}[-_][0-9]+(?:[.-][0-9]+)*[a-z]?(?![\p{L}\p{N}_-])/gu;

/**
 * Ids in any comment, where `vitalint.json` says so (`tags.plainIds`): `// limits the rate (SRS-012)`. An id of almost the same form as
 * an item's (`RW-SYS-003` for `RW-SYS-3`) is a probable link only; what no item has is a word.
 */
export const plainIdScanner: TagScanner = {
  name: "plain-ids",
  scan(file, _isId, { plainIds, isTest }) {
    if (!plainIds) return [];
    return file.facts.comments.flatMap((comment) =>
      [...comment.text.matchAll(CANDIDATE)].map((match) => {
        const start = comment.span.start + match.index;
        const idSpan = { start, end: start + match[0].length };
        const role = isTest ? "verifies" : "satisfies";
        const { attachment } = comment;
        return { role, loose: true, inexact: "form", id: match[0], idSpan, tagSpan: idSpan, tag: "comment", attachment } as const;
      }),
    );
  },
};
