import { flowCoverage, type FlowCoverage } from "./flow-coverage.js";
import type { FlowAnalysis, FunctionKey } from "../flow/analysis.js";
import type { FunctionCalls } from "../flow/call-graph.js";
import { createFlowAnalysis } from "../flow/flow-analysis.js";
import type { IdeContext } from "../ide/context.js";
import { IdeEngine } from "../ide/ide-engine.js";
import type { FindingState } from "../compliance/disposition.js";
import { DISPOSITIONS_FILE } from "../compliance/sidecar.js";
import { dispositionsOfSource } from "../compliance/file-dispositions.js";
import type { FileInput } from "../project/file-input.js";
import { includesOf, plainSymbols, type FileOutline } from "../project/file-outline.js";
import { FunctionIndex } from "../project/function-index.js";
import { CONFIG_FILE, defaultConfig, loadConfig, type ConfigProblem } from "../project/load-config.js";
import { projectModels, type ModelProblem } from "../project/project-models.js";
import { Project } from "../project/project.js";
import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import { compareFindings, type Finding } from "../rule/finding.js";
import { finishFindings } from "../rule/finish-findings.js";
import { tellsGaps } from "../report/gaps.js";
import { buildReportModel, buildTraceSummary, type RunFacts } from "../report/build-model.js";
import type { ReportModel, TraceSummary } from "../report/model.js";
import { summaryDocument, traceDocument, type TraceDocument, type TraceWanted } from "../report/trace-document.js";
import { reportedImpact, type ReportedImpact } from "../report/impact.js";
import { reportedFindings, type ReportedFinding } from "../report/reported.js";
import { impactSince } from "./change-impact.js";
import { itemDrafts } from "./item-drafts.js";
import { fileFacts, parseCounts } from "./file-facts.js";
import type { DraftFinding } from "../rule/reporter.js";
import { RuleSet } from "../rule/rule-set.js";
import type { Language, SourceDocument } from "../text/document.js";
import { spanOfText, type FilePath, type TextEdit } from "../text/span.js";
import type { ParsedFile } from "../languages/front-end.js";
import { NEVER_CANCELLED, type Cancellation, type Engine, type FileDrafts, type JoinedFinding } from "./engine.js";
import type { EngineParts } from "./engine-parts.js";
import { ProjectDecisions } from "./project-decisions.js";
import type { StampPlan } from "../trace/verification/stamp-plan.js";
import { ProjectTrace } from "./project-trace.js";
import { AskedProject, QUESTIONS } from "./asked-project.js";
import { ProjectMemory, type AskedDrafts } from "./project-memory.js";
import { flowDrafts, localDrafts, readingDrafts } from "./file-findings.js";

const OPEN: FindingState = { state: "open" };

/** What was computed for one file, and of which state. */
interface FileResult {
  readonly document: SourceDocument | undefined;
  readonly environment: number;
  readonly epoch: number;
  /** Findings of the file alone; those that another worker made stand among the others. */
  readonly local: readonly DraftFinding[];
  /** Findings that need the flow analysis. */
  readonly flow: readonly DraftFinding[];
  /** State of all files' code that the flow part was computed of. */
  readonly codeVersion: number;
  /** What was asked of the project for it, where that is kept. */
  readonly questions: ReadonlySet<string> | undefined;
  /** With what the project as a whole has to say; absent until somebody asks. */
  readonly findings: readonly Finding[] | undefined;
}

/** What the rules that look at one file alone found in it, and in which state. */
type LocalResult = Pick<FileResult, "document" | "environment" | "epoch" | "local">;

