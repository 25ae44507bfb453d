import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import {
  DEFAULT_IDS,
  languageOfPath,
  loadConfig,
  readerNamed,
  REQUIREMENT_READERS,
  TAG_SCANNERS,
  traceOfDocument,
  traceOfSource,
  type EngineParts,
  type ReadOptions,
  type Span,
} from "../../engine/src/index.js";
import { parseTraceBaseline } from "../../engine/src/compliance/trace-baseline.js";
import { Project } from "../../engine/src/project/project.js";
import { readReviewedTexts } from "../../engine/src/trace/review/reviewed-texts.js";
import { readReviews, reviewsText } from "../../engine/src/trace/review/review-record.js";
import { manifestOf } from "../../engine/src/trace/soup/registry.js";
import { readStamps, stampsText } from "../../engine/src/trace/verification/stamp-record.js";
import { readJUnit } from "../../engine/src/trace/test-results/junit.js";
import { Dice } from "./mutate.js";

/** A fixture of a reader or scanner, of a record that people commit, or of a manifest. */
export interface TraceSeed {
  /** `reader sphinx-needs`, `scanner conventions`. */
  readonly target: string;
  readonly name: string;
  readonly text: string;
}

/** Fixtures below `test/fixtures/trace`, by the reader, scanner, record or manifest that their names begin with. */
export function traceSeeds(folder: string): readonly TraceSeed[] {
  return ["readers", "scanners", "records", "manifests"].flatMap((kind) =>
    readdirSync(join(folder, kind))
      .sort()
      .map((name) => ({
        target: `${kind.slice(0, -1)} ${targetOf(name)}`,
        name,
        // As bytes where a reader wants them; a mutated UTF-8 text is as good as another one.
        text: readFileSync(join(folder, kind, name), readerNamed(targetOf(name))?.readsBytes === true ? "latin1" : "utf8"),
      })),
  );
}

function targetOf(name: string): string {
  return name.slice(0, name.indexOf("."));
}

/** Readers and scanners without a fixture: the fuzz run would pass them over. */
export function withoutSeeds(seeds: readonly TraceSeed[]): string[] {
  const seen = new Set(seeds.map(({ target }) => target));
  const wanted = [...REQUIREMENT_READERS.map(({ name }) => `reader ${name}`), ...TAG_SCANNERS.map(({ name }) => `scanner ${name}`)];
  return wanted.filter((target) => !seen.has(target));
}

