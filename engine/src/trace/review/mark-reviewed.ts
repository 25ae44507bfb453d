import type { FilePath } from "../../text/span.js";
import type { TraceEdge, TraceGraph } from "../graph.js";
import type { LinkReviews } from "./link-reviews.js";
import { linkKey, REVIEWS_FILE, reviewsText, type LinkName, type LinkReview } from "./review-record.js";
import { REVIEWED_FILE, reviewedTextsText, type EndText } from "./reviewed-texts.js";

/** Which links somebody has reviewed: one, all of an item (requirement, unit, test case), all that begin or end in a file, or all. */
export type ReviewTarget =
  | ({ readonly of: "link" } & LinkName)
  | { readonly of: "item"; readonly id: string }
  | { readonly of: "file"; readonly file: FilePath }
  | { readonly of: "all" };

export interface Reviewer {
  readonly name: string;
  /** Calendar date of the review. */
  readonly date: string;
}

/** Links of a target that a review can be about; a probable link is none until somebody states it. */
export function reviewableLinks(graph: TraceGraph, target: ReviewTarget): readonly TraceEdge[] {
  const stated = linksNear(graph, target).filter(({ probable }) => probable !== true);
  return [...new Map(stated.map((edge) => [linkKey(edge), edge])).values()];
}

function linksNear(graph: TraceGraph, target: ReviewTarget): readonly TraceEdge[] {
  switch (target.of) {
    case "link":
      return graph.outgoing(target.from, target.role).filter(({ to }) => to === target.to);
    case "item":
      return [...graph.outgoing(target.id), ...graph.incoming(target.id)];
    case "file":
      return graph.items
        .filter(({ location }) => location.file === target.file)
        .flatMap(({ id }) => [...graph.outgoing(id), ...graph.incoming(id)]);
    case "all":
      return graph.edges;
  }
}

/** True when a review of the link would say something new. */
export function needsReview(graph: TraceGraph, edge: TraceEdge): boolean {
  return graph.reviews.of(edge) === undefined || (edge.suspect ?? []).some(({ kind }) => kind === "changed");
}

/** The files of the review record with the links marked as reviewed today, and how many they are. */
export function markReviewed(
  graph: TraceGraph,
  target: ReviewTarget,
  { name, date }: Reviewer,
): { readonly links: number; readonly texts: ReadonlyMap<FilePath, string> } {
  const { reviews } = graph;
  const after = new Map<string, LinkReview>([...reviews.all].map((review) => [linkKey(review), review]));
  const texts = new Map<string, EndText>();
  let links = 0;
  for (const edge of reviewableLinks(graph, target)) {
    const from = graph.item(edge.from);
    const to = graph.item(edge.to);
    if (!from || !to) continue;
    const ends = { from: reviews.endOf(from), to: reviews.endOf(to) };
    texts.set(ends.from.digest, ends.from.text).set(ends.to.digest, ends.to.text);
    const { role } = edge;
    const review = { role, from: from.id, to: to.id, fromDigest: ends.from.digest, toDigest: ends.to.digest, date, reviewer: name };
    after.set(linkKey(edge), review);
    links++;
  }
  return {
    links,
    texts: new Map([
      [REVIEWS_FILE, reviewsText(after.values())],
      [REVIEWED_FILE, reviewedTextsText(keptTexts(reviews, after.values(), texts))],
    ]),
  };
}

/** Texts that a review still names: those kept before, which other branches have too, and the new ones. */
function keptTexts(reviews: LinkReviews, after: Iterable<LinkReview>, fresh: ReadonlyMap<string, EndText>): Map<string, EndText> {
  const kept = new Map<string, EndText>();
  for (const { fromDigest, toDigest } of after) {
    for (const digest of [fromDigest, toDigest]) {
      const text = reviews.reviewedText(digest) ?? fresh.get(digest);
      if (text) kept.set(digest, text);
    }
  }
  return kept;
}