/** One project's engine: the only object that changes; everything that it hands out is plain, immutable data. */
export class ProjectEngine extends IdeEngine implements Engine {
  private readonly project: Project;
  private readonly functions: FunctionIndex;
  private readonly tracing: ProjectTrace;
  private readonly results = new Map<FilePath, FileResult>();
  /** Kept by themselves: they hold though the rest of a file's analysis was cancelled. */
  private readonly locals = new Map<FilePath, LocalResult>();
  private ruleSet: RuleSet;
  private flow: FlowAnalysis;
  private modelProblems: readonly ModelProblem[] = [];
  private configProblems: readonly ConfigProblem[] = [];
  private codeVersion = 0;
  /** State of the events that cross functions which file findings were computed of. */
  private seenDeliveries = 0;
  /** Code version of which the flow analysis has seen all functions. */
  private analysedAll = -1;
  /** Code version of which all files were decided about. */
  private decidedAll = -1;
  private readonly decisions: ProjectDecisions;
  /** Until something changes. */
  private memory: ProjectMemory | undefined;
  /** Something is known of files that were not parsed here. */
  private hasAdopted = false;
  protected readonly ide: IdeContext;

  constructor(private readonly parts: EngineParts) {
    super();
    const config = defaultConfig();
    this.project = new Project(parts.frontEnds, config);
    this.functions = new FunctionIndex(this.project);
    this.tracing = new ProjectTrace(this.project);
    this.decisions = new ProjectDecisions(this.project, parts.today);
    this.ruleSet = new RuleSet(parts.rules, config);
    const current = (): RuleSet => this.ruleSet;
    this.ide = {
      project: this.project,
      get ruleSet() {
        return current();
      },
      graph: () => this.tracing.graph(),
      findings: (path, cancellation) => this.findings(path, cancellation),
    };
    if (parts.store) this.memory = new ProjectMemory(this.project, this.functions, parts.store);
    this.flow = this.makeFlow();
  }

  setFiles(files: readonly FileInput[]): void {
    this.beforeChange();
    for (const file of files) {
      this.project.set(file);
      if (file.path === CONFIG_FILE) this.configure();
    }
    this.codeChanged(files.map(({ path }) => path));
  }

  removeFiles(paths: readonly FilePath[]): void {
    this.beforeChange();
    for (const path of paths) {
      this.project.remove(path);
      this.results.delete(path);
      this.locals.delete(path);
      if (path === CONFIG_FILE) this.configure();
    }
    this.codeChanged(paths);
  }

  editFile(path: FilePath, version: number, edits: readonly TextEdit[]): void {
    this.beforeChange();
    this.project.edit(path, version, edits);
    if (path === CONFIG_FILE) this.configure();
    this.codeChanged([path]);
  }

  /** What is known from elsewhere holds for one state of the project. */
  private beforeChange(): void {
    if (!this.hasAdopted) return;
    this.hasAdopted = false;
    this.memory = undefined;
    this.project.forgetOutlines();
    this.flow = this.makeFlow();
  }

  index(limit: number, cancellation: Cancellation): number {
    if (this.memory && !this.hasAdopted) this.adoptOutlines(this.memory.outlines());
    const before = this.project.unindexedCount;
    const left = this.project.index(limit, cancellation);
    this.functions.catchUp(cancellation);
    // Names and links across files are whole only now: what was computed before is computed anew.
    if (before > 0 && left === 0) this.codeChanged([]);
    // One of several workers answers for the trace, and not before all have read.
    return this.parts.exchange ? left : left + this.tracing.advance(cancellation.isCancelled() ? 0 : limit);
  }

  analyse(limit: number, cancellation: Cancellation): { readonly left: number; readonly isNews: boolean } {
    if (!this.ruleSet.rules.some((rule) => rule.on.flow)) return { left: 0, isNews: false };
    // After an edit of a header, files wait to be read again.
    if (this.index(limit, cancellation) > 0) return { left: this.project.unindexedCount, isNews: false };
    const left = this.flow.advance(this.project.paths, limit, cancellation);
    if (left > 0) return { left, isNews: false };
    const isNews = this.flow.deliveries !== this.seenDeliveries;
    if (isNews) {
      this.seenDeliveries = this.flow.deliveries;
      this.codeVersion++;
    }
    this.analysedAll = this.codeVersion;
    return { left, isNews };
  }

