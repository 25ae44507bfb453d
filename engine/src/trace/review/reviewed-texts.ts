import { requirementDigest, unitDigest } from "../../text/versioned-digests.js";
import { isDigest, readRecord, recordText, type RecordForm, type RecordProblem } from "./record-file.js";

/** The texts that were reviewed, by digest, beside the review record: they show what changed since. */
export const REVIEWED_FILE = "vitalint.reviewed";

const FORM: RecordForm = { name: "vitalint-reviewed", version: 1, fields: 3 };

/** What an end of a link says: code, or the fields of an item of a document. */
export type EndText =
  | { readonly kind: "unit"; readonly family: "c" | "ecmascript"; readonly text: string }
  | { readonly kind: "item"; readonly fields: Readonly<Record<string, string>> };

export interface ReviewedTexts {
  /** The text of a digest; `undefined` where it was not kept, or where what was kept is not the text of that digest. */
  of(digest: string): EndText | undefined;
  /** Digests whose text is kept. */
  readonly digests: readonly string[];
  readonly problems: readonly RecordProblem[];
}

export const NO_REVIEWED_TEXTS: ReviewedTexts = { of: () => undefined, digests: [], problems: [] };

/** Digest of a text, version 1 of its kind. */
export function digestOfEnd(end: EndText): string {
  return end.kind === "unit" ? unitDigest(end.text, end.family === "c" ? "c" : "typescript") : requirementDigest(end.fields);
}

/** Reads `vitalint.reviewed`. A text is looked at, and held against its digest, only when it is asked for. */
export function readReviewedTexts(text: string): ReviewedTexts {
  const { lines, problems: found } = readRecord(text, FORM);
  const problems = [...found];
  const kept = new Map<string, { readonly kind: string; readonly content: string }>();
  for (const { fields, span } of lines) {
    const [digest = "", kind = "", content = ""] = fields;
    if (isDigest(digest) && isKind(kind)) kept.set(digest, { kind, content });
    else problems.push({ message: `'${digest.slice(0, 70)}' with '${kind.slice(0, 20)}' names no reviewed text: it is left out.`, span });
  }
  return {
    of(digest) {
      const line = kept.get(digest);
      const end = line && endOf(line.kind, line.content);
      return end && digestOfEnd(end) === digest ? end : undefined;
    },
    // A list, not an iterator: it is gone through more than once.
    digests: [...kept.keys()],
    problems,
  };
}

/** Text of the file that keeps these texts. */
export function reviewedTextsText(texts: Iterable<readonly [digest: string, end: EndText]>): string {
  return recordText(
    [...texts].map(([digest, end]) =>
      end.kind === "unit" ? [digest, end.family, end.text] : [digest, "item", JSON.stringify(sortedFields(end.fields))],
    ),
    FORM,
  );
}

function isKind(kind: string): boolean {
  return kind === "c" || kind === "ecmascript" || kind === "item";
}

function endOf(kind: string, content: string): EndText | undefined {
  if (kind === "c" || kind === "ecmascript") return { kind: "unit", family: kind, text: content };
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return { kind: "item", fields: Object.fromEntries(entries) };
  } catch {
    // Not the text of its digest: as good as not kept.
    return undefined;
  }
}

function sortedFields(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, text]) => text.trim() !== "")
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}
