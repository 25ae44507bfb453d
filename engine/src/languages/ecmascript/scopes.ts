import { KIND_INDEX } from "../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";

interface OpenScope {
  readonly node: NodeId;
  readonly end: NodeId;
  readonly isFunction: boolean;
}

type Names = Map<string, NodeId>;

/** Nodes that hold names of their own. */
const SCOPES: ReadonlySet<number> = new Set(
  (["translationUnit", "function", "lambda", "block", "for", "forEach", "catch", "field"] as const).map((kind) => KIND_INDEX[kind]),
);
const FUNCTIONS: ReadonlySet<number> = new Set([KIND_INDEX.translationUnit, KIND_INDEX.function, KIND_INDEX.lambda, KIND_INDEX.field]);

/** Names by the scopes that declare them, collected in one pass when the first name is asked for. */
export class Scopes {
  private names: Map<NodeId, Names> | undefined;

  constructor(private readonly tree: SyntaxTree) {}

  /** The declaring node of a name seen from a node: `declarator`, `parameter`, `function`, `class`, `importSpecifier` …; `NO_NODE` for a global. */
  find(name: string, from: NodeId): NodeId {
    const names = (this.names ??= this.collect());
    for (let id = from; id !== NO_NODE; id = this.tree.parent(id)) {
      const found = names.get(id)?.get(name);
      if (found !== undefined) return found;
    }
    return NO_NODE;
  }

  private collect(): Map<NodeId, Names> {
    const { tree } = this;
    const names = new Map<NodeId, Names>();
    const open: OpenScope[] = [];
    // `var` belongs to the function around; a pattern's declarators are as the declaration that they stand in.
    let functionScopedUntil = 0;
    const declare = (scope: OpenScope | undefined, name: NodeId, holder: NodeId): void => {
      if (scope === undefined || name === NO_NODE || !tree.is(name, "identifier")) return;
      const table: Names = names.get(scope.node) ?? new Map<string, NodeId>();
      names.set(scope.node, table);
      const text = tree.textOf(name);
      if (!table.has(text)) table.set(text, holder);
    };
    for (let id = 0; id < tree.size; id++) {
      while (open.length > 0 && id >= (open.at(-1)?.end ?? 0)) open.pop();
      const kind = tree.kindIndex(id);
      const scope = open.at(-1);
      switch (kind) {
        case KIND_INDEX.declaration:
          if (isVar(tree, id)) functionScopedUntil = tree.subtreeEnd(id);
          break;
        case KIND_INDEX.declarator:
          declare(id < functionScopedUntil ? innermostFunction(open) : scope, tree.childByField(id, "name"), id);
          break;
        case KIND_INDEX.parameter:
        case KIND_INDEX.importSpecifier:
        case KIND_INDEX.import:
        case KIND_INDEX.class:
        case KIND_INDEX.enum:
        case KIND_INDEX.interface:
        case KIND_INDEX.typeDefinition:
        case KIND_INDEX.namespace:
          // What `export { … }` lists is declared elsewhere.
          if (kind !== KIND_INDEX.importSpecifier || !tree.is(tree.parent(id), "export")) declare(scope, tree.childByField(id, "name"), id);
          break;
        case KIND_INDEX.function:
          // A method's name is a `fieldName` and declares nothing.
          declare(scope, tree.childByField(id, "name"), id);
          break;
      }
      if (!SCOPES.has(kind)) continue;
      const own = { node: id, end: tree.subtreeEnd(id), isFunction: FUNCTIONS.has(kind) };
      open.push(own);
      if (kind === KIND_INDEX.lambda) declare(own, tree.childByField(id, "name"), id);
    }
    return names;
  }
}

function isVar(tree: SyntaxTree, declaration: NodeId): boolean {
  for (let child = tree.firstChild(declaration); child !== NO_NODE; child = tree.nextSibling(child)) {
    if (tree.is(child, "storageClass") && tree.textOf(child) === "var") return true;
  }
  return false;
}

function innermostFunction(open: readonly OpenScope[]): OpenScope | undefined {
  for (let i = open.length - 1; i >= 0; i--) if (open[i]?.isFunction === true) return open[i];
  return open[0];
}
