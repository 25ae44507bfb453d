import type { LinkReviews } from "./link-reviews.js";
import { linkKey, type LinkReview } from "./review-record.js";

/** Reviews that differ between two states of the records: new ones, ones that went, ones whose reviewed texts came or went. */
export function changedReviews(before: LinkReviews, after: LinkReviews): readonly LinkReview[] {
  const changed: LinkReview[] = [];
  const kept = [new Set(before.reviewedDigests), new Set(after.reviewedDigests)] as const;
  const isKeptAsBefore = (digest: string): boolean => kept[0].has(digest) === kept[1].has(digest);
  for (const review of after.all) {
    const known = before.of(review);
    const isSame =
      known?.fromDigest === review.fromDigest &&
      known.toDigest === review.toDigest &&
      known.date === review.date &&
      known.reviewer === review.reviewer;
    if (!isSame || !isKeptAsBefore(review.fromDigest) || !isKeptAsBefore(review.toDigest)) changed.push(review);
  }
  const present = new Set([...after.all].map(linkKey));
  for (const review of before.all) if (!present.has(linkKey(review))) changed.push(review);
  return changed;
}
