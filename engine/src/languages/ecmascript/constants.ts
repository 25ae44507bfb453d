import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { readEscapes, readNumber, readString } from "./literals.js";
import type { Scopes } from "./scopes.js";

/** Deeper than this an expression has no value for us. */
const MAX_DEPTH = 400;

/** Longest text that is put together: a hostile constant could double itself many times. */
const MAX_LENGTH = 100_000;

/** Values of constant expressions, as far as this file tells them. */
export class Constants {
  private depth = 0;
  /** Also breaks cycles: what is being worked out has no value yet. */
  private readonly strings = new Map<NodeId, string | undefined>();
  private readonly integers = new Map<NodeId, number | undefined>();

  constructor(
    private readonly tree: SyntaxTree,
    private readonly scopes: Scopes,
  ) {}

  string(id: NodeId): string | undefined {
    return this.remember(this.strings, id, () => this.readString(id));
  }

  integer(id: NodeId): number | undefined {
    return this.remember(this.integers, id, () => this.readInteger(id));
  }

  private remember<Value>(known: Map<NodeId, Value | undefined>, id: NodeId, read: () => Value | undefined): Value | undefined {
    if (id === NO_NODE || known.has(id) || this.depth >= MAX_DEPTH) return known.get(id);
    known.set(id, undefined);
    this.depth++;
    const value = read();
    this.depth--;
    known.set(id, value);
    return value;
  }

  private readString(id: NodeId): string | undefined {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "string":
        // A fixed piece of a template has no quotes of its own.
        return tree.is(tree.parent(id), "template") ? readEscapes(tree.textOf(id)) : readString(tree.textOf(id));
      case "template": {
        let text = "";
        for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) {
          const part = this.string(child) ?? this.integer(child);
          if (part === undefined) return undefined;
          text += String(part);
        }
        return limited(text);
      }
      case "binary": {
        if (tree.operator(id) !== "+") return undefined;
        const a = this.string(tree.childByField(id, "left"));
        const b = a === undefined ? undefined : this.string(tree.childByField(id, "right"));
        return a === undefined || b === undefined ? undefined : limited(a + b);
      }
      default: {
        const target = this.target(id);
        return target === NO_NODE ? undefined : this.string(target);
      }
    }
  }

  private readInteger(id: NodeId): number | undefined {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "number": {
        const value = readNumber(tree.textOf(id));
        return value !== undefined && Number.isInteger(value) ? value : undefined;
      }
      case "boolean":
        return tree.textOf(id) === "true" ? 1 : 0;
      case "unary": {
        const value = this.integer(tree.childByField(id, "operand"));
        return value === undefined ? undefined : unary(tree.operator(id), value);
      }
      case "binary": {
        const a = this.integer(tree.childByField(id, "left"));
        const b = a === undefined ? undefined : this.integer(tree.childByField(id, "right"));
        return a === undefined || b === undefined ? undefined : binary(tree.operator(id), a, b);
      }
      default: {
        const target = this.target(id);
        return target === NO_NODE ? undefined : this.integer(target);
      }
    }
  }

  /** The expression whose value an expression has: a constant's initializer, a constant object's property, what is cast. */
  private target(id: NodeId): NodeId {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "parenthesized":
        return tree.firstChild(id);
      case "cast":
        return tree.childByField(id, "value");
      case "identifier": {
        const declaration = this.scopes.find(tree.textOf(id), id);
        return declaration === NO_NODE ? NO_NODE : this.constantValue(declaration);
      }
      case "member":
        return this.property(id);
      default:
        return NO_NODE;
    }
  }

  /** Initializer of a plain `const`. */
  private constantValue(declaration: NodeId): NodeId {
    const { tree } = this;
    const parent = tree.parent(declaration);
    if (!tree.is(declaration, "declarator") || !tree.is(parent, "declaration")) return NO_NODE;
    for (let child = tree.firstChild(parent); child !== NO_NODE && tree.is(child, "storageClass"); child = tree.nextSibling(child)) {
      if (tree.textOf(child) === "const") return tree.childByField(declaration, "value");
    }
    return NO_NODE;
  }

  /** Value of `Algorithm.Md5` or `SETTINGS.url`: a member of an enum, or a property of a constant object literal. */
  private property(member: NodeId): NodeId {
    const { tree } = this;
    const object = tree.childByField(member, "object");
    const name = tree.childByField(member, "property");
    if (object === NO_NODE || name === NO_NODE || !tree.is(object, "identifier")) return NO_NODE;
    const declaration = this.scopes.find(tree.textOf(object), object);
    if (declaration === NO_NODE) return NO_NODE;
    const isEnum = tree.is(declaration, "enum");
    let list = isEnum ? tree.childByField(declaration, "body") : this.constantValue(declaration);
    while (list !== NO_NODE && tree.is(list, "cast")) list = tree.childByField(list, "value");
    if (list === NO_NODE || (!isEnum && !tree.is(list, "object"))) return NO_NODE;
    for (let child = tree.firstChild(list); child !== NO_NODE; child = tree.nextSibling(child)) {
      const key = tree.childByField(child, isEnum ? "name" : "key");
      if (key !== NO_NODE && tree.textOf(key) === tree.textOf(name)) return tree.childByField(child, "value");
    }
    return NO_NODE;
  }
}

function limited(text: string): string | undefined {
  return text.length <= MAX_LENGTH ? text : undefined;
}

function unary(operator: string, value: number): number | undefined {
  if (operator === "-") return -value;
  if (operator === "+") return value;
  return operator === "~" ? ~value : undefined;
}

function binary(operator: string, a: number, b: number): number | undefined {
  const value = compute(operator, a, b);
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}

function compute(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case "+": return a + b;
    case "-": return a - b;
    case "*": return a * b;
    case "/": return a / b;
    case "%": return a % b;
    case "**": return a ** b;
    case "<<": return a << b;
    case ">>": return a >> b;
    case ">>>": return a >>> b;
    case "&": return a & b;
    case "|": return a | b;
    case "^": return a ^ b;
    default: return undefined;
  } // prettier-ignore
}