/** Characters and pieces that break formats: brackets, quotes, marks of each format, entities, numbers at their limits. */
const PIECES = ["(", ")", "{", "}", "[", "]", "<", ">", '"', "'", "`", "\\", "|", ",", ";", ":", "=", "&", "&amp;", "&#x110000;", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<![CDATA[", "]]>", "<!--", "-->", "*/", "/*", "//", "#", "---\n", "```\n", ":::{req} x\n", "\n.. req:: x\n   :id: X_1\n", "\n[REQUIREMENT]\n", "\n[[SECTION]]\n", ">>>\n", "<<<\n", "&a *a", "? ", "- - - - -", "!!js/function", "\t", "\r", "\n\n", "\0", "\ufeff", "\ud800", "\u{1f4a9}", "é", "1e999", "-1", "4294967296", "null", "true", "[version==", "@satisfies ", "@relation(", "scope=range_start)", "[impl->dsn~x~1]", "req~a~999999999999", "@need-ids:", "__proto__", "constructor", "toString"] as const; // prettier-ignore

const NESTS: readonly (readonly [string, string])[] = [["(", ")"], ["[", "]"], ["{", "}"], ["<a>", "</a>"], ['{"a":', "}"], ["> ", ""], ["- ", ""], ["  ", ""], ["[[SECTION]]\n", "[[/SECTION]]\n"], ["#", ""], ["`", "`"], ["*", "*"], ["&a ", ""], ["\\", ""]]; // prettier-ignore

/** Longest input, in UTF-16 code units: what counts is the shape, not the size. */
const MOST = 100_000;

/** A fixture with a few changes: flipped bytes, cut, doubled, mixed with another, nested a thousand deep; of an archive what it holds. */
export function mutateTrace(text: string, others: readonly string[], dice: Dice): string {
  if (text.startsWith("PK") && dice.below(3) > 0) return mutateEntry(text, others, dice);
  let now = text;
  for (let left = 1 + dice.below(5); left > 0; left--) now = change(now, others, dice);
  return now.slice(0, MOST);
}

/** An archive one of whose entries is changed: flipped bytes of the archive itself hardly get behind its checks. */
function mutateEntry(text: string, others: readonly string[], dice: Dice): string {
  const entries = unzipSync(Buffer.from(text, "latin1"));
  const name = dice.pick(Object.keys(entries));
  const changed = mutateTrace(strFromU8(entries[name] ?? new Uint8Array()), others, dice);
  return Buffer.from(zipSync({ ...entries, [name]: strToU8(changed) }, { level: 1 })).toString("latin1");
}

function change(text: string, others: readonly string[], dice: Dice): string {
  const from = dice.below(text.length + 1);
  const to = Math.min(text.length, from + 1 + dice.below(dice.pick([2, 12, 80, 600])));
  const cut = text.slice(from, to);
  switch (dice.below(10)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, to) + cut + text.slice(to);
    case 2:
      return text.slice(0, from);
    case 3:
      return text.slice(0, from) + String.fromCharCode(text.charCodeAt(from) ^ (1 << dice.below(8))) + text.slice(from + 1);
    case 4:
      return text.slice(0, from) + String.fromCharCode(dice.below(256)) + text.slice(from + 1);
    case 5:
      return text.slice(0, from) + cut.repeat(1 + dice.below(200)) + text.slice(to);
    case 6: {
      const other = dice.pick(others);
      const start = dice.below(other.length + 1);
      return text.slice(0, from) + other.slice(start, start + 1 + dice.below(400)) + text.slice(from);
    }
    case 7: {
      const [open, close] = dice.pick(NESTS);
      const depth = dice.pick([3, 100, 2000]);
      return text.slice(0, from) + open.repeat(depth) + cut + close.repeat(dice.pick([0, depth])) + text.slice(to);
    }
    case 8: {
      const lines = text.split("\n");
      const line = dice.below(lines.length);
      lines.splice(line, 1 + dice.below(3), ...lines.slice(dice.below(lines.length)).slice(0, dice.below(4)));
      return lines.join("\n");
    }
    default:
      return text.slice(0, from) + dice.pick(PIECES) + text.slice(from);
  }
}

/** Longest that one input may take, in milliseconds. */
const TOO_LONG = 5000;

const CONFIG = loadConfig(JSON.stringify({ tags: { plainIds: true }, tagFiles: ["**/*"] })).config;

