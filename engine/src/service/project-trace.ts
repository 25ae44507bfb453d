import type { ParsedFile } from "../languages/front-end.js";
import type { FileOutline } from "../project/file-outline.js";
import { CONFIG_FILE } from "../project/load-config.js";
import type { Project } from "../project/project.js";
import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { RuleSet } from "../rule/rule-set.js";
import { runTraceRules } from "../rule/run-trace-rules.js";
import type { FilePath } from "../text/span.js";
import { unitDigest } from "../text/versioned-digests.js";
import { buildTraceGraph } from "../trace/build-graph.js";
import { traceOfDocument, traceOfResults, traceOfSource, type FileTrace } from "../trace/contribution.js";
import type { TraceGraph } from "../trace/graph.js";
import { REVIEWS_FILE } from "../trace/review/review-record.js";
import { stampPlan, type StampPlan } from "../trace/verification/stamp-plan.js";
import { STAMPS_FILE } from "../trace/verification/stamp-record.js";
import { traceSourcesOf } from "../trace/sources.js";
import { traceDiagnostics } from "../trace/trace-diagnostics.js";

/** A file's contribution, and of what it was made: the parse or the outline of a source, or the text of a document. */
interface Contribution {
  readonly of: ParsedFile | FileOutline | string;
  readonly trace: FileTrace | undefined;
}

type DraftsByFile = ReadonlyMap<FilePath, readonly DraftFinding[]>;

/**
 * The trace graph of a project, assembled anew only when a contribution changed. A source that was not looked into yet
 * contributes when it was: nothing here parses a file that nobody asked for.
 */
export class ProjectTrace {
  private readonly contributions = new Map<FilePath, Contribution>();
  private readonly dirty = new Set<FilePath>();
  /** Documents by the other files that they asked for; one that no longer asks is merely read once more. */
  private readonly readersOf = new Map<FilePath, Set<FilePath>>();
  private graphNow: TraceGraph | undefined;
  private draftsNow: { readonly ruleSet: RuleSet; readonly drafts: DraftsByFile } | undefined;

  constructor(private readonly project: Project) {}

  /** To be called when files changed, came or went. */
  invalidate(paths: readonly FilePath[]): void {
    for (const path of paths) {
      this.dirty.add(path);
      for (const reader of this.readersOf.get(path) ?? []) this.dirty.add(reader);
    }
  }

  /** To be called when the configuration changed. */
  reset(): void {
    this.contributions.clear();
    this.forget();
    this.invalidate(this.project.paths);
  }

  /** True when every file that was set has been looked into. */
  get isWhole(): boolean {
    this.refresh();
    return this.dirty.size === 0;
  }

  graph(): TraceGraph {
    this.refresh();
    return (this.graphNow ??= buildTraceGraph(this.traces(), this.project));
  }

  /** What a source contributes, for its outline. */
  contributionOf(path: FilePath): FileTrace | undefined {
    const parsed = this.project.parsed(path);
    return parsed && traceOfSource(parsed, this.project.config, this.project, (other) => this.project.text(other));
  }

  /** What these results would stamp, in place of those that the project holds. */
  stampPlan(results: readonly { readonly path: FilePath; readonly text: string }[]): StampPlan {
    this.refresh();
    const given = results.map(({ path, text }) => traceOfResults(path, text, this.project.config));
    const others = this.traces().filter((trace) => trace.tests.length === 0);
    const problems = given.flatMap((trace) => trace.problems.map(({ file, message }) => ({ file, message })));
    return { ...stampPlan(buildTraceGraph([...others, ...given], this.project)), problems };
  }

  /** Findings of trace rules and problems of reading documents, by the file they stand in. */
  drafts(ruleSet: RuleSet): DraftsByFile {
    const graph = this.graph();
    if (this.draftsNow?.ruleSet === ruleSet) return this.draftsNow.drafts;
    const drafts = new Map<FilePath, DraftFinding[]>();
    const add = (draft: DraftFinding): void => {
      const list = drafts.get(draft.file);
      if (list) list.push(draft);
      else drafts.set(draft.file, [draft]);
    };
    for (const draft of traceDiagnostics(this.traces(), graph)) add(draft);
    for (const draft of this.configDiagnostics()) add(draft);
    // A source that was not looked into yet may hold the implementation or test that seems to be missing.
    if (this.dirty.size > 0) return drafts;
    for (const draft of runTraceRules(graph, ruleSet, this.project)) add(draft);
    this.draftsNow = { ruleSet, drafts };
    return drafts;
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

  private forget(): void {
    this.graphNow = undefined;
    this.draftsNow = undefined;
  }

  private refresh(): void {
    for (const path of this.dirty) {
      if (!this.contributions.has(path) && this.project.awaitsIndexing(path)) continue;
      this.dirty.delete(path);
      const known = this.contributions.get(path);
      const fresh = this.contribute(path, known);
      if (fresh) this.contributions.set(path, fresh);
      else this.contributions.delete(path);
      this.noteReads(path, fresh?.trace?.reads ?? []);
      if (!this.saysTheSame(known?.trace, fresh?.trace) || (this.holdsRecords && codeDiffers(known, fresh))) this.forget();
    }
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

  private contribute(path: FilePath, known: Contribution | undefined): Contribution | undefined {
    const document = this.project.document(path);
    const text = this.project.text(path);
    if (!document || text === undefined) return undefined;
    const { config } = this.project;
    if (document.language === undefined) {
      // What a document reads beside itself may have changed where its own text did not.
      if (known?.of === text && known.trace?.reads === undefined) return known;
      return { of: text, trace: traceOfDocument(path, text, config, (other) => this.project.text(other)) };
    }
    const outline = this.project.outlineOf(path);
    if (outline) return { of: outline, trace: outline.trace };
    const parsed = this.project.parsed(path);
    if (!parsed) return undefined;
    if (known?.of === parsed && known.trace?.reads === undefined) return known;
    return { of: parsed, trace: traceOfSource(parsed, config, this.project, (other) => this.project.text(other)) };
  }

  /**
   * True when the graph stays as it is. Most keystrokes change code without tags: then only the places of functions
   * moved, which nothing in the graph shows as long as the unit is the file.
   */
  private saysTheSame(before: FileTrace | undefined, after: FileTrace | undefined): boolean {
    if (before === after) return true;
    const a = before?.source;
    const b = after?.source;
    if (!a || !b || this.project.config.units !== "file") return false;
    if (a.mentions.length > 0 || b.mentions.length > 0 || a.functions.length !== b.functions.length) return false;
    return a.functions.every(
      (fn, index) => fn.qualifiedName === b.functions[index]?.qualifiedName && fn.defined === b.functions[index].defined,
    );
  }
}

const RECORDS: readonly FilePath[] = [REVIEWS_FILE, STAMPS_FILE];

/** True when two versions of a source differ in more than comments and layout. */
function codeDiffers(before: Contribution | undefined, after: Contribution | undefined): boolean {
  const a = before?.of;
  const b = after?.of;
  if (a === b || typeof a !== "object" || typeof b !== "object" || !("document" in a && "document" in b)) return a !== b;
  return unitDigest(a.document.text, a.language) !== unitDigest(b.document.text, b.language);
}
