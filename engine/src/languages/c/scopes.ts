import { KIND_INDEX, type NodeKind } from "../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { declaredName, functionLink } from "./declarator.js";
import { childrenOf } from "./fact-types.js";

/** Kinds that open a scope, and what of them holds declarations. */
const SCOPES: ReadonlySet<NodeKind> = new Set([
  "block",
  "for",
  "forEach",
  "if",
  "while",
  "switch",
  "function",
  "lambda",
  "catch",
  "members",
]);

/** Nodes between a scope and its declarations that open no scope of their own. */
const TRANSPARENT: ReadonlySet<NodeKind> = new Set([
  "conditionalDirective",
  "elseDirective",
  "case",
  "labeled",
  "templateDeclaration",
  "error",
  "linkage",
]);

type Names = ReadonlyMap<string, readonly NodeId[]>;

/** Local names of a file by lexical scope. A scope's table is made when a name is first looked up in it. */
export class LocalScopes {
  private readonly tables = new Map<NodeId, Names>();

  constructor(
    private readonly tree: SyntaxTree,
    private readonly isCpp: boolean,
  ) {}

  /**
   * The `declarator`, `parameter`, `enumerator` or `function` node that declares a name around `at`, without file scope; a local
   * declaration counts only behind its beginning, a member of a class anywhere in it.
   */
  find(name: string, at: NodeId): NodeId {
    const { tree } = this;
    for (let scope = tree.parent(at); scope !== NO_NODE; scope = tree.parent(scope)) {
      if (!SCOPES.has(tree.kind(scope)) || (!this.isCpp && tree.is(scope, "members"))) continue;
      const candidates = this.table(scope).get(name);
      if (candidates === undefined) continue;
      if (tree.is(scope, "members")) return candidates[0] ?? NO_NODE;
      const start = tree.start(at);
      const last = [...candidates].reverse().find((candidate) => tree.start(candidate) <= start);
      if (last !== undefined) return last;
    }
    return NO_NODE;
  }

  private table(scope: NodeId): Names {
    let table = this.tables.get(scope);
    if (table === undefined) this.tables.set(scope, (table = new ScopeReader(this.tree).read(scope)));
    return table;
  }
}

class ScopeReader {
  private readonly names = new Map<string, NodeId[]>();

  constructor(private readonly tree: SyntaxTree) {}

  read(scope: NodeId): Names {
    const { tree } = this;
    switch (tree.kindIndex(scope)) {
      case KIND_INDEX.function:
        this.parameters(functionLink(tree, scope));
        break;
      case KIND_INDEX.lambda: {
        const declarator = tree.childByField(scope, "declarator");
        this.parameters(declarator);
        break;
      }
      case KIND_INDEX.catch:
        this.parameters(scope);
        break;
      case KIND_INDEX.forEach:
        this.declarators(scope);
        break;
      case KIND_INDEX.for:
      case KIND_INDEX.if:
      case KIND_INDEX.while:
      case KIND_INDEX.switch:
        for (const field of ["initializer", "condition"] as const) {
          const child = tree.childByField(scope, field);
          if (child !== NO_NODE && tree.is(child, "declaration")) this.declaration(child);
        }
        break;
      default:
        this.statements(scope);
    }
    return this.names;
  }

  private add(name: NodeId, declaration: NodeId): void {
    if (name === NO_NODE) return;
    const text = this.tree.textOf(name);
    const known = this.names.get(text);
    if (known) known.push(declaration);
    else this.names.set(text, [declaration]);
  }

  private parameters(holder: NodeId): void {
    const { tree } = this;
    const list = holder === NO_NODE ? NO_NODE : tree.childByField(holder, "parameters");
    if (list === NO_NODE) return;
    for (const child of childrenOf(tree, list)) if (tree.is(child, "parameter")) this.add(declaredName(tree, child).name, child);
  }

  private statements(scope: NodeId): void {
    const { tree } = this;
    for (const child of childrenOf(tree, scope)) {
      const kind = tree.kind(child);
      if (kind === "declaration" || kind === "field" || kind === "typeDefinition") this.declaration(child);
      else if (kind === "enum") this.enumerators(child);
      else if (kind === "function") this.add(declaredName(tree, child).name, child);
      else if (TRANSPARENT.has(kind)) this.statements(child);
    }
  }

  private declaration(id: NodeId): void {
    const { tree } = this;
    const type = tree.childByField(id, "type");
    if (type !== NO_NODE && tree.is(type, "enum")) this.enumerators(type);
    if (!tree.is(id, "typeDefinition")) this.declarators(id);
  }

  private declarators(id: NodeId): void {
    const { tree } = this;
    for (const child of childrenOf(tree, id)) if (tree.is(child, "declarator")) this.add(declaredName(tree, child).name, child);
  }

  private enumerators(id: NodeId): void {
    const { tree } = this;
    const body = tree.childByField(id, "body");
    if (body === NO_NODE) return;
    for (const child of childrenOf(tree, body)) if (tree.is(child, "enumerator")) this.add(tree.childByField(child, "name"), child);
  }
}
