import { compareText, SAFETY_CLASSES } from "../rule/finding.js";
import type { FilePath, Location, Span } from "../text/span.js";
import type {
  CodeContext,
  EdgeRole,
  ItemKind,
  TestLevel,
  TestResult,
  TraceEdge,
  TraceGraph,
  TraceItem,
  TraceProblem,
  VerifyingTest,
} from "./graph.js";
import type { GraphNode, Statement } from "./graph-node.js";
import type { LiveGraph } from "./live-graph.js";
import { CODE_KINDS, edgesByPlace, itemsByPlace, problemsByPlace } from "./places.js";
import { byPhase } from "./resolve-statement.js";
import type { LinkReviews } from "./review/link-reviews.js";
import { traceSourcesOf } from "./sources.js";
import { isPartial, statusOf, VerificationStates } from "./verification/verification-states.js";
import { classOfSeverity } from "./risk-class.js";
import type { SoupPackage } from "./soup/package.js";
import { decisive } from "./test-matching.js";
import { resultOfRecord } from "./verification-records.js";

const NO_ITEMS: readonly TraceItem[] = [];
const NO_EDGES: readonly TraceEdge[] = [];
const NOT_VERIFIED: ReturnType<TraceGraph["verification"]> = { tests: [], status: statusOf([]) };

/** The state of a live graph between two changes; see {@link TraceGraph}. Lists of the whole are made when they are first asked for. */
export class AssembledGraph implements TraceGraph {
  readonly hasDocuments: boolean;
  readonly reviews: LinkReviews;
  readonly verifications: VerificationStates;
  private itemsNow: readonly TraceItem[] | undefined;
  private edgesNow: readonly TraceEdge[] | undefined;
  private statedNow: readonly TraceEdge[] | undefined;
  private problemsNow: readonly TraceProblem[] | undefined;
  private packagesNow: readonly SoupPackage[] | undefined;
  private readonly placesIn = new Map<FilePath, ItemPlaces>();
  private readonly controlsOf = new Map<string, readonly string[]>();

  constructor(readonly live: LiveGraph) {
    this.hasDocuments = live.hasDocuments;
    this.reviews = live.reviews;
    this.verifications = new VerificationStates(live.stamps, this, live.reviews.ends, live.view);
  }

  get items(): readonly TraceItem[] {
    return (this.itemsNow ??= [...this.live.nodes.values()].flatMap(({ item }) => item ?? NO_ITEMS).sort(itemsByPlace));
  }

  get edges(): readonly TraceEdge[] {
    return (this.edgesNow ??= this.statements()
      .flatMap((statement) => (statement.isKept ? (this.edgeOf(statement) ?? NO_EDGES) : NO_EDGES))
      .sort(edgesByPlace));
  }

  get stated(): readonly TraceEdge[] {
    return (this.statedNow ??= this.statements()
      .flatMap((statement) => this.edgeOf(statement) ?? NO_EDGES)
      .sort(edgesByPlace));
  }

  get problems(): readonly TraceProblem[] {
    return (this.problemsNow ??= this.live.files.flatMap((file) => this.live.problemsOf(file)).sort(problemsByPlace));
  }

  get packages(): readonly SoupPackage[] {
    return (this.packagesNow ??= this.live.files.flatMap(({ trace }) => trace?.packages ?? []));
  }

  get tests(): readonly TestResult[] {
    return this.live.tests;
  }

  get hasResults(): boolean {
    return this.live.tests.length > 0;
  }

  item(id: string): TraceItem | undefined {
    return this.node(id)?.item;
  }

  has(kind: ItemKind): boolean {
    return this.live.hasKind(kind);
  }

  ofKind(kind: ItemKind): readonly TraceItem[] {
    return this.live.itemsOfKind(kind);
  }

  outgoing(id: string, role?: EdgeRole): readonly TraceEdge[] {
    const node = this.node(id);
    return node ? withRole((node.outgoing ??= this.edgesAt(node.starts)), role) : NO_EDGES;
  }

  incoming(id: string, role?: EdgeRole): readonly TraceEdge[] {
    const node = this.node(id);
    return node ? withRole((node.incoming ??= this.edgesAt(node.ends, node)), role) : NO_EDGES;
  }

  probable(id: string): readonly TraceEdge[] {
    const node = this.node(id);
    if (!node) return NO_EDGES;
    const statements = new Set([...node.starts, ...node.ends.filter(({ end }) => end === node)]);
    return (node.probable ??= [...statements]
      .flatMap(({ edge, isKept }) => (isKept && edge?.probable === true ? edge : NO_EDGES))
      .sort(edgesByPlace));
  }

