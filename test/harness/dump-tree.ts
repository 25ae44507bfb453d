import { NO_NODE, type NodeId, type SyntaxTree } from "../../engine/src/index.js";

/** Kinds whose text says more than the kind. */
const WITH_TEXT = new Set([
  "identifier",
  "fieldName",
  "typeName",
  "primitiveType",
  "number",
  "string",
  "char",
  "storageClass",
  "typeQualifier",
  "macroBody",
  "directive",
  "accessSpecifier",
  "boolean",
]);

/** The tree as one line: `(if condition:(identifier a) …)`; operators follow the kind, texts of leaves are bare. */
export function dumpTree(tree: SyntaxTree, id: NodeId = 0): string {
  const operator = tree.operator(id);
  const parts: string[] = [operator === "" ? tree.kind(id) : `${tree.kind(id)} ${operator}`];
  let child = tree.firstChild(id);
  if (child === NO_NODE && WITH_TEXT.has(tree.kind(id))) parts.push(tree.textOf(id));
  for (; child !== NO_NODE; child = tree.nextSibling(child)) parts.push(dumpTree(tree, child));
  const field = tree.field(id);
  return `${field === "none" ? "" : `${field}:`}(${parts.join(" ")})`;
}
