import type { FilePath } from "../../../text/span.js";
import type { Type } from "../../../project/types.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { BuiltValue, IrBuilder, type BuiltPlace } from "../../../flow/builder.js";
import type { BlockIndex, RelativeNode, VariableIndex } from "../../../flow/ir.js";
import type { VariableFact } from "../../../project/facts.js";
import { lastName } from "../classes.js";
import { hasSpecifier } from "../declarator.js";
import { dereferenced } from "../expression-types.js";
import type { CSemantics } from "../semantics.js";
import type { Declared } from "../surroundings.js";
import type { Site } from "../site.js";
import type { FunctionConditionals } from "./conditionals.js";

/** Where control goes, and how many scopes are open there. */
export interface Jump {
  readonly target: BlockIndex;
  readonly depth: number;
}

/** A variable of class type. */
export interface DyingObject {
  readonly variable: VariableIndex;
  readonly type: Type;
}

/** What is known while one function is lowered: where names lead, where jumps go. */
export class Context {
  readonly builder = new IrBuilder();
  private readonly scopes: Map<string, VariableIndex>[] = [new Map<string, VariableIndex>()];
  private readonly owned: VariableIndex[][] = [[]];
  private readonly globals = new Map<string, VariableIndex>();
  private readonly labels = new Map<string, BlockIndex>();
  readonly breaks: Jump[] = [];
  readonly continues: Jump[] = [];
  /** Where a `return` goes inside a lambda that is looked at where it stands. */
  readonly lambdas: Jump[] = [];
  /** Objects per scope whose destructors run at its end. */
  private readonly objects: DyingObject[][] = [[]];
  /** Where a `throw` goes; empty: out of the function. */
  readonly handlers: BlockIndex[] = [];
  /** What is settled about conditionals that the preprocessor left open; absent where there are none. */
  conditionals: FunctionConditionals | undefined;

  constructor(
    readonly semantics: CSemantics,
    readonly path: FilePath,
    /** The function's own node. */
    readonly root: number,
    readonly returns: Type,
    readonly functionName: string,
  ) {}

  get int(): Type {
    return this.semantics.builtins.int;
  }

  get size(): Type {
    return this.semantics.builtins.size;
  }

  /** Sets the node that instructions stand for. Nodes of a macro's expansion take the place of its use, or of the argument that they are. */
  at(node: SyntaxNode): void {
    this.builder.node = this.relative(node);
  }

  relative(node: SyntaxNode): RelativeNode {
    if (node.tree === this.semantics.tree) return node.id - this.root;
    const written = this.semantics.writtenNode(node);
    return written === undefined ? this.builder.node : written.id - this.root;
  }

  typeOf(site: Site): Type {
    return plainType(this.semantics.expressions.of(site), this.int);
  }

  sizeOf(type: Type): number | undefined {
    return this.semantics.sizeOf(type);
  }

  // ---- names

  /** How many scopes are open. */
  get depth(): number {
    return this.scopes.length;
  }

  /** A destructor runs on a variable at the end of its scope. */
  dies(object: DyingObject): void {
    this.objects.at(-1)?.push(object);
  }

  /** Objects that die when control leaves all scopes inside `depth`, in order. */
  dying(depth: number): readonly DyingObject[] {
    return this.objects.slice(depth).flat().reverse();
  }

  openScope(): void {
    this.objects.push([]);
    this.scopes.push(new Map());
    this.owned.push([]);
  }

  closeScope(): void {
    this.objects.pop();
    this.scopes.pop();
    const variables = this.owned.pop() ?? [];
    if (variables.length > 0 && !this.builder.isTerminated()) this.builder.effect({ op: "scope-end", variables });
  }

  declare(
    name: string,
    type: Type,
    node: SyntaxNode,
    storage: "parameter" | "local" | "static",
    over: { readonly volatile?: boolean; readonly lasting?: boolean; readonly key?: string } = {},
  ): VariableIndex {
    const size = this.sizeOf(type);
    const variable = this.builder.addVariable({
      name,
      type,
      ...(size !== undefined ? { size } : {}),
      storage,
      ...(over.volatile ? { volatile: true } : {}),
      ...(over.lasting ? { lasting: true } : {}),
      ...(over.key !== undefined ? { key: over.key } : {}),
      node: this.relative(node),
    });
    this.scopes.at(-1)?.set(name, variable);
    if (storage === "local" && over.lasting !== true) this.owned.at(-1)?.push(variable);
    return variable;
  }

