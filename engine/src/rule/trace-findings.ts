import type { ProjectView } from "../project/view.js";
import type { FilePath } from "../text/span.js";
import type { ItemKind } from "../trace/graph.js";
import type { FileNode, GraphNode } from "../trace/graph-node.js";
import type { LiveGraph } from "../trace/live-graph.js";
import { ReadingGraph } from "../trace/reading-graph.js";
import { fileDiagnostics } from "../trace/trace-diagnostics.js";
import { engineDiagnostic } from "./engine-diagnostics.js";
import { formatMessage } from "./message.js";
import type { DraftFinding } from "./reporter.js";
import type { Rule, TraceContext, TraceSubscriptions } from "./rule.js";
import { severityOfReport, type RuleSet } from "./rule-set.js";

type TraceRule = Rule & { readonly on: { readonly trace: TraceSubscriptions<string> } };

/** What findings come from: an item, a file, or the graph as a whole. */
type Source = GraphNode | FilePath;

const WHOLE: FilePath = "";

/**
 * What the trace rules find in a live graph, kept from one change to the next: an item is visited again when it changed, or another
 * one that its visit asked for.
 */
export class TraceFindings {
  /** Problems of reading: known as soon as a file was read. */
  private readonly diagnostics = new DraftIndex();
  /** What rules find: true only when all files were read. */
  private readonly found = new DraftIndex();
  private readonly rules: readonly TraceRule[];
  private readonly byKind = new Map<ItemKind, readonly TraceRule[]>();
  private dirtyNodes = new Set<GraphNode>();
  private dirtyFiles = new Set<FileNode>();
  /** Items whose findings rest on more than single other items. */
  private readonly ofAll = new Set<GraphNode>();
  private facts: string | undefined;
  private hasStarted = false;

  constructor(
    private readonly live: LiveGraph,
    private readonly ruleSet: RuleSet,
    private readonly project: ProjectView,
  ) {
    this.rules = ruleSet.rules.filter((rule): rule is TraceRule => rule.on.trace !== undefined);
  }

  /** Findings in a file; `isWhole`: all files were read, so that what seems to be missing is. */
  in(path: FilePath, isWhole: boolean): readonly DraftFinding[] {
    this.update(isWhole);
    return [...this.diagnostics.in(path), ...(isWhole ? this.found.in(path) : [])];
  }

  /** All that the rules find. */
  all(): readonly DraftFinding[] {
    this.update(true);
    return this.found.files.flatMap((path) => this.found.in(path));
  }

  private update(isWhole: boolean): void {
    const { nodes, files } = this.live.takeChanges();
    // Whoever asked before has taken the earlier changes.
    const isFirst = !this.hasStarted;
    this.hasStarted = true;
    for (const file of isFirst ? new Set([...this.live.files, ...files]) : files) {
      this.diagnostics.set(file.path, this.live.fileOf(file.path) === file ? fileDiagnostics(file, this.live) : []);
      this.dirtyFiles.add(file);
    }
    for (const node of nodes) this.dirtyNodes.add(node);
    const isNews = this.dirtyNodes.size > 0 || this.dirtyFiles.size > 0;
    if (!isWhole || (!isNews && this.facts !== undefined)) return;
    const graph = new ReadingGraph(this.live);
    const due = this.dueNodes(graph);
    for (const node of due) this.visitItem(graph, node);
    for (const { path } of this.dirtyFiles) this.visitFile(graph, path);
    this.dirtyNodes = new Set();
    this.dirtyFiles = new Set();
    const whole: DraftFinding[] = [];
    for (const rule of this.rules) if (rule.on.trace.visit) this.run(rule, graph, whole, "", (context) => rule.on.trace.visit?.(context));
    this.found.set(WHOLE, whole);
  }

  /** Items to be visited: what changed, and what rests on it. */
  private dueNodes(graph: ReadingGraph): Iterable<GraphNode> {
    const { hasDocuments, hasResults, reviews, verifications } = graph;
    const facts = [hasDocuments, hasResults, reviews.isEmpty, verifications.hasRecord, ...[...this.live.kindsThere].sort()].join();
    if (facts !== this.facts) {
      this.facts = facts;
      for (const file of this.live.files) this.dirtyFiles.add(file);
      return new Set([...this.live.nodes.values(), ...this.dirtyNodes]);
    }
    const due = new Set(this.dirtyNodes);
    for (const node of this.dirtyNodes) {
      for (const reader of node.readers ?? []) due.add(reader);
      // Whoever is visited again says again what it rests on.
      node.readers = undefined;
    }
    for (const node of this.ofAll) due.add(node);
    return due;
  }

