import { compareText, type SafetyClass } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import { AssembledGraph } from "./assembled-graph.js";
import type { GraphView } from "./build-graph.js";
import { CodeUnits, type CodePart } from "./code-units.js";
import type { FileTrace } from "./contribution.js";
import type { ItemKind, TestResult, TraceItem, TraceProblem } from "./graph.js";
import { DEFINED_BY, GraphNode, STATED_BY, type Definition, type FileNode, type OpenLink, type OpenProblem, type Part, type PartName, type Statement } from "./graph-node.js"; // prettier-ignore
import { byPhase, keepFirst, resolved } from "./resolve-statement.js";
import { IdIndex } from "./id-index.js";
import { matchTests } from "./match-tests.js";
import { CODE_KINDS, idPlace, itemsByPlace, problemsByPlace } from "./places.js";
import { LinkReviews } from "./review/link-reviews.js";
import { changedReviews } from "./review/changed-reviews.js";
import { isOfRisk, riskControlClass } from "./risk-class.js";
import { sameData } from "./same-data.js";
import { normalForm } from "./suggestions.js";
import { withoutRevision } from "./suspect.js";
import type { TestCaseName } from "./test-matching.js";
import type { StampRecord } from "./verification/stamp-record.js";

/** What changed since somebody last asked. */
export interface GraphChanges {
  /** Items of which anything changed that can be asked: themselves, their links, their results. */
  readonly nodes: ReadonlySet<GraphNode>;
  /** Files whose problems or links changed. */
  readonly files: ReadonlySet<FileNode>;
}

/** A definition or link before it is put into the graph. */
type Brought<T> = readonly [rank: number, value: T];

const NONE: readonly never[] = [];

/**
 * The trace graph of files that change. Each file's contribution is kept in parts; a change replaces the parts of that file and
 * resolves anew only what names an id whose item changed. What the graph is follows from the contributions alone, not from the order
 * or way in which they came: a graph of all of them at once is the same.
 */
export class LiveGraph {
  readonly nodes = new Map<string, GraphNode>();
  readonly units: CodeUnits;
  private readonly byPath = new Map<FilePath, FileNode>();
  private sorted: readonly FileNode[] | undefined;
  private readonly ids = new IdIndex(() => this.documentIds());
  private readonly waiting = new Map<string, Set<Statement>>();
  /** Sources with tags on prototypes of a name. */
  private readonly declaring = new Map<string, Set<FileNode>>();
  /** Documents that name code of a file. */
  private readonly naming = new Map<FilePath, Set<FileNode>>();
  private readonly namedBy = new Map<FileNode, ReadonlySet<FilePath>>();
  private readonly locatedElsewhere = new Map<FilePath, Set<GraphNode>>();
  private readonly withUnknown = new Set<FileNode>();
  private readonly kinds = new Map<ItemKind, number>();
  private readonly ofKindNow = new Map<ItemKind, readonly TraceItem[]>();
  private readonly itemsByFile = new Map<FilePath, readonly TraceItem[]>();
  private readonly codeParts = new Map<FileNode, CodePart>();
  private readonly riskControls = new Set<GraphNode>();
  private readonly classified = new WeakMap<GraphNode, { readonly own: TraceItem; readonly safetyClass: SafetyClass | undefined }>();
  private riskGone = false;
  private readonly configured: FileNode;
  private documents = 0;
  private resultIds: ReadonlySet<string> = new Set();
  private testsNow: readonly TestResult[] = NONE;
  private withResults: ReadonlySet<string> = new Set();
  private reviewsNow: LinkReviews;
  private stampsNow: StampRecord | undefined;

  // Of the change that is being made:
  private turn = 0;
  private readonly changed = new Set<FilePath>();
  private readonly pending = new Map<FilePath, FileTrace | undefined>();
  private readonly touchedNow: GraphNode[] = [];
  private readonly redefined = new Set<GraphNode>();
  private readonly unresolved = new Set<Statement>();
  private testsDirty = false;
  private codeMoved = new Set<FilePath>();

  private changedNodes = new Set<GraphNode>();
  private changedFiles = new Set<FileNode>();
  private graphNow: AssembledGraph | undefined;

