import type { FilePath, TextEdit } from "../text/span.js";
import { traceOfDocument } from "../trace/contribution.js";
import { requirementFields } from "../trace/requirement-fields.js";
import { linkKey, REVIEWS_FILE, reviewsText, type LinkReview } from "../trace/review/review-record.js";
import { digestOfEnd, REVIEWED_FILE, reviewedTextsText, type EndText } from "../trace/review/reviewed-texts.js";
import { readStamps, STAMPS_FILE, stampsText } from "../trace/verification/stamp-record.js";
import type { IdeContext } from "./context.js";
import { recordEdit, recordProblem } from "./record-edits.js";
import type { FileEdit } from "./link-function.js";

/** Records that may name an id. */
const RECORDS = [REVIEWS_FILE, REVIEWED_FILE, STAMPS_FILE] as const;

/** An item's text before and after a renaming, by the digest before it. */
type Renamed = ReadonlyMap<string, { readonly digest: string; readonly text: EndText }>;

/**
 * Edits that rename an id in the records of reviews and stamps, so that none is lost: the id at either end of a link, and the digests of
 * items whose own text names the id (`parent: SRS-001`). What was reviewed or passed with another text than the present stays so.
 */
export function renamedRecords(
  context: IdeContext,
  id: string,
  newId: string,
  edits: ReadonlyMap<FilePath, readonly TextEdit[]>,
): readonly FileEdit[] | { readonly problem: string } {
  const { project } = context;
  if (RECORDS.every((file) => project.text(file) === undefined)) return [];
  const problem = recordProblem(context, RECORDS);
  if (problem !== undefined) return { problem };
  const renamed = renamedTexts(context, edits);
  const digestOf = (digest: string): string => renamed.get(digest)?.digest ?? digest;
  const nameOf = (name: string): string => (name === id ? newId : name);
  const { reviews } = context.graph();
  const after = new Map<string, LinkReview>();
  for (const review of reviews.all) {
    const { from, to, fromDigest, toDigest } = review;
    const now = { ...review, from: nameOf(from), to: nameOf(to), fromDigest: digestOf(fromDigest), toDigest: digestOf(toDigest) };
    after.set(linkKey(now), now);
  }
  const texts = new Map<string, EndText>();
  for (const digest of reviews.reviewedDigests) {
    const text = renamed.get(digest)?.text ?? reviews.reviewedText(digest);
    if (text) texts.set(digestOf(digest), text);
  }
  const stamps = readStamps(project.text(STAMPS_FILE) ?? "").stamps.map((stamp) => ({
    ...stamp,
    test: nameOf(stamp.test),
    verified: nameOf(stamp.verified),
    parts: { ...stamp.parts, requirement: digestOf(stamp.parts.requirement) },
  }));
  const written: readonly (readonly [FilePath, string])[] = [
    [REVIEWS_FILE, reviewsText(after.values())],
    [REVIEWED_FILE, reviewedTextsText(texts)],
    [STAMPS_FILE, stampsText(stamps)],
  ];
  return written
    .filter(([file]) => project.text(file) !== undefined)
    .map(([file, text]) => recordEdit(context, file, text))
    .filter((edit) => edit.edits.length > 0);
}

/** Items of edited documents whose text says something else after the edits: of those the reviews of the present text go on. */
function renamedTexts(context: IdeContext, edits: ReadonlyMap<FilePath, readonly TextEdit[]>): Renamed {
  const { project } = context;
  const { reviews } = context.graph();
  const renamed = new Map<string, { readonly digest: string; readonly text: EndText }>();
  for (const [file, list] of edits) {
    // In code an id stands in comments, which no digest counts.
    if (project.parsed(file)) continue;
    const text = project.text(file);
    const read = (content: string) => traceOfDocument(file, content, project.config, (other) => project.text(other));
    const before = text === undefined ? undefined : read(text);
    const after = text === undefined ? undefined : read(withEdits(text, list));
    // Ids change, their order doesn't.
    if (!before || before.items.length !== after?.items.length) continue;
    for (const [index, item] of before.items.entries()) {
      const now = after.items[index];
      if (!now) continue;
      const end: EndText = { kind: "item", fields: requirementFields(now) };
      const digest = digestOfEnd(end);
      const old = reviews.endOf(item).digest;
      if (old !== digest) renamed.set(old, { digest, text: end });
    }
  }
  return renamed;
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start))
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  return result;
}
