import { FIELD_INDEX, KIND_INDEX, OPERATOR_INDEX, type NodeField, type NodeKind, type Operator } from "./kinds.js";
import type { Span } from "../text/span.js";
import { NO_NODE, SyntaxTree, type NodeId, type TreeColumns } from "./tree.js";

/** Builds a {@link SyntaxTree} in one preorder walk: `open` a node, add its children, `close` it. */
export class TreeBuilder {
  private capacity = 1024;
  private size = 0;
  private kinds = new Uint8Array(this.capacity);
  private fields = new Uint8Array(this.capacity);
  private operators = new Uint8Array(this.capacity);
  private starts = new Uint32Array(this.capacity);
  private ends = new Uint32Array(this.capacity);
  private parents = new Int32Array(this.capacity);
  private subtreeEnds = new Uint32Array(this.capacity);
  private current: NodeId = NO_NODE;
  private readonly comments: Span[] = [];

  constructor(private readonly text: string) {}

  open(kind: NodeKind, field: NodeField, start: number, end: number, operator: Operator = ""): NodeId {
    return this.openByIndex(KIND_INDEX[kind], FIELD_INDEX[field], start, end, OPERATOR_INDEX[operator]);
  }

  /** As {@link open}, by the indices of the kind, field and operator tables (hot path of the front ends). */
  openByIndex(kind: number, field: number, start: number, end: number, operator: number): NodeId {
    if (this.size === this.capacity) this.grow();
    const id = this.size++;
    this.kinds[id] = kind;
    this.fields[id] = field;
    this.operators[id] = operator;
    this.starts[id] = start;
    this.ends[id] = end;
    this.parents[id] = this.current;
    this.current = id;
    return id;
  }

  setOperator(id: NodeId, operator: Operator): void {
    this.operators[id] = OPERATOR_INDEX[operator];
  }

  /** As {@link setOperator}, by index. */
  setOperatorByIndex(id: NodeId, operator: number): void {
    this.operators[id] = operator;
  }

  /** The node whose children are being added; `NO_NODE` before the root. */
  get currentNode(): NodeId {
    return this.current;
  }

  /** True once something was added below an open node. */
  hasChildren(id: NodeId): boolean {
    return this.size > id + 1;
  }

  setField(id: NodeId, field: NodeField): void {
    this.fields[id] = FIELD_INDEX[field];
  }

  close(): void {
    const id = this.current;
    this.subtreeEnds[id] = this.size;
    this.current = this.parents[id] ?? NO_NODE;
  }

  leaf(kind: NodeKind, field: NodeField, start: number, end: number, operator: Operator = ""): NodeId {
    const id = this.open(kind, field, start, end, operator);
    this.close();
    return id;
  }

  /** How many nodes were added so far. */
  get nodeCount(): number {
    return this.size;
  }

  /** How many comments were added so far. */
  get commentCount(): number {
    return this.comments.length;
  }

  /**
   * Adds the nodes `[from, to)` of another tree, whole subtrees, below the open node, with all places moved by `shift`:
   * what an edit left as it was need not be read again.
   */
  append(other: SyntaxTree, from: NodeId, to: NodeId, shift: number): void {
    const count = to - from;
    while (this.size + count > this.capacity) this.grow();
    const at = this.size;
    const { kinds, fields, operators, starts, ends, parents, subtreeEnds } = other.columns;
    this.kinds.set(kinds.subarray(from, to), at);
    this.fields.set(fields.subarray(from, to), at);
    this.operators.set(operators.subarray(from, to), at);
    const moved = at - from;
    for (let id = from; id < to; id++) {
      const target = id + moved;
      const parent = parents[id] ?? NO_NODE;
      this.starts[target] = (starts[id] ?? 0) + shift;
      this.ends[target] = (ends[id] ?? 0) + shift;
      this.parents[target] = parent < from ? this.current : parent + moved;
      this.subtreeEnds[target] = (subtreeEnds[id] ?? 0) + moved;
    }
    this.size += count;
  }

  comment(start: number, end: number): void {
    this.comments.push({ start, end });
  }

  finish(): SyntaxTree {
    while (this.current !== NO_NODE) this.close();
    const n = this.size;
    const columns: TreeColumns = {
      kinds: this.kinds.slice(0, n),
      fields: this.fields.slice(0, n),
      operators: this.operators.slice(0, n),
      starts: this.starts.slice(0, n),
      ends: this.ends.slice(0, n),
      parents: this.parents.slice(0, n),
      subtreeEnds: this.subtreeEnds.slice(0, n),
    };
    return new SyntaxTree(this.text, n, columns, this.comments);
  }

  private grow(): void {
    this.capacity *= 2;
    this.kinds = copyInto(new Uint8Array(this.capacity), this.kinds);
    this.fields = copyInto(new Uint8Array(this.capacity), this.fields);
    this.operators = copyInto(new Uint8Array(this.capacity), this.operators);
    this.starts = copyInto(new Uint32Array(this.capacity), this.starts);
    this.ends = copyInto(new Uint32Array(this.capacity), this.ends);
    this.parents = copyInto(new Int32Array(this.capacity), this.parents);
    this.subtreeEnds = copyInto(new Uint32Array(this.capacity), this.subtreeEnds);
  }
}

function copyInto<T extends { set(from: ArrayLike<number>): void }>(target: T, source: ArrayLike<number>): T {
  target.set(source);
  return target;
}
