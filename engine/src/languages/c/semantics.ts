import type { FileFacts, FunctionFact, MacroFact, TypeFact } from "../../project/facts.js";
import type { Type } from "../../project/types.js";
import type { SyntaxNode } from "../../syntax/node.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Span } from "../../text/span.js";
import type { Semantics } from "../front-end.js";
import { calleeName } from "./callee.js";
import { Classes, fieldOf } from "./classes.js";
import { Constants } from "./constants.js";
import type { BuiltinTypes } from "./data-model.js";
import { declaredName, functionLink, nameText } from "./declarator.js";
import { DeclaredTypes } from "./declared-types.js";
import { ExpressionTypes } from "./expression-types.js";
import type { Meaning } from "./fact-types.js";
import { isMarkedInterrupt, vectorsOf } from "./interrupts.js";
import { Layout } from "./layout.js";
import { MacroExpressions, type FragmentOrigin, type FragmentParser } from "./macro-expressions.js";
import { LocalScopes } from "./scopes.js";
import type { Site } from "./site.js";
import { FileNames, remember, Surroundings, type Declared, type Session } from "./surroundings.js";

/** What the semantics of a file need from the front end that made it. */
export interface SemanticsOptions {
  readonly tree: SyntaxTree;
  readonly isCpp: boolean;
  readonly builtins: BuiltinTypes;
  readonly session: Session;
  readonly parseFragment: FragmentParser;
  /** The text as it was written, as long as the tree's; the tree's own when absent. */
  readonly written?: string;
  /** See {@link HeaderModel.givesWay}. */
  readonly givesWay?: boolean;
  /** For the tree of a macro's expansion: the file that uses it, and where. */
  readonly outer?: { readonly file: CSemantics; readonly origin: FragmentOrigin };
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
  readonly written: string;
  readonly givesWay: boolean;
  readonly classes: Classes;
  private readonly scopes: LocalScopes;
  private readonly callees = new Map<NodeId, string>();
  private readonly declarations = new Map<NodeId, NodeId>();
  private allUsings: readonly string[] | undefined;
  private methods: ReadonlyMap<string, readonly FunctionFact[]> | undefined;
  private vectors: ReadonlySet<string> | undefined;
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
    this.macros = new MacroExpressions(this, options.parseFragment);
    this.classes = new Classes(this);
    // A fragment declares nothing at file scope: what it sees is what its file sees.
    this.surroundings = options.outer?.file.surroundings ?? new Surroundings(this, (file) => file.directIncludes(), this.session);
    this.written = options.written ?? options.tree.text;
    this.givesWay = options.givesWay ?? false;
    this.session.owners.set(this.tree, this);
  }

  /** The semantics of the file whose text a person wrote: these, unless they are those of a macro's expansion. */
  get root(): CSemantics {
    return this.options.outer?.file.root ?? this;
  }

  /** Macros in macros ask for more than is worked out: some types and values are not known for that reason. */
  get isLimited(): boolean {
    return this.session.questions.isLimited(this);
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

  /** Where this is the tree of a macro's expansion: what it was made from. */
  get origin(): FragmentOrigin | undefined {
    return this.options.outer?.origin;
  }

  /** Makes the tree of an expansion known: questions about its nodes are answered with the names around the use. */
  addFragment(tree: SyntaxTree, origin: FragmentOrigin): void {
    const { isCpp, builtins, session, parseFragment } = this.options;
    const fragment = new CSemantics({
      tree,
      isCpp,
      builtins,
      session,
      parseFragment,
      directIncludes: () => [],
      outer: { file: this, origin },
    });
    fragment.setFacts(NO_FACTS);
  }

  /** The semantics of the tree that a node stands in: its own, or those of a macro's expansion; else these. */
  ownerOf(node: SyntaxNode): CSemantics {
    return node.tree === this.tree ? this : (this.session.owners.get(node.tree) ?? this);
  }

  /**
   * The node of this tree that a node of an expansion stands for: what was copied from an argument stands for itself, all else for the
   * use. `undefined` for a macro's body, which many uses share.
   */
  writtenNode(node: SyntaxNode): SyntaxNode | undefined {
    if (node.tree === this.tree) return node;
    const origin = this.session.owners.get(node.tree)?.origin;
    if (origin === undefined) return undefined;
    const { use, copied } = origin;
    const { start, end } = node;
    const piece = copied.find((each) => each.start <= start && end <= each.end);
    if (piece === undefined || start === end) return this.writtenNode(use);
    const from = piece.from + start - piece.start;
    return this.writtenNode(use.tree.node(use.tree.smallestAt(from, from + end - start)));
  }

  /** True unless the parser got to see something else in the place of a node. */
  isAsWritten(node: SyntaxNode): boolean {
    return this.written === this.tree.text || this.written.startsWith(node.text, node.start);
  }

  /** The definition of a macro that counts at a place. */
  macroAt(name: string, place: SyntaxNode): Declared<MacroFact> | undefined {
    const own = this.options.outer === undefined && !this.names.undefined.has(name) ? this.names.redefined.get(name) : undefined;
    if (own !== undefined && place.tree === this.tree) {
      const last = [...own].reverse().find(({ span }) => span.start <= place.start);
      if (last !== undefined) return { file: this, fact: last };
    }
    const ends = place.tree === this.tree ? this.names.undefined.get(name) : undefined;
    if (ends !== undefined && this.options.outer === undefined) {
      const last = this.facts.macros.filter((each) => each.name === name && each.span.start <= place.start).at(-1);
      const end = ends.filter((at) => at <= place.start).at(-1) ?? -1;
      if (last !== undefined && last.span.start > end) return { file: this, fact: last };
      // A header that is included behind it may define it again.
      if (end >= 0 && !this.facts.includes.some(({ span }) => span.start > end && span.start <= place.start)) return undefined;
    }
    const { outer } = this.options;
    return outer === undefined ? this.surroundings.find("macros", name) : outer.file.macroAt(name, outer.origin.use);
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
    return remember(this.session, this.callees, id, () => calleeName(this.tree, id, (alias) => this.macroAlias(alias, id)));
  }

  stringValue(node: SyntaxNode): string | undefined {
    return this.constants.string({ node });
  }

  integerValue(node: SyntaxNode): number | undefined {
    return this.constants.integer({ node });
  }

  macro(name: string): MacroFact | undefined {
    return this.surroundings.find("macros", name)?.fact;
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

  isInterrupt(name: string, head: Span): boolean {
    this.vectors ??= vectorsOf(this.tree, this.written, this.facts.variables);
    return this.vectors.has(name) || isMarkedInterrupt(this.written, head);
  }

  /** The fact of a record or enum defined at a node of this file. */
  typeAt(node: NodeId): TypeFact | undefined {
    this.typesByNode ??= new Map(this.facts.types.map((fact) => [fact.node, fact]));
    return this.typesByNode.get(node);
  }

  memberType(record: string, member: string): Type | undefined {
    const info = this.classes.find(record);
    if (info) return fieldOf(info, member);
    const found = this.surroundings.find("records", record);
    return found?.fact.members.find(({ name }) => name === member)?.type;
  }

  /** Namespaces that this file and what it includes take names from (`A`), and single names (`A::f`). */
  get usings(): readonly string[] {
    return (this.allUsings ??= this.surroundings.usings());
  }

  /** What this file alone uses. */
  ownUsings(): readonly string[] {
    const { tree } = this;
    const found: string[] = [];
    if (!this.isCpp) return found;
    for (let id = 0; id < tree.size; id++) {
      if (!tree.is(id, "using")) continue;
      const name = tree.firstChild(id);
      const text = name === NO_NODE ? "" : nameText(tree, name);
      if (text !== "" && text !== "std" && !tree.textOf(id).includes("=")) found.push(text);
    }
    return found;
  }

  /**
   * Arguments of a variable's constructor where the grammar sees a function (`Pump pump(port);`): the names of variables, told from
   * types by what is declared around. `undefined` for everything else.
   */
  constructorArguments(declarator: NodeId): readonly NodeId[] | undefined {
    if (!this.isCpp) return undefined;
    const { tree } = this;
    const link = functionLink(tree, declarator);
    const list = link === NO_NODE || tree.childByField(declarator, "declarator") !== link ? NO_NODE : tree.childByField(link, "parameters");
    if (list === NO_NODE || tree.firstChild(list) === NO_NODE) return undefined;
    const names: NodeId[] = [];
    for (let child = tree.firstChild(list); child !== NO_NODE; child = tree.nextSibling(child)) {
      const type = tree.is(child, "parameter") ? tree.childByField(child, "type") : NO_NODE;
      if (type === NO_NODE || !tree.is(type, "typeName") || tree.firstChild(child) !== type || tree.nextSibling(type) !== NO_NODE)
        return undefined;
      const found = this.scopes.find(tree.textOf(type), declarator);
      if (found === NO_NODE || (!tree.is(found, "declarator") && !tree.is(found, "parameter"))) return undefined;
      names.push(type);
    }
    return names;
  }

  /** Functions of this file by the class or namespace that their qualified name begins with. */
  methodsOf(record: string): readonly FunctionFact[] {
    if (this.methods === undefined) {
      const methods = new Map<string, FunctionFact[]>();
      for (const fact of this.facts.functions) {
        const end = fact.qualifiedName.length - fact.name.length - 2;
        if (end <= 0) continue;
        const scope = fact.qualifiedName.slice(0, end);
        const list = methods.get(scope);
        if (list) list.push(fact);
        else methods.set(scope, [fact]);
      }
      this.methods = methods;
    }
    return this.methods.get(record) ?? [];
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

  /** The type that `(T)(value)` converts to: the grammars take it for a call of something in parentheses. */
  castType({ node, bindings }: Site): Type | undefined {
    const callee = node.child("callee");
    const name = callee?.kind === "parenthesized" ? callee.unparenthesized : undefined;
    if (name?.kind !== "identifier" || node.args.length !== 1 || bindings?.has(name.text) === true) return undefined;
    const isValue = this.declared({ node: name }) !== undefined || this.surroundings.find("functions", name.text) !== undefined;
    return isValue ? undefined : this.declaredTypes.byName(name.text, name.tree === this.tree ? name.id : 0);
  }

  /** The class around a node, also from a method defined outside of it. */
  enclosingRecord(node: NodeId): Type | undefined {
    const { tree } = this;
    for (let id = tree.is(node, "function") ? node : tree.parent(node); id !== NO_NODE; id = tree.parent(id)) {
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

  /** As {@link declarationId}, for names of macros too: in the tree that holds the declaration. */
  declared({ node, use }: Site): Declared<NodeId> | undefined {
    if (node.tree === this.tree) {
      const id = this.declarationId(node);
      if (id !== undefined) return { file: this, fact: id };
      const { outer } = this.options;
      return outer?.file.declaredName(node.text, outer.origin.use.id);
    }
    const owner = use && this.session.owners.get(use.tree);
    if (owner !== undefined && use !== undefined) return owner.declaredName(node.text, use.id);
    const id = this.atFileScope(node.text);
    return id === undefined ? undefined : { file: this, fact: id };
  }

  private declaredName(name: string, from: NodeId): Declared<NodeId> | undefined {
    const local = this.scopes.find(name, from);
    if (local !== NO_NODE) return { file: this, fact: local };
    const { outer } = this.options;
    if (outer !== undefined) return outer.file.declaredName(name, outer.origin.use.id);
    const id = this.atFileScope(name);
    return id === undefined ? undefined : { file: this, fact: id };
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

  private macroAlias(name: string, call: NodeId): string | undefined {
    // What the file defines itself is no alias: spares the search through all included files.
    if (this.names.functions.has(name)) return undefined;
    const macro = this.macroAt(name, this.tree.node(call))?.fact;
    const alias = macro && aliasOf(macro);
    // `#define take guarded_take` and then, in `guarded_take`, a call of `take`: the wrapper is compiled without the macro.
    return alias !== undefined && this.facts.functions[this.enclosingFunction(this.tree.node(call))]?.name === alias ? undefined : alias;
  }

  /** The name of a function in a macro's body, through macros that only rename it. */
  alias(name: string, { use }: Site): string {
    let current = name;
    for (let n = 0; n < 8; n++) {
      const macro = use === undefined ? this.surroundings.find("macros", current) : this.ownerOf(use).macroAt(current, use);
      const next = macro && aliasOf(macro.fact);
      if (next === undefined || next === current) break;
      current = next;
    }
    return current;
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

const NO_FACTS: FileFacts = { functions: [], variables: [], types: [], macros: [], includes: [], calls: [], comments: [] };

/** What a macro only gives another name to: `#define OPEN open`, `#define RELEASE(p) free(p)`, `#define LOG(...) printf(__VA_ARGS__)`. */
function aliasOf({ body, parameters }: MacroFact): string | undefined {
  if (parameters === undefined) return /^[A-Za-z_]\w*$/.test(body) ? body : undefined;
  const found = /^\(*\s*([A-Za-z_]\w*)\s*\(([^()]*)\)\s*\)*;?$/.exec(body);
  if (found === null) return undefined;
  const args = (found[2] ?? "").split(",").map((arg) => arg.replace(/#/g, "").trim());
  const wanted = parameters.map((name) => (name === "..." ? "__VA_ARGS__" : name.replace(/\s*\.\.\.$/, "")));
  return args.filter((arg) => arg !== "").join() === wanted.join() ? found[1] : undefined;
}
