import type { CommentFact } from "../../project/facts.js";
import type { LineIndex } from "../../text/line-index.js";
import type { Span } from "../../text/span.js";
import type { EdgeRole } from "../graph.js";
import type { ReadProblem } from "../reader.js";
import type { CommentItems, TaggedText, TagMention, TagScanner, TagScope } from "../scanner.js";

/** The marker up to its closing bracket; ids, scope and role may stand on several lines of a comment. */
const MARKER = /(?<![\w@])@relation[({]([^(){}]{1,2000})[)}]/g;
/** What separates the parts: commas, white space, and what begins the lines of a comment. */
const PART = /[^\s,*#][^\s,]*/g;
const UID = /^[A-Za-z][A-Za-z0-9_/.\\-]+$/;

const SCOPES = new Set(["file", "class", "function", "line", "range_start", "range_end"]);

/** Words by which roles of relations name what a test does. Without a role the place decides: source or test. */
const VERIFYING = /^(?:test|tests|verif\w*|validat\w*|check\w*)$/i;

interface Marker {
  readonly ids: readonly { readonly text: string; readonly span: Span }[];
  readonly scope: string;
  readonly relation: string | undefined;
  readonly span: Span;
  readonly comment: CommentFact;
}

/**
 * StrictDoc's `@relation(ID, ID, scope=function, role=Implements)`, in round or curly brackets. A scope `line` is the marker's line and
 * the next; a range lasts from `range_start` to the `range_end` of the same ids. Between `@relation(skip, scope=range_start)` and its
 * end no marker counts.
 */
export const strictdocScanner: TagScanner = {
  name: "strictdoc",
  anyText: true,
  scan(file, isId) {
    return file.document.text.includes("@relation") ? read(file, isId).mentions : [];
  },
  /** No items: only what is wrong with markers, which would be lost without a word. */
  items(file, isId) {
    return file.document.text.includes("@relation") ? read(file, isId) : NOTHING;
  },
};

const NOTHING: CommentItems = { items: [], links: [], problems: [] };

interface Found extends CommentItems {
  readonly mentions: readonly TagMention[];
}

// A file is asked for its tags and then for its items.
let last: { readonly file: TaggedText; readonly found: Found } | undefined;

function read(file: TaggedText, isId: (text: string) => boolean): Found {
  if (last?.file === file) return last.found;
  const problems: ReadProblem[] = [];
  const tell = (message: string, span: Span): number => problems.push({ message, file: file.document.path, span });
  const markers = file.facts.comments.flatMap((comment) => markersOf(file, comment, isId, tell));
  markers.sort((a, b) => a.span.start - b.span.start);
  const found = { ...NOTHING, mentions: withRanges(markers, file.document.lines, tell), problems };
  last = { file, found };
  return found;
}

type Tell = (message: string, span: Span) => void;

function markersOf(file: TaggedText, comment: CommentFact, isId: (text: string) => boolean, tell: Tell): Marker[] {
  const raw = file.document.text.slice(comment.span.start, comment.span.end);
  if (!raw.includes("@relation")) return [];
  const found: Marker[] = [];
  for (const match of raw.matchAll(MARKER)) {
    const inner = match[1] ?? "";
    const start = comment.span.start + match.index;
    const innerStart = start + match[0].length - inner.length - 1;
    const ids: { text: string; span: Span }[] = [];
    let scope: string | undefined;
    let scopeSpan: Span | undefined;
    const twice: { text: string; span: Span }[] = [];
    let relation: string | undefined;
    let isWhole = true;
    for (const part of inner.matchAll(PART)) {
      const [text] = part;
      const place = { start: innerStart + part.index, end: innerStart + part.index + text.length };
      // As StrictDoc has it, a comma follows an id directly: what is written otherwise is none of its markers.
      if (/^\s+,/.test(inner.slice(part.index + text.length))) isWhole = false;
      if (text.startsWith("scope=")) {
        scope = text.slice("scope=".length);
        scopeSpan = place;
      } else if (text.startsWith("role=")) relation = text.slice("role=".length);
      else if (ids.some((id) => id.text === text)) twice.push({ text, span: place });
      else if (UID.test(text)) ids.push({ text, span: place });
      else if (!/^(?:\/\/[/!]?|\/\*|--|%|;|')$/.test(text)) isWhole = false;
    }
    if (scope !== undefined && scopeSpan && !SCOPES.has(scope) && isWhole && ids.length > 0)
      tell(
        `'${scope}' is no scope of a marker, which links nothing so: write file, class, function, line, range_start or range_end.`,
        scopeSpan,
      );
    const isMarker = scope === undefined ? ids.every(({ text }) => isId(text)) : SCOPES.has(scope);
    if (!isWhole || !isMarker || ids.length === 0) continue;
    for (const { text, span } of twice) tell(`This marker names ${text} twice: StrictDoc refuses such a file. Name each item once.`, span);
    found.push({ ids, scope: scope ?? "", relation, span: { start, end: start + match[0].length }, comment });
  }
  return found;
}

function withRanges(markers: readonly Marker[], lines: LineIndex, tell: Tell): TagMention[] {
  const mentions: TagMention[] = [];
  const open: { readonly marker: Marker; readonly first: number }[] = [];
  let skipped = 0;
  for (const marker of markers) {
    const isSkip = marker.ids.length === 1 && marker.ids[0]?.text === "skip";
    if (isSkip) {
      if (marker.scope === "range_start") skipped++;
      else if (marker.scope === "range_end") skipped = Math.max(0, skipped - 1);
      continue;
    }
    if (skipped > 0) continue;
    if (marker.scope === "range_end") {
      const at = open.map(({ marker: other }) => sameIds(other, marker)).lastIndexOf(true);
      const [started] = at < 0 ? [] : open.splice(at, 1);
      if (!started) {
        tell(`This ends a range that no marker of ${namesOf(marker)} with scope=range_start begins.`, marker.span);
        continue;
      }
      const scope = rangeScope(lines, lines.lineAt(started.marker.span.start), lines.lineAt(marker.span.end));
      for (let i = started.first; i < started.first + started.marker.ids.length; i++) {
        const mention = mentions[i];
        if (mention) mentions[i] = { ...mention, scope };
      }
      continue;
    }
    if (marker.scope === "range_start") open.push({ marker, first: mentions.length });
    for (const id of marker.ids) mentions.push(mentionOf(marker, id, lines));
  }
  for (const { marker } of open)
    tell(
      `This range is never ended: only its first line counts. Write '@relation(${namesOf(marker)}, scope=range_end)' behind it.`,
      marker.span,
    );
  return mentions;
}

function mentionOf(marker: Marker, id: Marker["ids"][number], lines: LineIndex): TagMention {
  const { relation, comment, span } = marker;
  const said: EdgeRole | undefined = relation === undefined ? undefined : VERIFYING.test(relation) ? "verifies" : "satisfies";
  const scope = scopeOf(marker, lines);
  return {
    role: said ?? "satisfies",
    loose: true,
    ...(said === undefined ? { roleInTests: "verifies" } : {}),
    id: id.text,
    idSpan: id.span,
    tagSpan: { start: span.start, end: span.start + "@relation".length },
    tag: "@relation",
    attachment: comment.attachment,
    ...(relation === undefined ? {} : { relation }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function scopeOf({ scope, span }: Marker, lines: LineIndex): TagScope | undefined {
  const line = lines.lineAt(span.start);
  switch (scope) {
    case "file":
      return { of: "file" };
    case "function":
    case "class":
      return { of: scope };
    case "line":
      return rangeScope(lines, line, Math.min(line + 1, lines.lineCount - 1));
    // Until its end is found, a range is its first line.
    case "range_start":
      return rangeScope(lines, line, line);
    default:
      return undefined;
  }
}

function rangeScope(lines: LineIndex, first: number, last: number): TagScope {
  return { of: "range", span: { start: lines.lineStart(first), end: lines.lineEnd(last) } };
}

function namesOf({ ids }: Marker): string {
  return ids.map(({ text }) => text).join(", ");
}

function sameIds(a: Marker, b: Marker): boolean {
  return a.ids.length === b.ids.length && a.ids.every(({ text }, index) => text === b.ids[index]?.text);
}
