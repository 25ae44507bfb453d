import { KIND_INDEX } from "../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";

/** Local names that a file exports apart from their declarations: `export { a }`, `export default a`, `module.exports = { a }`, `exports.a = a`. */
export function exportedNames(tree: SyntaxTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (let id = tree.firstChild(0); id !== NO_NODE; id = tree.nextSibling(id)) {
    const kind = tree.kindIndex(id);
    if (kind === KIND_INDEX.export) addExport(tree, id, names);
    else if (kind === KIND_INDEX.expressionStatement) addAssignment(tree, tree.firstChild(id), names);
  }
  return names;
}

function addExport(tree: SyntaxTree, id: NodeId, names: Set<string>): void {
  if (tree.childByField(id, "path") !== NO_NODE) return;
  for (let child = tree.firstChild(id); child !== NO_NODE; child = tree.nextSibling(child)) {
    if (tree.is(child, "identifier")) names.add(tree.textOf(child));
    const key = tree.childByField(child, "key");
    const name = key === NO_NODE ? tree.childByField(child, "name") : key;
    if (tree.is(child, "importSpecifier") && name !== NO_NODE) names.add(tree.textOf(name));
  }
}

function addAssignment(tree: SyntaxTree, id: NodeId, names: Set<string>): void {
  if (id === NO_NODE || !tree.is(id, "assignment")) return;
  const left = tree.childByField(id, "left");
  const right = tree.childByField(id, "right");
  if (left === NO_NODE || right === NO_NODE || !/^(?:module\.)?exports\b/.test(tree.textOf(left))) return;
  if (tree.is(right, "identifier")) names.add(tree.textOf(right));
  if (!tree.is(right, "object")) return;
  for (let child = tree.firstChild(right); child !== NO_NODE; child = tree.nextSibling(child)) {
    const value = tree.is(child, "property") ? tree.childByField(child, "value") : NO_NODE;
    if (value !== NO_NODE && tree.is(value, "identifier")) names.add(tree.textOf(value));
  }
}
