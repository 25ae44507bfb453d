import type { FunctionFact, TypeFact } from "../../project/facts.js";
import type { Type } from "../../project/types.js";
import { NO_NODE, type NodeId } from "../../syntax/tree.js";
import { functionLink, hasSpecifier } from "./declarator.js";
import { childrenOf } from "./fact-types.js";
import type { CSemantics } from "./semantics.js";

/** A function as a call could mean it. */
export interface Candidate {
  readonly file: CSemantics;
  readonly fact: FunctionFact;
  /** Name under which the program knows the function. */
  readonly name: string;
}

export interface Method extends Candidate {
  readonly owner: ClassInfo;
  readonly isStatic: boolean;
  /** Declared so here; see {@link ClassInfo.virtuals} for what is inherited. */
  readonly isVirtual: boolean;
  readonly isPure: boolean;
}

/** A class of the project, as its definition says. */
export interface ClassInfo {
  readonly name: string;
  readonly file: CSemantics;
  readonly fact: TypeFact;
  readonly type: Extract<Type, { kind: "record" }>;
  readonly bases: readonly ClassInfo[];
  /** A base that is not known may have any member. */
  readonly isComplete: boolean;
  /** Own methods by their last name; constructors by the class's, the destructor by `~`. */
  readonly methods: ReadonlyMap<string, readonly Method[]>;
  /** Virtual methods with those of bases, by name and number of parameters: the function that an object of this class runs. */
  readonly virtuals: ReadonlyMap<string, Method>;
  readonly statics: ReadonlySet<string>;
}

const MAX_DEPTH = 12;

/** Classes that a file sees, worked out when first asked for. */
export class Classes {
  private readonly known = new Map<string, ClassInfo | null>();
  private readonly derived = new Map<string, readonly ClassInfo[]>();

  constructor(private readonly file: CSemantics) {}

  find(name: string, depth = 0): ClassInfo | undefined {
    if (!this.file.isCpp || depth > MAX_DEPTH) return undefined;
    const known = this.known.get(name);
    if (known !== undefined) return known ?? undefined;
    const found = this.file.surroundings.find("records", name);
    this.known.set(name, null); // A class that derives from itself has no base.
    const before = this.file.session.provisionalAnswers;
    const info = found === undefined || found.fact.kind === "enum" ? null : this.read(found.file, found.fact, depth);
    if (this.file.session.provisionalAnswers === before) this.known.set(name, info);
    else this.known.delete(name);
    return info ?? undefined;
  }

  /** The class that a type is; `undefined` for all else. */
  of(type: Type): ClassInfo | undefined {
    return type.kind === "record" && type.arguments === undefined ? this.find(type.name) : undefined;
  }

  /** Classes that this file sees and that derive from one. */
  derivedFrom(base: ClassInfo): readonly ClassInfo[] {
    let found = this.derived.get(base.name);
    if (found === undefined) {
      const names = this.file.surroundings.recordsWithBases();
      found = names.flatMap((name) => this.find(name) ?? []).filter((each) => each.name !== base.name && inherits(each, base.name));
      this.derived.set(base.name, found);
    }
    return found;
  }

