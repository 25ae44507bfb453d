import type { ProjectConfig } from "../project/config.js";
import type { ProjectView } from "../project/view.js";
import type { FilePath, Span } from "../text/span.js";
import type { EdgeRole, TestResult, TraceItem } from "./graph.js";
import type { ReadProblem, StatedLink } from "./reader.js";
import { readReviews, REVIEWS_FILE, type ReviewRecord } from "./review/review-record.js";
import { readReviewedTexts, REVIEWED_FILE, type ReviewedTexts } from "./review/reviewed-texts.js";
import { readStamps, STAMPS_FILE, type StampRecord } from "./verification/stamp-record.js";
import { readerNamed, REQUIREMENT_READERS } from "./readers/registry.js";
import type { ScanContext } from "./scanner.js";
import type { SoupPackage } from "./soup/package.js";
import { manifestOf } from "./soup/registry.js";
import { traceSource, type ScannedSource, type TracedSource } from "./source-trace.js";
import { RECOGNISED, traceSourcesOf } from "./sources.js";
import { traceText } from "./text-trace.js";
import { readJUnit } from "./test-results/junit.js";

/**
 * What one file contributes to the trace graph. It depends on the file's own text and the configuration alone, so a
 * project keeps it until one of them changes, and assembles the graph from all of them.
 */
export interface FileTrace {
  readonly file: FilePath;
  /** True for a requirement or risk document that counts: configured, or found by its name and with an item in it. */
  readonly isDocument: boolean;
  readonly items: readonly TraceItem[];
  /** Items that stand unless the id is defined elsewhere. */
  readonly implied: readonly TraceItem[];
  readonly links: readonly StatedLink[];
  readonly tests: readonly TestResult[];
  /** Packages that a manifest asks for. */
  readonly packages?: readonly SoupPackage[];
  readonly source?: SourceTrace;
  readonly problems: readonly TraceReadProblem[];
  /** Other files that were asked for, whether or not they are there: when one changes, this file is read again. */
  readonly reads?: readonly FilePath[];
  /** Of the files that keep the project's reviews. */
  readonly reviews?: ReviewRecord;
  readonly reviewedTexts?: ReviewedTexts;
  readonly stamps?: StampRecord;
}

/** A problem of reading, to be shown as an engine diagnostic of that id. */
export interface TraceReadProblem extends ReadProblem {
  readonly rule: "vitalint/requirement-format" | "vitalint/test-result-format" | "vitalint/record-format" | "vitalint/file-skipped";
}

/** The trace's view of a source file. */
export interface SourceTrace {
  readonly isTest: boolean;
  readonly isSoup: boolean;
  readonly functions: readonly SourceFunction[];
  readonly mentions: readonly SourceMention[];
}

export interface SourceFunction {
  readonly name: string;
  readonly qualifiedName: string;
  readonly signature: string;
  readonly span: Span;
  readonly nameSpan: Span;
  /** False for a prototype. */
  readonly defined: boolean;
  readonly external: boolean;
  /** Why it needs no requirement, as its comment says (`lobster-exclude: reason`). */
  readonly excused?: string;
}

export interface SourceMention extends Pick<StatedLink, "relation" | "revision" | "probable" | "loose" | "inexact"> {
  readonly role: EdgeRole;
  readonly id: string;
  readonly idSpan: Span;
  readonly tag: string;
  readonly owner:
    | { readonly of: "file" }
    /** Index into `functions`. */
    | { readonly of: "function"; readonly index: number }
    /** A class, or lines, that a tag's convention gives it to. */
    | { readonly of: "class" | "range"; readonly name: string; readonly span: Span }
    /** A test case that is no function of its own: `TEST(Suite, Name)`, `it("title", …)`. */
    | { readonly of: "test"; readonly suite: string; readonly name: string; readonly span: Span; readonly nameSpan: Span };
}

const NOTHING = { items: [], implied: [], links: [], tests: [], problems: [] } as const;