  constructor(readonly view: GraphView) {
    this.units = new CodeUnits(view);
    this.configured = this.fileNode("");
    this.reviewsNow = this.makeReviews();
    this.addSoftwareItems();
  }

  /** Takes the present contribution of a file; `undefined`: it has none any more. */
  set(path: FilePath, trace: FileTrace | undefined): void {
    if (trace === undefined && !this.byPath.has(path) && !this.pending.has(path)) return;
    this.pending.set(path, trace);
    this.graphNow = undefined;
  }

  /** To be called where records hold digests of code, when a source says something else than before. */
  codeChanged(path: FilePath): void {
    this.codeMoved.add(path);
    this.graphNow = undefined;
  }

  /** The graph as it is now. It holds until the next change. */
  graph(): AssembledGraph {
    if (this.graphNow) return this.graphNow;
    this.settle();
    return (this.graphNow = new AssembledGraph(this));
  }

  /** What changed since this was last asked. */
  takeChanges(): GraphChanges {
    this.graph();
    const changes = { nodes: this.changedNodes, files: this.changedFiles };
    this.changedNodes = new Set();
    this.changedFiles = new Set();
    return changes;
  }

  get hasDocuments(): boolean {
    return this.documents > 0;
  }

  get tests(): readonly TestResult[] {
    return this.testsNow;
  }

  get reviews(): LinkReviews {
    return this.reviewsNow;
  }

  /** The record of stamps, where the project keeps one. */
  get stamps(): StampRecord | undefined {
    return this.stampsNow;
  }

  /** Contributing files in order of their paths. */
  get files(): readonly FileNode[] {
    return (this.sorted ??= [...this.byPath.values()].sort((a, b) => compareText(a.path, b.path)));
  }

  fileOf(path: FilePath): FileNode | undefined {
    return this.byPath.get(path);
  }

  hasKind(kind: ItemKind): boolean {
    return (this.kinds.get(kind) ?? 0) > 0;
  }

  /** Kinds that there are items of, in no order. */
  get kindsThere(): Iterable<ItemKind> {
    return [...this.kinds].flatMap(([kind, count]) => (count > 0 ? [kind] : []));
  }

  /** Items of a kind, in order; the same list as long as none of them changes. */
  itemsOfKind(kind: ItemKind): readonly TraceItem[] {
    let found = this.ofKindNow.get(kind);
    if (!found) {
      found = [...this.nodes.values()].flatMap(({ item }) => (item?.kind === kind ? item : NONE)).sort(itemsByPlace);
      this.ofKindNow.set(kind, found);
    }
    return found;
  }

  /** Items that stand in a file, in no order. */
  nodesIn(path: FilePath): readonly GraphNode[] {
    const found = new Set(this.locatedElsewhere.get(path));
    for (const part of this.byPath.get(path)?.parts.values() ?? [])
      for (const definition of part.definitions)
        if (definition.node.definition === definition && definition.item.location.file === path) found.add(definition.node);
    return [...found];
  }

  /** Items that stand in a file, in order. */
  itemsIn(path: FilePath): readonly TraceItem[] {
    let items = this.itemsByFile.get(path);
    if (!items)
      this.itemsByFile.set(
        path,
        (items = this.nodesIn(path)
          .flatMap(({ item }) => item ?? NONE)
          .sort(itemsByPlace)),
      );
    return items;
  }

  /** The node of an id, whether or not there is an item. */
  nodeOf(id: string): GraphNode {
    let node = this.nodes.get(id);
    if (!node) this.nodes.set(id, (node = new GraphNode(id)));
    return node;
  }

  /** Problems of what a file contributes. */
  problemsOf(file: FileNode): readonly TraceProblem[] {
    return (file.problems ??= this.hasDocuments ? this.findProblems(file) : NONE);
  }