  mentions(id: string): readonly Location[] {
    const node = this.node(id);
    const places: Location[] = [];
    const naming = new Set([...(node?.starts ?? []), ...(node?.ends ?? [])].filter(({ mentions }) => mentions === id));
    for (const { link } of [...naming].sort(byPhase)) {
      const last = places.at(-1);
      if (last?.file !== link.location.file || last.span.start !== link.location.span.start) places.push(link.location);
    }
    return places;
  }

  resultsOf(test: string): readonly TestResult[] {
    return this.node(test)?.results ?? [];
  }

  verification(id: string): ReturnType<TraceGraph["verification"]> {
    const edges = this.incoming(id, "verifies");
    if (edges.length === 0) return NOT_VERIFIED;
    const ids = new Set(edges.map(({ from }) => from));
    const whole = new Set(edges.flatMap((edge) => (isPartial(edge) ? [] : [edge.from])));
    const tests = [...ids].flatMap((testId): VerifyingTest[] => {
      const item = this.item(testId);
      if (!item) return [];
      const result = decisive(this.resultsOf(testId)) ?? resultOfRecord(item);
      const verified = this.item(id);
      const standing = verified ? this.verifications.of(item, verified, result) : { state: result?.status ?? "not-run", stamps: [] };
      // What a stamp is held against is found by following code.
      if (standing.stamps.length > 0) this.dependsOnAll();
      const level = result?.level ?? this.levelOf(item.location.file);
      return [
        {
          item,
          ...standing,
          ...(result ? { result } : {}),
          ...(level === undefined ? {} : { level }),
          ...(whole.has(testId) ? {} : { partial: true }),
        },
      ];
    });
    return { tests, status: statusOf(tests) };
  }

  edgesIn(file: FilePath): readonly TraceEdge[] {
    const parts = [...(this.live.fileOf(file)?.parts.values() ?? [])];
    return parts
      .flatMap(({ statements }) => statements.flatMap((statement) => (statement.isKept ? (this.edgeOf(statement) ?? NO_EDGES) : NO_EDGES)))
      .sort(edgesByPlace);
  }

  /** What is known of an id; all questions about single items go through here. */
  protected node(id: string): GraphNode | undefined {
    return this.live.nodes.get(id);
  }

  /** Called when an answer rests on more than the items that were asked for. */
  protected dependsOnAll(): void {
    // Nobody keeps the answers of this graph.
  }

  private edgeOf(statement: Statement): TraceEdge | undefined {
    return statement.edge && (statement.judged ??= this.reviews.isEmpty ? statement.edge : this.reviews.judged(statement.edge));
  }

  /** The edges of statements; `end`: only of those that lead there. */
  private edgesAt(statements: readonly Statement[], end?: GraphNode): readonly TraceEdge[] {
    if (statements.length === 0) return NO_EDGES;
    const edges = statements.flatMap((statement) => {
      const { edge, isKept } = statement;
      if (!isKept || edge?.probable === true || (end && statement.end !== end)) return NO_EDGES;
      return this.edgeOf(statement) ?? NO_EDGES;
    });
    return edges.length > 1 ? edges.sort(edgesByPlace) : edges;
  }

  private statements(): Statement[] {
    return this.live.files.flatMap(({ parts }) => [...parts.values()].flatMap(({ statements }) => statements)).sort(byPhase);
  }

  private levelOf(file: FilePath): TestLevel | undefined {
    return traceSourcesOf(this.live.view.config).levelOf(file);
  }

  contextOf(file: FilePath, offset: number): CodeContext {
    const documentItem = this.documentItemAt(file, offset);
    if (documentItem) return this.contextOfItem(documentItem);
    const { view, units } = this.live;
    const unit = units.unitAt(file, offset);
    const symbol = units.functionAt(file, offset)?.qualifiedName;
    const all = [...this.outgoing(unit, "satisfies"), ...this.outgoing(unit, "mitigates")];
    // Where a unit is a file, the function's own tags say more of the place than those of the whole file.
    const own = symbol === undefined ? [] : all.filter((edge) => edge.symbol?.name === symbol);
    const edges = own.length > 0 ? own : all;
    const requirements = this.requirementsOf(edges.filter(({ role }) => role === "satisfies").map(({ to }) => to));
    const controls = new Set([
      ...requirements.flatMap((id) => this.riskControlsOf(id)),
      ...edges.filter(({ role }) => role === "mitigates").map(({ to }) => to),
    ]);
    const softwareItem = view.softwareItemOf(file)?.name;
    const safetyClass = view.safetyClassOf(file);
    return {
      ...(this.item(unit)?.kind === "unit" ? { unit } : {}),
      ...(softwareItem === undefined ? {} : { softwareItem }),
      ...(safetyClass === undefined ? {} : { safetyClass }),
      requirements,
      riskControls: sorted(controls),
      ...this.gravest(this.hazardsOf(controls)),
    };
  }

