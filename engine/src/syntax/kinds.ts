/**
 * Kinds of nodes in our own tree, shared by all languages: rules and the flow analysis never see a grammar's nodes.
 * A grammar node without a kind of its own becomes `unknown` and keeps its children.
 */
// prettier-ignore
export const NODE_KINDS = [
  "unknown", "error", "missing", "translationUnit",
  // preprocessor (as long as a front end keeps directives in the tree)
  "include", "macroDefinition", "macroParameters", "macroBody", "conditionalDirective", "elseDirective", "directive",
  // declarations
  "function", "declaration", "declarator", "pointerDeclarator", "referenceDeclarator", "arrayDeclarator", "functionDeclarator",
  "parenthesizedDeclarator", "parameters", "parameter", "variadic", "typeDefinition", "struct", "union", "enum", "class", "interface",
  "members", "field", "enumerator", "bitfield", "baseClause", "namespace", "templateDeclaration", "templateParameters", "using", "linkage",
  "accessSpecifier", "staticAssert", "memberInitializer", "import", "importSpecifier", "export", "decorator",
  // types
  "primitiveType", "typeName", "typeQualifier", "storageClass", "typeDescriptor", "templateType", "type", "typeArguments", "qualifiedName",
  "attribute",
  // statements
  "block", "expressionStatement", "if", "else", "switch", "case", "while", "doWhile", "for", "forEach", "return", "break", "continue",
  "goto", "labeled", "throw", "try", "catch", "finally", "asm", "empty",
  // expressions
  "identifier", "fieldName", "this", "number", "string", "char", "template", "regex", "boolean", "null", "call", "arguments", "new",
  "delete", "member", "subscript", "unary", "update", "binary", "assignment", "conditional", "comma", "cast", "sizeof", "alignof",
  "offsetof", "parenthesized", "initializerList", "initializerPair", "designator", "compoundLiteral", "object", "property", "array",
  "spread", "lambda", "await", "yield", "generic", "jsxElement", "jsxAttribute", "jsxText",
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** Role of a node in its parent. */
// prettier-ignore
export const NODE_FIELDS = [
  "none", "name", "type", "declarator", "parameters", "body", "condition", "consequence", "alternative", "initializer", "update",
  "value", "left", "right", "operand", "callee", "arguments", "object", "property", "index", "size", "label", "path", "key",
] as const;
export type NodeField = (typeof NODE_FIELDS)[number];

/** Operators of `unary`, `update`, `binary`, `assignment`, `member` and `pointerDeclarator` nodes. `""`: the node has none. */
// prettier-ignore
export const OPERATORS = [
  "", "+", "-", "*", "/", "%", "**", "<<", ">>", ">>>", "&", "|", "^", "~", "!", "&&", "||", "??", "==", "!=", "===", "!==", "<", "<=",
  ">", ">=", "<=>", "=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??=", "++", "--",
  ".", "->", ".*", "->*", "?.", "typeof", "void", "delete", "in", "instanceof", "postfix++", "postfix--", "?",
] as const;
export type Operator = (typeof OPERATORS)[number];

function indexOf<T extends string>(names: readonly T[]): Readonly<Record<T, number>> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<T, number>;
}

export const KIND_INDEX = indexOf(NODE_KINDS);
export const FIELD_INDEX = indexOf(NODE_FIELDS);
export const OPERATOR_INDEX = indexOf(OPERATORS);
