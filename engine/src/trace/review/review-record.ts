import { EDGE_ROLES, type EdgeRole, type TraceEdge } from "../graph.js";
import { isDate, isDigest, readRecord, recordText, type RecordForm, type RecordProblem } from "./record-file.js";

/** The review record, beside `vitalint.json`: which links were reviewed, and what their ends said then. */
export const REVIEWS_FILE = "vitalint.reviews";

const FORM: RecordForm = { name: "vitalint-reviews", version: 1, fields: 7 };

/** A link as it was reviewed. */
export interface LinkReview {
  readonly role: EdgeRole;
  readonly from: string;
  readonly to: string;
  /** Digests of both ends: unit digest or requirement digest, version 1. */
  readonly fromDigest: string;
  readonly toDigest: string;
  /** Calendar date. */
  readonly date: string;
  readonly reviewer: string;
}

/** A link by its ends: all that a review is about. */
export type LinkName = Pick<TraceEdge, "role" | "from" | "to">;

export interface ReviewRecord {
  /** By {@link linkKey}. */
  readonly reviews: ReadonlyMap<string, LinkReview>;
  readonly problems: readonly RecordProblem[];
}

export function linkKey({ role, from, to }: LinkName): string {
  return `${role}\t${from}\t${to}`;
}

/** Reads `vitalint.reviews`. A link that has two lines (a merge of two reviews) is told, and the later one holds. */
export function readReviews(text: string): ReviewRecord {
  const { lines, problems: found } = readRecord(text, FORM);
  const problems = [...found];
  const reviews = new Map<string, LinkReview>();
  for (const { fields, span } of lines) {
    const [role = "", from = "", to = "", fromDigest = "", toDigest = "", date = "", reviewer = ""] = fields;
    const known = EDGE_ROLES.find((each) => each === role);
    const wrong =
      known === undefined
        ? `'${role}' is no role of a link`
        : from === "" || to === ""
          ? "an end is missing"
          : !isDigest(fromDigest) || !isDigest(toDigest)
            ? "a digest is not 64 hexadecimal digits"
            : !isDate(date)
              ? `'${date}' is no date (2026-11-24)`
              : reviewer.trim() === ""
                ? "the reviewer is missing"
                : undefined;
    if (wrong !== undefined || known === undefined) {
      problems.push({ message: `${wrong ?? ""}: this review is left out.`, span });
      continue;
    }
    const review: LinkReview = { role: known, from, to, fromDigest, toDigest, date, reviewer };
    const key = linkKey(review);
    const before = reviews.get(key);
    if (before) {
      const isSame =
        before.fromDigest === fromDigest && before.toDigest === toDigest && before.date === date && before.reviewer === reviewer;
      if (!isSame)
        problems.push({ message: `This link (${from}, ${to}) has two reviews: the later one holds. Keep one of the lines.`, span });
      if (before.date >= date) continue;
    }
    reviews.set(key, review);
  }
  return { reviews, problems };
}

/** Text of a review record. */
export function reviewsText(reviews: Iterable<LinkReview>): string {
  return recordText(
    [...reviews].map((each) => [each.role, each.from, each.to, each.fromDigest, each.toDigest, each.date, each.reviewer]),
    FORM,
  );
}
