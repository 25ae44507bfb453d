import type { FilePath, Span } from "../text/span.js";
import type { GraphView } from "./build-graph.js";
import type { SourceFunction, SourceMention, SourceTrace } from "./contribution.js";
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

/** What one file brings to the graph as code, or a document that names code. */
export interface CodePart {
  /** Units that the file holds, with or without tags. */
  readonly units: readonly TraceItem[];
  /** Units and test cases that its tags make, or that a document names. */
  readonly tagged: readonly TraceItem[];
  readonly testCases: readonly TestCaseName[];
  readonly links: readonly CodeLink[];
  /** Qualified names of prototypes with tags: what they belong to follows from who defines them. */
  readonly declares: readonly string[];
}

/**
 * Units and test cases of the code, and the links of its tags. A tag on a prototype belongs to the definition, wherever
 * that is, so it counts once. A unit is a file (`firmware/flow.c`) or a function (`firmware/flow.c#Flow_SetRate`).
 */
export class CodeUnits {
  private readonly sources = new Map<FilePath, SourceTrace>();
  /** External definitions by qualified name; built when a tag on a prototype first asks. */
  private definitions: Map<string, FunctionPlace[]> | undefined;

  constructor(private readonly view: GraphView) {}

  /** Takes the present form of a source, or its absence; gives the names of functions that it defined or defines for others. */
  set(file: FilePath, source: SourceTrace | undefined): ReadonlySet<string> {
    const before = this.sources.get(file);
    if (source) this.sources.set(file, source);
    else this.sources.delete(file);
    if (!this.definitions) return NO_NAMES;
    const names = new Set([...externalNames(before), ...externalNames(source)]);
    for (const name of names)
      this.definitions.set(
        name,
        (this.definitions.get(name) ?? []).filter((place) => place.file !== file),
      );
    if (source) for (const place of placesOf(file, source)) this.definitions.get(place.fact.qualifiedName)?.push(place);
    return names;
  }