/** Contribution of a file whose reader failed: all that is known of it is that nobody knows. */
export function traceOfFailure(file: FilePath, error: unknown): FileTrace {
  const problem = { file, span: { start: 0, end: 0 }, message: `its reader failed (${String(error)}); please report this with the file` };
  return { ...NOTHING, file, isDocument: false, problems: [{ ...problem, rule: "vitalint/file-skipped" }] };
}

/** Contribution of a document (Markdown, CSV, XML); `undefined` for one that the trace does not read. */
export function traceOfDocument(
  path: FilePath,
  text: string,
  config: ProjectConfig,
  textOf: (path: FilePath) => string | undefined = () => undefined,
): FileTrace | undefined {
  const record = traceOfRecord(path, text);
  if (record) return record;
  const sources = traceSourcesOf(config);
  const role = sources.roleOf(path);
  if (!role) return withPackages(path, text, config, textOf, traceOfTags(path, text, config, textOf));
  if (role.role === "results") return traceOfResults(path, text, config);
  const reads = new Set<FilePath>();
  const trackedTextOf = (other: FilePath): string | undefined => {
    reads.add(other);
    return textOf(other);
  };
  // Where no configuration names a reader, one that is sure of the text goes before the one of the file's name.
  const recognised = role.configured
    ? undefined
    : REQUIREMENT_READERS.find((each) => each.recognises?.(path, text, trackedTextOf) === true);
  if (!recognised && role.reader === RECOGNISED) {
    const trace = withPackages(path, text, config, textOf, traceOfTags(path, text, config, trackedTextOf));
    return noteReads(trace, path, new Set([...reads, ...(trace?.reads ?? [])]));
  }
  const reader = recognised ?? readerNamed(role.reader);
  if (!reader) {
    const problem = {
      message: `There is no requirement reader '${role.reader}': this document is not read.`,
      file: path,
      span: { start: 0, end: 0 },
    };
    return { ...NOTHING, file: path, isDocument: true, problems: [{ ...problem, rule: "vitalint/requirement-format" }] };
  }
  const result = reader.read(path, text, {
    kind: role.kind,
    isId: (id) => role.ids.matches(id),
    isLinkId: (id) => sources.linkIds.matches(id),
    guessKind: !role.configured,
    ...role.mapping,
    textOf: trackedTextOf,
  });
  const isEmpty = result.items.length === 0 && result.implied.length === 0;
  // A document that only has a usual name may be about anything: without an item it says nothing.
  const isTold = role.configured || (reader.isOwnFormat === true && result.problems.length > 0);
  if (isEmpty && !isTold) return noteReads(undefined, path, reads);
  const problems = [...result.problems];
  if (isEmpty && problems.length === 0 && reader.holdsSettings?.(path) !== true)
    problems.push({ message: "No item with an id was found in this document.", file: path, span: { start: 0, end: 0 } });
  return {
    ...NOTHING,
    file: path,
    // A list of SOUP asks nothing of code: alone it makes no project with requirements.
    isDocument: role.kind !== "soup",
    items: result.items.map((item) => ({ ...item, reader: reader.name })),
    implied: result.implied.map((item) => ({ ...item, reader: reader.name })),
    links: result.links,
    problems: problems.map((problem) => ({ ...problem, rule: "vitalint/requirement-format" })),
    ...(reads.size === 0 ? {} : { reads: [...reads] }),
  };
}

/** A contribution with the files that were asked for to get it; there is one when any was, though it says nothing. */
function noteReads(trace: FileTrace | undefined, file: FilePath, reads: ReadonlySet<FilePath>): FileTrace | undefined {
  return reads.size === 0 ? trace : { ...(trace ?? { ...NOTHING, file, isDocument: false }), reads: [...reads] };
}

