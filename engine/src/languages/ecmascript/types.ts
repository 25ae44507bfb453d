import { UNKNOWN_TYPE, type Type } from "../../project/types.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Scopes } from "./scopes.js";

const MAX_DEPTH = 40;

/** Types as annotations, literals and `new` tell them: there is no type checker. `string` and others without a kind of their own are `unknown` with their name. */
export class Annotations {
  private depth = 0;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly scopes: Scopes,
  ) {}

  of(id: NodeId): Type {
    if (this.depth >= MAX_DEPTH) return UNKNOWN_TYPE;
    this.depth++;
    try {
      return this.read(id);
    } finally {
      this.depth--;
    }
  }

  private read(id: NodeId): Type {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "string":
      case "template":
        return STRING;
      case "number":
        return NUMBER;
      case "boolean":
        return { kind: "boolean" };
      case "array":
        return { kind: "array", of: UNKNOWN_TYPE };
      case "parenthesized":
        return this.child(tree.firstChild(id));
      case "await":
        return UNKNOWN_TYPE;
      case "cast": {
        const type = tree.childByField(id, "type");
        return type === NO_NODE || tree.textOf(type) === "const" ? this.child(tree.childByField(id, "value")) : this.annotation(type);
      }
      case "new": {
        const callee = tree.childByField(id, "callee");
        return callee !== NO_NODE && tree.is(callee, "identifier") ? this.named(tree.textOf(callee), id) : UNKNOWN_TYPE;
      }
      case "identifier": {
        const declaration = this.scopes.find(tree.textOf(id), id);
        return declaration === NO_NODE ? UNKNOWN_TYPE : this.of(declaration);
      }
      case "declarator":
      case "parameter":
      case "field": {
        const type = tree.childByField(id, "type");
        return type === NO_NODE ? this.child(tree.childByField(id, "value")) : this.annotation(type);
      }
      case "function":
      case "lambda":
        return this.functionType(id);
      case "class":
      case "interface":
      case "enum": {
        const name = tree.childByField(id, "name");
        return name === NO_NODE ? UNKNOWN_TYPE : this.named(tree.textOf(name), id);
      }
      default:
        return UNKNOWN_TYPE;
    }
  }

  private child(id: NodeId): Type {
    return id === NO_NODE ? UNKNOWN_TYPE : this.of(id);
  }

  private functionType(id: NodeId): Type {
    const { tree } = this;
    const result = tree.childByField(id, "type");
    const list = tree.childByField(id, "parameters");
    const parameters: Type[] = [];
    let variadic = false;
    for (let child = list === NO_NODE ? NO_NODE : tree.firstChild(list); child !== NO_NODE; child = tree.nextSibling(child)) {
      if (tree.text.startsWith("...", tree.start(child))) variadic = true;
      else parameters.push(this.of(child));
    }
    return { kind: "function", returns: result === NO_NODE ? UNKNOWN_TYPE : this.annotation(result), parameters, variadic };
  }

  /** Type that an annotation writes. */
  annotation(id: NodeId): Type {
    const { tree } = this;
    const text = tree.textOf(id);
    switch (tree.kind(id)) {
      case "primitiveType":
        return PRIMITIVES[text] ?? { kind: "unknown", name: text };
      case "typeName":
        return this.named(text, id);
      case "templateType": {
        const name = tree.textOf(tree.childByField(id, "name"));
        const list = tree.childByField(id, "arguments");
        const first = list === NO_NODE ? NO_NODE : tree.firstChild(list);
        if (/^(?:Readonly)?Array$/.test(name) && first !== NO_NODE) return { kind: "array", of: this.annotation(first) };
        return this.named(name, id);
      }
      case "type": {
        if (text.endsWith("[]") && tree.firstChild(id) !== NO_NODE) return { kind: "array", of: this.annotation(tree.firstChild(id)) };
        const inner = /^(?:readonly\s|\()/.test(text) ? tree.firstChild(id) : NO_NODE;
        return inner === NO_NODE ? { kind: "unknown", name: text.replace(/\s+/g, " ").slice(0, 80) } : this.annotation(inner);
      }
      default:
        return UNKNOWN_TYPE;
    }
  }

  private named(name: string, from: NodeId): Type {
    const { tree } = this;
    const declaration = this.scopes.find(name, from);
    const kind = declaration === NO_NODE ? undefined : tree.kind(declaration);
    if (kind === "enum") return { kind: "enum", name };
    return kind === "parameter" ? { kind: "unknown", name } : { kind: "record", tag: "class", name };
  }
}

const STRING: Type = { kind: "unknown", name: "string" };
const NUMBER: Type = { kind: "float", bits: 64 };
const PRIMITIVES: Readonly<Record<string, Type>> = {
  string: STRING,
  number: NUMBER,
  boolean: { kind: "boolean" },
  void: { kind: "void" },
  undefined: { kind: "void" },
};
