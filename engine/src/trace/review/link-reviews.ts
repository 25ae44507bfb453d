import type { FileTrace } from "../contribution.js";
import type { SuspectReason, TraceEdge, TraceItem } from "../graph.js";
import type { EndChange } from "./end-change.js";
import { EndTexts, type TextView } from "./end-texts.js";
import { linkKey, type LinkName, type LinkReview } from "./review-record.js";
import { NO_REVIEWED_TEXTS, type EndText, type ReviewedTexts } from "./reviewed-texts.js";

/** The review record as it stands against the links and texts of now. */
export class LinkReviews {
  private readonly reviews: ReadonlyMap<string, LinkReview>;
  private readonly texts: ReviewedTexts;
  readonly ends: EndTexts;

  constructor(
    files: readonly FileTrace[],
    view: TextView,
    private readonly itemOf: (id: string) => TraceItem | undefined,
  ) {
    this.reviews = files.find(({ reviews }) => reviews)?.reviews?.reviews ?? new Map<string, LinkReview>();
    this.texts = files.find(({ reviewedTexts }) => reviewedTexts)?.reviewedTexts ?? NO_REVIEWED_TEXTS;
    this.ends = EndTexts.of(view);
  }

  get isEmpty(): boolean {
    return this.reviews.size === 0;
  }

  /** All reviews, also of links that are no more. */
  get all(): Iterable<LinkReview> {
    return this.reviews.values();
  }

  of(link: LinkName): LinkReview | undefined {
    return this.reviews.get(linkKey(link));
  }

  /** The link, suspect when an end differs from what was reviewed. A link that was never reviewed is not suspect. */
  judged<Link extends TraceEdge>(link: Link): Link {
    const review = this.of(link);
    if (!review || link.probable === true) return link;
    const reasons = [...this.reason(link.from, "from", review.fromDigest), ...this.reason(link.to, "to", review.toDigest)];
    return reasons.length === 0 ? link : { ...link, suspect: [...(link.suspect ?? []), ...reasons] };
  }

  /** What an item says now. */
  endOf(item: TraceItem): { readonly digest: string; readonly text: EndText } {
    return { digest: this.ends.digestOf(item), text: this.ends.of(item) };
  }

  /** The text of a digest, as it was kept. */
  reviewedText(digest: string): EndText | undefined {
    return this.texts.of(digest);
  }

  get reviewedDigests(): readonly string[] {
    return this.texts.digests;
  }

  /** What changed at the ends of a link since it was reviewed. */
  changesOf(link: TraceEdge): readonly EndChange[] {
    return (link.suspect ?? []).flatMap((reason): EndChange[] => {
      if (reason.kind !== "changed") return [];
      const id = link[reason.end];
      const item = this.itemOf(id);
      return item ? [{ end: reason.end, id, before: this.texts.of(reason.reviewed), after: this.ends.of(item) }] : [];
    });
  }

  private reason(id: string, end: "from" | "to", reviewed: string): SuspectReason[] {
    const item = this.itemOf(id);
    if (!item) return [];
    const actual = this.ends.digestOf(item);
    return actual === reviewed ? [] : [{ kind: "changed", end, reviewed, actual }];
  }
}