  private settle(): void {
    this.turn++;
    const hadDocuments = this.hasDocuments;
    this.replaceParts();
    this.choose();
    if (this.testsDirty) this.rematchTests();
    this.choose();
    // What results alone bring is described by nobody.
    this.testsDirty = false;
    for (const statement of this.unresolved) if (statement.isAlive) this.resolve(statement);
    this.unresolved.clear();
    this.keepFirst();
    this.classifyControls();
    this.holdAgainstReviews();
    if (hadDocuments !== this.hasDocuments) for (const file of this.byPath.values()) this.fileChanged(file);
    for (const node of this.touchedNow) {
      this.changedNodes.add(node);
      // What nobody defines, states or reads any more is forgotten.
      if (
        !node.item &&
        node.definitions.length === 0 &&
        node.starts.length === 0 &&
        node.ends.length === 0 &&
        node.results.length === 0 &&
        !node.readers
      )
        if (this.nodes.get(node.id) === node) this.nodes.delete(node.id);
    }
    this.touchedNow.length = 0;
  }

  /** Puts what files contribute now in place of what they contributed before. */
  private replaceParts(): void {
    const recode = new Set<FileNode>();
    const rename = new Set<FileNode>();
    const awaited = (names: Iterable<string>): void => {
      for (const name of names) for (const file of this.declaring.get(name) ?? []) recode.add(file);
    };
    for (const [path, trace] of this.pending) {
      const file = this.fileNode(path);
      const before = file.trace;
      file.trace = trace;
      this.fileChanged(file);
      this.documents += Number(trace?.isDocument === true) - Number(before?.isDocument === true);
      if (before?.source || trace?.source) {
        awaited(this.units.set(path, trace?.source));
        recode.add(file);
      }
      if (before?.reviews !== trace?.reviews || before?.reviewedTexts !== trace?.reviewedTexts) this.reviewsChanged();
      if (before?.stamps !== trace?.stamps) {
        this.stampsNow = trace?.stamps;
        for (const node of this.nodes.values()) if (node.item) this.touch(node);
      }
      if ((before?.tests.length ?? 0) + (trace?.tests.length ?? 0) > 0) this.testsDirty = true;
      this.replaceDocument(file, before, trace);
      if (hasNames(before) || hasNames(trace)) rename.add(file);
    }
    for (const file of recode) {
      this.recode(file);
      for (const document of this.naming.get(file.path) ?? []) rename.add(document);
    }
    for (const file of rename) this.replaceNames(file);
    for (const path of this.pending.keys()) {
      const file = this.byPath.get(path);
      if (!file || file.trace) continue;
      this.byPath.delete(path);
      this.withUnknown.delete(file);
      this.sorted = undefined;
      if (this.replacePart(file, "results", [], [])) this.testsDirty = true;
    }
    this.pending.clear();
  }

  private replaceDocument(file: FileNode, before: FileTrace | undefined, trace: FileTrace | undefined): void {
    if (!before && !trace) return;
    this.replacePart(
      file,
      "document",
      [
        ...(trace?.items ?? []).map((item): Brought<TraceItem> => [DEFINED_BY.document, item]),
        ...(trace?.implied ?? []).map((item): Brought<TraceItem> => [DEFINED_BY.implied, item]),
      ],
      (trace?.links ?? []).flatMap((link): Brought<OpenLink>[] => (link.fromCode ? [] : [[STATED_BY.document, link]])),
    );
  }

  private recode(file: FileNode): void {
    const known = this.codeParts.get(file);
    for (const name of known?.declares ?? []) this.declaring.get(name)?.delete(file);
    const source = file.trace?.source;
    const code = source && this.units.partOf(file.path, source);
    if (code) this.codeParts.set(file, code);
    else this.codeParts.delete(file);
    for (const name of code?.declares ?? []) add(this.declaring, name, file);
    this.replaceCode(file, "code", code, DEFINED_BY.tag, STATED_BY.tag);
    // The place of a file's unit is its first line, which no contribution holds.
    const unit = this.nodes.get(file.path);
    if (unit) this.touch(unit);
  }

