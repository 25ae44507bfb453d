import type { FilePath, Span } from "../text/span.js";
import { spansTouch } from "../text/span.js";
import type { TraceEdge, TraceGraph } from "../trace/graph.js";
import { changeInMarkdown } from "../trace/review/end-change.js";
import { markReviewed, needsReview, reviewableLinks, type ReviewTarget, type Reviewer } from "../trace/review/mark-reviewed.js";
import { REVIEWS_FILE } from "../trace/review/review-record.js";
import { REVIEWED_FILE } from "../trace/review/reviewed-texts.js";
import type { IdeContext } from "./context.js";
import type { FileEdit } from "./link-function.js";
import { inlineMarkdown } from "./markdown.js";
import { recordEdit, recordProblem } from "./record-edits.js";

/** The edits that record a review, or why there can be none, in a sentence for people. */
export type RecordedReview = { readonly links: number; readonly files: readonly FileEdit[] } | { readonly problem: string };

/** Links that somebody may mark as reviewed from one place of a file. */
export interface ReviewOffer {
  readonly title: string;
  readonly target: ReviewTarget;
}

/** More links than this in one hover nobody reads. */
const SHOWN_LINKS = 5;

/** Records that the links of a target were reviewed: edits of the review record and of the texts beside it. */
export function markReviewedAt(context: IdeContext, target: ReviewTarget, reviewer: Reviewer): RecordedReview {
  const problem = recordProblem(context, [REVIEWS_FILE, REVIEWED_FILE]);
  if (problem !== undefined) return { problem };
  if (reviewer.name.trim() === "") return { problem: "Say who has reviewed the link." };
  const { links, texts } = markReviewed(context.graph(), target, { ...reviewer, name: reviewer.name.trim() });
  if (links === 0) return { problem: "There is no link to mark as reviewed here." };
  return { links, files: [...texts].map(([file, text]) => recordEdit(context, file, text)) };
}

/** What may be marked as reviewed at a place: the link that stands there, and all links of its ends. */
export function reviewOffers(graph: TraceGraph, path: FilePath, span: Span): readonly ReviewOffer[] {
  const here = linksAt(graph, path, span).filter(({ probable }) => probable !== true);
  const offers = new Map<string, ReviewOffer>();
  const due = here.filter((edge) => needsReview(graph, edge));
  for (const { role, from, to } of due) {
    const which = due.length > 1 ? ` to ${to}` : "";
    offers.set(`link ${role} ${from} ${to}`, { title: `Mark link${which} as reviewed`, target: { of: "link", role, from, to } });
  }
  const ids = new Set([...here.map(({ to }) => to), ...itemsAt(graph, path, span)]);
  for (const id of ids) {
    if (dueLinks(graph, id) > 1 || (dueLinks(graph, id) === 1 && due.length === 0))
      offers.set(id, { title: `Mark all links of ${id} as reviewed`, target: { of: "item", id } });
  }
  for (const { from } of here) {
    const kind = graph.item(from)?.kind;
    if ((kind === "unit" || kind === "test-case") && dueLinks(graph, from) > 1)
      offers.set(from, {
        title: `Mark all links of this ${kind === "unit" ? "unit" : "test"} as reviewed`,
        target: { of: "item", id: from },
      });
  }
  return [...offers.values()];
}

function dueLinks(graph: TraceGraph, id: string): number {
  return reviewableLinks(graph, { of: "item", id }).filter((edge) => needsReview(graph, edge)).length;
}

function linksAt(graph: TraceGraph, path: FilePath, span: Span): readonly TraceEdge[] {
  return graph.edges.filter(({ location, idSpan }) => location.file === path && spansTouch(idSpan, span));
}

function itemsAt(graph: TraceGraph, path: FilePath, span: Span): string[] {
  return graph.items.flatMap(({ id, kind, location }) => {
    if (kind === "unit" || kind === "test-case" || location.kind === "entry" || location.file !== path) return [];
    return spansTouch(location.idSpan, span) ? [id] : [];
  });
}

/** What changed at the ends of the suspect links of a place, whole; `undefined` where none is suspect. */
export function suspectMarkdown(graph: TraceGraph, path: FilePath, span: Span): string | undefined {
  const own = new Set(itemsAt(graph, path, span));
  const edges = graph.edges.filter(
    (edge) =>
      (edge.suspect ?? []).length > 0 &&
      (own.has(edge.to) || own.has(edge.from) || (edge.location.file === path && spansTouch(edge.idSpan, span))),
  );
  const parts = new Map<string, string>();
  for (const edge of edges) {
    const review = graph.reviews.of(edge);
    for (const change of graph.reviews.changesOf(edge)) {
      const when = review ? `, reviewed ${review.date} by ${inlineMarkdown(review.reviewer)}` : "";
      if (!parts.has(change.id)) parts.set(change.id, `**${inlineMarkdown(change.id)} changed**${when}\n\n${changeInMarkdown(change)}`);
    }
  }
  if (parts.size === 0) return undefined;
  const rest = parts.size - SHOWN_LINKS;
  return [...[...parts.values()].slice(0, SHOWN_LINKS), ...(rest > 0 ? [`… and ${String(rest)} more`] : [])].join("\n\n");
}
