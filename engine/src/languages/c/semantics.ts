import type { TypeFact } from "../../project/facts.js";
import { UNKNOWN_TYPE, type Type } from "../../project/types.js";
import type { SyntaxNode } from "../../syntax/node.js";
import type { NodeId, SyntaxTree } from "../../syntax/tree.js";
import type { Semantics } from "../front-end.js";
import { calleeName } from "./callee.js";
import type { Meaning } from "./fact-types.js";
import type { FileFacts } from "../../project/facts.js";

/** Answers about one file. */
export class CSemantics implements Semantics, Meaning {
  facts!: FileFacts;
  private readonly callees = new Map<NodeId, string>();

  constructor(private readonly tree: SyntaxTree) {}

  typeOf(_node: SyntaxNode): Type {
    return UNKNOWN_TYPE;
  }

  declarationOf(_identifier: SyntaxNode): SyntaxNode | undefined {
    return undefined;
  }

  calleeName(call: SyntaxNode | NodeId): string {
    const id = typeof call === "number" ? call : call.id;
    let name = this.callees.get(id);
    if (name === undefined) this.callees.set(id, (name = calleeName(this.tree, id, (alias) => this.macroAlias(alias))));
    return name;
  }

  stringValue(_node: SyntaxNode): string | undefined {
    return undefined;
  }

  integerValue(_node: SyntaxNode): number | undefined {
    return undefined;
  }

  sizeOf(_type: Type): number | undefined {
    return undefined;
  }

  enclosingFunction(node: SyntaxNode): number {
    const { functions } = this.facts;
    let best = -1;
    for (let i = 0; i < functions.length; i++) {
      const fact = functions[i];
      if (fact?.body === undefined) continue;
      if (fact.node <= node.id && node.id < this.tree.subtreeEnd(fact.node)) best = i;
      else if (fact.node > node.id) break;
    }
    return best;
  }

  declaredType(_node: NodeId): Type {
    return UNKNOWN_TYPE;
  }

  baseType(_node: NodeId): Type {
    return UNKNOWN_TYPE;
  }

  members(_record: NodeId): TypeFact["members"] {
    return [];
  }

  private macroAlias(name: string): string | undefined {
    const macro = [...this.facts.macros].reverse().find((fact) => fact.name === name);
    return macro !== undefined && macro.parameters === undefined && /^[A-Za-z_]\w*$/.test(macro.body) ? macro.body : undefined;
  }
}
