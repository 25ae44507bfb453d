import { applyDispositions, unusedSidecarDiagnostics, type AppliedDispositions } from "../compliance/apply-dispositions.js";
import { parseBaseline, type Baseline } from "../compliance/baseline.js";
import type { Disposition, FindingState } from "../compliance/disposition.js";
import { dispositionsOfMarkdown, dispositionsOfSource, NO_DISPOSITIONS, type FileDispositions } from "../compliance/file-dispositions.js";
import { DISPOSITIONS_FILE, NO_SIDECAR, readSidecar, type Sidecar } from "../compliance/sidecar.js";
import type { ParsedFile } from "../languages/front-end.js";
import type { Project } from "../project/project.js";
import { engineDiagnostic, isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import type { Finding } from "../rule/finding.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { FilePath, Span } from "../text/span.js";
import { unitDigest } from "../text/versioned-digests.js";
import type { TraceGraph } from "../trace/graph.js";

/** Findings of legacy code that were frozen; beside `vitalint.json`, obeyed by editor and command line alike. */
export const BASELINE_FILE = "vitalint-baseline.json";

/** What was decided about the findings of one file. */
export interface DecidedFile {
  /** One state for each finding, in their order. */
  readonly states: readonly FindingState[];
  /** What is wrong with the decisions that stand in the file itself. */
  readonly diagnostics: readonly DraftFinding[];
}

/** Recorded decisions of one project: comments, the sidecar file, the baseline. */
export class ProjectDecisions {
  private sidecar: Sidecar = NO_SIDECAR;
  private baseline: Baseline | undefined;
  private baselineProblem: DraftFinding | undefined;
  private readonly applied = new Map<FilePath, AppliedDispositions>();

  constructor(
    private readonly project: Project,
    private readonly today: string,
  ) {}

  /** To be called when files changed, came or went. */
  invalidate(paths: readonly FilePath[]): void {
    if (paths.includes(DISPOSITIONS_FILE)) {
      const text = this.project.text(DISPOSITIONS_FILE);
      this.sidecar = text === undefined ? NO_SIDECAR : readSidecar(DISPOSITIONS_FILE, text);
    }
    if (paths.includes(BASELINE_FILE)) this.readBaseline();
    for (const path of paths) this.applied.delete(path);
  }

  /** Says what became of a file's findings. `ran`: rules that are on for the file. */
  decide(
    path: FilePath,
    findings: readonly Finding[],
    isReported: boolean,
    graph: TraceGraph,
    ran: (rule: string) => boolean,
  ): DecidedFile {
    const document = this.project.document(path);
    if (!document) return { states: findings.map(() => ({ state: "open" })), diagnostics: [] };
    const applied = applyDispositions(document, findings, this.own(path, isReported, graph), this.sidecar, {
      today: this.today,
      unitDigestAt: (offset) => {
        const file = isReported ? this.project.parsed(path) : undefined;
        return file && this.unitDigestAt(file, offset);
      },
      ran,
    });
    this.applied.set(path, applied);
    const states = applied.states.map((state, index): FindingState => {
      const finding = findings[index];
      const isFrozen =
        finding !== undefined &&
        state.state !== "disposed" &&
        !isEngineDiagnostic(finding.rule) &&
        this.baseline?.fingerprints.has(finding.fingerprint);
      return isFrozen === true ? { state: "frozen", baseline: BASELINE_FILE } : state;
    });
    return { states, diagnostics: applied.diagnostics.filter(({ file }) => file === path) };
  }

  /** What is wrong with the sidecar and the baseline; `complete`: all files were decided about, so an entry without a finding is known to be useless. */
  fileDiagnostics(path: FilePath, complete: boolean, ran: (rule: string) => boolean): readonly DraftFinding[] {
    if (path === BASELINE_FILE) return this.baselineProblem ? [this.baselineProblem] : [];
    if (path !== DISPOSITIONS_FILE) return [];
    const drafts = this.sidecar.problems.map(({ message, span }) => engineDiagnostic("vitalint/config", path, span, { problem: message }));
    const used = new Set<Disposition>();
    for (const { diagnostics, usedEntries } of this.applied.values()) {
      drafts.push(...diagnostics.filter(({ file }) => file === path));
      for (const entry of usedEntries) used.add(entry);
    }
    if (complete) drafts.push(...unusedSidecarDiagnostics(this.sidecar, used, { today: this.today, ran }));
    return drafts;
  }

  private own(path: FilePath, isReported: boolean, graph: TraceGraph): FileDispositions {
    const outline = isReported ? this.project.outlineOf(path) : undefined;
    if (outline) return outline.dispositions;
    const parsed = isReported ? this.project.parsed(path) : undefined;
    if (parsed) return dispositionsOfSource(parsed);
    const text = this.project.text(path);
    if (text === undefined || !/\.(md|markdown)$/i.test(path)) return NO_DISPOSITIONS;
    const sections = graph.itemsIn(path).flatMap(({ location }): Span[] => (location.kind === "span" ? [location.span] : []));
    return dispositionsOfMarkdown(path, text, sections);
  }

  /** Digest of the unit around an offset: the function or the file, as the configuration says (IEC 62304 5.4.1). */
  private unitDigestAt(parsed: ParsedFile, offset: number): string {
    const { text } = parsed.document;
    if (this.project.config.units === "file") return unitDigest(text, parsed.language);
    const fact = parsed.facts.functions.find(({ body, span }) => body !== undefined && span.start <= offset && offset < span.end);
    return unitDigest(fact ? text.slice(fact.span.start, fact.span.end) : text, parsed.language);
  }

  private readBaseline(): void {
    const text = this.project.text(BASELINE_FILE);
    this.baseline = undefined;
    this.baselineProblem = undefined;
    if (text === undefined) return;
    const parsed = parseBaseline(text);
    if ("baseline" in parsed) this.baseline = parsed.baseline;
    else {
      const message = `${BASELINE_FILE} can't be used: ${parsed.problem}. No finding is frozen.`;
      this.baselineProblem = engineDiagnostic(
        "vitalint/config",
        BASELINE_FILE,
        { start: parsed.offset, end: parsed.offset + 1 },
        { problem: message },
      );
    }
  }
}
