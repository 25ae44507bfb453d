import type { MacroFact, TypeFact } from "../../project/facts.js";
import { typeSize, UNKNOWN_TYPE, type Type } from "../../project/types.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { declaredName, functionLink, hasSpecifier, innerDeclarator, nameText, tagOf } from "./declarator.js";
import { childrenOf, isVoidParameter } from "./fact-types.js";
import { initializerItems } from "./initializer-items.js";
import type { CSemantics } from "./semantics.js";
import { elementOf, iteratorOf, standardClass } from "./standard-classes.js";
import { flattened, remember } from "./surroundings.js";

/** A type by one name, as a macro's body. */
const TYPE_NAMES = /^(?:[A-Za-z_]\w*\s*|(?:(?:const|volatile|struct|union|unsigned|signed|long|short|int|char)\s+)+[A-Za-z_]\w*)$/;
/** Parts of the largest type that is looked at. */
const MAX_TYPE = 400;

/** Types of declarations, from their specifiers and declarators. */
export class DeclaredTypes {
  private readonly tree: SyntaxTree;
  private readonly declared = new Map<NodeId, Type>();
  private readonly targets = new Map<TypeFact, Type>();
  private readonly resolving = new Set<unknown>();

  constructor(private readonly file: CSemantics) {
    this.tree = file.tree;
  }

  /** Type of what a `declarator`, `parameter`, `function`, `enumerator` or typeDescriptor node declares or names. */
  of(id: NodeId): Type {
    return this.guarded(id, () => remember(this.file.session, this.declared, id, () => this.bounded(this.read(id))));
  }

  /** Type named by the `type` child of a node, without declarators. */
  base(holder: NodeId): Type {
    const type = this.tree.childByField(holder, "type");
    return type === NO_NODE ? UNKNOWN_TYPE : this.named(type);
  }

  /** Type that a type's name stands for where `from` stands; `undefined` when nobody declares it. */
  byName(name: string, from: NodeId): Type | undefined {
    // What the file itself makes of a name hides what headers say of it.
    const own = this.file.names.macros.get(name);
    const macro = own === undefined ? undefined : this.ofMacro(this.file, own);
    if (macro !== undefined) return macro;
    for (const qualified of this.qualifications(name, from)) {
      const typedef = this.file.surroundings.find("typedefs", qualified);
      if (typedef !== undefined) return typedef.file.declaredTypes.target(typedef.fact);
      const record = this.file.surroundings.find("records", qualified);
      if (record !== undefined) return recordType(record.fact);
    }
    const standard = this.file.builtins.standard(name);
    const included = standard === undefined && own === undefined ? this.file.surroundings.find("macros", name) : undefined;
    return included === undefined ? standard : this.ofMacro(included.file, included.fact);
  }

  /** The type that a macro is another name for: `#define SOCKET int`. */
  private ofMacro(file: CSemantics, { name, parameters, body }: MacroFact): Type | undefined {
    if (parameters !== undefined || body === name || !TYPE_NAMES.test(body)) return undefined;
    const text = body
      .replace(/\b(?:const|volatile|struct|union)\b/g, "")
      .trim()
      .replace(/\s+/g, " ");
    const primitive = this.file.builtins.primitive(text);
    if (primitive !== undefined || this.resolving.has(name)) return primitive;
    this.resolving.add(name);
    try {
      return file.declaredTypes.byName(text, 0);
    } finally {
      this.resolving.delete(name);
    }
  }

  /** What a typedef or alias of this file stands for. */
  target(fact: TypeFact): Type {
    return this.guarded(fact, () =>
      remember(this.file.session, this.targets, fact, () =>
        fact.kind === "alias" ? this.bounded(this.base(fact.node)) : this.of(fact.node),
      ),
    );
  }

  /** Members of a record in this file, or the enumerators of an enum. */
  members(record: NodeId): TypeFact["members"] {
    const body = this.tree.childByField(record, "body");
    if (body === NO_NODE) return [];
    return this.tree.is(record, "enum") ? this.enumerators(body) : [...this.fields(body)];
  }

