import type { FilePath, Span } from "../text/span.js";
import type { GraphView } from "./build-graph.js";
import type { FileTrace, SourceFunction, SourceMention, SourceTrace } from "./contribution.js";
import type { CodeEnd, TraceEdge, TraceItem } from "./graph.js";
import type { StatedLink } from "./reader.js";
import { EXCUSE } from "./standing.js";
import type { TestCaseName } from "./test-matching.js";

/** A tag in code as a link of the unit or test case that it belongs to. */
type CodeLink = StatedLink & Pick<TraceEdge, "symbol">;

interface FunctionPlace {
  readonly file: FilePath;
  readonly source: SourceTrace;
  readonly fact: SourceFunction;
}

/**
 * Units and test cases of the code, and the links of its tags. A tag on a prototype belongs to the definition, wherever
 * that is, so it counts once. A unit is a file (`firmware/flow.c`) or a function (`firmware/flow.c#Flow_SetRate`).
 */
export class CodeUnits {
  readonly items: TraceItem[] = [];
  readonly testCases: TestCaseName[] = [];
  readonly links: CodeLink[] = [];
  private readonly unitIds = new Set<string>();
  private readonly testIds = new Set<string>();
  private readonly sources = new Map<FilePath, SourceTrace>();
  /** External definitions by qualified name. */
  private readonly definitions = new Map<string, FunctionPlace[]>();

  constructor(
    files: readonly FileTrace[],
    private readonly view: GraphView,
  ) {
    for (const { file, source } of files) if (source) this.addDefinitions(file, source);
    for (const { file, source } of files) if (source && !source.isSoup && !source.isTest) this.addUnits(file, source);
    for (const { file, source } of files) for (const mention of source?.mentions ?? []) this.addMention(file, mention);
  }

  /** The innermost function definition around an offset. */
  functionAt(file: FilePath, offset: number): SourceFunction | undefined {
    let innermost: SourceFunction | undefined;
    for (const fact of this.sources.get(file)?.functions ?? []) {
      const holds = fact.defined && fact.span.start <= offset && offset <= fact.span.end;
      if (holds && (!innermost || fact.span.start >= innermost.span.start)) innermost = fact;
    }
    return innermost;
  }

  /** Id of the unit that holds an offset, whether or not the graph has an item for it. */
  unitAt(file: FilePath, offset: number): string {
    const fact = this.view.config.units === "function" ? this.functionAt(file, offset) : undefined;
    return fact ? functionId(file, fact) : file;
  }

  private addDefinitions(file: FilePath, source: SourceTrace): void {
    this.sources.set(file, source);
    for (const fact of source.functions) {
      if (!fact.defined || !fact.external) continue;
      const place = { file, source, fact };
      const list = this.definitions.get(fact.qualifiedName);
      if (list) list.push(place);
      else this.definitions.set(fact.qualifiedName, [place]);
    }
  }

  private addUnits(file: FilePath, source: SourceTrace): void {
    const defined = source.functions.filter((fact) => fact.defined);
    if (defined.length === 0) return;
    const excuses = defined.flatMap(({ excused }) => excused ?? []);
    if (this.view.config.units === "file") this.addFileUnit(file, excuses.length === defined.length ? excuses[0] : undefined);
    else
      for (const fact of defined)
        this.addItem("unit", functionId(file, fact), fact.signature, file, fact.span, fact.nameSpan, fact.excused);
  }

  private addFileUnit(file: FilePath, excused?: string): void {
    this.addItem("unit", file, file.slice(file.lastIndexOf("/") + 1), file, { start: 0, end: 0 }, { start: 0, end: 0 }, excused);
  }

  private addMention(file: FilePath, mention: SourceMention): void {
    const { role, id, idSpan, tag } = mention;
    const { relation, revision, probable, loose, inexact } = mention;
    const said = {
      ...(loose === undefined ? {} : { loose }),
      ...(relation === undefined ? {} : { relation }),
      ...(revision === undefined ? {} : { revision }),
      ...(probable === undefined ? {} : { probable }),
      ...(inexact === undefined ? {} : { inexact }),
    };
    const link = { role, to: id, location: { file, span: idSpan }, idSpan, via: tag, ...said };
    const source = this.sources.get(file);
    if (mention.owner.of === "test") {
      const { suite, name, span, nameSpan } = mention.owner;
      const from = this.addTest(file, suite, name, span, nameSpan);
      this.links.push({ ...link, from });
      return;
    }
    const written = mention.owner.of === "function" ? source?.functions[mention.owner.index] : undefined;
    const place = written ? this.definitionOf(file, written) : undefined;
    const owner = place?.file ?? file;
    if (role === "verifies") {
      const from = place
        ? this.addTest(owner, "", place.fact.name, place.fact.span, place.fact.nameSpan, place.fact.qualifiedName)
        : this.addTest(file, "", file.slice(file.lastIndexOf("/") + 1), { start: 0, end: 0 }, { start: 0, end: 0 }, "");
      const part = place ? undefined : partOf(file, mention.owner);
      this.links.push({ ...link, from, ...(part ? { symbol: part } : {}) });
      return;
    }
    const symbol = place
      ? { name: place.fact.qualifiedName, location: { file: owner, span: place.fact.nameSpan } }
      : partOf(file, mention.owner);
    if (place && this.view.config.units === "function") {
      const from = functionId(owner, place.fact);
      this.addItem("unit", from, place.fact.signature, owner, place.fact.span, place.fact.nameSpan);
      this.links.push({ ...link, from, ...(symbol ? { symbol } : {}) });
      return;
    }
    // A tag makes a unit of what holds it, also where nothing else would: a header with its own tag, a helper of the tests.
    this.addFileUnit(owner);
    this.links.push({ ...link, from: owner, ...(symbol ? { symbol } : {}) });
  }

