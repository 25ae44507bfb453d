import type { ProjectView } from "../project/view.js";
import { compareText } from "../rule/finding.js";
import type { Location, Span } from "../text/span.js";
import { AssembledGraph } from "./assembled-graph.js";
import type { FileTrace } from "./contribution.js";
import type { ItemLocation, TestResult, TraceEdge, TraceGraph, TraceItem, TraceProblem } from "./graph.js";
import type { StatedLink } from "./reader.js";
import { LinkReviews } from "./review/link-reviews.js";
import type { ReachView } from "./verification/code-reach.js";
import { riskControlClasses } from "./risk-class.js";
import { expectedEnds, fittingRole, mayJoin } from "./roles.js";
import { CodeUnits } from "./code-units.js";
import { IdSuggestions, normalForm } from "./suggestions.js";
import { latestRevisions, suspectReasons, withoutRevision } from "./suspect.js";
import { TestMatcher } from "./test-matching.js";
import { PARTLY } from "./verification/verification-states.js";

/** What the graph asks of the project around the files. */
export type GraphView = Pick<ProjectView, "config" | "softwareItemOf" | "safetyClassOf" | "programsOf"> & ReachView;

/**
 * Joins the contributions of all files into one graph, in time linear in their size. The order in which they are given
 * makes no difference.
 */
export function buildTraceGraph(contributions: Iterable<FileTrace>, view: GraphView): TraceGraph {
  return new GraphBuilder(
    [...contributions].sort((a, b) => compareText(a.file, b.file)),
    view,
  ).build();
}

/** A link before its ends are resolved; the same object becomes the edge. */
type OpenLink = StatedLink & Pick<TraceEdge, "symbol">;

class GraphBuilder {
  private readonly items = new Map<string, TraceItem>();
  private readonly problems: TraceProblem[] = [];
  private readonly edges: TraceEdge[] = [];
  private readonly stated: TraceEdge[] = [];
  private readonly mentions = new Map<string, Location[]>();
  private readonly units: CodeUnits;
  private readonly unknown = new Set<string>();
  private readonly byStart = new Map<string, { readonly edges: OpenLink[]; keys: Set<string> | undefined }>();
  private suggestions: IdSuggestions | undefined;
  /** Ids by their normal form; empty where two ids have the same one. */
  private forms: ReadonlyMap<string, string> | undefined;
  private latest: ReadonlyMap<string, TraceItem> | undefined;

  constructor(
    private readonly files: readonly FileTrace[],
    private readonly view: GraphView,
  ) {
    this.units = new CodeUnits(files, view);
  }

  build(): TraceGraph {
    const hasDocuments = this.files.some(({ isDocument }) => isDocument);
    this.addDocumentItems();
    this.addSoftwareItems();
    const codeLinks = this.files.flatMap(({ links }) => links.filter(({ fromCode }) => fromCode !== undefined));
    const resolvedCode = codeLinks.flatMap((link) => this.fromCode(link));
    for (const item of this.units.items) if (!this.items.has(item.id)) this.items.set(item.id, item);
    const tests = this.files.flatMap((file) => file.tests);
    const { resultsOf, links: testLinks } = this.matchTests(tests);
    for (const { links } of this.files) this.resolve(links.filter(({ fromCode }) => fromCode === undefined));
    this.resolve(resolvedCode);
    const [inexact, exact] = partition(this.units.links, (link) => link.inexact !== undefined || link.probable === true);
    this.resolve(exact);
    this.resolve(testLinks);
    // Last: a link that is stated as well is no longer a guess.
    for (const links of partition(inexact, ({ to }) => this.items.has(to))) this.resolve(links);
    const stated = this.edges.filter(({ probable }) => probable !== true);
    for (const [id, safetyClass] of riskControlClasses(this.items, stated, this.view.config.severityToClass)) {
      const item = this.items.get(id);
      if (item) this.items.set(id, { ...item, safetyClass });
    }
    const reviews = new LinkReviews(this.files, this.view, (id) => this.items.get(id));
    return new AssembledGraph({
      hasDocuments,
      items: this.items,
      edges: reviews.isEmpty ? this.edges : this.edges.map((edge) => reviews.judged(edge)),
      stated: reviews.isEmpty ? this.stated : this.stated.map((edge) => reviews.judged(edge)),
      reviews,
      files: this.files,
      tests,
      problems: hasDocuments ? this.problems.sort(byPlace) : [],
      packages: this.files.flatMap(({ packages }) => packages ?? []),
      mentions: this.mentions,
      resultsOf,
      units: this.units,
      view: this.view,
    });
  }

