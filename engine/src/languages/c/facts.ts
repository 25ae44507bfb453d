import type {
  CallFact,
  CommentFact,
  FileFacts,
  FunctionFact,
  IncludeFact,
  MacroFact,
  TypeFact,
  UndefinedMacroFact,
  VariableFact,
} from "../../project/facts.js";
import { KIND_INDEX } from "../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { attachComments, bodyStarts, type AttachmentTarget } from "../comments.js";
import { declaredName, functionLink, hasSpecifier, nameText, simpleName, tagOf } from "./declarator.js";
import { isConditional } from "./surroundings.js";
import { CAliasFact, CFunctionFact, CTypeFact, CVariableFact, macroFunctionName, type Meaning } from "./fact-types.js";

const KEYWORDS: ReadonlySet<string> = new Set([
  "if",
  "else",
  "for",
  "while",
  "do",
  "switch",
  "return",
  "sizeof",
  "void",
  "int",
  "char",
  "defined",
]);

/** A node around the current one that qualifies names, or that is a function. */
interface Scope {
  readonly end: NodeId;
  /** Index of the innermost function definition; -1 outside of all. */
  readonly caller: number;
  /** Qualified name of the enclosing namespaces and classes; empty at file scope. */
  readonly qualifier: string;
  /** Declarations here have internal linkage (anonymous namespace). */
  readonly internal: boolean;
}

/**
 * Collects what a file declares and mentions in one pass over its tree. Types, signatures and callee names are worked out
 * when somebody asks: the pass must not ask for included files, which may include this one.
 */
export function collectFacts(
  tree: SyntaxTree,
  isCpp: boolean,
  meaning: Meaning,
): FileFacts & { readonly targets: readonly AttachmentTarget[] } {
  const collector = new Collector(tree, isCpp, meaning);
  collector.run();
  return new CFileFacts(collector, meaning);
}

class CFileFacts implements FileFacts {
  readonly functions: readonly FunctionFact[];
  readonly variables: readonly VariableFact[];
  readonly types: readonly TypeFact[];
  readonly macros: readonly MacroFact[];
  readonly undefined: readonly UndefinedMacroFact[];
  readonly includes: readonly IncludeFact[];
  private callFacts: readonly CallFact[] | undefined;
  private commentFacts: readonly CommentFact[] | undefined;

  constructor(
    private readonly collector: Collector,
    private readonly meaning: Meaning,
  ) {
    this.functions = collector.functions;
    this.variables = collector.variables;
    this.types = collector.types;
    this.macros = collector.macros;
    this.undefined = collector.undefined;
    this.includes = collector.includes;
  }

  /** What comments can belong to. */
  get targets(): readonly AttachmentTarget[] {
    return this.collector.targets;
  }

  get calls(): readonly CallFact[] {
    return (this.callFacts ??= this.collector.calls.map(({ node, caller }) => ({ callee: this.meaning.calleeName(node), node, caller })));
  }

  get comments(): readonly CommentFact[] {
    return (this.commentFacts ??= attachComments(
      this.collector.tree,
      this.collector.targets,
      bodyStarts(this.collector.tree, this.functions),
    ));
  }
}

class Collector {
  readonly functions: FunctionFact[] = [];
  readonly variables: VariableFact[] = [];
  readonly types: TypeFact[] = [];
  readonly macros: MacroFact[] = [];
  readonly undefined: UndefinedMacroFact[] = [];
  readonly includes: IncludeFact[] = [];
  readonly calls: { readonly node: NodeId; readonly caller: number }[] = [];
  readonly targets: AttachmentTarget[] = [];
  private scope: Scope;
  private readonly outer: Scope[] = [];

  constructor(
    readonly tree: SyntaxTree,
    private readonly isCpp: boolean,
    private readonly meaning: Meaning,
  ) {
    this.scope = { end: tree.size, caller: -1, qualifier: "", internal: false };
  }

  run(): void {
    const { tree } = this;
    for (let id = 0; id < tree.size; id++) {
      while (id >= this.scope.end) this.scope = this.outer.pop() ?? this.scope;
      switch (tree.kindIndex(id)) {
        case KIND_INDEX.call:
        case KIND_INDEX.new:
          this.calls.push({ node: id, caller: this.scope.caller });
          break;
        case KIND_INDEX.function:
          this.definition(id);
          break;
        case KIND_INDEX.declaration:
        case KIND_INDEX.field:
          this.declaration(id);
          break;
        case KIND_INDEX.typeDefinition:
          this.typeDefinition(id);
          break;
        case KIND_INDEX.struct:
        case KIND_INDEX.union:
        case KIND_INDEX.class:
        case KIND_INDEX.enum:
          this.record(id);
          break;
        case KIND_INDEX.namespace:
          this.namespace(id);
          break;
        case KIND_INDEX.macroDefinition:
          this.macro(id);
          break;
        case KIND_INDEX.directive:
          this.directive(id);
          break;
        case KIND_INDEX.include:
          this.include(id);
          break;
      }
    }
  }