  /** Links of a document whose start is code that it names. */
  private replaceNames(file: FileNode): void {
    const links = (file.trace?.links ?? []).filter(({ fromCode }) => fromCode !== undefined);
    for (const path of this.namedBy.get(file) ?? []) remove(this.naming, path, file);
    const named = new Set(links.flatMap(({ fromCode }) => (fromCode ? [fromCode.file] : [])));
    for (const path of named) add(this.naming, path, file);
    if (named.size > 0) this.namedBy.set(file, named);
    else this.namedBy.delete(file);
    const { part, unknown } = this.units.partOfNames(links, (path) => {
      const made = this.byPath.get(path);
      return (made && this.codeParts.get(made)?.tagged) ?? NONE;
    });
    this.replaceCode(file, "names", part, DEFINED_BY.codeName, STATED_BY.codeName);
    this.partOf(file, "names").unknown = unknown.map((link): OpenProblem => {
      const location = { file: link.location.file, span: link.fromSpan ?? link.idSpan };
      const problem = { kind: "unknown-id", id: link.from, location, via: link.via } as const;
      if (!link.fromCode) return problem;
      const { file: named, part } = link.fromCode;
      const isThere = this.byPath.get(named)?.trace?.source !== undefined;
      const code = isThere && part?.of === "function" ? { file: named, missingFunction: part.name } : { file: named };
      return { ...problem, code };
    });
  }

  private replaceCode(file: FileNode, name: "code" | "names", code: CodePart | undefined, rank: number, phase: number): void {
    const items = [
      ...(code?.units ?? []).map((item): Brought<TraceItem> => [DEFINED_BY.code, item]),
      ...(code?.tagged ?? []).map((item): Brought<TraceItem> => [rank, item]),
    ];
    const links = (code?.links ?? []).map((link): Brought<OpenLink> => {
      const isGuess = name === "code" && (link.inexact !== undefined || link.probable === true);
      return [isGuess ? STATED_BY.guess : phase, link];
    });
    this.replacePart(file, name, items, links, code?.testCases);
  }

  /** True where anything is different. What stays the same at its place is not touched. */
  private replacePart(
    file: FileNode,
    name: PartName,
    items: readonly Brought<TraceItem>[],
    links: readonly Brought<OpenLink>[],
    testCases: readonly TestCaseName[] = NONE,
  ): boolean {
    if (!file.parts.has(name) && items.length === 0 && links.length === 0) return false;
    const part = this.partOf(file, name);
    if (!sameData(part.testCases, testCases)) this.testsDirty = true;
    part.testCases = testCases;
    const { definitions, statements } = part;
    let differs = definitions.length !== items.length || statements.length !== links.length;
    const gone = new Set<GraphNode>();
    part.definitions = items.map(([rank, item], order): Definition => {
      const known = definitions[order];
      if (known?.rank === rank && sameData(known.item, item)) return known;
      differs = true;
      if (known) gone.add(known.node);
      const node = this.nodeOf(item.id);
      const definition = { part, rank, order, item, node };
      node.definitions = node.definitions.length === 0 ? [definition] : [...node.definitions, definition];
      this.redefine(node);
      return definition;
    });
    for (const { node } of definitions.slice(items.length)) gone.add(node);
    const kept = new Set(part.definitions);
    for (const node of gone) {
      node.definitions = node.definitions.filter((each) => each.part !== part || kept.has(each));
      this.redefine(node);
    }
    part.statements = links.map(([phase, link], order): Statement => {
      const known = statements[order];
      const isGuess = phase === STATED_BY.guess;
      if (known && (known.phase === phase || (isGuess && known.phase > phase)) && sameData(known.link, link)) return known;
      differs = true;
      if (known) this.withdraw(known);
      return this.state(part, order, phase, link);
    });
    for (const statement of statements.slice(links.length)) this.withdraw(statement);
    if (differs) this.fileChanged(file);
    return differs;
  }

  private state(part: Part, order: number, phase: number, link: OpenLink): Statement {
    const start = this.nodeOf(link.from);
    const end = this.nodeOf(link.to);
    const statement: Statement = {
      part, order, link, start, end, phase, isAlive: true, edge: undefined, judged: undefined, isKept: false, mentions: undefined,
      problem: undefined, waitsFor: NONE,
    }; // prettier-ignore
    start.starts = start.starts.length === 0 ? [statement] : appended(start.starts, statement);
    end.ends = end.ends.length === 0 ? [statement] : appended(end.ends, statement);
    this.touch(start);
    this.touch(end);
    this.unresolved.add(statement);
    return statement;
  }

