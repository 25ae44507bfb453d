import type { NodeField, NodeKind, Operator } from "./kinds.js";
import type { Span } from "../text/span.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "./tree.js";

/** A cursor-like view of one node, made on demand. Compare with {@link equals}, not with `===`. */
export class SyntaxNode {
  constructor(
    readonly tree: SyntaxTree,
    readonly id: NodeId,
  ) {}

  get kind(): NodeKind {
    return this.tree.kind(this.id);
  }

  get field(): NodeField {
    return this.tree.field(this.id);
  }

  get operator(): Operator {
    return this.tree.operator(this.id);
  }

  get start(): number {
    return this.tree.start(this.id);
  }

  get end(): number {
    return this.tree.end(this.id);
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get text(): string {
    return this.tree.textOf(this.id);
  }

  get parent(): SyntaxNode | undefined {
    return this.at(this.tree.parent(this.id));
  }

  get firstChild(): SyntaxNode | undefined {
    return this.at(this.tree.firstChild(this.id));
  }

  get nextSibling(): SyntaxNode | undefined {
    return this.at(this.tree.nextSibling(this.id));
  }

  get children(): readonly SyntaxNode[] {
    const children: SyntaxNode[] = [];
    for (let id = this.tree.firstChild(this.id); id !== NO_NODE; id = this.tree.nextSibling(id)) children.push(this.tree.node(id));
    return children;
  }

  is(...kinds: readonly NodeKind[]): boolean {
    return kinds.includes(this.kind);
  }

  equals(other: SyntaxNode | undefined): boolean {
    return other?.tree === this.tree && other.id === this.id;
  }

  child(field: NodeField): SyntaxNode | undefined {
    return this.at(this.tree.childByField(this.id, field));
  }

  /** Children with the field, in order (a `for` header or a declaration can have several). */
  childrenOf(field: NodeField): readonly SyntaxNode[] {
    return this.children.filter((child) => child.field === field);
  }

  /** Children of the `arguments` child of a call or `new`; empty for other nodes. */
  get args(): readonly SyntaxNode[] {
    return this.child("arguments")?.children ?? [];
  }

  /** Nearest ancestor of one of the kinds. */
  ancestor(...kinds: readonly NodeKind[]): SyntaxNode | undefined {
    for (let node = this.parent; node; node = node.parent) if (kinds.includes(node.kind)) return node;
    return undefined;
  }

  /** All nodes below this one in preorder, this one left out. */
  *descendants(): Generator<SyntaxNode> {
    const end = this.tree.subtreeEnd(this.id);
    for (let id = this.id + 1; id < end; id++) yield this.tree.node(id);
  }

  /** The expression inside any number of parentheses. */
  get unparenthesized(): SyntaxNode {
    let node: SyntaxNode = this; // eslint-disable-line @typescript-eslint/no-this-alias -- the loop walks down from here
    while (node.kind === "parenthesized") {
      const inner: SyntaxNode | undefined = node.firstChild;
      if (!inner) return node;
      node = inner;
    }
    return node;
  }

  private at(id: NodeId): SyntaxNode | undefined {
    return id === NO_NODE ? undefined : new SyntaxNode(this.tree, id);
  }
}