  private push(end: NodeId, caller: number, qualifier: string, internal: boolean): void {
    this.outer.push(this.scope);
    this.scope = { end, caller, qualifier, internal };
  }

  private definition(id: NodeId): void {
    const { tree } = this;
    const body = tree.childByField(id, "body");
    const index = this.addFunction(id, id, body);
    if (index >= 0 && body !== NO_NODE) this.push(tree.subtreeEnd(id), index, this.scope.qualifier, this.scope.internal);
  }

  /** Adds the function that the declarator below `holder` declares; -1 when it has no name. */
  private addFunction(declaration: NodeId, holder: NodeId, body: NodeId): number {
    const { tree, scope } = this;
    const { name } = declaredName(tree, holder);
    // Error recovery can take a statement for a function: `} else if (x) {`.
    if (name === NO_NODE || KEYWORDS.has(tree.textOf(name))) return -1;
    const link = functionLink(tree, holder);
    const macro = holder === declaration ? macroFunctionName(tree, declaration, link, name) : undefined;
    // `ATOMIC_BLOCK(PRIORITY) { … }` in a body is a statement, which the grammars take for a function.
    if (scope.caller >= 0 && (macro !== undefined || link === NO_NODE)) return -1;
    const written = macro ?? nameText(tree, name);
    const simple = simpleName(tree, name);
    const whole = this.wholeDeclaration(declaration);
    const inClass = tree.is(tree.parent(whole), "members");
    const fact = new CFunctionFact(tree, this.meaning, {
      name: macro ?? tree.textOf(simple).replace(/\s+/g, ""),
      qualifiedName: scope.qualifier === "" ? written : `${scope.qualifier}::${written}`,
      node: holder,
      span: { start: tree.start(whole), end: tree.end(whole) },
      nameSpan: { start: tree.start(simple), end: tree.end(simple) },
      linkage: scope.internal || (!inClass && hasSpecifier(tree, declaration, "static")) ? "internal" : "external",
      declarator: link,
      isMacro: macro !== undefined,
      isCpp: this.isCpp,
      ...(body === NO_NODE ? {} : { body }),
    });
    this.targets.push({ span: fact.span, attachment: { to: "function", index: this.functions.length, inside: false } });
    this.functions.push(fact);
    return this.functions.length - 1;
  }

  /** The declaration with the `template<…>` before it. */
  private wholeDeclaration(id: NodeId): NodeId {
    const parent = this.tree.parent(id);
    return this.tree.is(parent, "templateDeclaration") ? this.wholeDeclaration(parent) : id;
  }