  /**
   * The unit of code that a document names, made where it is not one yet; `undefined` where there is no such file or function. A
   * source of tests is a test case, where `mayTest` allows it.
   */
  ofCode(end: CodeEnd, mayTest: boolean): { readonly unit: string; readonly symbol?: NonNullable<TraceEdge["symbol"]> } | undefined {
    const source = this.sources.get(end.file);
    if (!source) return undefined;
    const { part } = end;
    if (source.isTest && mayTest) {
      const fact = part?.of === "function" ? source.functions.find((each) => each.defined && each.name === part.name) : undefined;
      const start = { start: 0, end: 0 };
      const name = fact?.name ?? end.file.slice(end.file.lastIndexOf("/") + 1);
      return { unit: this.addTest(end.file, "", name, fact?.span ?? start, fact?.nameSpan ?? start, fact?.qualifiedName ?? "") };
    }
    if (part?.of === "function" && source.functions.length > 0) {
      const fact =
        source.functions.find((each) => each.defined && (each.qualifiedName === part.name || each.name === part.name)) ??
        source.functions.find((each) => each.qualifiedName === part.name || each.name === part.name);
      if (!fact) return undefined;
      const symbol = { name: fact.qualifiedName, location: { file: end.file, span: fact.nameSpan } };
      if (this.view.config.units === "function") {
        const unit = functionId(end.file, fact);
        this.addItem("unit", unit, fact.signature, end.file, fact.span, fact.nameSpan);
        return { unit, symbol };
      }
      this.addFileUnit(end.file);
      return { unit: end.file, symbol };
    }
    this.addFileUnit(end.file);
    if (part === undefined) return { unit: end.file };
    const name = part.of !== "lines" ? part.name : `lines ${String(part.first)}-${String(part.last)}`;
    return { unit: end.file, symbol: { name, location: { file: end.file, span: { start: 0, end: 0 } } } };
  }

  /** The definition that a prototype declares, when it is the only one in a program that the prototype's file is in; else the prototype itself. */
  private definitionOf(file: FilePath, fact: SourceFunction): FunctionPlace | undefined {
    const source = this.sources.get(file);
    if (!source) return undefined;
    const own = { file, source, fact };
    if (fact.defined) return own;
    const local = source.functions.find((other) => other.defined && other.qualifiedName === fact.qualifiedName);
    if (local) return { file, source, fact: local };
    const programs = this.view.programsOf(file);
    const candidates = (this.definitions.get(fact.qualifiedName) ?? []).filter((place) =>
      this.view.programsOf(place.file).some((program) => programs.includes(program)),
    );
    const product = candidates.filter((place) => !place.source.isTest);
    // A mock in the tests defines the same name: the product's own definition is the one that the tag means.
    const [only, ...others] = product.length > 0 ? product : candidates;
    return only && others.length === 0 ? only : own;
  }

  private addTest(
    file: FilePath,
    suite: string,
    name: string,
    span: Span,
    nameSpan: Span,
    symbol = [suite, name].filter((part) => part !== "").join(" "),
  ): string {
    const plain = symbol === "" ? file : `${file}#${symbol}`;
    const id = this.unitIds.has(plain) ? `${plain} (test)` : plain;
    if (this.addItem("test-case", id, [suite, name].filter((part) => part !== "").join(" "), file, span, nameSpan)) {
      const stem = file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
      this.testCases.push({ id, suite, name, stem });
    }
    return id;
  }

  private addItem(
    kind: "unit" | "test-case",
    id: string,
    title: string,
    file: FilePath,
    span: Span,
    idSpan: Span,
    excused?: string,
  ): boolean {
    const ids = kind === "unit" ? this.unitIds : this.testIds;
    if (ids.has(id)) return false;
    ids.add(id);
    const item = kind === "unit" ? this.view.softwareItemOf(file) : undefined;
    const safetyClass = kind === "unit" ? this.view.safetyClassOf(file) : undefined;
    const attributes: Readonly<Record<string, string>> = {
      ...(item ? { "software item": item.name } : {}),
      ...(excused === undefined ? {} : { [EXCUSE]: excused }),
    };
    this.items.push({
      id,
      kind,
      title,
      text: "",
      attributes,
      location: { kind: "span", file, span, idSpan },
      ...(safetyClass === undefined ? {} : { safetyClass }),
    });
    return true;
  }
}

/** The class or range that a tag belongs to, as the symbol of its link. */
function partOf(file: FilePath, owner: SourceMention["owner"]): TraceEdge["symbol"] {
  if (owner.of !== "class" && owner.of !== "range") return undefined;
  return { name: owner.name, location: { file, span: owner.span } };
}

function functionId(file: FilePath, fact: SourceFunction): string {
  return `${file}#${fact.qualifiedName}`;
}