  decideAll(cancellation: Cancellation): boolean {
    return this.allFindings(cancellation) !== undefined;
  }

  findings(path: FilePath, cancellation: Cancellation): readonly JoinedFinding[] | undefined {
    const own = this.fileFindings(path, cancellation);
    return own && this.join(path, own, this.decidedAll === this.codeVersion);
  }

  functionKeys(): readonly FunctionKey[] {
    return this.project.paths.flatMap((path) => this.functions.functionsOf(path));
  }

  callsOf(paths: readonly FilePath[], holder: number): readonly FunctionCalls[] {
    return this.flow.callsOf(paths, holder);
  }

  share(functions: readonly FunctionCalls[]): void {
    this.flow.share(functions);
  }

  codeDrafts(paths: readonly FilePath[], cancellation: Cancellation): readonly FileDrafts[] | undefined {
    const files: FileDrafts[] = [];
    for (const path of paths) {
      const drafts = this.draftsOfCode(path, cancellation);
      if (!drafts) return undefined;
      const { questions } = drafts;
      files.push({ path, drafts: [...drafts.local, ...drafts.flow], ...(questions ? { questions: [...questions] } : {}) });
    }
    return files;
  }

  adoptDrafts(files: readonly FileDrafts[]): void {
    const { codeVersion } = this;
    const epoch = this.project.declarationEpoch;
    for (const { path, drafts, questions } of files) {
      const made = { local: [], flow: drafts, questions: questions && new Set(questions) };
      this.results.set(path, { ...this.stateOf(path), epoch, codeVersion, findings: undefined, ...made });
    }
  }

  outlines(paths: readonly FilePath[]): readonly FileOutline[] {
    return paths.flatMap((path) => {
      const file = this.project.parsed(path);
      const symbols = this.project.symbolsOf(path);
      if (file === undefined || symbols === undefined) return [];
      const declarations = this.project.declarationsOf(path);
      const written = this.project.writtenNames(path);
      const trace = this.tracing.contributionOf(path);
      const dispositions = dispositionsOfSource(file);
      return {
        path,
        includes: includesOf(file),
        symbols: plainSymbols(symbols),
        written,
        declarations,
        counts: parseCounts(file),
        trace,
        dispositions,
      };
    });
  }

  adoptOutlines(outlines: readonly FileOutline[]): void {
    this.hasAdopted = true;
    this.project.adopt(outlines);
    this.codeChanged(outlines.map(({ path }) => path));
  }

  /** What a file is, apart from the code of others: equal means the same text with the same meaning. */
  private stateOf(path: FilePath): Pick<FileResult, "document" | "environment"> {
    return { document: this.project.document(path), environment: this.project.environmentOf(path) };
  }

  allFindings(cancellation: Cancellation): readonly JoinedFinding[] | undefined {
    while (this.index(32, cancellation) > 0) if (cancellation.isCancelled()) return undefined;
    // What callers make happen is known where it happens only when all functions were looked at.
    if (this.analyse(Infinity, cancellation).left > 0) return undefined;
    const byPath = new Map<FilePath, readonly JoinedFinding[]>();
    // The sidecar comes last: only then is it known which of its decisions covered nothing.
    for (const path of [...this.project.paths].sort((a, b) => Number(a === DISPOSITIONS_FILE) - Number(b === DISPOSITIONS_FILE))) {
      if (path === DISPOSITIONS_FILE) this.decidedAll = this.codeVersion;
      const findings = this.findings(path, cancellation);
      if (!findings) return undefined;
      byPath.set(path, findings);
    }
    return this.project.paths.flatMap((path) => byPath.get(path) ?? []);
  }

  reportedFindings(cancellation: Cancellation): readonly ReportedFinding[] | undefined {
    const all = this.allFindings(cancellation);
    return all && reportedFindings(all, this.project);
  }

