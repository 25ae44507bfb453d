import { compareText } from "../../rule/finding.js";
import type { FilePath, Span } from "../../text/span.js";
import type { TraceEdge, TraceGraph, TraceItem } from "../graph.js";
import { isRequirement } from "../standing.js";
import type { CodeChange } from "./code-changes.js";
import type { ItemChange } from "./item-changes.js";

/** Why something is affected, as a step from what changed. */
export interface ImpactReason {
  readonly because:
    | "changed"
    /** A unit that satisfies it changed. */
    | "implementation"
    /** It is implemented for an item that changed. */
    | "implements"
    /** What it verifies changed or is affected. */
    | "verifies"
    /** It reaches changed code through calls. */
    | "calls"
    /** It uses a type, macro or variable that changed. */
    | "uses"
    /** A requirement above or below it changed. */
    | "derived"
    /** A requirement that implements it, or a risk item that it controls, is affected. */
    | "risk";
  /** Id or name of the thing that leads here. */
  readonly of: string;
}

export interface Affected {
  readonly item: TraceItem;
  readonly reasons: readonly ImpactReason[];
}

/** What a change asks to be looked at again (IEC 62304 6.2.3, 7.4, 8.2). Ids are in code-unit order. */
export interface ChangeImpact {
  readonly code: readonly CodeChange[];
  readonly items: readonly ItemChange[];
  readonly requirements: readonly Affected[];
  readonly riskControls: readonly Affected[];
  readonly hazards: readonly Affected[];
  /** Units that did not change themselves but implement what did, or depend on it. */
  readonly units: readonly Affected[];
  /** Test cases to repeat. */
  readonly tests: readonly Affected[];
  /** Changed units that no requirement is linked to: what they affect can't be told by links. */
  readonly unlinked: readonly FilePath[];
}

/** How code depends on code: answered by the project. */
export interface CodeDependencies {
  /** Functions that call one, directly: `file` and its span. */
  callersOf(file: FilePath, name: string): readonly { readonly file: FilePath; readonly name: string; readonly span: Span }[];
  /** Uses of declared names in the files that see the declarations of one: functions that name one of them, and whether code outside of functions does. */
  usesOf(
    file: FilePath,
    names: readonly string[],
  ): readonly {
    readonly file: FilePath;
    readonly functions: readonly { readonly name: string; readonly span: Span }[];
    readonly outside: boolean;
    /** The first of the names that it uses. */
    readonly name: string;
  }[];
}

/** Calls are followed so far; in functions. What lies beyond is found by its own changes. */
const MAX_CALLERS = 5_000;

/** Follows changes through the graph to what they affect. */
export function changeImpact(
  graph: TraceGraph,
  code: readonly CodeChange[],
  items: readonly ItemChange[],
  dependencies: CodeDependencies,
): ChangeImpact {
  const walk = new ImpactWalk(graph, dependencies);
  for (const change of code) walk.codeChanged(change);
  for (const change of items) walk.itemChanged(change);
  walk.collectTests();
  const changedFiles = new Set(code.map(({ file }) => file));
  const affected = (wanted: (item: TraceItem) => boolean): Affected[] => walk.affected().filter(({ item }) => wanted(item));
  return {
    code,
    items,
    requirements: affected(isRequirement),
    riskControls: affected(({ kind }) => kind === "risk-control"),
    hazards: affected(({ kind }) => kind === "hazard" || kind === "threat" || kind === "hazardous-situation"),
    units: affected((item) => item.kind === "unit" && !changedFiles.has(item.location.file)),
    tests: affected(({ kind }) => kind === "test-case" || kind === "verification-record"),
    unlinked: code.filter(({ file, change }) => change !== "removed" && walk.isUnlinked(file)).map(({ file }) => file),
  };
}

class ImpactWalk {
  private readonly reasons = new Map<string, ImpactReason[]>();
  private readonly testsByFile = new Map<FilePath, TraceItem[]>();

