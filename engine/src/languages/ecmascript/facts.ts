import type { CallFact, CommentFact, FileFacts, FunctionFact, IncludeFact, TypeFact, VariableFact } from "../../project/facts.js";
import { KIND_INDEX } from "../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { attachComments, bodyStarts, type AttachmentTarget } from "../comments.js";
import { exportedNames } from "./exports.js";
import { EsFunctionFact, EsTypeFact, EsVariableFact, type Meaning } from "./fact-types.js";
import { readString } from "./literals.js";

/** A node around the current one that qualifies names, or that is a function. */
interface Scope {
  readonly end: NodeId;
  /** Index of the innermost named function; -1 outside of all. */
  readonly caller: number;
  readonly qualifier: string;
  /** What is declared here can be seen from outside when its own name can. */
  readonly exported: boolean;
}

/** Collects what a file declares and mentions in one pass over its tree. Types, signatures and callee names wait until somebody asks. */
export function collectFacts(tree: SyntaxTree, meaning: Meaning): FileFacts {
  const collector = new Collector(tree, meaning);
  collector.run();
  return new EsFileFacts(collector, meaning);
}

class EsFileFacts implements FileFacts {
  readonly functions: readonly FunctionFact[];
  readonly variables: readonly VariableFact[];
  readonly types: readonly TypeFact[];
  readonly macros = [];
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
    this.includes = collector.includes;
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
  readonly includes: IncludeFact[] = [];
  readonly calls: { readonly node: NodeId; readonly caller: number }[] = [];
  readonly targets: AttachmentTarget[] = [];
  private scope: Scope;
  private readonly outer: Scope[] = [];
  private readonly exports: ReadonlySet<string>;

  constructor(
    readonly tree: SyntaxTree,
    private readonly meaning: Meaning,
  ) {
    this.exports = exportedNames(tree);
    this.scope = { end: tree.size, caller: -1, qualifier: "", exported: true };
  }

  run(): void {
    const { tree } = this;
    for (let id = 0; id < tree.size; id++) {
      while (id >= this.scope.end) this.scope = this.outer.pop() ?? this.scope;
      switch (tree.kindIndex(id)) {
        case KIND_INDEX.call:
          this.calls.push({ node: id, caller: this.scope.caller });
          this.required(id);
          break;
        case KIND_INDEX.new:
          this.calls.push({ node: id, caller: this.scope.caller });
          break;
        case KIND_INDEX.function:
          this.named(id, id, tree.childByField(id, "name"), id);
          break;
        case KIND_INDEX.lambda:
          this.lambda(id);
          break;
        case KIND_INDEX.declarator:
          this.variable(id);
          break;
        case KIND_INDEX.class:
        case KIND_INDEX.interface:
        case KIND_INDEX.enum:
        case KIND_INDEX.typeDefinition:
          this.type(id);
          break;
        case KIND_INDEX.namespace:
          this.push(id, -1, nameOf(tree, tree.childByField(id, "name")), true);
          break;
        case KIND_INDEX.import:
        case KIND_INDEX.export:
          this.include(id, tree.childByField(id, "path"), tree.is(id, "import") ? "import" : "reexport");
          break;
      }
    }
  }

  private push(node: NodeId, caller: number, name: string, exported: boolean): void {
    const { qualifier } = this.scope;
    this.outer.push(this.scope);
    this.scope = {
      end: this.tree.subtreeEnd(node),
      caller,
      qualifier: qualified(qualifier, name),
      exported: exported && this.scope.exported,
    };
  }