  flowCoverage(cancellation: Cancellation): FlowCoverage | undefined {
    return flowCoverage(this.project, this.functions, this.flow, cancellation);
  }

  stampPlan(results: readonly { readonly path: FilePath; readonly text: string }[]): StampPlan {
    while (this.index(Infinity, NEVER_CANCELLED) > 0);
    return this.tracing.stampPlan(results);
  }

  report(run: RunFacts, cancellation: Cancellation): ReportModel | undefined {
    const findings = this.allFindings(cancellation);
    return findings && this.model(run, findings, false, true);
  }

  readTrace(paths: readonly FilePath[]): void {
    this.tracing.readFiles(paths);
  }

  writtenTrace(paths: readonly FilePath[]): string {
    return this.tracing.written(paths);
  }

  adoptTrace(written: string): void {
    this.tracing.adopt(written);
  }

  traceDocument(run: RunFacts, wanted: TraceWanted, cancellation: Cancellation): TraceDocument | undefined {
    if (wanted.format === "text") {
      const summary = this.traceSummary(cancellation);
      return summary && summaryDocument(summary, wanted);
    }
    // How well files could be parsed is told by one table alone.
    const counts = wanted.format === "csv" && wanted.table === "files";
    const model = this.traceReport(run, wanted.format === "json", cancellation, counts);
    return model && traceDocument(model, wanted);
  }

  /**
   * As {@link report}, of the trace alone: no code is analysed. `lists`: with every item and link; `counts`: with how well files could be
   * parsed.
   */
  traceReport(run: RunFacts, lists: boolean, cancellation: Cancellation, counts = false): ReportModel | undefined {
    const findings = this.traceFindings(cancellation);
    return findings && this.model(run, findings, lists, counts);
  }

  private traceSummary(cancellation: Cancellation): TraceSummary | undefined {
    const findings = this.traceFindings(cancellation);
    if (!findings) return undefined;
    const { config } = this.project;
    return buildTraceSummary({ config, rules: this.parts.rules, graph: this.tracing.graph(), findings, texts: this.project });
  }

  /** Findings of reading, and of rules that tell gaps which the graph does not show otherwise. */
  private traceFindings(cancellation: Cancellation): readonly JoinedFinding[] | undefined {
    while (this.tracing.read() > 0) if (cancellation.isCancelled()) return undefined;
    if (this.tracing.asksForCode) while (this.index(32, cancellation) > 0) if (cancellation.isCancelled()) return undefined;
    // Most gaps are read off the graph: of the rules only those are asked that know others.
    const telling = new RuleSet(this.ruleSet.rules.filter(tellsGaps), this.project.config);
    const findings: JoinedFinding[] = [];
    for (const path of this.project.paths) {
      const drafts = [...readingDrafts(this.project, path), ...this.projectDrafts(path, telling)];
      if (drafts.length === 0) continue;
      const own = this.join(path, finishFindings(drafts, telling, this.project.text(path) ?? "", this.languageOf(path)), false);
      // Whether a decision about any other rule covers something was not looked at.
      findings.push(...own.filter(({ finding }) => finding.rule !== "vitalint/disposition-unused"));
    }
    return findings;
  }

  private model(run: RunFacts, findings: readonly JoinedFinding[], lists: boolean, counts: boolean): ReportModel {
    const { config } = this.project;
    const files = fileFacts(this.project, counts);
    return buildReportModel({
      config,
      rules: this.parts.rules,
      graph: this.tracing.graph(),
      findings,
      texts: this.project,
      files,
      run,
      lists,
    });
  }

  changeImpact(before: readonly FileInput[], since: string, cancellation: Cancellation): ReportedImpact | undefined {
    while (this.index(32, cancellation) > 0) if (cancellation.isCancelled()) return undefined;
    const graph = this.tracing.graph();
    return reportedImpact(impactSince(this.project, graph, this.parts.frontEnds, before), since, graph, this.project);
  }

