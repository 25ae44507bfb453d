import type { FunctionFact, ParameterFact, TypeFact, VariableFact } from "../../project/facts.js";
import type { Type } from "../../project/types.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Span } from "../../text/span.js";

/** What facts ask of the semantics, when somebody asks them. */
export interface Meaning {
  typeAt(node: NodeId): Type;
  /** Type that an annotation writes. */
  annotated(node: NodeId): Type;
  calleeName(call: NodeId): string;
  integerAt(node: NodeId): number | undefined;
}

export class EsFunctionFact implements FunctionFact {
  readonly name: string;
  readonly qualifiedName: string;
  readonly node: NodeId;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly body?: NodeId;
  readonly linkage: "external" | "internal";
  private parameterFacts: readonly ParameterFact[] | undefined;
  private signatureText: string | undefined;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly meaning: Meaning,
    parts: Pick<FunctionFact, "name" | "qualifiedName" | "node" | "span" | "nameSpan" | "body" | "linkage">,
  ) {
    this.name = parts.name;
    this.qualifiedName = parts.qualifiedName;
    this.node = parts.node;
    this.span = parts.span;
    this.nameSpan = parts.nameSpan;
    if (parts.body !== undefined) this.body = parts.body;
    this.linkage = parts.linkage;
  }

  get returns(): Type {
    const type = this.tree.childByField(this.node, "type");
    return type === NO_NODE ? { kind: "unknown" } : this.meaning.annotated(type);
  }

  get variadic(): boolean {
    return this.parameterNodes().some((node) => this.tree.text.startsWith("...", this.tree.start(node)));
  }

  get parameters(): readonly ParameterFact[] {
    return (this.parameterFacts ??= this.parameterNodes().map((node) => new EsParameterFact(this.tree, this.meaning, node)));
  }

  get signature(): string {
    if (this.signatureText !== undefined) return this.signatureText;
    const end = this.body === undefined ? this.span.end : this.tree.start(this.body);
    return (this.signatureText = oneLine(this.tree.text.slice(this.span.start, end)));
  }

  private parameterNodes(): readonly NodeId[] {
    const { tree } = this;
    const list = tree.childByField(this.node, "parameters");
    const nodes: NodeId[] = [];
    for (let child = list === NO_NODE ? NO_NODE : tree.firstChild(list); child !== NO_NODE; child = tree.nextSibling(child))
      nodes.push(child);
    return nodes;
  }
}

class EsParameterFact implements ParameterFact {
  readonly name: string;

  constructor(
    tree: SyntaxTree,
    private readonly meaning: Meaning,
    readonly node: NodeId,
  ) {
    const name = tree.childByField(node, "name");
    this.name = name === NO_NODE || !tree.is(name, "identifier") ? "" : tree.textOf(name);
  }

  get type(): Type {
    return this.meaning.typeAt(this.node);
  }
}

export class EsVariableFact implements VariableFact {
  readonly name: string;
  readonly node: NodeId;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly linkage: "external" | "internal";
  readonly constant: boolean;
  readonly initializer?: NodeId;

  constructor(
    private readonly meaning: Meaning,
    parts: Omit<VariableFact, "type">,
  ) {
    this.name = parts.name;
    this.node = parts.node;
    this.span = parts.span;
    this.nameSpan = parts.nameSpan;
    this.linkage = parts.linkage;
    this.constant = parts.constant;
    if (parts.initializer !== undefined) this.initializer = parts.initializer;
  }

  get type(): Type {
    return this.meaning.typeAt(this.node);
  }
}

export class EsTypeFact implements TypeFact {
  readonly span: Span;
  readonly nameSpan: Span;
  private memberFacts: TypeFact["members"] | undefined;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly meaning: Meaning,
    readonly kind: TypeFact["kind"],
    readonly name: string,
    readonly node: NodeId,
    nameNode: NodeId,
  ) {
    this.span = { start: tree.start(node), end: tree.end(node) };
    this.nameSpan = { start: tree.start(nameNode), end: tree.end(nameNode) };
  }

  get members(): TypeFact["members"] {
    return (this.memberFacts ??= this.readMembers());
  }

  get target(): Type {
    const type = this.kind === "alias" ? this.tree.childByField(this.node, "type") : NO_NODE;
    return type === NO_NODE ? { kind: "unknown" } : this.meaning.annotated(type);
  }

  private readMembers(): TypeFact["members"] {
    const { tree, meaning } = this;
    const list = tree.childByField(this.node, "body");
    const members: { name: string; type: Type; value?: number; span: Span }[] = [];
    let next: number | undefined = 0;
    for (let child = list === NO_NODE ? NO_NODE : tree.firstChild(list); child !== NO_NODE; child = tree.nextSibling(child)) {
      const name = tree.childByField(child, "name");
      if (name === NO_NODE) continue;
      const member = { name: tree.textOf(name), span: { start: tree.start(child), end: tree.end(child) } };
      if (tree.is(child, "enumerator")) {
        const initializer = tree.childByField(child, "value");
        const value: number | undefined = initializer === NO_NODE ? next : meaning.integerAt(initializer);
        members.push({ ...member, type: { kind: "enum", name: this.name }, ...(value === undefined ? {} : { value }) });
        next = value === undefined ? undefined : value + 1;
      } else if (tree.is(child, "field")) members.push({ ...member, type: meaning.typeAt(child) });
    }
    return members;
  }
}

/** A declaration up to its body, without comments, on one line: `export const send = (topic: string): void`. */
function oneLine(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .replace(/\s*(?:=>|;)?\s*$/, "")
    .replace(/\(\s/g, "(")
    .replace(/,? \)/g, ")")
    .trim();
}