  constructor(
    private readonly graph: TraceGraph,
    private readonly dependencies: CodeDependencies,
  ) {
    for (const item of graph.items) {
      if (item.kind !== "test-case" || item.location.kind !== "span") continue;
      const list = this.testsByFile.get(item.location.file);
      if (list) list.push(item);
      else this.testsByFile.set(item.location.file, [item]);
    }
  }

  affected(): Affected[] {
    return [...this.reasons]
      .flatMap(([id, reasons]) => {
        const item = this.graph.item(id);
        return item ? [{ item, reasons }] : [];
      })
      .sort((a, b) => compareText(a.item.id, b.item.id));
  }

  codeChanged(change: CodeChange): void {
    const { file, functions } = change;
    const names = new Set(functions.map(({ name }) => name));
    for (const edge of this.edgesOfFile(file)) {
      // A tag of the whole file, or of something that is no function, is touched by any change of the file.
      const touched =
        (change.declarations && change.declared.length === 0) ||
        edge.symbol === undefined ||
        isTouched(edge.symbol.name, names) ||
        !this.isFunctionOf(file, edge);
      if (touched) this.implementationChanged(edge, edge.symbol?.name ?? file);
    }
    for (const test of this.testsByFile.get(file) ?? []) {
      const touched = (change.declarations && change.declared.length === 0) || functions.some(({ span }) => overlaps(span, spanOf(test)));
      if (touched) this.because(test.id, { because: "changed", of: test.title || test.id });
    }
    if (change.declarations) {
      for (const use of this.dependencies.usesOf(file, change.declared)) this.used(use);
    }
    for (const { name } of functions) this.followCallers(file, name);
  }

  /** Code that names a changed declaration means something else now. */
  private used({ file, functions, outside, name }: ReturnType<CodeDependencies["usesOf"]>[number]): void {
    const names = new Set(functions.map((each) => each.name));
    const reason: ImpactReason = { because: "uses", of: name };
    for (const unit of this.unitsOf(file)) {
      const symbol = unit.id.slice(file.length + 1);
      if (unit.id === file || outside || names.has(symbol)) this.because(unit.id, reason);
    }
    for (const edge of this.edgesOfFile(file)) {
      if (outside || edge.symbol === undefined || !this.isFunctionOf(file, edge) || names.has(edge.symbol.name))
        this.implementationChanged(edge, edge.symbol?.name ?? file);
    }
    for (const test of this.testsByFile.get(file) ?? [])
      if (outside || functions.some(({ span }) => overlaps(span, spanOf(test)))) this.because(test.id, reason);
    for (const each of functions) this.followCallers(file, each.name);
  }

  itemChanged({ id, item }: ItemChange): void {
    if (!this.graph.item(id)) return;
    this.because(id, { because: "changed", of: id });
    if (isRequirement(item) || item.kind === "design") this.requirementAffected(id);
    else this.riskAffected(id);
  }

  /** Tests of everything that is affected: of requirements, risk controls and units, also through derived requirements. */
  collectTests(): void {
    for (const id of [...this.reasons.keys()]) {
      const kind = this.graph.item(id)?.kind;
      if (kind === undefined || kind === "test-case" || kind === "verification-record") continue;
      for (const { item } of this.graph.verification(id).tests) this.because(item.id, { because: "verifies", of: id });
    }
  }

  isUnlinked(file: FilePath): boolean {
    const item = this.graph.item(file);
    if (item?.kind !== "unit") return false;
    return !this.edgesOfFile(file).some(({ role }) => role === "satisfies" || role === "mitigates");
  }

  /** Links of the unit that a file is, or of the units that its functions are. */
  private edgesOfFile(file: FilePath): readonly TraceEdge[] {
    const own = this.graph.outgoing(file);
    if (own.length > 0 || this.graph.item(file)) return own;
    return this.unitsOf(file).flatMap((unit) => this.graph.outgoing(unit.id));
  }

  private unitsByFile: Map<FilePath, TraceItem[]> | undefined;

