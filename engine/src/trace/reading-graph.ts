import { AssembledGraph } from "./assembled-graph.js";
import type { TestResult, TraceEdge, TraceItem, TraceProblem } from "./graph.js";
import type { GraphNode } from "./graph-node.js";
import type { ItemKind } from "./graph.js";
import type { FilePath } from "../text/span.js";
import type { SoupPackage } from "./soup/package.js";

/**
 * A graph that notes what one item's findings were made with. Each item that was asked for remembers its reader; whoever asked for
 * the whole is noted apart.
 */
export class ReadingGraph extends AssembledGraph {
  private reader: GraphNode | undefined;
  private askedAll = false;

  /** Does something on behalf of an item; true when that asked for more than single items. */
  readFor(reader: GraphNode, act: () => void): boolean {
    this.reader = reader;
    this.askedAll = false;
    try {
      act();
    } finally {
      this.reader = undefined;
    }
    return this.askedAll;
  }

  protected override node(id: string): GraphNode | undefined {
    if (!this.reader) return super.node(id);
    const node = this.live.nodeOf(id);
    if (node !== this.reader) (node.readers ??= new Set()).add(this.reader);
    return node;
  }

  protected override dependsOnAll(): void {
    this.askedAll = true;
  }

  override get items(): readonly TraceItem[] {
    this.askedAll = true;
    return super.items;
  }

  override get edges(): readonly TraceEdge[] {
    this.askedAll = true;
    return super.edges;
  }

  override get stated(): readonly TraceEdge[] {
    this.askedAll = true;
    return super.stated;
  }

  override get problems(): readonly TraceProblem[] {
    this.askedAll = true;
    return super.problems;
  }

  override get packages(): readonly SoupPackage[] {
    this.askedAll = true;
    return super.packages;
  }

  override get tests(): readonly TestResult[] {
    this.askedAll = true;
    return super.tests;
  }

  override ofKind(kind: ItemKind): readonly TraceItem[] {
    this.askedAll = true;
    return super.ofKind(kind);
  }

  override itemsIn(file: FilePath): readonly TraceItem[] {
    this.askedAll = true;
    return super.itemsIn(file);
  }

  override contextOf(file: FilePath, offset: number): ReturnType<AssembledGraph["contextOf"]> {
    this.askedAll = true;
    return super.contextOf(file, offset);
  }
}
