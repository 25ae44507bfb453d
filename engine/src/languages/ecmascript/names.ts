import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Scopes } from "./scopes.js";
import { readString } from "./literals.js";

/** How many names a name may stand for in turn; more is a cycle or a joke. */
const MAX_ALIASES = 12;

/** Objects through which globals can be written. */
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(["globalThis", "global", "window", "self"]);

/** Functions that give back a function of another shape that does the same: `promisify(exec)` runs a command as `exec` does. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "util.promisify",
  "__importStar",
  "__importDefault",
  "_interopRequireDefault",
  "_interopRequireWildcard",
]);

/** Names of what expressions denote, through imports, `require`, destructuring and constants that only rename. */
export class Names {
  private depth = 0;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly scopes: Scopes,
  ) {}

  /** As `Semantics.calleeName` defines it: `child_process.exec`, `this.client.publish`, `.update` of a computed object. */
  callee(call: NodeId): string {
    const callee = this.tree.childByField(call, "callee");
    return callee === NO_NODE ? "" : this.written(callee);
  }

  /** Dotted name of an expression; empty when it is computed. */
  written(id: NodeId): string {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "identifier":
        return this.identifier(id);
      case "this":
        return "this";
      case "member":
        return this.member(id, tree.childByField(id, "property"));
      case "subscript": {
        const index = tree.childByField(id, "index");
        const isName = index !== NO_NODE && tree.is(index, "string");
        return isName ? this.member(id, index) : this.inner(id, "object");
      }
      case "parenthesized":
        return this.firstChild(id);
      case "cast":
        return this.inner(id, "value");
      case "await":
        return this.inner(id, "operand");
      case "comma":
        // `(0, module.method)(…)`, as compilers write it.
        return this.inner(id, "right");
      case "call":
        return this.module(id) ?? "";
      default:
        return "";
    }
  }

  /** Module and path that an expression denotes: `fs.promises` of `require("fs").promises`; `undefined` for anything of this file. */
  module(id: NodeId): string | undefined {
    if (this.depth >= MAX_ALIASES) return undefined;
    this.depth++;
    try {
      return this.findModule(id);
    } finally {
      this.depth--;
    }
  }

  private findModule(id: NodeId): string | undefined {
    const { tree } = this;
    switch (tree.kind(id)) {
      case "identifier": {
        const declaration = this.scopes.find(tree.textOf(id), id);
        return declaration === NO_NODE ? undefined : this.declared(declaration);
      }
      case "member":
      case "subscript": {
        const property = tree.childByField(id, tree.is(id, "member") ? "property" : "index");
        const object = this.moduleOf(id, "object");
        return object === undefined || property === NO_NODE ? undefined : joined(object, this.propertyName(property));
      }
      case "parenthesized": {
        const inner = tree.firstChild(id);
        return inner === NO_NODE ? undefined : this.module(inner);
      }
      case "cast":
        return this.moduleOf(id, "value");
      case "await":
        return this.moduleOf(id, "operand");
      case "comma":
        return this.moduleOf(id, "right");
      case "call":
        return this.required(id);
      default:
        return undefined;
    }
  }

  private moduleOf(id: NodeId, field: "object" | "value" | "operand" | "right"): string | undefined {
    const child = this.tree.childByField(id, field);
    return child === NO_NODE ? undefined : this.module(child);
  }

  /** `require("x")`, `import("x")`, or a wrapper around something of a module. */
  private required(call: NodeId): string | undefined {
    const { tree } = this;
    const callee = tree.childByField(call, "callee");
    const list = tree.childByField(call, "arguments");
    const first = list === NO_NODE ? NO_NODE : tree.firstChild(list);
    if (callee === NO_NODE || first === NO_NODE) return undefined;
    const name = tree.textOf(callee);
    if (name === "require" || name === "import") return tree.is(first, "string") ? moduleName(readString(tree.textOf(first))) : undefined;
    const wrapper = WRAPPERS.has(name) ? name : this.module(callee);
    return wrapper !== undefined && WRAPPERS.has(wrapper) ? this.module(first) : undefined;
  }

  /** What a declaration stands for, when that is something of a module. */
  declared(declaration: NodeId): string | undefined {
    const { tree } = this;
    switch (tree.kind(declaration)) {
      case "importSpecifier": {
        const path = this.importPath(tree.parent(declaration));
        if (path === undefined || tree.operator(declaration) === "*") return path;
        // A default import of Node's modules and of CommonJS packages is the module itself.
        const parent = tree.parent(declaration);
        const isDefault = tree.is(parent, "import") && this.isDefaultImport(declaration);
        const key = tree.childByField(declaration, "key");
        const name = tree.textOf(key === NO_NODE ? tree.childByField(declaration, "name") : key);
        return isDefault || name === "default" ? path : joined(path, name);
      }
      case "import":
        return this.importPath(declaration);
      case "declarator": {
        const value = tree.childByField(declaration, "value");
        const parent = tree.parent(declaration);
        const inPattern = tree.is(parent, "object") || tree.is(parent, "array") || tree.is(parent, "spread");
        if (!inPattern) return value === NO_NODE ? undefined : this.module(value);
        if (!tree.is(parent, "object") || !tree.is(tree.parent(parent), "declarator")) return undefined;
        const key = tree.childByField(declaration, "key");
        const name = key === NO_NODE ? tree.childByField(declaration, "name") : key;
        const object = this.declared(tree.parent(parent));
        return object === undefined || name === NO_NODE ? undefined : joined(object, this.propertyName(name));
      }
      default:
        return undefined;
    }
  }

  /** `import name from …`: the specifier stands before any brace. */
  private isDefaultImport(specifier: NodeId): boolean {
    const { tree } = this;
    const before = tree.text.slice(tree.start(tree.parent(specifier)), tree.start(specifier));
    return tree.childByField(specifier, "key") === NO_NODE && !before.includes("{");
  }

  private importPath(statement: NodeId): string | undefined {
    const path = this.tree.childByField(statement, "path");
    return path === NO_NODE || !this.tree.is(path, "string") ? undefined : moduleName(readString(this.tree.textOf(path)));
  }

  private identifier(id: NodeId): string {
    return this.module(id) ?? this.tree.textOf(id);
  }

  private member(id: NodeId, property: NodeId): string {
    if (property === NO_NODE) return "";
    const object = this.tree.childByField(id, "object");
    const name = this.propertyName(property);
    if (object === NO_NODE) return `.${name}`;
    if (
      this.tree.is(object, "identifier") &&
      GLOBAL_OBJECTS.has(this.tree.textOf(object)) &&
      this.scopes.find(this.tree.textOf(object), object) === NO_NODE
    )
      return name;
    return joined(this.written(object), name);
  }

  private inner(id: NodeId, field: "object" | "value" | "operand" | "right"): string {
    const child = this.tree.childByField(id, field);
    return child === NO_NODE ? "" : this.written(child);
  }

  private firstChild(id: NodeId): string {
    const child = this.tree.firstChild(id);
    return child === NO_NODE ? "" : this.written(child);
  }

  private propertyName(id: NodeId): string {
    const text = this.tree.textOf(id);
    return this.tree.is(id, "string") ? readString(text) : text;
  }
}

/** A default export under its name is the module: `require("axios").default.get`. */
function joined(object: string, property: string): string {
  return property === "default" && object !== "" ? object : `${object}.${property}`;
}

function moduleName(path: string): string {
  return path.replace(/^node:/, "");
}