  local(name: string): VariableIndex | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The variable at file scope that a name means here; `undefined` when there is none in this file and what it includes. */
  global(name: string): VariableIndex | undefined {
    const known = this.globals.get(name);
    if (known !== undefined) return known;
    const { surroundings, isCpp } = this.semantics;
    const found =
      surroundings.find("variables", name) ?? (isCpp && name.includes("::") ? surroundings.find("variables", lastName(name)) : undefined);
    if (found === undefined) return undefined;
    const { fact } = found;
    const type = plainType(fact.type, this.int);
    const size = isPlace(found, type) ? undefined : this.sizeOf(type);
    const variable = this.builder.addVariable({
      name,
      type,
      ...(size !== undefined ? { size } : {}),
      storage: "global",
      ...(fact.constant ? { constant: true } : {}),
      ...(isVolatile(found.file, fact.node) ? { volatile: true } : {}),
      key: fact.linkage === "internal" ? `${this.path}#${fact.name}` : fact.name,
      node: 0,
    });
    this.globals.set(name, variable);
    return variable;
  }

  /** A static member of a class. */
  staticMember(owner: string, name: string, declared: Type): BuiltPlace {
    const key = `${owner}::${name}`;
    let variable = this.globals.get(key);
    const type = plainType(declared, this.int);
    if (variable === undefined) {
      const size = this.sizeOf(type);
      variable = this.builder.addVariable({ name, type, ...(size !== undefined ? { size } : {}), storage: "global", key, node: 0 });
      this.globals.set(key, variable);
    }
    return this.variablePlace(variable);
  }

  variablePlace(variable: VariableIndex): BuiltPlace {
    const type = this.builder.variables[variable]?.type ?? { kind: "unknown" };
    const place: BuiltPlace = { kind: "variable", variable, type };
    if (type.kind !== "reference") return place;
    return this.derefPlace(this.builder.load(place), type.to);
  }

  derefPlace(pointer: BuiltValue, type: Type): BuiltPlace {
    const plain = plainType(type, this.int);
    const size = this.sizeOf(plain);
    return { kind: "deref", pointer, type: plain, ...(size !== undefined ? { size } : {}) };
  }

  label(name: string): BlockIndex {
    let block = this.labels.get(name);
    if (block === undefined) this.labels.set(name, (block = this.builder.newBlock()));
    return block;
  }
}

/** Enumerations count as `int`. */
export function plainType(type: Type, int: Type): Type {
  return type.kind === "enum" ? int : type;
}

export function pointee(type: Type): Type {
  const plain = dereferenced(type);
  return plain.kind === "pointer" ? plain.to : plain.kind === "array" ? plain.of : { kind: "unknown" };
}

/** `volatile` among the specifiers of the declaration around a declarator. */
export function isVolatile(file: CSemantics, declarator: number): boolean {
  const { tree } = file;
  let id = declarator;
  while (id > 0 && !tree.is(id, "declaration") && !tree.is(id, "parameter")) id = tree.parent(id);
  for (let child = tree.firstChild(id); child >= 0; child = tree.nextSibling(child)) {
    if (tree.is(child, "typeQualifier") && tree.textOf(child) === "volatile") return true;
  }
  return false;
}

/** `extern uint32_t _sdata;`: a place that the linker knows. What lies there is not what its type says. */
function isPlace({ file, fact }: Declared<VariableFact>, type: Type): boolean {
  if (!fact.name.startsWith("_") || type.kind !== "integer" || fact.initializer !== undefined) return false;
  const { tree } = file;
  const declaration = tree.is(fact.node, "declaration") ? fact.node : tree.parent(fact.node);
  return hasSpecifier(tree, declaration, "extern") || tree.is(tree.parent(declaration), "linkage");
}