  private withdraw(statement: Statement): void {
    statement.isAlive = false;
    this.touch(statement.start);
    this.touch(statement.end);
    for (const key of statement.waitsFor) remove(this.waiting, key, statement);
  }

  /** Marks a node as changed: all lists about it are made anew. */
  private touch(node: GraphNode): void {
    if (node.touched === this.turn) return;
    node.touched = this.turn;
    node.outgoing = node.incoming = node.probable = undefined;
    this.touchedNow.push(node);
    if (!node.item) return;
    this.itemsByFile.delete(node.item.location.file);
    this.ofKindNow.delete(node.item.kind);
  }

  private redefine(node: GraphNode): void {
    this.touch(node);
    this.redefined.add(node);
  }

  /** Decides which definition of each id counts; what names an id whose item became another kind or revision is resolved anew. */
  private choose(): void {
    for (const node of this.redefined) {
      if (node.definitions.length > 1) {
        node.definitions = [...node.definitions].sort(byDefinition);
        for (const { part } of node.definitions) this.fileChanged(part.file);
      }
      const before = node.definition;
      const after = node.definitions[0];
      if (before === after) continue;
      if (before) this.fileChanged(before.part.file);
      if (after) this.fileChanged(after.part.file);
      node.definition = after;
      node.item = after?.item;
      this.relocate(node, before, after);
      const [a, b] = [before?.item, after?.item];
      if (a?.kind === b?.kind && a?.revision === b?.revision && a?.fingerprint === b?.fingerprint) continue;
      this.kindChanged(node, a, b);
      for (const statement of [...node.starts, ...node.ends]) this.unresolved.add(statement);
      this.wake(`id ${node.id}`);
    }
    this.redefined.clear();
  }

  private relocate(node: GraphNode, before: Definition | undefined, after: Definition | undefined): void {
    if (before && before.item.location.file !== before.part.file.path) remove(this.locatedElsewhere, before.item.location.file, node);
    if (!after) return;
    const { file } = after.item.location;
    if (file !== after.part.file.path) add(this.locatedElsewhere, file, node);
    this.itemsByFile.delete(file);
    this.ofKindNow.delete(after.item.kind);
  }

  private kindChanged(node: GraphNode, before: TraceItem | undefined, after: TraceItem | undefined): void {
    if (before) this.kinds.set(before.kind, (this.kinds.get(before.kind) ?? 0) - 1);
    if (after) this.kinds.set(after.kind, (this.kinds.get(after.kind) ?? 0) + 1);
    if (before && isOfRisk(before.kind)) this.riskGone = true;
    if (after?.kind === "risk-control") this.riskControls.add(node);
    else this.riskControls.delete(node);
    if (this.resultIds.has(node.id)) this.testsDirty = true;
    const wasDocument = before !== undefined && !CODE_KINDS.has(before.kind);
    const isDocument = after !== undefined && !CODE_KINDS.has(after.kind);
    if (wasDocument !== isDocument) {
      this.ids.changed(node.id, isDocument);
      this.wake(`form ${normalForm(node.id)}`);
      // What an unknown id may mean follows from all ids.
      for (const file of this.withUnknown) this.fileChanged(file);
    }
    if (before?.revision === undefined && after?.revision === undefined) return;
    this.ids.revised(node, after?.revision !== undefined);
    this.wake(`revision ${withoutRevision(node.id)}`);
  }

  private wake(key: string): void {
    for (const statement of this.waiting.get(key) ?? []) this.unresolved.add(statement);
  }