  sourceOf(file: FilePath): SourceTrace | undefined {
    return this.sources.get(file);
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

  /** Units, test cases and links of a source. */
  partOf(file: FilePath, source: SourceTrace): CodePart {
    const units = new MadeItems(this.view);
    if (!source.isSoup && !source.isTest) this.addUnits(units, file, source);
    const tagged = new MadeItems(this.view);
    const declares = new Set<string>();
    const links = source.mentions.map((mention) => this.linkOf(tagged, declares, file, source, mention));
    return { units: units.items, tagged: tagged.items, testCases: tagged.testCases, links, declares: [...declares] };
  }

  /** The links of a document whose start is code that it names, with the units in its place; `undefined` where there is no such code. */
  partOfNames(
    links: readonly StatedLink[],
    madeIn: (file: FilePath) => readonly TraceItem[],
  ): { readonly part: CodePart; readonly unknown: readonly StatedLink[] } {
    const named = new MadeItems(this.view);
    const unknown: StatedLink[] = [];
    const found = links.flatMap((link): CodeLink[] => {
      const end = link.fromCode && this.ofCode(named, link.fromCode, link.loose === true || link.role === "verifies", madeIn);
      if (end) return [{ ...link, from: end.unit, ...(end.symbol ? { symbol: end.symbol } : {}) }];
      unknown.push(link);
      return [];
    });
    return { part: { units: [], tagged: named.items, testCases: named.testCases, links: found, declares: [] }, unknown };
  }

  private addUnits(made: MadeItems, file: FilePath, source: SourceTrace): void {
    const defined = source.functions.filter((fact) => fact.defined);
    if (defined.length === 0) return;
    const excuses = defined.flatMap(({ excused }) => excused ?? []);
    if (this.view.config.units === "file") made.addFileUnit(file, excuses.length === defined.length ? excuses[0] : undefined);
    else for (const fact of defined) made.add("unit", functionId(file, fact), fact.signature, file, fact.span, fact.nameSpan, fact.excused);
  }

  private linkOf(made: MadeItems, declares: Set<string>, file: FilePath, source: SourceTrace, mention: SourceMention): CodeLink {
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
    if (mention.owner.of === "test") {
      const { suite, name, span, nameSpan } = mention.owner;
      return { ...link, from: this.addTest(made, file, suite, name, span, nameSpan) };
    }
    const written = mention.owner.of === "function" ? source.functions[mention.owner.index] : undefined;
    if (written && !written.defined) declares.add(written.qualifiedName);
    const place = written ? this.definitionOf(file, source, written) : undefined;
    const owner = place?.file ?? file;
    if (role === "verifies") {
      const from = place
        ? this.addTest(made, owner, "", place.fact.name, place.fact.span, place.fact.nameSpan, place.fact.qualifiedName)
        : this.addTest(made, file, "", nameOf(file), START, START, "");
      const part = place ? undefined : partOf(file, mention.owner);
      return { ...link, from, ...(part ? { symbol: part } : {}) };
    }
    const symbol = place
      ? { name: place.fact.qualifiedName, location: { file: owner, span: place.fact.nameSpan } }
      : partOf(file, mention.owner);
    if (place && this.view.config.units === "function") {
      const from = functionId(owner, place.fact);
      made.add("unit", from, place.fact.signature, owner, place.fact.span, place.fact.nameSpan);
      return { ...link, from, ...(symbol ? { symbol } : {}) };
    }
    // A tag makes a unit of what holds it, also where nothing else would: a header with its own tag, a helper of the tests.
    made.addFileUnit(owner);
    return { ...link, from: owner, ...(symbol ? { symbol } : {}) };
  }

  /**
   * The unit of code that a document names, made where it is not one yet; `undefined` where there is no such file or function. A
   * source of tests is a test case, where `mayTest` allows it.
   */
  private ofCode(
    made: MadeItems,
    end: CodeEnd,
    mayTest: boolean,
    madeIn: (file: FilePath) => readonly TraceItem[],
  ): { readonly unit: string; readonly symbol?: NonNullable<TraceEdge["symbol"]> } | undefined {
    const source = this.sources.get(end.file);
    if (!source) return undefined;
    const { part } = end;
    if (source.isTest && mayTest) {
      const fact = part?.of === "function" ? source.functions.find((each) => each.defined && each.name === part.name) : undefined;
      const name = fact?.name ?? nameOf(end.file);
      const symbol = fact?.qualifiedName ?? "";
      return {
        unit: this.addTest(made, end.file, "", name, fact?.span ?? START, fact?.nameSpan ?? START, symbol, madeIn(end.file)),
      };
    }
    if (part?.of === "function" && source.functions.length > 0) {
      const fact =
        source.functions.find((each) => each.defined && (each.qualifiedName === part.name || each.name === part.name)) ??
        source.functions.find((each) => each.qualifiedName === part.name || each.name === part.name);
      if (!fact) return undefined;
      const symbol = { name: fact.qualifiedName, location: { file: end.file, span: fact.nameSpan } };
      if (this.view.config.units === "function") {
        const unit = functionId(end.file, fact);
        made.add("unit", unit, fact.signature, end.file, fact.span, fact.nameSpan);
        return { unit, symbol };
      }
      made.addFileUnit(end.file);
      return { unit: end.file, symbol };
    }
    made.addFileUnit(end.file);
    if (part === undefined) return { unit: end.file };
    const name = part.of !== "lines" ? part.name : `lines ${String(part.first)}-${String(part.last)}`;
    return { unit: end.file, symbol: { name, location: { file: end.file, span: START } } };
  }

  /** The definition that a prototype declares, when it is the only one in a program that the prototype's file is in; else the prototype itself. */
  private definitionOf(file: FilePath, source: SourceTrace, fact: SourceFunction): FunctionPlace {
    const own = { file, source, fact };
    if (fact.defined) return own;
    const local = source.functions.find((other) => other.defined && other.qualifiedName === fact.qualifiedName);
    if (local) return { file, source, fact: local };
    const programs = this.view.programsOf(file);
    const candidates = (this.allDefinitions().get(fact.qualifiedName) ?? []).filter((place) =>
      this.view.programsOf(place.file).some((program) => programs.includes(program)),
    );
    const product = candidates.filter((place) => !place.source.isTest);
    // A mock in the tests defines the same name: the product's own definition is the one that the tag means.
    const [only, ...others] = product.length > 0 ? product : candidates;
    return only && others.length === 0 ? only : own;
  }

  private allDefinitions(): ReadonlyMap<string, readonly FunctionPlace[]> {
    if (this.definitions) return this.definitions;
    this.definitions = new Map();
    for (const [file, source] of this.sources) {
      for (const place of placesOf(file, source)) {
        const list = this.definitions.get(place.fact.qualifiedName);
        if (list) list.push(place);
        else this.definitions.set(place.fact.qualifiedName, [place]);
      }
    }
    return this.definitions;
  }

  private addTest(
    made: MadeItems,
    file: FilePath,
    suite: string,
    name: string,
    span: Span,
    nameSpan: Span,
    symbol = [suite, name].filter((part) => part !== "").join(" "),
    alsoMade: readonly TraceItem[] = [],
  ): string {
    const plain = symbol === "" ? file : `${file}#${symbol}`;
    const isUnit = made.hasUnit(plain) || alsoMade.some((item) => item.kind === "unit" && item.id === plain) || this.isUnit(file, plain);
    const id = isUnit ? `${plain} (test)` : plain;
    if (made.add("test-case", id, [suite, name].filter((part) => part !== "").join(" "), file, span, nameSpan)) {
      const stem = nameOf(file).replace(/\.[^.]*$/, "");
      made.testCases.push({ id, suite, name, stem });
    }
    return id;
  }

  /** True for a unit that its file makes whether or not it has tags. */
  private isUnit(file: FilePath, id: string): boolean {
    const source = this.sources.get(file);
    if (!source || source.isSoup || source.isTest) return false;
    if (this.view.config.units === "file") return id === file && source.functions.some((fact) => fact.defined);
    return source.functions.some((fact) => fact.defined && functionId(file, fact) === id);
  }
}

/** Units and test cases that code or a document's naming of it makes, each once. */
class MadeItems {
  readonly items: TraceItem[] = [];
  readonly testCases: TestCaseName[] = [];
  private readonly unitIds = new Set<string>();
  private readonly testIds = new Set<string>();
  /** Of files, what the configuration says of them: globs are asked once for each. */
  private readonly ofFile = new Map<FilePath, Pick<TraceItem, "attributes" | "safetyClass">>();

