import type { ProjectView } from "../project/view.js";
import { compareText } from "../rule/finding.js";
import type { FilePath, Location, Span } from "../text/span.js";
import { AssembledGraph } from "./assembled-graph.js";
import type { FileTrace } from "./contribution.js";
import type { EdgeRole, ItemLocation, TestResult, TraceEdge, TraceGraph, TraceItem, TraceProblem } from "./graph.js";
import { riskControlClasses } from "./risk-class.js";
import { expectedEnds, mayJoin } from "./roles.js";
import { CodeUnits, type CodeLink } from "./code-units.js";
import { IdSuggestions } from "./suggestions.js";
import { TestMatcher } from "./test-matching.js";

/** What the graph asks of the project around the files. */
export type GraphView = Pick<ProjectView, "config" | "softwareItemOf" | "safetyClassOf" | "programsOf">;

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

/** A link before its ends are resolved. */
interface OpenLink {
  readonly role: EdgeRole;
  readonly from: string;
  readonly to: string;
  readonly file: FilePath;
  readonly idSpan: Span;
  readonly fromSpan: Span | undefined;
  readonly via: string;
  readonly symbol?: { readonly name: string; readonly location: Location };
}

class GraphBuilder {
  private readonly items = new Map<string, TraceItem>();
  private readonly problems: TraceProblem[] = [];
  private readonly edges: TraceEdge[] = [];
  private readonly mentions = new Map<string, Location[]>();
  private readonly units: CodeUnits;

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
    for (const item of this.units.items) if (!this.items.has(item.id)) this.items.set(item.id, item);
    const tests = this.files.flatMap((file) => file.tests);
    const { resultsOf, links: testLinks } = this.matchTests(tests);
    this.resolve([...this.documentLinks(), ...this.units.links.map(openLinkOf), ...testLinks]);
    for (const [id, safetyClass] of riskControlClasses(this.items, this.edges, this.view.config.severityToClass)) {
      const item = this.items.get(id);
      if (item) this.items.set(id, { ...item, safetyClass });
    }
    return new AssembledGraph({
      hasDocuments,
      items: this.items,
      edges: this.edges,
      tests,
      problems: hasDocuments ? this.problems.sort(byPlace) : [],
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

  private documentLinks(): OpenLink[] {
    return this.files.flatMap(({ links }) =>
      links.map((link) => ({
        role: link.role,
        from: link.from,
        to: link.to,
        file: link.location.file,
        idSpan: link.idSpan,
        fromSpan: link.fromSpan,
        via: link.via,
      })),
    );
  }

  /** Gives each result to its test case; a result that names ids itself and has no test case in code becomes one. */
  private matchTests(tests: readonly TestResult[]): { readonly resultsOf: Map<string, TestResult[]>; readonly links: OpenLink[] } {
    const matcher = new TestMatcher(this.units.testCases);
    const resultsOf = new Map<string, TestResult[]>();
    const links: OpenLink[] = [];
    for (const result of tests) {
      let id = matcher.match(result);
      if (id === undefined) {
        if (result.ids.length === 0) continue;
        id = result.suite === "" ? result.name : `${result.suite}.${result.name}`;
        const location: ItemLocation = { kind: "span", file: result.file, span: result.span, idSpan: result.span };
        if (!this.items.has(id)) this.items.set(id, { id, kind: "test-case", title: result.name, text: "", attributes: {}, location });
      }
      const list = resultsOf.get(id);
      if (list) list.push(result);
      else resultsOf.set(id, [result]);
      for (const to of result.ids)
        links.push({ role: "verifies", from: id, to, file: result.file, idSpan: result.span, fromSpan: undefined, via: "test result" });
    }
    return { resultsOf, links };
  }

  private resolve(links: readonly OpenLink[]): void {
    const suggestions = new IdSuggestions(documentIds(this.items));
    const seen = new Set<string>();
    const unknown = new Set<string>();
    for (const link of links) {
      const from = this.items.get(link.from);
      const to = this.items.get(link.to);
      if (!from || !to) {
        const id = to ? link.from : link.to;
        const span = to ? (link.fromSpan ?? link.idSpan) : link.idSpan;
        const key = `${link.file}\u0000${span.start}\u0000${id}`;
        if (unknown.has(key)) continue;
        unknown.add(key);
        this.problems.push({
          kind: "unknown-id",
          id,
          location: { file: link.file, span },
          via: link.via,
          suggestions: suggestions.for(id),
        });
        continue;
      }
      const location = { file: link.file, span: link.idSpan };
      this.mention(link.fromSpan?.start === link.idSpan.start ? link.from : link.to, location);
      if (!mayJoin(link.role, from.kind, to.kind)) {
        this.problems.push({ kind: "wrong-role", id: link.to, role: link.role, location, expected: expectedEnds(link.role, from.kind) });
        continue;
      }
      const key = `${link.role}\u0000${link.from}\u0000${link.to}\u0000${link.symbol?.name ?? ""}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { role, via, symbol, idSpan } = link;
      this.edges.push({ role, from: link.from, to: link.to, location, idSpan, via, ...(symbol ? { symbol } : {}) });
    }
  }

  private mention(id: string, location: Location): void {
    const list = this.mentions.get(id);
    if (!list) this.mentions.set(id, [location]);
    else if (list.at(-1)?.file !== location.file || list.at(-1)?.span.start !== location.span.start) list.push(location);
  }
}

function openLinkOf(link: CodeLink): OpenLink {
  const { symbol } = link;
  return {
    role: link.role,
    from: link.from,
    to: link.id,
    file: link.file,
    idSpan: link.idSpan,
    fromSpan: undefined,
    via: link.tag,
    ...(symbol ? { symbol } : {}),
  };
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
