import type { FileFacts } from "../../project/facts.js";
import type { Type } from "../../project/types.js";
import type { SyntaxNode } from "../../syntax/node.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import type { Semantics } from "../front-end.js";
import { Constants } from "./constants.js";
import type { Meaning } from "./fact-types.js";
import { Names } from "./names.js";
import { Scopes } from "./scopes.js";
import { Annotations } from "./types.js";

interface Definition {
  readonly node: NodeId;
  readonly index: number;
  /** Index in the list of definitions; -1 at file scope. */
  readonly outer: number;
}

/** Meaning within one file; other files are not asked. */
export class EcmascriptSemantics implements Semantics, Meaning {
  private readonly scopes: Scopes;
  private readonly names: Names;
  private readonly constants: Constants;
  private readonly annotations: Annotations;
  private readonly callees = new Map<NodeId, string>();
  private collected: FileFacts | undefined;
  private definitions: readonly Definition[] | undefined;

  constructor(private readonly tree: SyntaxTree) {
    this.scopes = new Scopes(tree);
    this.names = new Names(tree, this.scopes);
    this.constants = new Constants(tree, this.scopes);
    this.annotations = new Annotations(tree, this.scopes);
  }

  /** Facts and semantics need each other; the front end closes the circle once. */
  setFacts(facts: FileFacts): void {
    this.collected = facts;
  }

  typeOf(node: SyntaxNode): Type {
    return this.annotations.of(node.id);
  }

  declarationOf(identifier: SyntaxNode): SyntaxNode | undefined {
    if (!identifier.is("identifier", "typeName")) return undefined;
    const id = this.scopes.find(identifier.text, identifier.id);
    return id === NO_NODE ? undefined : this.tree.node(id);
  }

  calleeName(call: SyntaxNode | NodeId): string {
    const id = typeof call === "number" ? call : call.id;
    let name = this.callees.get(id);
    if (name === undefined) this.callees.set(id, (name = this.names.callee(id)));
    return name;
  }

  stringValue(node: SyntaxNode): string | undefined {
    return this.constants.string(node.id);
  }

  integerValue(node: SyntaxNode): number | undefined {
    return this.constants.integer(node.id);
  }

  /** The language has no macros. */
  macro(): undefined {
    return undefined;
  }

  /** The language has no sizes. */
  sizeOf(): undefined {
    return undefined;
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

  typeAt(node: NodeId): Type {
    return this.annotations.of(node);
  }

  annotated(node: NodeId): Type {
    return this.annotations.annotation(node);
  }

  integerAt(node: NodeId): number | undefined {
    return this.constants.integer(node);
  }

  /** Functions that have a body in text order, each with the one around it. */
  private sortDefinitions(): readonly Definition[] {
    const definitions: Definition[] = [];
    this.collected?.functions.forEach((fact, index) => {
      if (fact.body === undefined) return;
      let outer = definitions.length - 1;
      while (outer >= 0 && this.tree.subtreeEnd(definitions[outer]?.node ?? 0) <= fact.node) outer = definitions[outer]?.outer ?? -1;
      definitions.push({ node: fact.node, index, outer });
    });
    return definitions;
  }
}
