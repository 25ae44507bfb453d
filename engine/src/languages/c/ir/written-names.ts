import { KIND_INDEX } from "../../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../../syntax/tree.js";
import type { WrittenNames } from "../../front-end.js";

/**
 * Names that code of a file may write through, told by shape alone: a name counts for every object that it could mean. One
 * linear walk, without types.
 */
export function writtenNames(tree: SyntaxTree): WrittenNames {
  const assigned = new Set<string>();
  const passed = new Set<string>();
  const add = (id: NodeId, names: Set<string>): void => {
    const name = rootName(tree, id);
    if (name !== undefined) names.add(name);
  };
  for (let id = 0; id < tree.size; id++) {
    switch (tree.kindIndex(id)) {
      case KIND_INDEX.assignment:
        add(tree.childByField(id, "left"), assigned);
        // `p = buffer`: from here on somebody else can write it.
        add(tree.childByField(id, "right"), passed);
        break;
      case KIND_INDEX.update:
        add(tree.childByField(id, "operand"), assigned);
        break;
      case KIND_INDEX.unary:
        if (tree.operator(id) === "&") add(tree.childByField(id, "operand"), assigned);
        break;
      case KIND_INDEX.arguments:
      case KIND_INDEX.return:
      case KIND_INDEX.initializerList:
        for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) add(child, passed);
        break;
      case KIND_INDEX.binary:
        // `buffer + 4` is an address in the buffer.
        add(tree.childByField(id, "left"), passed);
        add(tree.childByField(id, "right"), passed);
        break;
      case KIND_INDEX.declarator:
      case KIND_INDEX.cast:
      case KIND_INDEX.conditional:
        for (const field of ["value", "consequence", "alternative"] as const) add(tree.childByField(id, field), passed);
        break;
      case KIND_INDEX.asm:
        for (let inner = id; inner < tree.subtreeEnd(id); inner++) if (tree.is(inner, "identifier")) assigned.add(tree.textOf(inner));
        break;
      default:
        break;
    }
  }
  return { assigned, passed };
}

/** The variable that an expression is, or is a part of; `undefined` when it is reached through a pointer. */
function rootName(tree: SyntaxTree, id: NodeId): string | undefined {
  let node = id;
  while (node !== NO_NODE) {
    switch (tree.kind(node)) {
      case "identifier":
        return tree.textOf(node);
      case "qualifiedName":
        return tree.textOf(node).replace(/^.*::\s*/, "");
      case "parenthesized":
        node = tree.firstChild(node);
        break;
      case "member":
      case "subscript":
        node = tree.childByField(node, "object");
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}
