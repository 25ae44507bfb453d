import type { TagMention, TagScanner } from "../scanner.js";

/** A type, an optional name and revision of the tag itself, what it covers, and what that needs next. */
const TAG =
  /\[\s*([a-zA-Z]+)(?:~(?:\p{L}[\p{L}\p{N}_.-]*)?~[0-9]{1,9})?\s*->\s*([a-zA-Z]+~\p{L}[\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*~([0-9]{1,9}))\s*(?:>>\s*[a-zA-Z]+(?:\s*,\s*[a-zA-Z]+)*\s*)?\]/gu;

/** Types of artifacts that verify; any other realises. */
const VERIFYING = /test$|^(?:test|verif|review|inspect)/i;

/** OpenFastTrace's `[impl->dsn~name~1]`, also with a name, a revision or `>>needs` of its own, in any line of any text. */
export const openFastTraceScanner: TagScanner = {
  name: "openfasttrace",
  anyText: true,
  scan(file) {
    const { text } = file.document;
    if (!text.includes("->")) return [];
    const mentions: TagMention[] = [];
    for (const { span, attachment } of file.facts.comments) {
      const raw = text.slice(span.start, span.end);
      if (!raw.includes("->")) continue;
      for (const match of raw.matchAll(TAG)) {
        const [whole, type = "", id = "", revision = ""] = match;
        const start = span.start + match.index;
        const from = start + whole.indexOf(id, whole.indexOf("->"));
        mentions.push({
          role: VERIFYING.test(type) ? "verifies" : "satisfies",
          loose: true,
          id,
          idSpan: { start: from, end: from + id.length },
          tagSpan: { start, end: start + whole.length },
          tag: `[${type}->`,
          relation: type,
          revision: Number(revision),
          attachment,
        });
      }
    }
    return mentions;
  },
};