  /** A function expression counts under the name that it is given to; a callback belongs to the function around it. */
  private lambda(id: NodeId): void {
    const { tree } = this;
    let value = id;
    while (isWrapped(tree, value)) value = tree.parent(value);
    const holder = tree.parent(value);
    const field = tree.field(value);
    switch (tree.kind(holder)) {
      case "declarator":
        if (field === "value") this.named(id, this.statementOf(holder), tree.childByField(holder, "name"), holder);
        return;
      case "field":
      case "property":
        if (field === "value") this.named(id, holder, tree.childByField(holder, tree.is(holder, "field") ? "name" : "key"), holder);
        return;
      case "assignment":
        if (field === "right") this.assigned(id, holder);
        return;
      case "export":
        this.add(id, holder, "default", { start: tree.start(id), end: tree.start(id) }, true);
        return;
      default: {
        // `Promise.all(…)`: an anonymous function has no name to be known by.
        const name = tree.childByField(id, "name");
        if (name !== NO_NODE) this.named(id, id, name, id);
      }
    }
  }

  /** `exports.send = …`, `module.exports = …`, `Pump.prototype.stop = …`, `this.onData = …`. */
  private assigned(id: NodeId, assignment: NodeId): void {
    const { tree } = this;
    const left = tree.childByField(assignment, "left");
    const text = tree.textOf(left).replace(/\s+/g, "");
    if (!/^[\w$.#]+$/.test(text)) return;
    const whole = tree.is(tree.parent(assignment), "expressionStatement") ? tree.parent(assignment) : assignment;
    const path = text.replace(/^(?:module\.)?exports\.?|^this\./, "").replace(/\.prototype\./, ".");
    const name = path.slice(path.lastIndexOf(".") + 1) || "default";
    const last = tree.is(left, "member") ? tree.childByField(left, "property") : left;
    const isExported = /^(?:module\.)?exports\b/.test(text) || this.exports.has(path.split(".")[0] ?? "");
    this.add(id, whole, path || "default", { start: tree.start(last), end: tree.end(last) }, isExported, name);
  }

  private named(id: NodeId, whole: NodeId, name: NodeId, holder: NodeId): void {
    const { tree } = this;
    const text = name === NO_NODE ? constructorName(tree, id) : nameOf(tree, name);
    if (text === "") {
      if (tree.is(id, "function")) this.push(id, this.scope.caller, "", false);
      return;
    }
    const span =
      name === NO_NODE ? { start: tree.start(id), end: tree.start(id) + text.length } : { start: tree.start(name), end: tree.end(name) };
    this.add(id, whole, text, span, this.isVisible(holder, text));
  }

  private add(id: NodeId, whole: NodeId, path: string, nameSpan: FunctionFact["nameSpan"], exported: boolean, name: string = path): void {
    const { tree, scope } = this;
    const body = tree.childByField(id, "body");
    const fact = new EsFunctionFact(tree, this.meaning, {
      name,
      qualifiedName: qualified(scope.qualifier, path),
      node: id,
      span: { start: tree.start(whole), end: tree.end(whole) },
      nameSpan,
      linkage: exported && scope.exported ? "external" : "internal",
      ...(body === NO_NODE ? {} : { body }),
    });
    this.targets.push({ span: fact.span, attachment: { to: "function", index: this.functions.length, inside: false } });
    this.functions.push(fact);
    // What a function declares is seen by itself only.
    this.push(id, body === NO_NODE ? scope.caller : this.functions.length - 1, path, false);
  }

  /** Seen from outside: a member unless it is private, at file scope what is exported. */
  private isVisible(holder: NodeId, name: string): boolean {
    const { tree } = this;
    const parent = tree.parent(holder);
    if (tree.is(parent, "members")) return !name.startsWith("#") && !hasModifier(tree, holder, "private");
    if (tree.is(holder, "property") || tree.is(parent, "object")) return true;
    const statement = this.statementOf(holder);
    if (hasModifier(tree, statement, "export")) return true;
    return tree.is(tree.parent(statement), "translationUnit") ? this.exports.has(name) : false;
  }

  private statementOf(declarator: NodeId): NodeId {
    const parent = this.tree.parent(declarator);
    return this.tree.is(declarator, "declarator") && this.tree.is(parent, "declaration") ? parent : declarator;
  }

  /** A variable at module or namespace scope. */
  private variable(declarator: NodeId): void {
    const { tree, scope } = this;
    if (scope.caller >= 0) return;
    let declaration = tree.parent(declarator);
    while (declaration > 0 && !tree.is(declaration, "declaration")) declaration = tree.parent(declaration);
    const outer = tree.parent(declaration);
    const isModule = tree.is(outer, "translationUnit") || (tree.is(outer, "block") && tree.is(tree.parent(outer), "namespace"));
    const name = tree.childByField(declarator, "name");
    if (declaration <= 0 || !isModule || name === NO_NODE || !tree.is(name, "identifier")) return;
    const initializer = tree.childByField(declarator, "value");
    // Known as a function.
    if (initializer !== NO_NODE && tree.is(initializer, "lambda")) return;
    const text = tree.textOf(name);
    const fact = new EsVariableFact(this.meaning, {
      name: text,
      node: declarator,
      span: { start: tree.start(declaration), end: tree.end(declaration) },
      nameSpan: { start: tree.start(name), end: tree.end(name) },
      linkage: hasModifier(tree, declaration, "export") || this.exports.has(text) ? "external" : "internal",
      constant: hasModifier(tree, declaration, "const"),
      ...(initializer === NO_NODE ? {} : { initializer }),
    });
    this.targets.push({ span: fact.span, attachment: { to: "variable", index: this.variables.length } });
    this.variables.push(fact);
  }

  private type(id: NodeId): void {
    const { tree, scope } = this;
    const name = tree.childByField(id, "name");
    const text = name === NO_NODE ? "" : nameOf(tree, name);
    const kind = tree.is(id, "typeDefinition") ? "alias" : (tree.kind(id) as "class" | "interface" | "enum");
    const isExported = hasModifier(tree, id, "export") || this.exports.has(text);
    if (name !== NO_NODE) {
      const fact = new EsTypeFact(tree, this.meaning, kind, qualified(scope.qualifier, text), id, name);
      this.targets.push({ span: fact.span, attachment: { to: "type", index: this.types.length } });
      this.types.push(fact);
    }
    if (kind === "class") this.push(id, scope.caller, text, isExported);
  }

  private required(call: NodeId): void {
    const { tree } = this;
    const callee = tree.childByField(call, "callee");
    const name = callee === NO_NODE ? "" : tree.textOf(callee);
    if (name !== "require" && name !== "import") return;
    const list = tree.childByField(call, "arguments");
    this.include(call, list === NO_NODE ? NO_NODE : tree.firstChild(list), name);
  }

  private include(node: NodeId, path: NodeId, form: "import" | "require" | "reexport"): void {
    const { tree } = this;
    if (path === NO_NODE || !tree.is(path, "string")) return;
    this.includes.push({ target: readString(tree.textOf(path)), span: { start: tree.start(node), end: tree.end(node) }, form });
  }
}

/** `(function () {})`, `f as Handler`: still the value that is given to a name. */
function isWrapped(tree: SyntaxTree, id: NodeId): boolean {
  const parent = tree.parent(id);
  return tree.is(parent, "parenthesized") || tree.is(parent, "cast");
}

/** A constructor has no name of its own in the tree; neither has `export default function`. */
function constructorName(tree: SyntaxTree, id: NodeId): string {
  if (tree.is(tree.parent(id), "members")) return tree.childByField(id, "index") === NO_NODE ? "constructor" : "";
  return hasModifier(tree, id, "default") ? "default" : "";
}

function nameOf(tree: SyntaxTree, name: NodeId): string {
  if (name === NO_NODE) return "";
  const text = tree.textOf(name);
  if (tree.is(name, "string")) return readString(text);
  return tree.is(name, "identifier") || tree.is(name, "fieldName") ? text : "";
}

export function hasModifier(tree: SyntaxTree, id: NodeId, modifier: string): boolean {
  for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) {
    if (tree.is(child, "storageClass") ? tree.textOf(child) === modifier : !tree.is(child, "decorator")) {
      return tree.is(child, "storageClass");
    }
  }
  return false;
}

function qualified(qualifier: string, name: string): string {
  return qualifier === "" ? name : name === "" ? qualifier : `${qualifier}.${name}`;
}