  /** A requirement's or risk item's own context: what stands on its heading is about it. */
  private contextOfItem(item: TraceItem): CodeContext {
    const isControl = item.kind === "risk-control";
    const isRequirement = item.kind === "system-requirement" || item.kind === "software-requirement";
    const controls = isControl ? [item.id] : isRequirement ? this.riskControlsOf(item.id) : [];
    return {
      ...(item.safetyClass === undefined ? {} : { safetyClass: item.safetyClass }),
      requirements: isRequirement ? [item.id] : [],
      riskControls: controls,
      ...this.gravest(item.kind === "hazard" ? [item.id] : this.hazardsOf(controls)),
    };
  }

  /** Hazards with the class that the gravest of them asks for. */
  private gravest(hazards: readonly string[]): Pick<CodeContext, "hazards" | "hazardClass"> {
    const { severityToClass } = this.live.view.config;
    const classes = hazards.map((id) => {
      const hazard = this.item(id);
      return hazard?.safetyClass ?? (hazard?.severity === undefined ? undefined : classOfSeverity(hazard.severity, severityToClass));
    });
    const hazardClass = [...SAFETY_CLASSES].reverse().find((each) => classes.includes(each));
    return { hazards, ...(hazardClass === undefined ? {} : { hazardClass }) };
  }

  itemsIn(file: FilePath): readonly TraceItem[] {
    return this.live.itemsIn(file);
  }

  /** The first item of a document whose text holds an offset. */
  private documentItemAt(file: FilePath, offset: number): TraceItem | undefined {
    let places = this.placesIn.get(file);
    if (!places) this.placesIn.set(file, (places = new ItemPlaces(this.itemsIn(file))));
    return places.at(offset);
  }

  /** Requirements that a unit satisfies, directly or through a design element. */
  private requirementsOf(ids: readonly string[]): readonly string[] {
    const found = new Set<string>();
    for (const id of ids) {
      if (this.item(id)?.kind === "design") for (const edge of this.outgoing(id, "satisfies")) found.add(edge.to);
      else found.add(id);
    }
    return sorted(found);
  }

  /** Risk controls that a requirement or one of its ancestors implements. */
  private riskControlsOf(requirement: string): readonly string[] {
    const known = this.controlsOf.get(requirement);
    if (known) return known;
    const ancestors = this.ancestorsOf(requirement);
    const controls = sorted(new Set([...ancestors].flatMap((id) => this.outgoing(id, "mitigates").map(({ to }) => to))));
    this.controlsOf.set(requirement, controls);
    return controls;
  }

  private ancestorsOf(id: string): Set<string> {
    const seen = new Set([id]);
    for (const each of seen)
      for (const edge of this.outgoing(each)) if (edge.role === "derives" || edge.role === "refines") seen.add(edge.to);
    return seen;
  }

  private hazardsOf(controls: Iterable<string>): readonly string[] {
    const controlled = [...controls].flatMap((id) => this.outgoing(id, "mitigates").map(({ to }) => to));
    const reached = new Set(controlled);
    for (const each of reached) for (const edge of this.outgoing(each, "refines")) reached.add(edge.to);
    return sorted([...reached].filter((id) => HAZARD_KINDS.has(this.item(id)?.kind ?? "unit")));
  }
}

/** What a person means by "near which hazard": threats are read as hazards are. */
const HAZARD_KINDS: ReadonlySet<ItemKind> = new Set(["hazard", "threat"]);

/** Items of one document by their place: a document may hold a thousand, and each finding in it asks. */
class ItemPlaces {
  private readonly items: readonly { readonly item: TraceItem; readonly span: Span }[];
  /** Of each item the farthest end of it and those before: what ends before an offset is passed over at once. */
  private readonly ends: readonly number[];

  constructor(items: readonly TraceItem[]) {
    this.items = items.flatMap((item) =>
      CODE_KINDS.has(item.kind) || item.location.kind === "entry" ? [] : [{ item, span: item.location.span }],
    );
    let end = -1;
    this.ends = this.items.map(({ span }) => (end = Math.max(end, span.end)));
  }

  at(offset: number): TraceItem | undefined {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < this.items.length; i++) {
      const found = this.items[i];
      if (found && found.span.start <= offset && offset <= found.span.end) return found.item;
    }
    return undefined;
  }
}

function withRole(edges: readonly TraceEdge[] | undefined, role: EdgeRole | undefined): readonly TraceEdge[] {
  if (!edges) return NO_EDGES;
  // Most items have links of one role only, and this is asked several times of each.
  return role === undefined || edges.every((edge) => edge.role === role) ? edges : edges.filter((edge) => edge.role === role);
}

function sorted(ids: Iterable<string>): readonly string[] {
  return [...ids].sort(compareText);
}