  private read(file: CSemantics, fact: TypeFact, depth: number): ClassInfo {
    const { tree } = file;
    const bases: ClassInfo[] = [];
    let isComplete = true;
    for (const node of baseNodes(file, fact.node)) {
      const type = file.declaredTypes.of(node);
      const base = type.kind === "record" && type.arguments === undefined ? this.find(type.name, depth + 1) : undefined;
      if (base) bases.push(base);
      else isComplete = false;
    }
    const methods = new Map<string, Method[]>();
    const statics = new Set<string>();
    const virtuals = new Map<string, Method>();
    for (const base of bases) for (const [key, method] of base.virtuals) virtuals.set(key, method);
    const type = {
      kind: "record" as const,
      tag: fact.kind === "class" || fact.kind === "union" ? fact.kind : ("struct" as const),
      name: fact.name,
    };
    const info: ClassInfo = { name: fact.name, file, fact, type, bases, isComplete, methods, virtuals, statics };
    for (const each of file.methodsOf(fact.name)) {
      if (each.node < fact.node || each.node >= tree.subtreeEnd(fact.node)) continue;
      const declaration = tree.is(each.node, "function") ? each.node : tree.parent(each.node);
      const simple = methodKey(each.name, fact.name);
      const overridden = virtuals.has(virtualKey(simple, each));
      const method: Method = {
        file,
        fact: each,
        owner: info,
        name: each.qualifiedName,
        isStatic: hasSpecifier(tree, declaration, "static"),
        isVirtual: overridden || isVirtual(file, declaration),
        isPure: isPure(file, declaration),
      };
      const list = methods.get(simple);
      if (list) list.push(method);
      else methods.set(simple, [method]);
    }
    // Overloads are told apart by their parameters.
    for (const [simple, list] of methods) {
      const named = list.length === 1 ? list : list.map((method) => ({ ...method, name: method.fact.overload ?? method.name }));
      methods.set(simple, named);
      for (const method of named) if (method.isVirtual) virtuals.set(virtualKey(simple, method.fact), method);
    }
    for (const field of staticFields(file, fact.node)) statics.add(field);
    return info;
  }
}

export function virtualKey(simple: string, fact: FunctionFact): string {
  return simple === "~" ? "~" : `${simple}/${fact.parameters.length}`;
}

function methodKey(name: string, record: string): string {
  if (name.startsWith("~")) return "~";
  return name === lastName(record) ? lastName(record) : name;
}

export function lastName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf("::") + 2 - (qualified.includes("::") ? 0 : 1));
}

function inherits(info: ClassInfo, name: string): boolean {
  return info.bases.some((base) => base.name === name || inherits(base, name));
}

function baseNodes(file: CSemantics, record: NodeId): readonly NodeId[] {
  const { tree } = file;
  const clause = childrenOf(tree, record).find((id) => tree.is(id, "baseClause"));
  return clause === undefined
    ? []
    : childrenOf(tree, clause).filter((id) => !tree.is(id, "accessSpecifier") && !tree.is(id, "typeQualifier"));
}

/** The grammar keeps no node for the word. */
function isVirtual({ tree }: CSemantics, declaration: NodeId): boolean {
  const name = tree.childByField(declaration, "declarator");
  return /\bvirtual\b/.test(tree.text.slice(tree.start(declaration), name === NO_NODE ? tree.end(declaration) : tree.start(name)));
}

/** `= 0` behind a declaration without a body. */
function isPure(file: CSemantics, declaration: NodeId): boolean {
  const { tree } = file;
  const value = tree.childByField(declaration, "value");
  return value !== NO_NODE && tree.textOf(value) === "0";
}

function staticFields(file: CSemantics, record: NodeId): readonly string[] {
  const { tree } = file;
  const body = tree.childByField(record, "body");
  if (body === NO_NODE) return [];
  return childrenOf(tree, body)
    .filter((id) => tree.is(id, "field") && hasSpecifier(tree, id, "static"))
    .flatMap((id) => childrenOf(tree, id))
    .filter((id) => tree.is(id, "declarator") && functionLink(tree, id) === NO_NODE)
    .map((id) => tree.node(id).child("name")?.text ?? "");
}

/** Methods of that name in the class or, where it has none, in its bases. */
export function methodsNamed(info: ClassInfo, name: string): readonly Method[] {
  const own = info.methods.get(name);
  if (own !== undefined) return own;
  for (const base of info.bases) {
    const found = methodsNamed(base, name);
    if (found.length > 0) return found;
  }
  return [];
}

/** The class, of those that an object consists of, that declares a field. */
export function ownerOfStatic(info: ClassInfo, field: string): ClassInfo | undefined {
  if (info.statics.has(field)) return info;
  for (const base of info.bases) {
    const found = ownerOfStatic(base, field);
    if (found) return found;
  }
  return undefined;
}

/** Type of a field of the class or of its bases. */
export function fieldOf(info: ClassInfo, name: string): Type | undefined {
  const own = info.fact.members.find((member) => member.name === name);
  if (own) return own.type;
  for (const base of info.bases) {
    const found = fieldOf(base, name);
    if (found) return found;
  }
  return undefined;
}
