import type { ParsedFile } from "../languages/front-end.js";
import type { FilePath, Span } from "../text/span.js";
import { markersIn } from "./comment-marker.js";
import { scopeOfComment } from "./comment-scope.js";
import { foreignMarkersIn, type ForeignMarker } from "./foreign-markers.js";
import { dispositionsOfMarker, type LocatedDisposition } from "./located-disposition.js";

/** What a file's own comments say about findings in it. Depends on the file alone. */
export interface FileDispositions {
  readonly dispositions: readonly LocatedDisposition[];
  readonly foreign: readonly ForeignMarker[];
}

export const NO_DISPOSITIONS: FileDispositions = { dispositions: [], foreign: [] };

/** Decisions in the comments of a source file. */
export function dispositionsOfSource(file: ParsedFile): FileDispositions {
  const dispositions: LocatedDisposition[] = [];
  const foreign: ForeignMarker[] = [];
  const { path, text } = file.document;
  for (const comment of file.facts.comments) {
    const raw = text.slice(comment.span.start, comment.span.end);
    foreign.push(...foreignMarkersIn(file.document, raw, comment.span.start));
    if (!raw.includes("vitalint-")) continue;
    for (const marker of markersIn(raw, comment.span.start)) {
      const whole = { scope: "file", covers: [{ start: 0, end: text.length }] } as const;
      const { scope, covers } = marker.wholeFile ? whole : scopeOfComment(file, comment);
      dispositions.push(...dispositionsOfMarker(marker, { from: "comment", location: { file: path, span: marker.span }, scope }, covers));
    }
  }
  return { dispositions, foreign };
}

/**
 * Decisions in the comments of a Markdown document, `<!-- vitalint-deviation(rule): reason -->`: in a requirement's section they
 * cover the section, before the first one the file. `sections` are the spans of the items.
 */
export function dispositionsOfMarkdown(path: FilePath, text: string, sections: readonly Span[]): FileDispositions {
  if (!text.includes("vitalint-")) return NO_DISPOSITIONS;
  const dispositions: LocatedDisposition[] = [];
  for (const comment of text.matchAll(/<!--[\s\S]*?-->/g)) {
    const start = comment.index;
    // Sections may nest: the innermost one is the requirement that the comment stands with.
    const section = sections.filter((span) => span.start <= start && start <= span.end).sort((a, b) => b.start - a.start)[0];
    for (const marker of markersIn(comment[0], start)) {
      const isFile = marker.wholeFile || (section === undefined && sections.every((span) => span.start > start));
      const covers = isFile ? [{ start: 0, end: text.length }] : section ? [section] : [];
      const source = { from: "comment", location: { file: path, span: marker.span }, scope: isFile ? "file" : "statement" } as const;
      dispositions.push(...dispositionsOfMarker(marker, source, covers));
    }
  }
  return { dispositions, foreign: [] };
}
