import type { FunctionFact, ParameterFact, TypeFact, VariableFact } from "../../project/facts.js";
import type { Type } from "../../project/types.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Span } from "../../text/span.js";
import { declaredName, parameterKey } from "./declarator.js";

/** What facts ask of the semantics, when somebody asks them. */
export interface Meaning {
  /** Type of what a `declarator`, `parameter`, `function` or `enumerator` node declares; a function's is a function type. */
  declaredType(node: NodeId): Type;
  /** Type named by the `type` child of a declaration-like node, without its declarators. */
  baseType(node: NodeId): Type;
  members(record: NodeId): TypeFact["members"];
  calleeName(call: NodeId): string;
  /** Whether the hardware calls a function: by its name, and the range from its first word to its body. */
  isInterrupt(name: string, head: Span): boolean;
}

interface FunctionParts extends Pick<FunctionFact, "name" | "qualifiedName" | "node" | "span" | "nameSpan" | "body" | "linkage"> {
  /** The `functionDeclarator`; `NO_NODE` for `HANDLER(name) { … }`. */
  readonly declarator: NodeId;
  readonly isMacro: boolean;
  readonly isCpp: boolean;
}

export class CFunctionFact implements FunctionFact {
  readonly name: string;
  readonly qualifiedName: string;
  readonly node: NodeId;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly body?: NodeId;
  readonly linkage: "external" | "internal";
  readonly variadic: boolean;
  private parameterFacts: readonly ParameterFact[] | undefined;
  private signatureText: string | undefined;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly meaning: Meaning,
    private readonly parts: FunctionParts,
  ) {
    this.name = parts.name;
    this.qualifiedName = parts.qualifiedName;
    this.node = parts.node;
    this.span = parts.span;
    this.nameSpan = parts.nameSpan;
    if (parts.body !== undefined) this.body = parts.body;
    this.linkage = parts.linkage;
    this.variadic = this.parameterNodes().some((node) => tree.is(node, "variadic"));
  }

  get returns(): Type {
    const type = this.meaning.declaredType(this.node);
    return type.kind === "function" ? type.returns : { kind: "unknown" };
  }

  get parameters(): readonly ParameterFact[] {
    return (this.parameterFacts ??= this.readParameters());
  }

  get overload(): string {
    const { declarator, isCpp, qualifiedName } = this.parts;
    return isCpp && declarator !== NO_NODE ? `${qualifiedName}${parameterKey(this.tree, declarator)}` : qualifiedName;
  }

  get interrupt(): boolean {
    if (this.body === undefined) return false;
    return this.meaning.isInterrupt(this.name, { start: this.span.start, end: this.tree.start(this.body) });
  }

  get signature(): string {
    return (this.signatureText ??= oneLine(this.tree.text.slice(this.span.start, this.signatureEnd())));
  }

  private signatureEnd(): number {
    if (this.body === undefined) return this.span.end;
    // A constructor's initialisers are no part of its signature.
    const { tree } = this;
    for (let child = tree.firstChild(this.node); child !== NO_NODE; child = tree.nextSibling(child)) {
      if (tree.is(child, "memberInitializer")) return tree.text.lastIndexOf(":", tree.start(child));
    }
    return tree.start(this.body);
  }

  private parameterNodes(): readonly NodeId[] {
    const { tree } = this;
    const list = this.parts.declarator === NO_NODE ? NO_NODE : tree.childByField(this.parts.declarator, "parameters");
    return list === NO_NODE ? [] : childrenOf(tree, list);
  }

  private readParameters(): readonly ParameterFact[] {
    const { tree, meaning } = this;
    if (this.parts.isMacro) return [];
    const nodes = this.parameterNodes().filter((node) => tree.is(node, "parameter"));
    if (nodes.length === 1 && isVoidParameter(tree, nodes[0] ?? NO_NODE)) return [];
    return nodes.map((node) => new CParameterFact(tree, meaning, node));
  }
}

class CParameterFact implements ParameterFact {
  readonly name: string;

  constructor(
    tree: SyntaxTree,
    private readonly meaning: Meaning,
    readonly node: NodeId,
  ) {
    const { name } = declaredName(tree, node);
    this.name = name === NO_NODE ? "" : tree.textOf(name);
  }

  get type(): Type {
    return this.meaning.declaredType(this.node);
  }
}

export class CVariableFact implements VariableFact {
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
    return this.meaning.declaredType(this.node);
  }
}

export class CTypeFact implements TypeFact {
  readonly nameSpan: Span;
  private memberFacts: TypeFact["members"] | undefined;

  constructor(
    tree: SyntaxTree,
    protected readonly meaning: Meaning,
    readonly kind: TypeFact["kind"],
    readonly name: string,
    readonly node: NodeId,
    readonly span: Span,
    nameNode: NodeId,
  ) {
    this.nameSpan = { start: tree.start(nameNode), end: tree.end(nameNode) };
  }

  get members(): TypeFact["members"] {
    if (this.kind === "typedef" || this.kind === "alias") return [];
    return (this.memberFacts ??= this.meaning.members(this.node));
  }
}

/** A typedef or alias. */
export class CAliasFact extends CTypeFact {
  get target(): Type {
    return this.kind === "typedef" ? this.meaning.declaredType(this.node) : this.meaning.baseType(this.node);
  }
}

/** `(void)`: no parameters. */
export function isVoidParameter(tree: SyntaxTree, parameter: NodeId): boolean {
  const type = tree.firstChild(parameter);
  return type !== NO_NODE && tree.nextSibling(type) === NO_NODE && tree.is(type, "primitiveType") && tree.textOf(type) === "void";
}

/**
 * Name of a function that a macro defines: `TEST(Flow, Stops) { … }` is `Flow.Stops`, `ISR_HANDLER(uart0) { … }` is
 * `uart0`. `undefined` for an ordinary definition. The macro is told by its shape: no return type, all arguments bare
 * names or strings, and no parameter that has a type and a name.
 */
export function macroFunctionName(tree: SyntaxTree, definition: NodeId, declarator: NodeId, name: NodeId): string | undefined {
  if (declarator === NO_NODE || !tree.is(definition, "function") || tree.childByField(definition, "type") !== NO_NODE) return undefined;
  if (!tree.is(name, "identifier") || !/^[A-Z][A-Z0-9_]*$/.test(tree.textOf(name))) return undefined;
  const list = tree.childByField(declarator, "parameters");
  const parts: string[] = [];
  for (const child of list === NO_NODE ? [] : childrenOf(tree, list)) {
    if (tree.is(child, "parameter") && tree.childByField(child, "type") + 1 !== tree.subtreeEnd(child)) return undefined;
    // `HANDLER(void, on_timer, void)`: types are no part of the name.
    if (tree.is(child, "primitiveType") || /^(?:void|int|bool)$/.test(tree.textOf(child))) continue;
    parts.push(tree.textOf(child).replace(/^"|"$/g, ""));
  }
  return parts.length === 0 ? undefined : parts.join(".");
}

export function childrenOf(tree: SyntaxTree, id: NodeId): readonly NodeId[] {
  const children: NodeId[] = [];
  for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) children.push(child);
  return children;
}

/** The text of a declaration on one line, without comments. */
export function oneLine(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ ?; *$/, "")
    .replace(/ ?([,()]) ?/g, (_, mark: string) => (mark === "," ? ", " : mark))
    .replace(/\)(?=[\w*&])/g, ") ")
    .trim();
}
