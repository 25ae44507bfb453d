import { compareText, SAFETY_CLASSES } from "../rule/finding.js";
import type { FilePath, Location, Span } from "../text/span.js";
import type { GraphView } from "./build-graph.js";
import type { FileTrace } from "./contribution.js";
import type { CodeUnits } from "./code-units.js";
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
import type { LinkReviews } from "./review/link-reviews.js";
import { traceSourcesOf } from "./sources.js";
import { isPartial, statusOf, VerificationStates } from "./verification/verification-states.js";
import { classOfSeverity } from "./risk-class.js";
import type { SoupPackage } from "./soup/package.js";
import { decisive } from "./test-matching.js";
import { resultOfRecord } from "./verification-records.js";

export interface GraphParts {
  readonly hasDocuments: boolean;
  readonly items: ReadonlyMap<string, TraceItem>;
  readonly edges: readonly TraceEdge[];
  readonly stated: readonly TraceEdge[];
  readonly tests: readonly TestResult[];
  readonly problems: readonly TraceProblem[];
  readonly packages: readonly SoupPackage[];
  readonly mentions: ReadonlyMap<string, readonly Location[]>;
  readonly resultsOf: ReadonlyMap<string, readonly TestResult[]>;
  readonly units: CodeUnits;
  readonly reviews: LinkReviews;
  readonly files: readonly FileTrace[];
  readonly view: GraphView;
}

const NO_ITEMS: readonly TraceItem[] = [];
const NO_EDGES: readonly TraceEdge[] = [];

/** The graph with its lookups; see {@link TraceGraph}. */
export class AssembledGraph implements TraceGraph {
  readonly hasDocuments: boolean;
  readonly items: readonly TraceItem[];
  readonly edges: readonly TraceEdge[];
  readonly tests: readonly TestResult[];
  readonly problems: readonly TraceProblem[];
  readonly packages: readonly SoupPackage[];
  readonly reviews: LinkReviews;
  readonly verifications: VerificationStates;
  private statedNow: readonly TraceEdge[] | undefined;
  private readonly byId: ReadonlyMap<string, TraceItem>;
  private readonly from = new Map<string, TraceEdge[]>();
  private readonly to = new Map<string, TraceEdge[]>();
  private readonly guessed = new Map<string, TraceEdge[]>();
  private readonly itemsByFile = new Map<FilePath, TraceItem[]>();
  private readonly placesIn = new Map<FilePath, ItemPlaces>();
  private readonly controlsOf = new Map<string, readonly string[]>();

  constructor(private readonly parts: GraphParts) {
    this.hasDocuments = parts.hasDocuments;
    this.items = [...parts.items.values()].sort(byPlace);
    this.edges = [...parts.edges].sort(edgesByPlace);
    this.tests = parts.tests;
    this.problems = parts.problems;
    this.packages = parts.packages;
    this.reviews = parts.reviews;
    this.verifications = new VerificationStates(parts.files, this, parts.reviews.ends, parts.view);
    this.byId = parts.items;
    for (const edge of this.edges) {
      if (edge.probable === true) {
        append(this.guessed, edge.from, edge);
        append(this.guessed, edge.to, edge);
        continue;
      }
      append(this.from, edge.from, edge);
      append(this.to, edge.to, edge);
    }
    for (const item of this.items) append(this.itemsByFile, item.location.file, item);
  }

  get stated(): readonly TraceEdge[] {
    return (this.statedNow ??= [...this.parts.stated].sort(edgesByPlace));
  }

  item(id: string): TraceItem | undefined {
    return this.byId.get(id);
  }

  outgoing(id: string, role?: EdgeRole): readonly TraceEdge[] {
    return withRole(this.from.get(id), role);
  }

  incoming(id: string, role?: EdgeRole): readonly TraceEdge[] {
    return withRole(this.to.get(id), role);
  }

  probable(id: string): readonly TraceEdge[] {
    return this.guessed.get(id) ?? NO_EDGES;
  }

  mentions(id: string): readonly Location[] {
    return this.parts.mentions.get(id) ?? [];
  }

  resultsOf(test: string): readonly TestResult[] {
    return this.parts.resultsOf.get(test) ?? [];
  }

  verification(id: string): ReturnType<TraceGraph["verification"]> {
    const edges = this.incoming(id, "verifies");
    const ids = new Set(edges.map(({ from }) => from));
    const whole = new Set(edges.flatMap((edge) => (isPartial(edge) ? [] : [edge.from])));
    const tests = [...ids].flatMap((testId): VerifyingTest[] => {
      const item = this.byId.get(testId);
      if (!item) return [];
      const result = decisive(this.resultsOf(testId)) ?? resultOfRecord(item);
      const verified = this.byId.get(id);
      const standing = verified ? this.verifications.of(item, verified, result) : { state: result?.status ?? "not-run", stamps: [] };
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

  private levelOf(file: FilePath): TestLevel | undefined {
    return traceSourcesOf(this.parts.view.config).levelOf(file);
  }

  contextOf(file: FilePath, offset: number): CodeContext {
    const documentItem = this.documentItemAt(file, offset);
    if (documentItem) return this.contextOfItem(documentItem);
    const { view, units } = this.parts;
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
      ...(this.byId.get(unit)?.kind === "unit" ? { unit } : {}),
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
    const { severityToClass } = this.parts.view.config;
    const classes = hazards.map((id) => {
      const hazard = this.byId.get(id);
      return hazard?.safetyClass ?? (hazard?.severity === undefined ? undefined : classOfSeverity(hazard.severity, severityToClass));
    });
    const hazardClass = [...SAFETY_CLASSES].reverse().find((each) => classes.includes(each));
    return { hazards, ...(hazardClass === undefined ? {} : { hazardClass }) };
  }

  itemsIn(file: FilePath): readonly TraceItem[] {
    return this.itemsByFile.get(file) ?? NO_ITEMS;
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
      if (this.byId.get(id)?.kind === "design") for (const edge of this.outgoing(id, "satisfies")) found.add(edge.to);
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
    return sorted([...reached].filter((id) => HAZARD_KINDS.has(this.byId.get(id)?.kind ?? "unit")));
  }
}

/** Kinds that code, results and configuration bring. */
export const CODE_KINDS: ReadonlySet<ItemKind> = new Set(["unit", "test-case", "software-item"]);
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
  return role === undefined ? edges : edges.filter((edge) => edge.role === role);
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function sorted(ids: Iterable<string>): readonly string[] {
  return [...ids].sort(compareText);
}

function byPlace(a: TraceItem, b: TraceItem): number {
  return compareText(a.location.file, b.location.file) || startOf(a) - startOf(b) || compareText(a.id, b.id);
}

function startOf(item: TraceItem): number {
  return item.location.kind === "entry" ? 0 : item.location.idSpan.start;
}

function edgesByPlace(a: TraceEdge, b: TraceEdge): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.idSpan.start - b.idSpan.start ||
    compareText(a.role, b.role) ||
    compareText(a.from, b.from) ||
    compareText(a.to, b.to)
  );
}
