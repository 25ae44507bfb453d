import type { FileFacts, TypeFact } from "../../project/facts.js";
import type { Type } from "../../project/types.js";
import type { SyntaxNode } from "../../syntax/node.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Semantics } from "../front-end.js";
import { calleeName } from "./callee.js";
import { Constants } from "./constants.js";
import type { BuiltinTypes } from "./data-model.js";
import { declaredName, nameText } from "./declarator.js";
import { DeclaredTypes } from "./declared-types.js";
import { ExpressionTypes } from "./expression-types.js";
import type { Meaning } from "./fact-types.js";
import { Layout } from "./layout.js";
import { MacroExpressions, type ExpressionParser } from "./macro-expressions.js";
import { LocalScopes } from "./scopes.js";
import { FileNames, remember, Surroundings, type Session } from "./surroundings.js";

/** What the semantics of a file need from the front end that made it. */
export interface SemanticsOptions {
  readonly tree: SyntaxTree;
  readonly isCpp: boolean;
  readonly builtins: BuiltinTypes;
  readonly session: Session;
  readonly parseExpression: ExpressionParser;
  /** Files that this one includes directly; asked once, when first needed. */
  readonly directIncludes: () => readonly CSemantics[];
}

/**
 * Answers about one C or C++ file. Nothing is worked out before it is asked for, and nothing twice: an answer can need the
 * included files, and those may include this one.
 */
export class CSemantics implements Semantics, Meaning {
  readonly tree: SyntaxTree;
  readonly isCpp: boolean;
  readonly builtins: BuiltinTypes;
  readonly session: Session;
  readonly declaredTypes: DeclaredTypes;
  readonly expressions: ExpressionTypes;
  readonly constants: Constants;
  readonly layout: Layout;
  readonly macros: MacroExpressions;
  readonly surroundings: Surroundings;
  private readonly scopes: LocalScopes;
  private readonly callees = new Map<NodeId, string>();
  private readonly declarations = new Map<NodeId, NodeId>();
  private collected: FileFacts | undefined;
  private fileNames: FileNames | undefined;
  private typesByNode: ReadonlyMap<NodeId, TypeFact> | undefined;
  private includes: readonly CSemantics[] | undefined;
  private definitions: readonly { readonly node: NodeId; readonly index: number; readonly outer: number }[] | undefined;

  constructor(private readonly options: SemanticsOptions) {
    this.tree = options.tree;
    this.isCpp = options.isCpp;
    this.builtins = options.builtins;
    this.session = options.session;
    this.scopes = new LocalScopes(this.tree, this.isCpp);
    this.declaredTypes = new DeclaredTypes(this);
    this.expressions = new ExpressionTypes(this);
    this.constants = new Constants(this);
    this.layout = new Layout(this);
    this.macros = new MacroExpressions(this, options.parseExpression);
    this.surroundings = new Surroundings(this, (file) => file.directIncludes(), this.session);
  }

  /** Facts and semantics need each other; the front end closes the circle once. */
  setFacts(facts: FileFacts): void {
    this.collected = facts;
  }

  get facts(): FileFacts {
    if (this.collected === undefined) throw new Error("facts are asked for before they were collected");
    return this.collected;
  }

  get names(): FileNames {
    return (this.fileNames ??= new FileNames(this));
  }

  directIncludes(): readonly CSemantics[] {
    return (this.includes ??= this.options.directIncludes());
  }

  typeOf(node: SyntaxNode): Type {
    return this.expressions.of({ node });
  }

  declarationOf(identifier: SyntaxNode): SyntaxNode | undefined {
    const id = this.declarationId(identifier);
    return id === undefined ? undefined : this.tree.node(id);
  }

  calleeName(call: SyntaxNode | NodeId): string {
    const id = typeof call === "number" ? call : call.id;
    return remember(this.session, this.callees, id, () => calleeName(this.tree, id, (alias) => this.macroAlias(alias)));
  }

  stringValue(node: SyntaxNode): string | undefined {
    return this.constants.string({ node });
  }

  integerValue(node: SyntaxNode): number | undefined {
    return this.constants.integer({ node });
  }

  sizeOf(type: Type): number | undefined {
    return this.layout.sizeOf(type);
  }