  constructor(private readonly view: GraphView) {}

  hasUnit(id: string): boolean {
    return this.unitIds.has(id);
  }

  addFileUnit(file: FilePath, excused?: string): void {
    this.add("unit", file, nameOf(file), file, START, START, excused);
  }

  add(kind: "unit" | "test-case", id: string, title: string, file: FilePath, span: Span, idSpan: Span, excused?: string): boolean {
    const ids = kind === "unit" ? this.unitIds : this.testIds;
    if (ids.has(id)) return false;
    ids.add(id);
    const said = kind === "unit" ? this.saidOf(file) : NOTHING_SAID;
    const { attributes: own, ...rest } = said;
    const attributes = excused === undefined ? own : { ...own, [EXCUSE]: excused };
    this.items.push({ id, kind, title, text: "", attributes, location: { kind: "span", file, span, idSpan }, ...rest });
    return true;
  }

  private saidOf(file: FilePath): Pick<TraceItem, "attributes" | "safetyClass"> {
    let said = this.ofFile.get(file);
    if (!said) {
      const item = this.view.softwareItemOf(file);
      const safetyClass = this.view.safetyClassOf(file);
      said = { attributes: item ? { "software item": item.name } : {}, ...(safetyClass === undefined ? {} : { safetyClass }) };
      this.ofFile.set(file, said);
    }
    return said;
  }
}

const START: Span = { start: 0, end: 0 };
const NOTHING_SAID: Pick<TraceItem, "attributes" | "safetyClass"> = { attributes: {} };
const NO_NAMES: ReadonlySet<string> = new Set();

function placesOf(file: FilePath, source: SourceTrace): FunctionPlace[] {
  return source.functions.flatMap((fact) => (fact.defined && fact.external ? [{ file, source, fact }] : []));
}

function externalNames(source: SourceTrace | undefined): string[] {
  return (source?.functions ?? []).flatMap((fact) => (fact.defined && fact.external ? [fact.qualifiedName] : []));
}

function nameOf(file: FilePath): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** The class or range that a tag belongs to, as the symbol of its link. */
function partOf(file: FilePath, owner: SourceMention["owner"]): TraceEdge["symbol"] {
  if (owner.of !== "class" && owner.of !== "range") return undefined;
  return { name: owner.name, location: { file, span: owner.span } };
}

function functionId(file: FilePath, fact: SourceFunction): string {
  return `${file}#${fact.qualifiedName}`;
}