  /** Types made of types made of types can be too large to be written down; those are unknown. */
  private bounded(type: Type): Type {
    if (typeSize(type, MAX_TYPE) <= MAX_TYPE) return type;
    this.file.session.questions.limit(this.file);
    return UNKNOWN_TYPE;
  }

  /** A cycle (`typedef A B; typedef B A;`, `int a[sizeof(a)]`) has no type. */
  private guarded(key: unknown, compute: () => Type): Type {
    if (this.resolving.has(key)) return UNKNOWN_TYPE;
    this.resolving.add(key);
    try {
      return compute();
    } finally {
      this.resolving.delete(key);
    }
  }

  private read(id: NodeId): Type {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "declarator": {
        const declaration = tree.parent(id);
        if (this.file.constructorArguments(id) !== undefined) return this.baseOf(declaration, id);
        return this.applyDeclarators(this.baseOf(declaration, id), this.isConstant(declaration), id);
      }
      case "parameter":
        return decayed(this.applyDeclarators(this.base(id), this.isConstant(id), id));
      case "function":
        return this.functionType(id);
      case "enumerator":
        return this.named(tree.parent(tree.parent(id)));
      case "typeDescriptor":
        return this.applyDeclarators(this.base(id), this.isConstant(id), id);
      default:
        return this.named(id);
    }
  }

  private isConstant(holder: NodeId): boolean {
    return hasSpecifier(this.tree, holder, "const");
  }

  private baseOf(declaration: NodeId, declarator: NodeId): Type {
    const { tree } = this;
    const type = tree.childByField(declaration, "type");
    if (type === NO_NODE) return UNKNOWN_TYPE;
    if (!tree.is(type, "typeName") || !/^auto$|^__auto_type$/.test(tree.textOf(type))) return this.named(type);
    const value = tree.childByField(declarator, "value");
    if (value === NO_NODE) return UNKNOWN_TYPE;
    const inferred = decayed(this.file.expressions.of({ node: tree.node(value) }));
    // `auto *p = …`: the declarator adds the pointer again.
    const { link } = declaredName(tree, declarator);
    return link !== NO_NODE && tree.is(link, "pointerDeclarator") && inferred.kind === "pointer" ? inferred.to : inferred;
  }

  private functionType(id: NodeId): Type {
    if (functionLink(this.tree, id) !== NO_NODE) return this.applyDeclarators(this.base(id), false, id);
    return { kind: "function", returns: this.base(id), parameters: [], variadic: false };
  }

  /** The type behind a type specifier node. */
  private named(id: NodeId): Type {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "primitiveType": {
        const text = tree.textOf(id);
        return this.file.builtins.primitive(text) ?? { kind: "unknown", name: text };
      }
      case "typeName":
      case "qualifiedName":
      case "templateType": {
        const name = nameText(tree, id).replace(/^(?:::)?(?:std::)?/, "");
        return this.byName(name, id) ?? this.standard(name, id) ?? { kind: "unknown", name };
      }
      case "struct":
      case "union":
      case "class":
      case "enum":
        return this.record(id);
      case "typeDescriptor":
        return this.of(id);
      default:
        return UNKNOWN_TYPE;
    }
  }

  /** A class of the C++ standard library, or a type that belongs to one (`vector<int>::iterator`). */
  private standard(name: string, id: NodeId): Type | undefined {
    if (!this.file.isCpp) return undefined;
    const { tree } = this;
    const inner = name.lastIndexOf("::");
    if (inner > 0) {
      const scope = tree.is(id, "qualifiedName") ? tree.childByField(id, "object") : NO_NODE;
      const last = tree.is(id, "qualifiedName") ? tree.childByField(id, "name") : NO_NODE;
      // `std::vector<int>::iterator` holds the scope in its name.
      if (last !== NO_NODE && tree.is(last, "qualifiedName")) return this.standard(name, last);
      const container = scope === NO_NODE ? undefined : this.standard(name.slice(0, inner), scope);
      if (container?.kind !== "record") return undefined;
      if (name.endsWith("iterator")) return iteratorOf(elementOf(container, this.file.builtins));
      return /::(?:size_type|difference_type)$/.test(name) ? this.file.builtins.size : undefined;
    }
    const node = simpleTemplate(tree, id);
    const list = node === NO_NODE ? NO_NODE : tree.childByField(node, "arguments");
    const args = list === NO_NODE ? [] : childrenOf(tree, list).filter((child) => tree.is(child, "typeDescriptor"));
    const types = args.map((each) => this.of(each));
    if (name === "array" && types[0] !== undefined) {
      const size = childrenOf(tree, list).find((child) => !tree.is(child, "typeDescriptor"));
      const length = size === undefined ? undefined : this.file.constants.integer({ node: tree.node(size) });
      types[0] = { kind: "array", of: types[0], ...(length !== undefined ? { length } : {}) };
    }
    return standardClass(name, types);
  }

  private record(id: NodeId): Type {
    const { tree } = this;
    const fact = this.file.typeAt(id);
    if (fact !== undefined) return recordType(fact);
    const tag = tree.childByField(id, "name");
    const name = tag === NO_NODE ? "" : nameText(tree, tag);
    for (const qualified of this.qualifications(name, id)) {
      const found = this.file.surroundings.find("records", qualified);
      if (found !== undefined) return recordType(found.fact);
    }
    const kind = tree.kind(id);
    if (kind === "enum") return { kind: "enum", name };
    return { kind: "record", tag: kind === "union" || kind === "class" ? kind : "struct", name };
  }

  /** In C++ a name is looked up in the classes and namespaces around it first. */
  qualifications(name: string, from: NodeId): readonly string[] {
    if (!this.file.isCpp) return [name];
    const { tree } = this;
    const names = [name];
    let scope = "";
    const outer: string[] = [];
    for (let node = tree.parent(from); node !== NO_NODE; node = tree.parent(node)) {
      if (!tree.is(node, "namespace") && !tree.is(node, "class") && !tree.is(node, "struct")) continue;
      const tag = tree.childByField(node, "name");
      if (tag !== NO_NODE) outer.unshift(nameText(tree, tag));
    }
    for (const part of outer) {
      scope = scope === "" ? part : `${scope}::${part}`;
      names.unshift(`${scope}::${name}`);
    }
    return names;
  }

  /** Applies a chain of declarators, outermost first, to the type of the specifiers. */
  private applyDeclarators(base: Type, isConstant: boolean, holder: NodeId): Type {
    const { tree } = this;
    let type = base;
    let constant = isConstant;
    for (let link = innerDeclarator(tree, holder); link !== NO_NODE && tree.field(link) !== "name"; link = innerDeclarator(tree, link)) {
      switch (tree.kind(link)) {
        case "pointerDeclarator":
          type = constant ? { kind: "pointer", to: type, constant } : { kind: "pointer", to: type };
          constant = hasSpecifier(tree, link, "const");
          break;
        case "referenceDeclarator":
          type = { kind: "reference", to: type };
          break;
        case "arrayDeclarator":
          type = this.arrayOf(type, link, holder);
          break;
        case "functionDeclarator":
          type = this.functionOf(type, link);
          constant = false;
          break;
        default: // Parentheses only group.
          break;
      }
    }
    return type;
  }

  private arrayOf(of: Type, link: NodeId, holder: NodeId): Type {
    const { tree } = this;
    const size = tree.childByField(link, "size");
    let length: number | undefined;
    if (size !== NO_NODE) length = this.file.constants.integer({ node: tree.node(size) });
    else if (declaredName(tree, holder).link === link) length = this.initializedLength(holder, of);
    return length === undefined || length < 0 ? { kind: "array", of } : { kind: "array", of, length };
  }

  /** Length of `x[] = …` from its initializer. */
  private initializedLength(declarator: NodeId, of: Type): number | undefined {
    const { tree } = this;
    const value = tree.childByField(declarator, "value");
    if (value === NO_NODE) return undefined;
    if (tree.is(value, "string")) {
      const type = this.file.expressions.of({ node: tree.node(value) });
      return type.kind === "array" ? type.length : undefined;
    }
    if (!tree.is(value, "initializerList")) return undefined;
    const { items, open } = initializerItems(this.file, tree.node(value));
    if (open) return undefined;
    const [only] = items;
    // `char name[] = {"text"}` is the text's own array.
    const text = only !== undefined && items.length === 1 && of.kind === "integer" ? this.file.expressions.of({ node: only }) : undefined;
    if (text?.kind === "array") return text.length;
    let next = 0;
    let length = 0;
    for (const item of items) {
      if (item.kind === "initializerPair") {
        const index = item.child("key")?.firstChild;
        const position = index && this.file.constants.integer({ node: index });
        if (position === undefined) return undefined;
        next = position;
      }
      length = Math.max(length, ++next);
    }
    return length;
  }

  private functionOf(returns: Type, link: NodeId): Type {
    const { tree } = this;
    const trailing = tree.childByField(link, "type");
    const list = tree.childByField(link, "parameters");
    const nodes = list === NO_NODE ? [] : childrenOf(tree, list);
    const parameters = nodes.filter((node) => tree.is(node, "parameter") && !isVoidParameter(tree, node)).map((node) => this.of(node));
    return {
      kind: "function",
      returns: trailing === NO_NODE ? returns : this.named(trailing),
      parameters,
      variadic: nodes.some((node) => tree.is(node, "variadic")),
    };
  }

  private *fields(body: NodeId): Generator<TypeFact["members"][number]> {
    const { tree } = this;
    for (const child of flattened(tree, body)) {
      const kind = tree.kind(child);
      if (kind === "function") {
        yield this.member(child, this.of(child));
        continue;
      }
      if (kind !== "field" && kind !== "declaration") continue;
      const declarators = childrenOf(tree, child).filter((id) => tree.is(id, "declarator"));
      for (const declarator of declarators) yield this.member(declarator, this.of(declarator));
      const type = tree.childByField(child, "type");
      // Members of an unnamed struct or union without declarator belong to the record around it.
      if (declarators.length > 0 || type === NO_NODE) continue;
      const inner = tree.is(type, "struct") || tree.is(type, "union") ? tree.childByField(type, "body") : NO_NODE;
      if (inner !== NO_NODE && tagOf(tree, type) === NO_NODE) yield* this.fields(inner);
    }
  }

  private member(holder: NodeId, type: Type): TypeFact["members"][number] {
    const { tree } = this;
    const { name } = declaredName(tree, holder);
    const node = name === NO_NODE ? holder : name;
    return { name: name === NO_NODE ? "" : nameText(tree, name), type, span: { start: tree.start(node), end: tree.end(node) } };
  }

  private enumerators(body: NodeId): TypeFact["members"] {
    const { tree } = this;
    const members: TypeFact["members"][number][] = [];
    for (const child of flattened(tree, body)) {
      const name = tree.is(child, "enumerator") ? tree.childByField(child, "name") : NO_NODE;
      if (name === NO_NODE) continue;
      const value = this.file.constants.enumerator(child);
      const type = this.named(tree.parent(body));
      const span = { start: tree.start(name), end: tree.end(name) };
      members.push(value === undefined ? { name: tree.textOf(name), type, span } : { name: tree.textOf(name), type, value, span });
    }
    return members;
  }
}

/** The node with the template arguments of a type's name; `NO_NODE` when it has none. */
function simpleTemplate(tree: SyntaxTree, id: NodeId): NodeId {
  let node = id;
  while (node !== NO_NODE && tree.is(node, "qualifiedName")) node = tree.childByField(node, "name");
  return node !== NO_NODE && tree.is(node, "templateType") ? node : NO_NODE;
}

function recordType(fact: TypeFact): Type {
  if (fact.kind === "enum") return { kind: "enum", name: fact.name };
  return { kind: "record", tag: fact.kind === "union" || fact.kind === "class" ? fact.kind : "struct", name: fact.name };
}

/** Arrays and functions become pointers where they are passed or assigned. */
export function decayed(type: Type): Type {
  if (type.kind === "array") return { kind: "pointer", to: type.of };
  return type.kind === "function" ? { kind: "pointer", to: type } : type;
}