  private fileFindings(path: FilePath, cancellation: Cancellation): readonly Finding[] | undefined {
    const known = this.results.get(path);
    const drafts = this.draftsOfCode(path, cancellation);
    if (!drafts) return undefined;
    if (drafts === known && known.findings) return known.findings;
    const all = [...drafts.local, ...drafts.flow, ...this.projectDrafts(path)];
    const findings = finishFindings(all, this.ruleSet, this.project.text(path) ?? "", this.languageOf(path));
    this.results.set(path, { ...drafts, findings });
    return findings;
  }

  /** What was found in the code of a file, as far as it still holds, else found anew; `undefined` when cancelled. */
  private draftsOfCode(path: FilePath, cancellation: Cancellation): FileResult | undefined {
    // What it declares may be something else now, which is known when it was parsed.
    if (this.project.awaitsIndexing(path) && this.reported(path)) this.project.parsed(path);
    const epoch = this.project.declarationEpoch;
    const state = this.stateOf(path);
    const known = this.results.get(path);
    if (known && isFresh(known, state, epoch) && known.codeVersion === this.codeVersion) return known;
    const rest = { ...state, epoch, codeVersion: this.codeVersion, findings: undefined };
    const kept = this.memory?.draftsOf(path);
    if (kept) {
      const result = { ...rest, local: [], flow: kept.drafts, questions: kept.questions };
      this.results.set(path, result);
      return result;
    }
    const parsed = this.reported(path) ? this.project.parsed(path) : undefined;
    const asked = this.memory && new AskedProject(this.project);
    const local = this.localFindings(path, parsed, cancellation, asked);
    if (!local) return undefined;
    const ask = asked && ((question: string): void => void asked.questions.add(question));
    this.functions.onPlace = ask && ((file): void => ask(QUESTIONS.own(file)));
    const flow = parsed ? flowDrafts(asked ?? this.project, this.functions, this.flow, this.ruleSet, parsed, cancellation, ask) : [];
    this.functions.onPlace = undefined;
    if (!flow) return undefined;
    const result = { ...rest, local, flow, questions: asked?.questions };
    this.results.set(path, result);
    return result;
  }

  private localFindings(
    path: FilePath,
    parsed: ParsedFile | undefined,
    cancellation: Cancellation,
    asked?: AskedProject,
  ): readonly DraftFinding[] | undefined {
    const epoch = this.project.declarationEpoch;
    const state = this.stateOf(path);
    const known = this.locals.get(path);
    // What was asked for it has to be known, where that is kept.
    if (known && !asked && isFresh(known, state, epoch)) return known.local;
    const found = parsed ? localDrafts(asked ?? this.project, this.ruleSet, parsed, cancellation) : [];
    if (!found) return undefined;
    const local = [...readingDrafts(this.project, path), ...found];
    this.locals.set(path, { ...state, epoch, local });
    return local;
  }

  keepResults(): void {
    const { memory } = this;
    if (!memory || this.analysedAll !== this.codeVersion) return;
    const drafts = new Map<FilePath, AskedDrafts>();
    for (const [path, { local, flow, questions, codeVersion }] of this.results)
      if (questions && codeVersion === this.codeVersion) drafts.set(path, { drafts: [...local, ...flow], questions });
    memory.keep(drafts, (path) => this.project.outlineOf(path) ?? this.outlines([path])[0], this.flow);
  }

  /** The language whose tokens name a finding's place; `undefined` for what no front end reads, or nothing is reported of. */
  private languageOf(path: FilePath): Language | undefined {
    return this.reported(path) && this.project.unreadable(path) === undefined ? this.project.document(path)?.language : undefined;
  }

  /** SOUP and excluded files are indexed, so that calls into them are understood, but not reported. */
  private reported(path: FilePath): boolean {
    return !this.project.isSoup(path) && !this.project.fileSets.isExcluded(path);
  }