  private addDocumentItems(): void {
    for (const file of this.files) {
      for (const item of file.items) {
        const first = this.items.get(item.id);
        if (!first) this.items.set(item.id, item);
        else this.problems.push({ kind: "duplicate-id", id: item.id, location: idPlace(item.location), first: idPlace(first.location) });
      }
    }
    for (const file of this.files) for (const item of file.implied) if (!this.items.has(item.id)) this.items.set(item.id, item);
  }

  /** A link whose start is code that a document names, with the unit in its place. */
  private fromCode(link: StatedLink): OpenLink[] {
    const end = link.fromCode && this.units.ofCode(link.fromCode, link.loose === true || link.role === "verifies");
    if (end) return [{ ...link, from: end.unit, ...(end.symbol ? { symbol: end.symbol } : {}) }];
    this.reportUnknown(link, link.from, link.fromSpan ?? link.idSpan);
    return [];
  }

  private addSoftwareItems(): void {
    for (const item of this.view.config.softwareItems) {
      if (this.items.has(item.name)) continue;
      this.items.set(item.name, {
        id: item.name,
        kind: "software-item",
        title: item.name,
        text: item.rationale ?? "",
        attributes: item.parent === undefined ? {} : { parent: item.parent },
        location: { kind: "entry", file: "vitalint.json", entry: `softwareItems/${item.name}` },
        safetyClass: item.class,
      });
    }
  }

  /** Gives each result to its test case; a result that names ids itself and has no test case in code becomes one. */
  private matchTests(tests: readonly TestResult[]): { readonly resultsOf: Map<string, TestResult[]>; readonly links: OpenLink[] } {
    const matcher = new TestMatcher(this.units.testCases);
    const resultsOf = new Map<string, TestResult[]>();
    const links: OpenLink[] = [];
    for (const result of tests) {
      // A test case that a document describes is named by the result.
      const described = result.ids.filter((each) => this.items.get(each)?.kind === "test-case");
      let id = matcher.match(result) ?? described[0];
      if (id === undefined) {
        if (result.ids.length === 0) continue;
        id = result.suite === "" ? result.name : `${result.suite}.${result.name}`;
        const location: ItemLocation = { kind: "span", file: result.file, span: result.span, idSpan: result.span };
        if (!this.items.has(id)) this.items.set(id, { id, kind: "test-case", title: result.name, text: "", attributes: {}, location });
      }
      for (const test of new Set([id, ...described])) {
        const list = resultsOf.get(test);
        if (list) list.push(result);
        else resultsOf.set(test, [result]);
      }
      const location = { file: result.file, span: result.span };
      for (const to of result.ids)
        if (!described.includes(to)) {
          const relation = result.partialIds?.includes(to) === true ? { relation: PARTLY } : {};
          links.push({ role: "verifies", from: id, to, location, idSpan: result.span, via: "test result", ...relation });
        }
    }
    return { resultsOf, links };
  }

  private resolve(links: readonly OpenLink[]): void {
    for (const stated of links) {
      const found = stated.inexact !== undefined ? this.byForm(stated) : stated;
      if (!found) continue;
      const from = this.items.get(found.from);
      const to = this.items.get(found.to) ?? this.otherRevision(found);
      const link = found.loose === true && from && to && !mayJoin(found.role, from.kind, to.kind) ? fitted(found, from, to) : found;
      if (!from || !to) {
        this.reportUnknown(link, to ? link.from : link.to, to ? (link.fromSpan ?? link.idSpan) : link.idSpan);
        continue;
      }
      this.mention(link.fromSpan?.start === link.idSpan.start ? link.from : link.to, link.location);
      const { role } = link;
      if (!mayJoin(role, from.kind, to.kind)) {
        const expected = expectedEnds(role, from.kind);
        this.problems.push({ kind: "wrong-role", id: link.to, role, location: link.location, expected });
        continue;
      }
      const suspect = suspectReasons(link, to);
      const edge = suspect.length === 0 ? link : { ...link, to: to.id, suspect };
      this.stated.push(edge);
      if (this.isNew(edge)) this.edges.push(edge);
    }
  }

