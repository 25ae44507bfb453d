import type { Type } from "../../project/types.js";
import { NO_NODE, type NodeId } from "../../syntax/tree.js";
import { hasSpecifier } from "./declarator.js";
import { dereferenced } from "./expression-types.js";
import { readChar, readInteger, readString } from "./literals.js";
import type { CSemantics } from "./semantics.js";
import { at, type Site } from "./site.js";
import { flattened, remember } from "./surroundings.js";

const MAX_DEPTH = 300;

/** Values of constant expressions. `undefined`: not constant, or not told without a build. */
export class Constants {
  private readonly integers = new Map<NodeId, { readonly value: number | undefined }>();
  private readonly enumeratorValues = new Map<NodeId, number | undefined>();
  private readonly resolving = new Set<NodeId>();
  private depth = 0;

  constructor(private readonly file: CSemantics) {}

  integer(site: Site): number | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    const { questions } = this.file.session;
    this.depth++;
    questions.begin(this.file);
    try {
      const { node } = site;
      if (node.tree !== this.file.tree) {
        const owner = this.file.ownerOf(node);
        if (owner !== this.file) return owner.constants.integer(site);
        return questions.spend(this.file, 1) ? this.readInteger(site) : undefined;
      }
      return remember(this.file.session, this.integers, node.id, () => ({ value: this.readInteger(site) })).value;
    } finally {
      questions.end();
      this.depth--;
    }
  }

  /** Text of a string literal, of adjacent literals, or of a constant that names one. */
  string(site: Site): string | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    const { questions } = this.file.session;
    this.depth++;
    questions.begin(this.file);
    try {
      const owner = this.file.ownerOf(site.node);
      if (owner !== this.file) return owner.constants.string(site);
      return site.node.tree === this.file.tree || questions.spend(this.file, 1) ? this.readString(site) : undefined;
    } finally {
      questions.end();
      this.depth--;
    }
  }

  /** Value of an `enumerator` node of this file. */
  enumerator(id: NodeId): number | undefined {
    if (!this.enumeratorValues.has(id)) this.readEnumerators(this.file.tree.parent(id));
    return this.enumeratorValues.get(id);
  }

  private readEnumerators(list: NodeId): void {
    const { tree } = this.file;
    let next: number | undefined = 0;
    for (const id of flattened(tree, list)) {
      if (!tree.is(id, "enumerator")) continue;
      const value = tree.childByField(id, "value");
      // Which branch of an `#if` counts is not known, so what follows it is not known either.
      if (tree.parent(id) !== list) next = undefined;
      // An enumerator is visible to the ones behind it, so each is stored before the next is read.
      if (value !== NO_NODE) {
        this.enumeratorValues.set(id, undefined);
        next = this.integer({ node: tree.node(value) });
      }
      this.enumeratorValues.set(id, next);
      if (next !== undefined) next++;
    }
  }

  private child(site: Site, field: Parameters<Site["node"]["child"]>[0]): number | undefined {
    const child = site.node.child(field);
    return child === undefined ? undefined : this.integer(at(site, child));
  }

  private readInteger(site: Site): number | undefined {
    const { node } = site;
    switch (node.kind) {
      case "number":
        return readInteger(node.text)?.value;
      case "char":
        return readChar(node.text, this.file.builtins.model.charIsSigned);
      case "boolean":
        return node.text === "true" ? 1 : 0;
      case "parenthesized":
        return node.firstChild === undefined ? undefined : this.integer(at(site, node.firstChild));
      case "identifier":
      case "qualifiedName":
        return this.named(site);
      case "call": {
        const callee = node.child("callee");
        const expansion = callee?.kind === "identifier" ? this.file.macros.expand(site, callee.text, node) : undefined;
        if (expansion !== undefined) return this.integer(expansion);
        const type = this.file.castType(site);
        const [value] = node.args;
        return type === undefined || value === undefined ? undefined : this.fitted(this.integer(at(site, value)), type);
      }
      case "sizeof":
        return this.sizeof(site);
      case "cast":
        return this.fitted(this.child(site, "value"), this.file.expressions.of(site));
      case "unary":
        return this.unary(site);
      case "binary":
        return this.binary(site);
      case "conditional": {
        const condition = this.child(site, "condition");
        if (condition === undefined) return undefined;
        if (condition !== 0 && node.child("consequence") === undefined) return condition;
        return this.child(site, condition === 0 ? "alternative" : "consequence");
      }
      default:
        return undefined;
    }
  }

  private named(site: Site): number | undefined {
    const { file } = this;
    const name = site.node.text;
    const bound = site.bindings?.get(name);
    if (bound !== undefined) return this.integer(bound);
    const found = file.declared(site);
    if (found !== undefined && !found.file.tree.is(found.fact, "macroDefinition")) return found.file.constants.declared(found.fact);
    const expansion = file.macros.expand(site, name, undefined);
    if (expansion !== undefined) return this.integer(expansion);
    const enumerator = file.surroundings.findEnumerator(name);
    if (enumerator !== undefined) return enumerator.file.constants.enumerator(enumerator.fact);
    const variable = file.surroundings.find("variables", name);
    return variable === undefined ? undefined : variable.file.constants.declared(variable.fact.node);
  }

  /** Value of a declared constant: an enumerator, or a `const` integer with its initializer. */
  private declared(id: NodeId): number | undefined {
    const { tree } = this.file;
    if (tree.is(id, "enumerator")) return this.enumerator(id);
    const value = this.constantInitializer(id);
    if (value === NO_NODE || this.resolving.has(id)) return undefined;
    const type = this.file.declaredTypes.of(id);
    if (type.kind !== "integer" && type.kind !== "boolean" && type.kind !== "enum") return undefined;
    this.resolving.add(id);
    const integer = this.fitted(this.integer({ node: tree.node(value) }), type);
    this.resolving.delete(id);
    return integer;
  }

  /** Initializer of a variable that never changes; `NO_NODE` for others. */
  private constantInitializer(declarator: NodeId): NodeId {
    const { tree } = this.file;
    if (!tree.is(declarator, "declarator")) return NO_NODE;
    const declaration = tree.parent(declarator);
    if (!hasSpecifier(tree, declaration, "const") && !hasSpecifier(tree, declaration, "constexpr")) return NO_NODE;
    return tree.childByField(declarator, "value");
  }

  private sizeof(site: Site): number | undefined {
    const value = site.node.child("value");
    const operand =
      value === undefined
        ? this.file.expressions.of({ ...site, node: site.node.child("type") ?? site.node })
        : this.file.expressions.of(at(site, value));
    const type =
      value === undefined && site.node.tree !== this.file.tree ? this.file.typeOfText(site.node.child("type")?.text ?? "") : operand;
    return type === undefined ? undefined : this.file.layout.sizeOf(dereferenced(type));
  }

  private unary(site: Site): number | undefined {
    const operand = this.child(site, "operand");
    if (operand === undefined) return undefined;
    switch (site.node.operator) {
      case "+":
        return operand;
      case "-":
        return this.fitted(-operand, this.file.expressions.of(site));
      case "~":
        return this.fitted(Number(~BigInt(operand)), this.file.expressions.of(site));
      case "!":
        return operand === 0 ? 1 : 0;
      default:
        return undefined;
    }
  }

  private binary(site: Site): number | undefined {
    const left = this.child(site, "left");
    if (left === undefined) return undefined;
    const { operator } = site.node;
    if (operator === "&&" && left === 0) return 0;
    if (operator === "||" && left !== 0) return 1;
    const right = this.child(site, "right");
    if (right === undefined) return undefined;
    const value = operate(operator, left, right);
    return value === undefined || typeof value === "boolean"
      ? value === undefined
        ? undefined
        : Number(value)
      : this.fitted(value, this.file.expressions.of(site));
  }

  /** A value as a type holds it: unsigned types wrap, signed overflow has no value. */
  private fitted(value: number | undefined, type: Type): number | undefined {
    if (value === undefined || !Number.isSafeInteger(value)) return undefined;
    if (type.kind === "boolean") return value === 0 ? 0 : 1;
    if (type.kind !== "integer") return value;
    const { bits, signed } = type;
    if (signed ? value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1) : value >= 0 && value < 2 ** bits) return value;
    const wrapped = Number(signed ? BigInt.asIntN(bits, BigInt(value)) : BigInt.asUintN(bits, BigInt(value)));
    return Number.isSafeInteger(wrapped) ? wrapped : undefined;
  }

  private readString(site: Site): string | undefined {
    const { node } = site;
    switch (node.kind) {
      case "string": {
        if (node.firstChild === undefined) return readString(node.text);
        const parts = node.children.map((child) => this.string(at(site, child)));
        return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
      }
      case "parenthesized":
        return node.firstChild === undefined ? undefined : this.string(at(site, node.firstChild));
      case "cast": {
        const value = node.child("value");
        return value === undefined ? undefined : this.string(at(site, value));
      }
      case "call": {
        const callee = node.child("callee");
        const expansion = callee?.kind === "identifier" ? this.file.macros.expand(site, callee.text, node) : undefined;
        return expansion === undefined ? undefined : this.string(expansion);
      }
      case "identifier":
      case "qualifiedName":
        return this.namedString(site);
      default:
        return undefined;
    }
  }

  private namedString(site: Site): string | undefined {
    const { file } = this;
    const name = site.node.text;
    const bound = site.bindings?.get(name);
    if (bound !== undefined) return this.string(bound);
    const found = file.declared(site);
    if (found !== undefined && !found.file.tree.is(found.fact, "macroDefinition")) return found.file.constants.declaredString(found.fact);
    const expansion = file.macros.expand(site, name, undefined);
    if (expansion !== undefined) return this.string(expansion);
    const variable = file.surroundings.find("variables", name);
    return variable === undefined ? undefined : variable.file.constants.declaredString(variable.fact.node);
  }

  /** Text of a `const` array, or of a pointer to constant characters that is itself `const`. */
  private declaredString(id: NodeId): string | undefined {
    const value = this.constantInitializer(id);
    if (value === NO_NODE || this.resolving.has(id)) return undefined;
    const { tree } = this.file;
    const type = this.file.declaredTypes.of(id);
    if (type.kind !== "array" && !(type.kind === "pointer" && isConstantPointer(this.file, id))) return undefined;
    this.resolving.add(id);
    const text = this.string({ node: tree.node(value) });
    this.resolving.delete(id);
    return text;
  }
}

function isConstantPointer({ tree }: CSemantics, declarator: NodeId): boolean {
  const link = tree.childByField(declarator, "declarator");
  return link !== NO_NODE && (hasSpecifier(tree, link, "const") || hasSpecifier(tree, tree.parent(declarator), "constexpr"));
}

function operate(operator: string, left: number, right: number): number | boolean | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : Math.trunc(left / right);
    case "%":
      return right === 0 ? undefined : left % right;
    case "<<":
      return right < 0 || right > 63 ? undefined : left * 2 ** right;
    case ">>":
      return right < 0 || right > 63 ? undefined : Math.floor(left / 2 ** right);
    case "&":
      return Number(BigInt(left) & BigInt(right));
    case "|":
      return Number(BigInt(left) | BigInt(right));
    case "^":
      return Number(BigInt(left) ^ BigInt(right));
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "&&":
    case "||":
      return right !== 0;
    default:
      return undefined;
  }
}