  /** Findings that come from the project as a whole and stand in one file. */
  private projectDrafts(path: FilePath, ruleSet = this.ruleSet): DraftFinding[] {
    const drafts = [...this.tracing.drafts(ruleSet, path)];
    for (const { file, span, message } of this.modelProblems) {
      if (file === path) drafts.push(engineDiagnostic("vitalint/config", path, span, { problem: message }));
    }
    if (path === CONFIG_FILE) {
      for (const { message, span } of this.configProblems)
        drafts.push(engineDiagnostic("vitalint/config", path, span, { problem: message }));
      drafts.push(...itemDrafts(this.project));
    }
    return drafts;
  }

  private join(path: FilePath, findings: readonly Finding[], complete: boolean): readonly JoinedFinding[] {
    const graph = this.tracing.graph();
    const ran = (id: string): boolean => this.ran(id, path);
    const { states, diagnostics } = this.decisions.decide(path, findings, this.reported(path), graph, ran);
    const joined = findings.map((finding, index): JoinedFinding => ({
      finding,
      state: states[index] ?? OPEN,
      context: graph.contextOf(path, finding.span.start),
    }));
    const drafts = [...diagnostics, ...this.decisions.fileDiagnostics(path, complete, ran)];
    if (drafts.length === 0) return joined;
    for (const finding of finishFindings(drafts, this.ruleSet, this.project.text(path) ?? "", this.languageOf(path))) {
      joined.push({ finding, state: OPEN, context: graph.contextOf(path, finding.span.start) });
    }
    return joined.sort((x, y) => compareFindings(x.finding, y.finding));
  }

  /** True when a rule's silence about a file means something: it is on, and has seen all that it looks at. */
  private ran(id: string, path: FilePath): boolean {
    const rule = this.ruleSet.rule(id);
    // A decision about a rule that does not exist is useless whatever ran.
    if (rule === undefined) return true;
    if (this.ruleSet.severity(rule, this.project.safetyClassOf(path)) === "off") return false;
    if (rule.on.trace) return this.tracing.isWhole && this.tracing.graph().hasDocuments;
    return rule.on.flow === undefined || this.analysedAll === this.codeVersion;
  }

  private configure(): void {
    const text = this.project.text(CONFIG_FILE);
    const { config, problems } = text === undefined ? { config: defaultConfig(), problems: [] } : loadConfig(text);
    this.project.configure(config);
    this.ruleSet = new RuleSet(this.parts.rules, config);
    const unknown = this.ruleSet.unknownIds.map((id) => ({
      message: `vitalint.json: there is no rule '${id}'.`,
      span: spanOfText(text ?? "", `"${id}"`),
    }));
    this.configProblems = [...problems, ...unknown];
    this.results.clear();
    this.locals.clear();
    this.tracing.reset();
    this.flow = this.makeFlow();
  }

  private makeFlow(): FlowAnalysis {
    const { models, problems } = projectModels(this.parts.models, this.project.config.models, (path) => this.project.text(path));
    this.modelProblems = problems;
    const { exchange } = this.parts;
    const { memory } = this;
    const flow = createFlowAnalysis({ lookup: this.functions, models, ...(exchange ? { exchange } : {}), ...(memory ? { memory } : {}) });
    memory?.attach(flow);
    return flow;
  }

  private codeChanged(paths: readonly FilePath[]): void {
    this.codeVersion++;
    this.memory?.forget();
    if (paths.some((path) => this.project.config.models.includes(path))) this.flow = this.makeFlow();
    this.functions.invalidate();
    this.flow.invalidate(paths);
    this.tracing.invalidate(paths);
    this.decisions.invalidate(paths);
  }
}

function isFresh(known: LocalResult, { document, environment }: Pick<FileResult, "document" | "environment">, epoch: number): boolean {
  return known.document === document && known.environment === environment && known.epoch === epoch;
}
