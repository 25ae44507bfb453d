import type { FileOutline } from "../project/file-outline.js";
import { CONFIG_FILE } from "../project/load-config.js";
import type { Project } from "../project/project.js";
import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { RuleSet } from "../rule/rule-set.js";
import { TraceFindings } from "../rule/trace-findings.js";
import { SourceDocument } from "../text/document.js";
import type { FilePath } from "../text/span.js";
import { unitDigest } from "../text/versioned-digests.js";
import { buildTraceGraph } from "../trace/build-graph.js";
import { traceOfDocument, traceOfFailure, traceOfResults, traceOfSource, type FileTrace } from "../trace/contribution.js";
import { Cancelled } from "./engine.js";
import { contributionsOf, writtenContributions } from "../trace/written-contributions.js";
import type { TraceGraph } from "../trace/graph.js";
import type { TracedSource } from "../trace/source-trace.js";
import { LiveGraph } from "../trace/live-graph.js";
import { REVIEWS_FILE } from "../trace/review/review-record.js";
import { stampPlan, type StampPlan } from "../trace/verification/stamp-plan.js";
import { STAMPS_FILE } from "../trace/verification/stamp-record.js";
import { traceSourcesOf } from "../trace/sources.js";

/** A file's contribution, and of what it was made: the present form of a source or its outline, or the text of a document. */
interface Contribution {
  readonly of: SourceDocument | FileOutline | string;
  readonly trace: FileTrace | undefined;
}

/**
 * The trace graph of a project, kept as its files change. A source that was not looked into yet contributes when it was, unless
 * {@link read} goes ahead for the trace alone: nothing else here parses a file that nobody asked for.
 */
export class ProjectTrace {
  private readonly contributions = new Map<FilePath, Contribution>();
  private readonly dirty = new Set<FilePath>();
  /** Documents by the other files that they asked for; one that no longer asks is merely read once more. */
  private readonly readersOf = new Map<FilePath, Set<FilePath>>();
  private live: LiveGraph;
  private findingsNow: { readonly ruleSet: RuleSet; readonly findings: TraceFindings } | undefined;
  private configDrafts: readonly DraftFinding[] | undefined;

  constructor(private readonly project: Project) {
    this.live = new LiveGraph(project);
  }

  /** To be called when files changed, came or went. */
  invalidate(paths: readonly FilePath[]): void {
    for (const path of paths) {
      if (path === CONFIG_FILE) this.configDrafts = undefined;
      this.dirty.add(path);
      for (const reader of this.readersOf.get(path) ?? []) this.dirty.add(reader);
    }
  }

  /** To be called when the configuration changed. */
  reset(): void {
    this.contributions.clear();
    this.live = new LiveGraph(this.project);
    this.findingsNow = undefined;
    this.configDrafts = undefined;
    this.invalidate(this.project.paths);
  }

  /** True when every file that was set has been looked into. */
  get isWhole(): boolean {
    this.refresh();
    return this.dirty.size === 0;
  }

  graph(): TraceGraph {
    this.refresh();
    return this.live.graph();
  }

  /** What a source contributes, for its outline. */
  contributionOf(path: FilePath): FileTrace | undefined {
    const parsed = this.project.parsed(path);
    return parsed && this.traceOf(parsed);
  }

  private traceOf(file: TracedSource): FileTrace {
    return traceOfSource(file, this.project.config, this.project, (other) => this.project.text(other));
  }

  /** What these results would stamp, in place of those that the project holds. */
  stampPlan(results: readonly { readonly path: FilePath; readonly text: string }[]): StampPlan {
    this.refresh();
    const given = results.map(({ path, text }) => traceOfResults(path, text, this.project.config));
    const others = this.traces().filter((trace) => trace.tests.length === 0);
    const problems = given.flatMap((trace) => trace.problems.map(({ file, message }) => ({ file, message })));
    return { ...stampPlan(buildTraceGraph([...others, ...given], this.project)), problems };
  }

  /** Findings of trace rules and problems of reading documents in a file. */
  drafts(ruleSet: RuleSet, path: FilePath): readonly DraftFinding[] {
    this.refresh();
    if (this.findingsNow?.ruleSet !== ruleSet)
      this.findingsNow = { ruleSet, findings: new TraceFindings(this.live, ruleSet, this.project) };
    // A source that was not looked into yet may hold the implementation or test that seems to be missing.
    const drafts = this.findingsNow.findings.in(path, this.dirty.size === 0);
    return path === CONFIG_FILE ? [...drafts, ...(this.configDrafts ??= this.configDiagnostics())] : drafts;
  }

  /** Id patterns that can't be used: the documents are read with the usual form of ids instead. */
  private configDiagnostics(): DraftFinding[] {
    const text = this.project.text(CONFIG_FILE) ?? "";
    return traceSourcesOf(this.project.config).problems.map(({ message, pattern }) => {
      const written = JSON.stringify(pattern);
      const start = Math.max(0, text.indexOf(written));
      return engineDiagnostic("vitalint/config", CONFIG_FILE, { start, end: start + written.length }, { problem: message });
    });
  }

  private traces(): FileTrace[] {
    return [...this.contributions.values()].flatMap(({ trace }) => trace ?? []);
  }

