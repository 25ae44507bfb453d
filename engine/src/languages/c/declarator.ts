import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";

/** The declared name of a declarator chain, and the link that stands directly around it. */
export interface DeclaredName {
  /** `identifier`, `fieldName`, `typeName`, `qualifiedName` or `templateType`; `NO_NODE` for an abstract declarator. */
  readonly name: NodeId;
  /** Innermost link around the name, parentheses left out; `NO_NODE` when the name stands alone. */
  readonly link: NodeId;
}

/** Next node of a declarator chain: the child in the field `declarator` or `name`. */
export function innerDeclarator(tree: SyntaxTree, id: NodeId): NodeId {
  const inner = tree.childByField(id, "declarator");
  return inner !== NO_NODE ? inner : tree.childByField(id, "name");
}

/** Follows the chain from a `declarator`, `parameter`, `function` or link node down to the name. */
export function declaredName(tree: SyntaxTree, id: NodeId): DeclaredName {
  let link: NodeId = NO_NODE;
  for (let node = innerDeclarator(tree, id); node !== NO_NODE; node = innerDeclarator(tree, node)) {
    if (tree.field(node) === "name") return { name: node, link };
    if (!tree.is(node, "parenthesizedDeclarator")) link = node;
  }
  return { name: NO_NODE, link };
}

/** The node that names, without scope and template arguments: `c` of `a::b<T>::c`. */
export function simpleName(tree: SyntaxTree, name: NodeId): NodeId {
  let node = name;
  for (;;) {
    const inner = tree.is(node, "qualifiedName") || tree.is(node, "templateType") ? tree.childByField(node, "name") : NO_NODE;
    if (inner === NO_NODE) return node;
    node = inner;
  }
}

/** A name as one word: white space and template arguments removed (`a::b<T>::c` gives `a::b::c`). */
export function nameText(tree: SyntaxTree, name: NodeId): string {
  const kind = tree.kind(name);
  if (kind === "templateType") {
    const inner = tree.childByField(name, "name");
    return inner === NO_NODE ? "" : nameText(tree, inner);
  }
  if (kind !== "qualifiedName") return tree.textOf(name).replace(/\s+/g, "");
  const scope = tree.childByField(name, "object");
  const inner = tree.childByField(name, "name");
  if (inner === NO_NODE) return tree.textOf(name).replace(/\s+/g, "");
  const last = nameText(tree, inner);
  return scope === NO_NODE ? last : `${nameText(tree, scope)}::${last}`;
}

/** The `functionDeclarator` when a declarator declares a function (and not a pointer to one); else `NO_NODE`. */
export function functionLink(tree: SyntaxTree, declarator: NodeId): NodeId {
  const { link } = declaredName(tree, declarator);
  return link !== NO_NODE && tree.is(link, "functionDeclarator") ? link : NO_NODE;
}

/** Children of a node that carry the specifiers of a declaration hold this word: `static`, `extern`, `const`. */
export function hasSpecifier(tree: SyntaxTree, declaration: NodeId, word: string): boolean {
  return specifiersOf(tree, declaration).includes(word);
}

// A declaration is asked for several words, once for each of the thousands of names that it may declare.
let last: { readonly tree: SyntaxTree; readonly declaration: NodeId; readonly words: readonly string[] } | undefined;

function specifiersOf(tree: SyntaxTree, declaration: NodeId): readonly string[] {
  if (last?.tree === tree && last.declaration === declaration) return last.words;
  const words: string[] = [];
  for (let child = tree.firstChild(declaration); child !== NO_NODE; child = tree.nextSibling(child)) {
    if (tree.is(child, "storageClass") || tree.is(child, "typeQualifier")) words.push(tree.textOf(child));
  }
  last = { tree, declaration, words };
  return words;
}

/**
 * Parameter types of a function as they are written, without what declaration and definition may spell differently:
 * `(char*,Pump&)const`.
 */
export function parameterKey(tree: SyntaxTree, functionDeclarator: NodeId): string {
  const list = tree.childByField(functionDeclarator, "parameters");
  const parts: string[] = [];
  for (let child = list === NO_NODE ? NO_NODE : tree.firstChild(list); child !== NO_NODE; child = tree.nextSibling(child)) {
    if (tree.is(child, "variadic")) parts.push("...");
    if (!tree.is(child, "parameter")) continue;
    const type = tree.childByField(child, "type");
    const base = type === NO_NODE ? "" : tree.is(type, "primitiveType") ? tree.textOf(type) : nameText(tree, type).replace(/^.*::/, "");
    let marks = "";
    for (let link = innerDeclarator(tree, child); link !== NO_NODE && tree.field(link) !== "name"; link = innerDeclarator(tree, link)) {
      if (tree.is(link, "pointerDeclarator") || tree.is(link, "arrayDeclarator")) marks += "*";
      else if (tree.is(link, "referenceDeclarator")) marks += tree.textOf(link).startsWith("&&") ? "&&" : "&";
      else if (tree.is(link, "functionDeclarator")) marks += "()";
    }
    if (base !== "void" || marks !== "") parts.push(base + marks);
  }
  return `(${parts.join(",")})${hasSpecifier(tree, functionDeclarator, "const") ? "const" : ""}`;
}

/** Tags like these are attributes from macros (`struct PACKED { … }`), which the grammar takes for the record's name. */
const ATTRIBUTE_TAG = /^_*(?:[A-Z0-9]+_)*(?:PACK(?:ED)?|ALIGN(?:ED)?|ATTR(?:IBUTE)?)(?:_[A-Z0-9]+)*_*$/;

/** The tag of a record or enumeration; `NO_NODE` when it has none. */
export function tagOf(tree: SyntaxTree, record: NodeId): NodeId {
  const tag = tree.childByField(record, "name");
  const isAttribute = tag !== NO_NODE && tree.childByField(record, "body") !== NO_NODE && ATTRIBUTE_TAG.test(tree.textOf(tag));
  return isAttribute ? NO_NODE : tag;
}