  private resolve(statement: Statement): void {
    for (const key of statement.waitsFor) remove(this.waiting, key, statement);
    const { start, end: before, part } = statement;
    const found = resolved(statement.link, start, this.nodeOf(statement.link.to), this.ids, (id) => this.nodeOf(id));
    statement.edge = found.edge;
    statement.judged = undefined;
    statement.mentions = found.mentions;
    statement.problem = found.problem;
    statement.waitsFor = found.waitsFor;
    for (const key of found.waitsFor) add(this.waiting, key, statement);
    // An id that a guess means and that is there goes before one that is not.
    if (statement.phase >= STATED_BY.guess) statement.phase = this.nodeOf(statement.link.to).item ? STATED_BY.guess : STATED_BY.openGuess;
    if (found.end !== before) {
      before.ends = before.ends.filter((each) => each !== statement);
      statement.end = found.end;
      found.end.ends = found.end.ends.length === 0 ? [statement] : appended(found.end.ends, statement);
    }
    this.touch(start);
    this.touch(before);
    this.touch(found.end);
    this.fileChanged(part.file);
  }

  /** Of the statements of one link the first is the edge. */
  private keepFirst(): void {
    // Ends that are touched on the way have no new starts.
    for (const node of [...this.touchedNow]) {
      if (node.starts.some(isDead)) node.starts = node.starts.filter((each) => each.isAlive);
      if (node.ends.some(isDead)) node.ends = node.ends.filter((each) => each.isAlive);
      if (node.starts.length > 1) node.starts = [...node.starts].sort(byPhase);
      for (const changed of keepFirst(node.starts)) {
        this.touch(changed.end);
        this.fileChanged(changed.part.file);
      }
    }
  }

  private classifyControls(): void {
    if (!this.touchedNow.some(({ item }) => item && isOfRisk(item.kind)) && !this.riskGone) return;
    this.riskGone = false;
    for (const node of this.riskControls) {
      const own = node.definition?.item;
      if (!own || own.safetyClass) continue;
      const safetyClass = riskControlClass(node, this.view.config.severityToClass);
      const known = this.classified.get(node);
      if (known?.own !== own || known.safetyClass !== safetyClass) this.touch(node);
      else if (node.item?.safetyClass === safetyClass) continue;
      node.item = safetyClass === undefined ? own : { ...own, safetyClass };
      this.classified.set(node, { own, safetyClass });
    }
  }

  /** Links whose ends changed are held against the review record anew: that may change what is asked of the other end. */
  private holdAgainstReviews(): void {
    for (const path of this.codeMoved) for (const node of this.nodesIn(path)) this.touch(node);
    this.codeMoved = new Set();
    if (this.reviewsNow.isEmpty) return;
    for (const node of [...this.touchedNow]) {
      for (const statement of node.starts) {
        statement.judged = undefined;
        this.touch(statement.end);
      }
      for (const statement of node.ends) {
        statement.judged = undefined;
        this.touch(statement.start);
      }
    }
  }

  private reviewsChanged(): void {
    const before = this.reviewsNow;
    this.reviewsNow = this.makeReviews();
    for (const { from, to } of changedReviews(before, this.reviewsNow)) {
      for (const id of [from, to]) {
        const node = this.nodes.get(id);
        if (!node) continue;
        this.touch(node);
        for (const statement of [...node.starts, ...node.ends]) statement.judged = undefined;
      }
    }
  }

  private makeReviews(): LinkReviews {
    const records = [...this.byPath.values()].flatMap(({ trace }) => (trace?.reviews || trace?.reviewedTexts ? [trace] : []));
    return new LinkReviews(records, this.view, (id) => this.nodes.get(id)?.item);
  }

  private rematchTests(): void {
    this.testsDirty = false;
    const files = this.files.filter(({ trace, parts }) => (trace?.tests.length ?? 0) > 0 || parts.has("results"));
    this.testsNow = files.flatMap(({ trace }) => trace?.tests ?? []);
    const cases = new Map(
      this.testsNow.length === 0
        ? []
        : this.files.flatMap(({ parts }) =>
            [...parts.values()].flatMap(({ testCases }) => testCases.map((each) => [each.id, each] as const)),
          ),
    );
    const isDescribed = (id: string): boolean =>
      this.nodes.get(id)?.definitions.find(({ rank }) => rank !== DEFINED_BY.result)?.item.kind === "test-case";
    const { resultsOf, byFile } = matchTests(this.testsNow, [...cases.values()], isDescribed);
    this.resultIds = new Set(this.testsNow.flatMap(({ ids }) => ids));
    for (const file of files) {
      const { made, links } = byFile.get(file.path) ?? { made: NONE, links: NONE };
      this.replacePart(
        file,
        "results",
        made.map((item): Brought<TraceItem> => [DEFINED_BY.result, item]),
        links.map((link): Brought<OpenLink> => [STATED_BY.result, link]),
      );
    }
    for (const id of new Set([...this.withResults, ...resultsOf.keys()])) {
      const node = this.nodeOf(id);
      const results = resultsOf.get(id) ?? NONE;
      if (node.results.length === results.length && results.every((result, index) => result === node.results[index])) continue;
      node.results = results;
      this.touch(node);
      // How an item stands is told at what it verifies.
      for (const statement of node.starts) this.touch(statement.end);
    }
    this.withResults = new Set(resultsOf.keys());
  }