  /** A declaration outside of functions: prototypes and variables. What a function declares for itself is no fact. */
  private declaration(id: NodeId): void {
    const { tree, scope } = this;
    if (scope.caller >= 0 && !tree.is(tree.parent(this.wholeDeclaration(id)), "members")) return;
    const isField = tree.is(id, "field");
    for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) {
      if (!tree.is(child, "declarator")) continue;
      if (functionLink(tree, child) !== NO_NODE) this.addFunction(id, child, NO_NODE);
      else if (!isField) this.variable(id, child);
    }
  }

  private variable(declaration: NodeId, declarator: NodeId): void {
    const { tree, scope } = this;
    const { name } = declaredName(tree, declarator);
    if (name === NO_NODE) return;
    const simple = simpleName(tree, name);
    const initializer = tree.childByField(declarator, "value");
    const constant = hasSpecifier(tree, declaration, "const") || hasSpecifier(tree, declaration, "constexpr");
    const internal =
      scope.internal || hasSpecifier(tree, declaration, "static") || (this.isCpp && constant && !hasSpecifier(tree, declaration, "extern"));
    const fact = new CVariableFact(this.meaning, {
      name: tree.textOf(simple),
      node: declarator,
      span: { start: tree.start(declaration), end: tree.end(declaration) },
      nameSpan: { start: tree.start(simple), end: tree.end(simple) },
      linkage: internal ? "internal" : "external",
      constant,
      ...(initializer === NO_NODE ? {} : { initializer }),
    });
    this.targets.push({ span: fact.span, attachment: { to: "variable", index: this.variables.length } });
    this.variables.push(fact);
  }

  private addType(fact: TypeFact): void {
    this.targets.push({ span: fact.span, attachment: { to: "type", index: this.types.length } });
    this.types.push(fact);
  }

  private typeDefinition(id: NodeId): void {
    const { tree } = this;
    const span = { start: tree.start(id), end: tree.end(id) };
    const alias = tree.childByField(id, "name");
    if (alias !== NO_NODE) {
      this.addType(new CAliasFact(tree, this.meaning, "alias", this.qualified(tree.textOf(alias)), id, span, alias));
      return;
    }
    const type = tree.childByField(id, "type");
    const anonymous = type !== NO_NODE && this.isRecordDefinition(type) && tagOf(tree, type) === NO_NODE;
    let first = true;
    for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) {
      if (!tree.is(child, "declarator")) continue;
      const { name, link } = declaredName(tree, child);
      // `typedef struct { … } name;`: the record itself is known by that name, see record().
      const namesRecord = anonymous && first && link === NO_NODE;
      if (name !== NO_NODE && !namesRecord) {
        this.addType(new CAliasFact(tree, this.meaning, "typedef", this.qualified(tree.textOf(name)), child, span, name));
      }
      if (namesRecord) first = false;
    }
  }

  private isRecordDefinition(id: NodeId): boolean {
    return this.tree.childByField(id, "body") !== NO_NODE;
  }

  /** A struct, union, class or enum with a body. A mere mention (`struct pump *p`) is no fact. */
  private record(id: NodeId): void {
    const { tree, scope } = this;
    if (!this.isRecordDefinition(id)) return;
    const name = recordName(tree, id);
    const parent = tree.parent(id);
    const whole = tree.is(parent, "typeDefinition") || tree.is(parent, "declaration") ? parent : id;
    const span = { start: tree.start(whole), end: tree.end(whole) };
    const kind = tree.kind(id) as "struct" | "union" | "class" | "enum";
    const qualified = name.isAnonymous && scope.qualifier !== "" ? `${scope.qualifier}::${name.text}` : this.qualified(name.text);
    this.addType(new CTypeFact(tree, this.meaning, kind, qualified, id, span, name.node));
    if (kind !== "enum") this.push(tree.subtreeEnd(id), scope.caller, qualified, false);
  }

  private qualified(name: string): string {
    return this.isCpp && this.scope.qualifier !== "" ? `${this.scope.qualifier}::${name}` : name;
  }

  private namespace(id: NodeId): void {
    const { tree, scope } = this;
    const name = tree.childByField(id, "name");
    const text = name === NO_NODE ? "" : tree.textOf(name).replace(/\s+/g, "");
    const qualifier = text === "" ? scope.qualifier : scope.qualifier === "" ? text : `${scope.qualifier}::${text}`;
    this.push(tree.subtreeEnd(id), scope.caller, qualifier, scope.internal || name === NO_NODE);
  }

  private macro(id: NodeId): void {
    const { tree } = this;
    const name = tree.childByField(id, "name");
    if (name === NO_NODE) return;
    const list = tree.childByField(id, "parameters");
    const body = tree.childByField(id, "body");
    const span = { start: tree.start(id), end: tree.end(id) };
    this.targets.push({ span, attachment: { to: "macro", index: this.macros.length } });
    this.macros.push({
      name: tree.textOf(name),
      span,
      body: body === NO_NODE ? "" : macroBody(tree.textOf(body)),
      ...(list === NO_NODE ? {} : { parameters: macroParameters(tree.textOf(list)) }),
    });
  }

  private directive(id: NodeId): void {
    const { tree } = this;
    const name = UNDEF.exec(tree.textOf(id))?.[1];
    if (name !== undefined && !isConditional(tree, id)) this.undefined.push({ name, at: tree.start(id) });
  }

  private include(id: NodeId): void {
    const { tree } = this;
    const path = tree.childByField(id, "path");
    const text = path === NO_NODE ? "" : tree.textOf(path);
    // `#include MACRO`: what it names is known only after preprocessing.
    if (!text.startsWith('"') && !text.startsWith("<")) return;
    this.includes.push({
      target: text.slice(1, -1),
      span: { start: tree.start(id), end: tree.end(id) },
      form: text.startsWith("<") ? "system" : "quoted",
    });
  }
}

const UNDEF = /^\s*#\s*undef\s+([A-Za-z_$][\w$]*)/;

/** Name by which a record is known: its tag, else what it is declared with. */
export function recordName(tree: SyntaxTree, id: NodeId): { readonly text: string; readonly node: NodeId; readonly isAnonymous: boolean } {
  const tag = tagOf(tree, id);
  if (tag !== NO_NODE) return { text: nameText(tree, tag), node: tag, isAnonymous: false };
  const parent = tree.parent(id);
  const declarator = parent === NO_NODE ? NO_NODE : tree.childByField(parent, "declarator");
  const { name, link } = declarator === NO_NODE ? { name: NO_NODE, link: NO_NODE } : declaredName(tree, declarator);
  if (name === NO_NODE) return { text: `<${firstMember(tree, id)}>`, node: id, isAnonymous: true };
  if (tree.is(parent, "typeDefinition") && link === NO_NODE) return { text: tree.textOf(name), node: name, isAnonymous: false };
  return { text: `<${tree.textOf(name)}>`, node: id, isAnonymous: true };
}

/** Names an unnamed record by what stays when lines move: its first member. */
function firstMember(tree: SyntaxTree, record: NodeId): string {
  const end = tree.subtreeEnd(record);
  for (let id = record + 1; id < end; id++) {
    if ((tree.is(id, "identifier") || tree.is(id, "fieldName")) && tree.field(id) === "name") return tree.textOf(id);
  }
  return tree.kind(record);
}

function macroParameters(list: string): readonly string[] {
  return list
    .slice(1, -1)
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Body without continuation lines and comments. */
function macroBody(text: string): string {
  return text
    .replace(/\\\r?\n/g, " ")
    .replace(/\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|\/\/.*$/g, (found) => (found.startsWith('"') ? found : " "))
    .trim();
}