/** What went wrong with an input, or how long it took in milliseconds. */
export function traceTrial(seed: TraceSeed, text: string, textOfOther: string, parts: EngineParts): string | number {
  // Time of the processor: what else the machine does is no fault of a reader.
  const started = process.cpuUsage();
  try {
    const problem = problemOf(seed, text, textOfOther, parts);
    if (problem !== undefined) return problem;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1000;
  return took > TOO_LONG ? `it took ${took.toFixed(0)} ms` : took;
}

function problemOf(seed: TraceSeed, text: string, other: string, parts: EngineParts): string | undefined {
  const [kind] = seed.target.split(" ");
  if (kind === "reader") return readTrial(seed, text, other);
  if (kind === "record") return recordTrial(seed, text);
  return kind === "manifest" ? manifestTrial(seed, text, other) : scanTrial(seed, text, other, parts);
}

/** A record is read, and what was understood of it can be written and read again without a loss. */
function recordTrial(seed: TraceSeed, text: string): string | undefined {
  switch (targetOf(seed.name)) {
    case "reviews": {
      const { reviews, problems } = readReviews(text);
      const again = readReviews(reviewsText(reviews.values()));
      return again.reviews.size === reviews.size ? outside(problems, text) : "a review is lost when it is written";
    }
    case "reviewed": {
      const texts = readReviewedTexts(text);
      for (const digest of texts.digests) texts.of(digest);
      return outside(texts.problems, text);
    }
    case "stamps": {
      const { stamps, problems } = readStamps(text);
      return readStamps(stampsText(stamps)).stamps.length === stamps.length
        ? outside(problems, text)
        : "a stamp is lost when it is written";
    }
    default:
      parseTraceBaseline(text);
      return undefined;
  }
}

function manifestTrial(seed: TraceSeed, text: string, other: string): string | undefined {
  const isLock = seed.name === "package-lock.json";
  const path = isLock ? "package.json" : seed.name === "gitmodules.gitmodules" ? ".gitmodules" : seed.name;
  const manifest = manifestOf(path);
  if (!manifest) return `there is no reader of ${path}`;
  const own = isLock ? '{ "dependencies": { "express": "^4", "qs": "1" } }' : text;
  return outside(
    manifest.read(path, own, () => (isLock ? text : other)),
    own,
  );
}

function outside(placed: readonly { readonly span: Span }[], text: string): string | undefined {
  const wrong = placed.find(({ span: { start, end } }) => !(start >= 0 && start <= end && end <= text.length));
  return wrong && `a span is outside of the text: ${JSON.stringify(wrong.span)}`;
}

function readTrial(seed: TraceSeed, text: string, other: string): string | undefined {
  const name = targetOf(seed.name);
  const isId = (id: string): boolean => DEFAULT_IDS.matches(id);
  if (name === "junit") {
    readJUnit(seed.name, text, isId);
    return undefined;
  }
  const reader = readerNamed(name);
  if (!reader) return `there is no reader '${name}'`;
  for (const kind of ["software-requirement", "hazard"] as const) {
    const options: ReadOptions = {
      kind,
      isId,
      isLinkId: isId,
      guessKind: kind === "hazard",
      types: {},
      relations: {},
      columns: {},
      textOf: () => other,
    };
    const { items, implied, links, problems } = reader.read(`docs/a${extname(seed.name)}`, text, options);
    const spans = [
      ...[...items, ...implied].flatMap(({ location }) => (location.kind === "entry" ? [] : [location.span, location.idSpan])),
      ...links.flatMap((link) => [link.idSpan, link.location.span]),
      ...problems.map(({ span }) => span),
    ].map((span) => ({ span }));
    // Bytes have no places in a text that anyone sees.
    const wrong = reader.readsBytes === true ? undefined : outside(spans, text);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function scanTrial(seed: TraceSeed, text: string, other: string, parts: EngineParts): string | undefined {
  const path = `src/test_input${extname(seed.name)}`;
  const textOf = (): string => other;
  if (languageOfPath(path) === undefined) {
    traceOfDocument(path, text, CONFIG, textOf);
    return undefined;
  }
  const project = new Project(parts.frontEnds, CONFIG);
  project.set({ path, text });
  try {
    const file = project.parsed(path);
    if (!file) return "it was not parsed";
    const { source, items } = traceOfSource(file, CONFIG, project, textOf);
    const spans = [
      ...(source?.mentions ?? []).map(({ idSpan }) => idSpan),
      ...items.flatMap(({ location }) => (location.kind === "span" ? [location.idSpan] : [])),
    ].map((span) => ({ span }));
    return outside(spans, text);
  } finally {
    // The parser's trees lie in memory of its own, which ten thousand inputs would fill.
    project.remove(path);
  }
}

/** Names of the scanners, for the report: each input goes through all of them. */
export const SCANNER_NAMES = TAG_SCANNERS.map(({ name }) => name);
