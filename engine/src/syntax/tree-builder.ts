import { FIELD_INDEX, KIND_INDEX, OPERATOR_INDEX, type NodeField, type NodeKind, type Operator } from "./kinds.js";
import type { Span } from "../text/span.js";
import { NO_NODE, SyntaxTree, type NodeId } from "./tree.js";

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

  comment(start: number, end: number): void {
    this.comments.push({ start, end });
  }

  finish(): SyntaxTree {
    while (this.current !== NO_NODE) this.close();
    const n = this.size;
    return new SyntaxTree(
      this.text,
      n,
      this.kinds.slice(0, n),
      this.fields.slice(0, n),
      this.operators.slice(0, n),
      this.starts.slice(0, n),
      this.ends.slice(0, n),
      this.parents.slice(0, n),
      this.subtreeEnds.slice(0, n),
      this.comments,
    );
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