  /** A link whose id may be written in another form, to the item that it means; `undefined` when that is none or more than one. */
  private byForm(link: OpenLink): OpenLink | undefined {
    if (this.items.has(link.to)) return link;
    this.forms ??= formsOf(documentIds(this.items));
    const to = this.forms.get(normalForm(link.to));
    if (to === undefined || to === "") return undefined;
    return link.inexact === "name" && withoutSeparators(link.to) === withoutSeparators(to)
      ? { ...link, to }
      : { ...link, to, probable: true };
  }

  /** The item of another revision than a link names; the latest where there are several. */
  private otherRevision({ to, revision }: OpenLink): TraceItem | undefined {
    if (revision === undefined) return undefined;
    this.latest ??= latestRevisions(this.items.values());
    return this.latest.get(withoutRevision(to));
  }

  private reportUnknown(link: OpenLink, id: string, span: Span): void {
    const { file } = link.location;
    const key = `${file}\u0000${String(span.start)}\u0000${id}`;
    if (this.unknown.has(key)) return;
    this.unknown.add(key);
    this.suggestions ??= new IdSuggestions(documentIds(this.items));
    this.problems.push({ kind: "unknown-id", id, location: { file, span }, via: link.via, suggestions: this.suggestions.for(id) });
  }

  /** False for a link that is stated already: a tag on prototype and definition is one edge. */
  private isNew(link: OpenLink): boolean {
    const known = this.byStart.get(link.from);
    if (!known) {
      this.byStart.set(link.from, { edges: [link], keys: undefined });
      return true;
    }
    // Few links start at one item; where many do, a scan of all for each would be quadratic.
    if (known.edges.length <= 8) {
      if (
        known.edges.some(
          (other) =>
            other.to === link.to &&
            other.role === link.role &&
            other.symbol?.name === link.symbol?.name &&
            other.relation === link.relation &&
            other.revision === link.revision,
        )
      )
        return false;
    } else {
      known.keys ??= new Set(known.edges.map(keyOf));
      if (known.keys.has(keyOf(link))) return false;
      known.keys.add(keyOf(link));
    }
    known.edges.push(link);
    return true;
  }

  private mention(id: string, location: Location): void {
    const list = this.mentions.get(id);
    if (!list) this.mentions.set(id, [location]);
    else if (list.at(-1)?.file !== location.file || list.at(-1)?.span.start !== location.span.start) list.push(location);
  }
}

function withoutSeparators(id: string): string {
  return id.replace(/[-_.]/g, "");
}

function fitted(link: OpenLink, from: TraceItem, to: TraceItem): OpenLink {
  return { ...link, role: fittingRole(from.kind, to.kind) };
}

function formsOf(ids: Iterable<string>): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const id of ids) {
    const form = normalForm(id);
    forms.set(form, forms.has(form) ? "" : id);
  }
  return forms;
}

function partition<T>(values: readonly T[], isFirst: (value: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))];
}

function keyOf(link: OpenLink): string {
  return `${link.role} ${link.to}\u0000${link.symbol?.name ?? ""}\u0000${link.relation ?? ""}\u0000${String(link.revision ?? "")}`;
}

function documentIds(items: ReadonlyMap<string, TraceItem>): Iterable<string> {
  const kinds = new Set(["unit", "test-case", "software-item"]);
  return [...items.values()].filter(({ kind }) => !kinds.has(kind)).map(({ id }) => id);
}

/** The place of an item's id, as a location. */
export function idPlace(location: ItemLocation): Location {
  return { file: location.file, span: location.kind === "entry" ? { start: 0, end: 0 } : location.idSpan };
}

function byPlace(a: TraceProblem, b: TraceProblem): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.location.span.start - b.location.span.start ||
    compareText(a.kind, b.kind) ||
    compareText(a.id, b.id)
  );
}