  private unitsOf(file: FilePath): readonly TraceItem[] {
    if (!this.unitsByFile) {
      this.unitsByFile = new Map();
      for (const item of this.graph.items) {
        if (item.kind !== "unit") continue;
        const list = this.unitsByFile.get(item.location.file);
        if (list) list.push(item);
        else this.unitsByFile.set(item.location.file, [item]);
      }
    }
    return this.unitsByFile.get(file) ?? [];
  }

  private isFunctionOf(file: FilePath, edge: TraceEdge): boolean {
    return edge.symbol?.location.file === file && !/^lines? \d/.test(edge.symbol.name);
  }

  private implementationChanged(edge: TraceEdge, name: string): void {
    if (edge.role !== "satisfies" && edge.role !== "mitigates") return;
    const isNew = !this.reasons.has(edge.to);
    this.because(edge.to, { because: "implementation", of: name });
    if (isNew) this.upwards(edge.to);
  }

  /** A changed implementation touches what the requirement is there for, not its other implementations. */
  private upwards(id: string): void {
    for (const edge of this.graph.outgoing(id)) {
      if (edge.role === "verifies") continue;
      const because = edge.role === "mitigates" ? "risk" : "derived";
      const isNew = !this.reasons.has(edge.to);
      this.because(edge.to, { because, of: id });
      if (isNew) this.upwards(edge.to);
    }
  }

  /** A changed requirement touches everything that was made for it. */
  private requirementAffected(id: string): void {
    this.upwards(id);
    for (const edge of this.graph.incoming(id)) {
      if (edge.role === "satisfies" || edge.role === "mitigates") this.because(edge.from, { because: "implements", of: id });
      if (edge.role !== "derives" && edge.role !== "refines") continue;
      const isNew = !this.reasons.has(edge.from);
      this.because(edge.from, { because: "derived", of: id });
      if (isNew) this.requirementAffected(edge.from);
    }
  }

  /** A changed hazard, cause or control touches the controls below it and the requirements that implement them. */
  private riskAffected(id: string): void {
    this.upwards(id);
    for (const edge of this.graph.incoming(id)) {
      if (edge.role === "verifies") continue;
      const isNew = !this.reasons.has(edge.from);
      this.because(edge.from, { because: "risk", of: id });
      const kind = this.graph.item(edge.from)?.kind;
      if (!isNew || kind === undefined || kind === "unit") continue;
      if (kind === "risk-control" || edge.role === "refines") this.riskAffected(edge.from);
    }
  }

  private readonly called = new Set<string>();

  /** Functions that reach a changed one through calls: their tests see the change. */
  private followCallers(file: FilePath, name: string): void {
    const queue = [{ file, name }];
    for (const each of queue) {
      for (const caller of this.dependencies.callersOf(each.file, each.name)) {
        const key = `${caller.file}\u0000${caller.name}`;
        if (this.called.has(key) || this.called.size >= MAX_CALLERS) continue;
        this.called.add(key);
        for (const test of this.testsByFile.get(caller.file) ?? [])
          if (overlaps(caller.span, spanOf(test))) this.because(test.id, { because: "calls", of: name });
        queue.push(caller);
      }
    }
  }

  private because(id: string, reason: ImpactReason): void {
    const known = this.reasons.get(id);
    if (!known) this.reasons.set(id, [reason]);
    else if (!known.some((other) => other.because === reason.because && other.of === reason.of)) known.push(reason);
  }
}

/** A function by its name, a class by one of its methods. */
function isTouched(symbol: string, names: ReadonlySet<string>): boolean {
  return names.has(symbol) || [...names].some((name) => name.startsWith(`${symbol}::`) || name.startsWith(`${symbol}.`));
}

function spanOf(item: TraceItem): Span {
  return item.location.kind === "entry" ? { start: 0, end: 0 } : item.location.span;
}

function overlaps(a: Span, b: Span): boolean {
  // The place of a whole file's test is its start.
  if (b.end === 0) return true;
  return a.start < b.end && b.start < a.end;
}