  private findProblems(file: FileNode): readonly TraceProblem[] {
    const problems: TraceProblem[] = [];
    const parts = [...file.parts.values()];
    for (const { definitions } of parts) {
      for (const { node, item, rank } of definitions) {
        const first = node.definitions[0];
        if (rank !== DEFINED_BY.document || !first || first.item === item) continue;
        problems.push({ kind: "duplicate-id", id: item.id, location: idPlace(item.location), first: idPlace(first.item.location) });
      }
    }
    const stated = parts.flatMap(({ statements }) => statements.filter(({ problem }) => problem)).sort(byPhase);
    const seen = new Set<string>();
    let hasUnknown = false;
    for (const problem of [...parts.flatMap(({ unknown }) => unknown), ...stated.flatMap((statement) => statement.problem ?? [])]) {
      if (problem.kind !== "unknown-id") {
        problems.push(problem);
        continue;
      }
      hasUnknown = true;
      const key = `${problem.location.file}\u0000${String(problem.location.span.start)}\u0000${problem.id}`;
      if (seen.has(key)) continue;
      seen.add(key);
      problems.push({ ...problem, suggestions: problem.code ? [] : this.ids.near(problem.id) });
    }
    if (hasUnknown) this.withUnknown.add(file);
    else this.withUnknown.delete(file);
    return problems.sort(problemsByPlace);
  }

  private addSoftwareItems(): void {
    const items = this.view.config.softwareItems.map((item): Brought<TraceItem> => {
      const attributes: Readonly<Record<string, string>> = item.parent === undefined ? {} : { parent: item.parent };
      const location = { kind: "entry", file: "vitalint.json", entry: `softwareItems/${item.name}` } as const;
      const said = { title: item.name, text: item.rationale ?? "", attributes, location, safetyClass: item.class };
      return [DEFINED_BY.configuration, { id: item.name, kind: "software-item", ...said }];
    });
    this.replacePart(this.configured, "document", items, []);
  }

  private *documentIds(): Iterable<string> {
    for (const { id, item } of this.nodes.values()) if (item && !CODE_KINDS.has(item.kind)) yield id;
  }

  private fileChanged(file: FileNode): void {
    file.problems = undefined;
    this.changedFiles.add(file);
  }

  private fileNode(path: FilePath): FileNode {
    let file = this.byPath.get(path);
    if (!file) {
      this.byPath.set(path, (file = { path, trace: undefined, parts: new Map(), problems: undefined }));
      this.sorted = undefined;
    }
    return file;
  }

  private partOf(file: FileNode, name: PartName): Part {
    let part = file.parts.get(name);
    if (!part) file.parts.set(name, (part = { file, name, definitions: NONE, statements: NONE, unknown: NONE, testCases: NONE }));
    return part;
  }
}

function hasNames(trace: FileTrace | undefined): boolean {
  return trace?.links.some(({ fromCode }) => fromCode !== undefined) === true;
}

function isDead({ isAlive }: Statement): boolean {
  return !isAlive;
}

function byDefinition(a: Definition, b: Definition): number {
  return a.rank - b.rank || compareText(a.part.file.path, b.part.file.path) || a.order - b.order;
}

/** The array itself, longer: it is the node's own. */
function appended(list: readonly Statement[], statement: Statement): readonly Statement[] {
  (list as Statement[]).push(statement);
  return list;
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function remove<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}
