import { FIELD_INDEX, KIND_INDEX, NODE_FIELDS, NODE_KINDS, OPERATORS, type NodeField, type NodeKind, type Operator } from "./kinds.js";
import type { Span } from "../text/span.js";
import { SyntaxNode } from "./node.js";

/** Index of a node in its tree, in preorder; the root is 0. */
export type NodeId = number;
export const NO_NODE: NodeId = -1;

/** The columns of a tree, one entry a node, in preorder. */
export interface TreeColumns {
  readonly kinds: Uint8Array;
  readonly fields: Uint8Array;
  readonly operators: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly parents: Int32Array;
  readonly subtreeEnds: Uint32Array;
}

/**
 * A syntax tree in preorder columns. The subtree of node `n` is `[n, subtreeEnd(n))`: its first child, if any, is
 * `n + 1`, and the next sibling of a child `c` is `subtreeEnd(c)`. Comments are not nodes; they stand in `comments`.
 * Offsets are UTF-16 code units of the parsed text.
 */
export class SyntaxTree {
  private readonly kinds: Uint8Array;
  private readonly fields: Uint8Array;
  private readonly operators: Uint8Array;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly parents: Int32Array;
  private readonly subtreeEnds: Uint32Array;

  constructor(
    readonly text: string,
    readonly size: number,
    /** For builders that copy parts; everything else asks by node. */
    readonly columns: TreeColumns,
    readonly comments: readonly Span[],
  ) {
    this.kinds = columns.kinds;
    this.fields = columns.fields;
    this.operators = columns.operators;
    this.starts = columns.starts;
    this.ends = columns.ends;
    this.parents = columns.parents;
    this.subtreeEnds = columns.subtreeEnds;
  }

  get root(): SyntaxNode {
    return new SyntaxNode(this, 0);
  }

  node(id: NodeId): SyntaxNode {
    return new SyntaxNode(this, id);
  }

  /** Index into `NODE_KINDS`, for tables on hot paths. */
  kindIndex(id: NodeId): number {
    return this.kinds[id] ?? 0;
  }

  kind(id: NodeId): NodeKind {
    return NODE_KINDS[this.kinds[id] ?? 0] ?? "unknown";
  }

  is(id: NodeId, kind: NodeKind): boolean {
    return this.kinds[id] === KIND_INDEX[kind];
  }

  field(id: NodeId): NodeField {
    return NODE_FIELDS[this.fields[id] ?? 0] ?? "none";
  }

  operator(id: NodeId): Operator {
    return OPERATORS[this.operators[id] ?? 0] ?? "";
  }

  start(id: NodeId): number {
    return this.starts[id] ?? 0;
  }

  end(id: NodeId): number {
    return this.ends[id] ?? 0;
  }

  parent(id: NodeId): NodeId {
    return this.parents[id] ?? NO_NODE;
  }

  subtreeEnd(id: NodeId): NodeId {
    return this.subtreeEnds[id] ?? id + 1;
  }

  firstChild(id: NodeId): NodeId {
    return this.subtreeEnd(id) > id + 1 ? id + 1 : NO_NODE;
  }

  nextSibling(id: NodeId): NodeId {
    const parent = this.parent(id);
    const next = this.subtreeEnd(id);
    return parent !== NO_NODE && next < this.subtreeEnd(parent) ? next : NO_NODE;
  }

  /** First child with the field, or `NO_NODE`. */
  childByField(id: NodeId, field: NodeField): NodeId {
    const wanted = FIELD_INDEX[field];
    for (let child = this.firstChild(id); child !== NO_NODE; child = this.nextSibling(child)) {
      if (this.fields[child] === wanted) return child;
    }
    return NO_NODE;
  }

  textOf(id: NodeId): string {
    return this.text.slice(this.start(id), this.end(id));
  }

  /** The smallest node whose span holds `[start, end)`. */
  smallestAt(start: number, end: number = start): NodeId {
    let id: NodeId = 0;
    for (;;) {
      let inner = NO_NODE;
      for (let child = this.firstChild(id); child !== NO_NODE; child = this.nextSibling(child)) {
        if (this.start(child) <= start && end <= this.end(child)) {
          inner = child;
          break;
        }
      }
      if (inner === NO_NODE) return id;
      id = inner;
    }
  }
}