/** Contribution of a file of test results. */
export function traceOfResults(path: FilePath, text: string, config: ProjectConfig): FileTrace {
  const { linkIds } = traceSourcesOf(config);
  const { tests, problems } = readJUnit(path, text, (id) => linkIds.matches(id));
  return {
    ...NOTHING,
    file: path,
    isDocument: false,
    tests,
    problems: problems.map((problem) => ({ ...problem, rule: "vitalint/test-result-format" })),
  };
}

/** Adds the packages of a manifest of the project itself; tests and SOUP have manifests of their own, which are not the device's. */
function withPackages(
  path: FilePath,
  text: string,
  config: ProjectConfig,
  textOf: (path: FilePath) => string | undefined,
  trace: FileTrace | undefined,
): FileTrace | undefined {
  const sources = traceSourcesOf(config);
  if (!sources.isManifest(path)) return trace;
  const reads = new Set<FilePath>(trace?.reads);
  const packages = manifestOf(path)?.read(path, text, (other) => {
    reads.add(other);
    return textOf(other);
  });
  if (!packages || packages.length === 0) return trace;
  return { ...NOTHING, file: path, isDocument: false, ...trace, packages, ...(reads.size === 0 ? {} : { reads: [...reads] }) };
}

/** Contribution of a text in no front end's language, by the tags in it. */
function traceOfTags(
  path: FilePath,
  text: string,
  config: ProjectConfig,
  textOf: (path: FilePath) => string | undefined,
): FileTrace | undefined {
  if (!traceSourcesOf(config).mayHoldTags(path)) return undefined;
  return ofScan(path, config, (context) => traceText(path, text, config, context), textOf);
}

/** Contribution of a record that users commit for Vitalint; `undefined` for any other file. */
function traceOfRecord(path: FilePath, text: string): FileTrace | undefined {
  const record =
    path === REVIEWS_FILE
      ? { reviews: readReviews(text) }
      : path === REVIEWED_FILE
        ? { reviewedTexts: readReviewedTexts(text) }
        : path === STAMPS_FILE
          ? { stamps: readStamps(text) }
          : undefined;
  if (!record) return undefined;
  const { problems } = record.reviews ?? record.reviewedTexts ?? record.stamps;
  return {
    ...NOTHING,
    file: path,
    isDocument: false,
    ...record,
    problems: problems.map((problem) => ({ ...problem, file: path, rule: "vitalint/record-format" as const })),
  };
}

/** Contribution of a source file: its functions and tags, and the items that its comments define. */
export function traceOfSource(
  file: TracedSource,
  config: ProjectConfig,
  view: Pick<ProjectView, "isSoup">,
  textOf: (path: FilePath) => string | undefined = () => undefined,
): FileTrace {
  const sources = traceSourcesOf(config);
  const path = file.document.path;
  // What is excluded is read as SOUP is: its functions are known, its tags and units are not the project's.
  const isSoup = view.isSoup(path) || sources.isExcluded(path);
  return ofScan(path, config, (context) => traceSource(file, sources.linkIds, isSoup, context), textOf);
}

function ofScan<T extends ScannedSource | undefined>(
  path: FilePath,
  config: ProjectConfig,
  scan: (context: ScanContext) => T,
  textOf: (path: FilePath) => string | undefined,
): FileTrace | (T & undefined) {
  const reads = new Set<FilePath>();
  const { plainIds, codelinks } = config.tags;
  const found = scan({
    isTest: traceSourcesOf(config).isTest(path),
    plainIds,
    codelinks,
    textOf: (other) => {
      reads.add(other);
      return textOf(other);
    },
  });
  if (!found) return found as T & undefined;
  const { source, items, links, problems } = found;
  return {
    ...NOTHING,
    file: path,
    // Requirements may be written in comments alone.
    isDocument: items.length > 0,
    items,
    links,
    source,
    problems: problems.map((problem) => ({ ...problem, rule: "vitalint/requirement-format" })),
    ...(reads.size === 0 ? {} : { reads: [...reads] }),
  };
}
