import type { TraceItem } from "../graph.js";
import { kindOfArtifact } from "../readers/openfasttrace.js";
import type { StatedLink } from "../reader.js";
import type { CommentItems, TaggedText, TagMention, TagScanner } from "../scanner.js";

/**
 * A type, an optional name and revision of the tag itself, what it covers, and what that needs next: behind it (`>>impl,utest`), or, as
 * documents hand an item on, before it (`dsn->impl:req~limit~1`).
 */
const TAG =
  /\[\s*([a-zA-Z]+)(?:~(\p{L}[\p{L}\p{N}_.-]*)?~([0-9]{1,9}))?\s*--?>\s*(?:([a-zA-Z]+(?:\s*,\s*[a-zA-Z]+)*)\s*:\s*)?([a-zA-Z]+~\p{L}[\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*~([0-9]{1,9}))\s*(?:>>\s*([a-zA-Z]+(?:\s*,\s*[a-zA-Z]+)*)\s*)?\]/gu;
const SWITCH = /\boft:(on|off)\b/g;

/** Types of artifacts that verify; any other realises. */
const VERIFYING = /test$|^(?:test|verif|review|inspect)/i;

/** OpenFastTrace's `[impl->dsn~name~1]`, also with a name, a revision or needs of its own, in any line of any text. */
export const openFastTraceScanner: TagScanner = {
  name: "openfasttrace",
  anyText: true,
  scan(file) {
    return tagsIn(file).map(({ type, id, idStart, start, length, revision, attachment }): TagMention => ({
      role: VERIFYING.test(type) ? "verifies" : "satisfies",
      loose: true,
      id,
      idSpan: { start: idStart, end: idStart + id.length },
      tagSpan: { start, end: start + length },
      tag: `[${type}->`,
      relation: type,
      revision,
      attachment,
    }));
  },
  /** A tag that says what is needed next stands for an item of its own, which has the name of what it covers unless it has one itself. */
  items(file): CommentItems {
    const items: TraceItem[] = [];
    const links: StatedLink[] = [];
    for (const { type, id, idStart, start, length, revision, own, ownRevision, needs } of tagsIn(file)) {
      if (needs === undefined) continue;
      const name = own ?? id.split("~")[1] ?? "";
      const itemRevision = ownRevision ?? revision;
      const { path } = file.document;
      const idSpan = { start: start + 1, end: start + 1 + type.length };
      const location = { kind: "span", file: path, span: { start, end: start + length }, idSpan } as const;
      const made = `${type}~${name}~${String(itemRevision)}`;
      const attributes = { needs: needs.replace(/\s*,\s*/g, ", ") };
      const kind = kindOfArtifact(type, {}, /req$/i.test(type) ? "software-requirement" : "design");
      items.push({ id: made, kind, title: "", text: "", attributes, location, type, revision: itemRevision });
      const place = { start: idStart, end: idStart + id.length };
      const said = { role: "satisfies", loose: true, via: `[${type}->`, relation: type, revision } as const;
      links.push({ ...said, from: made, to: id, location: { file: path, span: place }, idSpan: place });
    }
    return { items, links, problems: [] };
  },
};

interface Tag extends Pick<TagMention, "attachment"> {
  readonly type: string;
  readonly own: string | undefined;
  readonly ownRevision: number | undefined;
  readonly id: string;
  readonly idStart: number;
  readonly revision: number;
  readonly needs: string | undefined;
  readonly start: number;
  readonly length: number;
}

/** All tags but those between `oft:off` and `oft:on`. */
function tagsIn(file: TaggedText): Tag[] {
  const { text } = file.document;
  if (!text.includes("->")) return [];
  const hasSwitches = text.includes("oft:off");
  const tags: Tag[] = [];
  const switched = { isOff: false };
  for (const { span, attachment } of file.facts.comments) {
    const raw = text.slice(span.start, span.end);
    const switches = hasSwitches ? [...raw.matchAll(SWITCH)] : [];
    let next = 0;
    const pass = (at: number): void => {
      for (let each = switches[next]; each && each.index < at; each = switches[++next]) switched.isOff = each[1] === "off";
    };
    for (const match of raw.includes("->") ? raw.matchAll(TAG) : []) {
      pass(match.index);
      if (switched.isOff) continue;
      const [whole, type = "", own, ownRevision, before, id = "", revision = "", behind] = match;
      const start = span.start + match.index;
      const idStart = start + whole.indexOf(id, whole.indexOf("->"));
      const numbers = { revision: Number(revision), ownRevision: ownRevision === undefined ? undefined : Number(ownRevision) };
      tags.push({ type, own, ...numbers, id, idStart, needs: behind ?? before, start, length: whole.length, attachment });
    }
    pass(raw.length);
  }
  return tags;
}