  enclosingFunction(node: SyntaxNode): number {
    const definitions = (this.definitions ??= this.sortDefinitions());
    let low = 0;
    let high = definitions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((definitions[middle]?.node ?? 0) <= node.id) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= 0; at = definitions[at]?.outer ?? -1) {
      const definition = definitions[at];
      if (definition !== undefined && node.id < this.tree.subtreeEnd(definition.node)) return definition.index;
    }
    return -1;
  }

  declaredType(node: NodeId): Type {
    return this.declaredTypes.of(node);
  }

  baseType(node: NodeId): Type {
    return this.declaredTypes.base(node);
  }

  members(record: NodeId): TypeFact["members"] {
    return this.declaredTypes.members(record);
  }

  /** The fact of a record or enum defined at a node of this file. */
  typeAt(node: NodeId): TypeFact | undefined {
    this.typesByNode ??= new Map(this.facts.types.map((fact) => [fact.node, fact]));
    return this.typesByNode.get(node);
  }

  memberType(record: string, member: string): Type | undefined {
    const found = this.surroundings.find("records", record);
    return found?.fact.members.find(({ name }) => name === member)?.type;
  }

  /** Type written in a text that is not part of this file's tree: a cast or `sizeof` in a macro. Pointers and plain names only. */
  typeOfText(text: string): Type | undefined {
    const found = /^((?:(?:const|volatile|struct|union|enum)\s+)*)([\w\s:]+?)\s*(\**)$/.exec(text.trim());
    if (found === null) return undefined;
    const [, , name = "", stars = ""] = found;
    let type = this.builtins.primitive(name) ?? this.declaredTypes.byName(name, 0);
    for (let n = stars.length; type !== undefined && n > 0; n--) type = { kind: "pointer", to: type };
    return type;
  }

  /** The class around a node, also from a method defined outside of it. */
  enclosingRecord(node: NodeId): Type | undefined {
    const { tree } = this;
    for (let id = tree.parent(node); id !== NO_NODE; id = tree.parent(id)) {
      const fact = tree.is(id, "class") || tree.is(id, "struct") ? this.typeAt(id) : undefined;
      if (fact !== undefined) return this.declaredTypes.byName(fact.name, id);
      const { name } = tree.is(id, "function") ? declaredName(tree, id) : { name: NO_NODE };
      const scope = name !== NO_NODE && tree.is(name, "qualifiedName") ? nameText(tree, name).replace(/::[^:]*$/, "") : "";
      if (scope !== "") return this.declaredTypes.byName(scope, id);
    }
    return undefined;
  }

  /** Node of this file that declares an identifier; `undefined` when another file does, or nobody. */
  declarationId(identifier: SyntaxNode): NodeId | undefined {
    if (identifier.tree !== this.tree) return this.atFileScope(identifier.text);
    let id = this.declarations.get(identifier.id);
    if (id === undefined) this.declarations.set(identifier.id, (id = this.findDeclaration(identifier) ?? NO_NODE));
    return id === NO_NODE ? undefined : id;
  }

  private findDeclaration(identifier: SyntaxNode): NodeId | undefined {
    const { tree } = this;
    if (identifier.field === "property") return undefined;
    if (identifier.field === "name") {
      const holder = this.holderOf(identifier.id);
      if (holder !== NO_NODE) return holder;
    }
    const name = identifier.kind === "qualifiedName" ? nameText(tree, identifier.id) : identifier.text;
    const local = this.scopes.find(name, identifier.id);
    return local !== NO_NODE ? local : this.atFileScope(name);
  }

  /** What a declared name belongs to: its own declaration. */
  private holderOf(name: NodeId): NodeId {
    const { tree } = this;
    for (let id = tree.parent(name); id !== NO_NODE; id = tree.parent(id)) {
      const kind = tree.kind(id);
      if (kind === "declarator" || kind === "parameter" || kind === "function" || kind === "enumerator" || kind === "macroDefinition")
        return id;
      if (!kind.endsWith("Declarator") && kind !== "qualifiedName") return NO_NODE;
    }
    return NO_NODE;
  }

  private atFileScope(name: string): NodeId | undefined {
    const { names, tree } = this;
    const found = names.variables.get(name)?.node ?? names.functions.get(name)?.node ?? names.enumerators.get(name);
    if (found !== undefined) return found;
    const macro = names.macros.get(name);
    if (macro === undefined) return undefined;
    let id = tree.smallestAt(macro.span.start, macro.span.end);
    while (id > 0 && !tree.is(id, "macroDefinition")) id = tree.parent(id);
    return id > 0 ? id : undefined;
  }

  private macroAlias(name: string): string | undefined {
    // What the file defines itself is no alias: spares the search through all included files.
    if (this.names.functions.has(name)) return undefined;
    const macro = this.surroundings.find("macros", name)?.fact;
    return macro !== undefined && macro.parameters === undefined && /^[A-Za-z_]\w*$/.test(macro.body) ? macro.body : undefined;
  }

  private sortDefinitions(): readonly { readonly node: NodeId; readonly index: number; readonly outer: number }[] {
    const definitions: { readonly node: NodeId; readonly index: number; readonly outer: number }[] = [];
    this.facts.functions.forEach((fact, index) => {
      if (fact.body === undefined) return;
      let outer = definitions.length - 1;
      while (outer >= 0 && this.tree.subtreeEnd(definitions[outer]?.node ?? 0) <= fact.node) outer = definitions[outer]?.outer ?? -1;
      definitions.push({ node: fact.node, index, outer });
    });
    return definitions;
  }
}