  private visitItem(graph: ReadingGraph, node: GraphNode): void {
    const { item } = node;
    const drafts: DraftFinding[] = [];
    this.ofAll.delete(node);
    if (item) {
      const asksAll = graph.readFor(node, () => {
        for (const rule of this.rulesFor(item.kind))
          this.run(rule, graph, drafts, item.location.file, (context) => rule.on.trace.item?.visit(context, item));
      });
      if (asksAll) this.ofAll.add(node);
    }
    this.found.set(node, drafts);
  }

  private visitFile(graph: ReadingGraph, path: FilePath): void {
    const file = this.live.fileOf(path);
    const drafts: DraftFinding[] = [];
    for (const rule of file ? this.rules : []) {
      const { trace } = rule.on;
      if (file && trace.problem)
        this.run(rule, graph, drafts, path, (context) => {
          for (const problem of this.live.problemsOf(file)) trace.problem?.(context, problem);
        });
      if (trace.file) this.run(rule, graph, drafts, path, (context) => trace.file?.(context, path));
    }
    this.found.set(path, drafts);
  }

  private rulesFor(kind: ItemKind): readonly TraceRule[] {
    let rules = this.byKind.get(kind);
    if (!rules) {
      rules = this.rules.filter(({ on }) => on.trace.item && (on.trace.item.kinds === "*" || on.trace.item.kinds.includes(kind)));
      this.byKind.set(kind, rules);
    }
    return rules;
  }

  /** Severity follows the class of the file that holds the finding. */
  private run(rule: TraceRule, graph: ReadingGraph, drafts: DraftFinding[], path: FilePath, act: (context: TraceContext) => void): void {
    const { project, ruleSet } = this;
    try {
      act({
        graph,
        project,
        report: (messageId, at, data = {}, extras = {}) => {
          const safetyClass = extras.safetyClass ?? project.safetyClassOf(at.file);
          const effective = ruleSet.severity(rule, safetyClass);
          if (effective === "off") return;
          const severity = severityOfReport(rule, effective, extras.severity, project.config, safetyClass);
          drafts.push({
            rule: rule.id,
            messageId,
            message: formatMessage(rule.messages[messageId] ?? messageId, data),
            severity,
            confidence: extras.confidence ?? rule.confidence,
            file: at.file,
            span: at.span,
            symbol: at.symbol,
            cwe: rule.standards.cwe,
            steps: extras.steps ?? NONE,
            fixes: extras.fixes ?? NONE,
          });
        },
      });
    } catch (error) {
      const file = path === "" ? (graph.items[0]?.location.file ?? "") : path;
      drafts.push(engineDiagnostic("vitalint/rule-crashed", file, { start: 0, end: 1 }, { rule: rule.id, error: String(error) }));
    }
  }
}

const NONE: readonly never[] = [];

/** Findings by the file that they stand in, each list with what it came from, so that it can be replaced. */
class DraftIndex {
  private readonly byFile = new Map<FilePath, Map<Source, readonly DraftFinding[]>>();
  /** Files of findings that come from an item or file; most are in one. */
  private readonly filesOf = new Map<Source, readonly FilePath[]>();

  get files(): readonly FilePath[] {
    return [...this.byFile.keys()].sort();
  }

  /** In an order that does not follow from how they came. */
  in(path: FilePath): readonly DraftFinding[] {
    const sources = [...(this.byFile.get(path) ?? [])];
    return sources.sort(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1)).flatMap(([, drafts]) => drafts);
  }

  set(source: Source, drafts: readonly DraftFinding[]): void {
    for (const file of this.filesOf.get(source) ?? NONE) this.byFile.get(file)?.delete(source);
    const first = drafts[0]?.file;
    if (first === undefined) {
      this.filesOf.delete(source);
      return;
    }
    const files = drafts.every(({ file }) => file === first) ? [first] : [...new Set(drafts.map(({ file }) => file))];
    this.filesOf.set(source, files);
    for (const file of files) {
      let sources = this.byFile.get(file);
      if (!sources) this.byFile.set(file, (sources = new Map<Source, readonly DraftFinding[]>()));
      sources.set(source, files.length === 1 ? drafts : drafts.filter((draft) => draft.file === file));
    }
  }
}

/** Files first, then items by their ids. */
function nameOf(source: Source): string {
  return typeof source === "string" ? ` ${source}` : `#${source.id}`;
}