  /**
   * Looks into some of the files that wait and that are read, so that whoever first asks about the trace need not wait for all of them;
   * gives how many are left.
   */
  advance(limit: number): number {
    this.refresh(limit, SLICE);
    this.live.graph();
    let left = 0;
    for (const path of this.dirty) if (!this.awaits(path)) left++;
    return left;
  }

  /**
   * Reads files for the trace alone, as many as hold `length` characters: of sources that wait to be parsed their declarations and
   * comments, of which nothing is kept but what they contribute. Gives how many files are left.
   */
  read(length = SLICE): number {
    this.refresh(Infinity, length, true);
    return this.dirty.size;
  }

  /** Reads some of the files that wait for the trace alone, as {@link read} does. */
  readFiles(paths: readonly FilePath[]): void {
    for (const path of paths) if (this.dirty.has(path)) this.look(path, this.awaits(path));
    // Bit by bit: while other workers read, this one joins what is there.
    this.live.graph();
  }

  /** What files contribute, read for the trace alone and written for another engine of the same project; nothing of it is kept here. */
  written(paths: readonly FilePath[]): string {
    return writtenContributions(paths.map((path) => [path, this.contribute(path, undefined, this.awaits(path))?.trace]));
  }

  /** Takes what another engine of the same project, in the same state, wrote. */
  adopt(written: string): void {
    for (const [path, trace] of contributionsOf(written)) {
      const document = this.project.document(path);
      if (!document || !this.dirty.has(path)) continue;
      const of = document.language === undefined ? this.project.text(path) : trace && document;
      this.replace(path, of === undefined ? undefined : { of, trace });
    }
    this.live.graph();
  }

  /** True where the trace rests on what code calls and reads: then names across files have to be known. */
  get asksForCode(): boolean {
    return this.contributions.has(STAMPS_FILE);
  }

  private awaits(path: FilePath): boolean {
    return !this.contributions.has(path) && this.project.awaitsIndexing(path);
  }

  /** `ahead`: sources that wait to be parsed are looked into as well. */
  private refresh(limit = Infinity, length = Infinity, ahead = false): void {
    let files = 0;
    let read = 0;
    for (const path of this.dirty) {
      if (files >= limit || read >= length) return;
      const isAhead = this.awaits(path);
      if (isAhead && !ahead) continue;
      files++;
      read += this.project.text(path)?.length ?? 0;
      this.look(path, isAhead);
    }
  }

  private look(path: FilePath, isAhead: boolean): void {
    this.replace(path, this.contribute(path, this.contributions.get(path), isAhead));
  }

  private replace(path: FilePath, fresh: Contribution | undefined): void {
    this.dirty.delete(path);
    const known = this.contributions.get(path);
    if (fresh) this.contributions.set(path, fresh);
    else this.contributions.delete(path);
    this.noteReads(path, fresh?.trace?.reads ?? []);
    if (known?.trace !== fresh?.trace) this.live.set(path, fresh?.trace);
    if (this.holdsRecords && codeDiffers(known, fresh)) this.live.codeChanged(path);
  }

  /** True where records hold the digests of code: then the graph follows what the code says, not only its tags. */
  private get holdsRecords(): boolean {
    return RECORDS.some((path) => this.contributions.has(path));
  }

  private noteReads(path: FilePath, reads: readonly FilePath[]): void {
    for (const read of reads) {
      const readers = this.readersOf.get(read);
      if (readers) readers.add(path);
      else this.readersOf.set(read, new Set([path]));
    }
  }

  private contribute(path: FilePath, known: Contribution | undefined, isAhead: boolean): Contribution | undefined {
    const document = this.project.document(path);
    const text = this.project.text(path);
    if (!document || text === undefined) return undefined;
    try {
      return this.contributionFrom(path, document, text, known, isAhead);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      return { of: document.language === undefined ? text : document, trace: traceOfFailure(path, error) };
    }
  }

  private contributionFrom(
    path: FilePath,
    document: SourceDocument,
    text: string,
    known: Contribution | undefined,
    isAhead: boolean,
  ): Contribution | undefined {
    const { config } = this.project;
    if (document.language === undefined) {
      // What a document reads beside itself may have changed where its own text did not.
      if (known?.of === text && known.trace?.reads === undefined) return known;
      return { of: text, trace: traceOfDocument(path, text, config, (other) => this.project.text(other)) };
    }
    const outline = this.project.outlineOf(path);
    if (outline) return { of: outline, trace: outline.trace };
    if (known?.of === document && known.trace?.reads === undefined) return known;
    const seen = isAhead ? this.project.surveyed(path) : this.project.parsed(path);
    const trace = seen ? this.traceOf(seen) : isAhead ? this.project.glance(path, (file) => this.traceOf(file)) : undefined;
    return trace && { of: document, trace };
  }
}

/** Text that is looked into in one go while a project is opened, in characters: as much as takes some tens of milliseconds. */
const SLICE = 1 << 18;

const RECORDS: readonly FilePath[] = [REVIEWS_FILE, STAMPS_FILE];

/** True when two versions of a source differ in more than comments and layout. */
function codeDiffers(before: Contribution | undefined, after: Contribution | undefined): boolean {
  const a = before?.of;
  const b = after?.of;
  if (a === b || !(a instanceof SourceDocument && b instanceof SourceDocument)) return a !== b;
  if (a.language === undefined || b.language === undefined || a.language !== b.language) return true;
  return unitDigest(a.text, a.language) !== unitDigest(b.text, b.language);
}
