import { isDigest, readRecord, recordText, type RecordForm, type RecordProblem } from "../review/record-file.js";

/** The stamps, beside `vitalint.json`: what the code, tests and requirements said when a test last passed. */
export const STAMPS_FILE = "vitalint.stamps";

const FORM: RecordForm = { name: "vitalint-stamps", version: 1, fields: 11 };

/** What a verification rests on; each part has a digest of its own, so that a stale one can say what changed. */
export const STAMP_PARTS = ["unit", "callees", "declarations", "test", "requirement"] as const;
export type StampPart = (typeof STAMP_PARTS)[number];

/** A test case that passed, of one verified item in one environment. */
export interface Stamp {
  readonly test: string;
  /** Id of what it verifies. */
  readonly verified: string;
  /** Test level; empty when nobody said it. */
  readonly level: string;
  /** Where it ran, by a property of its results; empty when they have none. A host's name is no environment: build services make them up. */
  readonly environment: string;
  /** Full commit id. */
  readonly commit: string;
  /** When it ran, ISO 8601; empty when its results don't say. */
  readonly ran: string;
  readonly parts: Readonly<Record<StampPart, string>>;
}

export interface StampRecord {
  readonly stamps: readonly Stamp[];
  readonly problems: readonly RecordProblem[];
}

/** Names the line of a stamp: a later one of the same test, item, level and environment takes its place. */
export function stampKey({ test, verified, level, environment }: Pick<Stamp, "test" | "verified" | "level" | "environment">): string {
  return [test, verified, level, environment].join("\t");
}

/** Reads `vitalint.stamps`. Of two lines with one name (a merge of two runs) the later run holds, and it is told. */
export function readStamps(text: string): StampRecord {
  const { lines, problems: found } = readRecord(text, FORM);
  const problems = [...found];
  const stamps = new Map<string, Stamp>();
  for (const { fields, span } of lines) {
    const [test = "", verified = "", level = "", environment = "", commit = "", ran = "", ...digests] = fields;
    const wrong =
      test === "" || verified === ""
        ? "the test or what it verifies is missing"
        : !/^[0-9a-f]{40,64}$/.test(commit)
          ? "the commit is no full commit id"
          : digests.some((digest) => !isDigest(digest))
            ? "a digest is not 64 hexadecimal digits"
            : undefined;
    if (wrong !== undefined) {
      problems.push({ message: `${wrong}: this stamp is left out.`, span });
      continue;
    }
    const [unit = "", callees = "", declarations = "", own = "", requirement = ""] = digests;
    const stamp: Stamp = {
      test,
      verified,
      level,
      environment,
      commit,
      ran,
      parts: { unit, callees, declarations, test: own, requirement },
    };
    const key = stampKey(stamp);
    const before = stamps.get(key);
    if (before) {
      problems.push({ message: `'${test}' has two stamps for ${verified}: the one of the later run holds. Keep one of the lines.`, span });
      if (before.ran >= ran) continue;
    }
    stamps.set(key, stamp);
  }
  return { stamps: [...stamps.values()], problems };
}

/** Text of a record of stamps. */
export function stampsText(stamps: Iterable<Stamp>): string {
  return recordText(
    [...stamps].map(({ test, verified, level, environment, commit, ran, parts }) => [
      ...[test, verified, level, environment, commit, ran],
      ...STAMP_PARTS.map((part) => parts[part]),
    ]),
    FORM,
  );
}
