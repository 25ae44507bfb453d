import type { EdgeRole } from "../graph.js";
import type { TagMention, TagScanner } from "../scanner.js";
import { mentionsOf, tagLines, type TagLine } from "./tag-lines.js";

interface Annotation {
  readonly role: EdgeRole;
  readonly roleInTests?: EdgeRole;
  /** The word may name something that no document defines: then it is no tag. */
  readonly inexact?: TagMention["inexact"];
  /** Only the first word is an id. */
  readonly one?: boolean;
}

/** Annotations by tools that check them: reqstool, Ketryx, eslint-plugin-traceability. */
const ANNOTATIONS: Readonly<Record<string, Annotation>> = {
  "@Requirements": { role: "satisfies" },
  "@SVCs": { role: "verifies" },
  "@tests:": { role: "verifies" },
  "@itemId:": { role: "satisfies", roleInTests: "verifies", inexact: "form", one: true },
  "@story": { role: "satisfies", roleInTests: "verifies", inexact: "form", one: true },
};
const TAG = /(?<![\w@\\])(@(?:Requirements|SVCs|story)(?=[ \t(])|@(?:tests|itemId):)\(?/g;

/**
 * Annotations in JSDoc and other comments: `@Requirements R1, R2` and `@SVCs S1` (ids may have their document's name before them,
 * `urn:ID`), `@tests:ID`, `@itemId:ID`, `@story FILE`.
 */
export const annotationScanner: TagScanner = {
  name: "annotations",
  anyText: true,
  scan(file, isId) {
    if (!/@(?:Requirements|SVCs|tests:|itemId:|story)/.test(file.document.text)) return [];
    return tagLines(file, TAG).flatMap((line) => {
      const said = ANNOTATIONS[line.tag];
      if (!said) return [];
      const { one, ...roles } = said;
      return mentionsOf({ ...line, words: idsOf(line, one === true, isId) }, { ...roles, loose: true });
    });
  },
};

function idsOf({ tag, words }: TagLine, one: boolean, isId: (text: string) => boolean): TagLine["words"] {
  const ids = words.map(({ text, span }) => {
    const colon = text.lastIndexOf(":");
    if (colon < 0 || isId(text)) return { text, span };
    return { text: text.slice(colon + 1), span: { start: span.start + colon + 1, end: span.end } };
  });
  if (one) return ids.slice(0, 1);
  // Prose may follow a list: the list ends at the first word that is no id, but a mistyped first word is noticed.
  const end = ids.findIndex(({ text }, index) => !isId(text) && !(index === 0 || /[0-9]/.test(text)));
  const found = end < 0 ? ids : ids.slice(0, end);
  // The language's own and other tools' tags of the same name hold words.
  return tag === "@Requirements" && !found.some(({ text }) => /[0-9]/.test(text)) ? [] : found;
}
