import type { NodeField, NodeKind } from "../../syntax/kinds.js";

// How TypeScript's nodes become ours. What differs from C's trees:
// - `const`, `export`, `async`, `private` … are `storageClass` leaves in front of what they modify.
// - A `declaration` holds `declarator`s with `name`, `type`, `value`. A destructuring pattern is an `object` or `array` in the
//   field `name` whose elements are declarators (or `spread`s of them); `key` is the property that is taken.
// - `function` is a declaration or a method (its parent is `members` or `object`), `lambda` an expression. Both hold
//   `parameters` and `body` themselves.
// - `new` names its class in `callee`. A tagged template is a `call` with the template as its argument.
// - A `template` holds its fixed pieces (`string` leaves without quotes) and its substitutions (field `value`) in text order;
//   without substitutions it is a `string`.
// - `property` has a `key` (`fieldName`, `string` or `number`) or, computed, an `index`; a shorthand has `key` and `value` at
//   the same place.
// - `importSpecifier` has a `name` (local) and perhaps a `key` (exported name); its operator is `*` for a namespace. The
//   module of an `import` or `export … from` is its `path`.
// - `as`, `satisfies`, `<T>x` and `x!` are `cast`s with `value` and perhaps `type`.
// - A `jsxElement` has its tag in `name`, then attributes and children.

/**
 * A child in text order: property of TypeScript's node, field of ours, and for lists a kind of a node around them, without
 * which the elements stand in the parent themselves.
 */
export interface ChildShape {
  readonly property: string;
  readonly field: NodeField;
  readonly around?: NodeKind;
}

/** `undefined` kind: no node, the children stand in its place with its field. */
export interface NodeShape {
  readonly kind: NodeKind | undefined;
  readonly children: readonly ChildShape[];
}

/** `"a:name b c:arguments[arguments]"`: property, field (`none`), kind around a list. */
function shape(kind: NodeKind | undefined, children = ""): NodeShape {
  const parsed = children.split(" ").filter((part) => part !== "").map((part): ChildShape => {
    const [, property = "", field = "none", around] = /^(\w+)(?::(\w+))?(?:\[(\w+)\])?$/.exec(part) ?? [];
    return { property, field: field as NodeField, ...(around === undefined ? {} : { around: around as NodeKind }) };
  }); // prettier-ignore
  return { kind, children: parsed };
}

const FUNCTION = "modifiers name:name typeParameters:none[templateParameters] parameters:parameters[parameters] type:type body:body";
const CLASS = "modifiers name:name typeParameters:none[templateParameters] heritageClauses members:body[members]";
const JSX = "attributes children";

/** Nodes by TypeScript's names. A name that is missing here (and in the lowering) becomes `unknown` with its children. */
export const SHAPES: Readonly<Record<string, NodeShape>> = {
  SourceFile: shape("translationUnit", "statements"),

  VariableStatement: shape("declaration", "modifiers declarationList"),
  VariableDeclaration: shape("declarator", "name:name type:type initializer:value"),
  ObjectBindingPattern: shape("object", "elements"),
  ArrayBindingPattern: shape("array", "elements"),
  Parameter: shape("parameter", "modifiers name:name type:type initializer:value"),
  TypeParameter: shape("parameter", "modifiers name:name constraint:type default:value"),
  FunctionDeclaration: shape("function", FUNCTION),
  MethodDeclaration: shape("function", FUNCTION),
  Constructor: shape("function", FUNCTION),
  GetAccessor: shape("function", FUNCTION),
  SetAccessor: shape("function", FUNCTION),
  FunctionExpression: shape("lambda", FUNCTION),
  ArrowFunction: shape("lambda", FUNCTION),
  ClassDeclaration: shape("class", CLASS),
  ClassExpression: shape("class", CLASS),
  HeritageClause: shape("baseClause", "types"),
  PropertyDeclaration: shape("field", "modifiers name:name type:type initializer:value"),
  PropertySignature: shape("field", "modifiers name:name type:type"),
  MethodSignature: shape("field", "name:name typeParameters:none[templateParameters] parameters:parameters[parameters] type:type"),
  ClassStaticBlockDeclaration: shape(undefined, "body"),
  InterfaceDeclaration: shape("interface", CLASS),
  TypeAliasDeclaration: shape("typeDefinition", "modifiers name:name typeParameters:none[templateParameters] type:type"),
  EnumDeclaration: shape("enum", "modifiers name:name members:body[members]"),
  EnumMember: shape("enumerator", "name:name initializer:value"),
  ModuleDeclaration: shape("namespace", "modifiers name:name body:body"),
  ModuleBlock: shape("block", "statements"),
  Decorator: shape("decorator", "expression"),

  ImportDeclaration: shape("import", "importClause moduleSpecifier:path"),
  NamedImports: shape(undefined, "elements"),
  ImportSpecifier: shape("importSpecifier", "propertyName:key name:name"),
  ImportEqualsDeclaration: shape("import", "modifiers name:name moduleReference:path"),
  ExternalModuleReference: shape(undefined, "expression"),
  ExportDeclaration: shape("export", "exportClause moduleSpecifier:path"),
  NamedExports: shape(undefined, "elements"),
  ExportSpecifier: shape("importSpecifier", "propertyName:key name:name"),
  ExportAssignment: shape("export", "expression:value"),

  ArrayType: shape("type", "elementType"),
  QualifiedName: shape("qualifiedName", "left:object right:property"),
  ExpressionWithTypeArguments: shape("typeName", "expression:name typeArguments:none[typeArguments]"),

  Block: shape("block", "statements"),
  ExpressionStatement: shape("expressionStatement", "expression"),
  IfStatement: shape("if", "expression:condition thenStatement:consequence elseStatement:alternative"),
  SwitchStatement: shape("switch", "expression:condition caseBlock:body"),
  CaseBlock: shape("block", "clauses"),
  CaseClause: shape("case", "expression:value statements"),
  DefaultClause: shape("case", "statements"),
  WhileStatement: shape("while", "expression:condition statement:body"),
  DoStatement: shape("doWhile", "statement:body expression:condition"),
  ForStatement: shape("for", "initializer:initializer condition:condition incrementor:update statement:body"),
  ForInStatement: shape("forEach", "initializer:left expression:right statement:body"),
  ForOfStatement: shape("forEach", "initializer:left expression:right statement:body"),
  ReturnStatement: shape("return", "expression"),
  BreakStatement: shape("break", "label:label"),
  ContinueStatement: shape("continue", "label:label"),
  LabeledStatement: shape("labeled", "label:label statement:body"),
  ThrowStatement: shape("throw", "expression"),
  TryStatement: shape("try", "tryBlock:body catchClause finallyBlock"),
  CatchClause: shape("catch", "variableDeclaration block:body"),
  WithStatement: shape("unknown", "expression statement:body"),

  CallExpression: shape("call", "expression:callee typeArguments:none[typeArguments] arguments:arguments[arguments]"),
  NewExpression: shape("new", "expression:callee typeArguments:none[typeArguments] arguments:arguments[arguments]"),
  TaggedTemplateExpression: shape("call", "tag:callee typeArguments:none[typeArguments] template:arguments"),
  PropertyAccessExpression: shape("member", "expression:object name:property"),
  ElementAccessExpression: shape("subscript", "expression:object argumentExpression:index"),
  PrefixUnaryExpression: shape("unary", "operand:operand"),
  PostfixUnaryExpression: shape("update", "operand:operand"),
  TypeOfExpression: shape("unary", "expression:operand"),
  VoidExpression: shape("unary", "expression:operand"),
  DeleteExpression: shape("unary", "expression:operand"),
  AwaitExpression: shape("await", "expression:operand"),
  YieldExpression: shape("yield", "expression:operand"),
  ConditionalExpression: shape("conditional", "condition:condition whenTrue:consequence whenFalse:alternative"),
  ParenthesizedExpression: shape("parenthesized", "expression"),
  AsExpression: shape("cast", "expression:value type:type"),
  SatisfiesExpression: shape("cast", "expression:value type:type"),
  TypeAssertionExpression: shape("cast", "type:type expression:value"),
  NonNullExpression: shape("cast", "expression:value"),
  SpreadElement: shape("spread", "expression"),
  SpreadAssignment: shape("spread", "expression"),
  ObjectLiteralExpression: shape("object", "properties"),
  PropertyAssignment: shape("property", "name:key initializer:value"),
  ArrayLiteralExpression: shape("array", "elements"),

  JsxElement: shape("jsxElement", "openingElement children"),
  JsxOpeningElement: shape(undefined, "tagName:name attributes"),
  JsxSelfClosingElement: shape("jsxElement", "tagName:name attributes"),
  JsxFragment: shape("jsxElement", JSX),
  JsxAttributes: shape(undefined, "properties"),
  JsxAttribute: shape("jsxAttribute", "name:key initializer:value"),
  JsxSpreadAttribute: shape("spread", "expression"),
  JsxExpression: shape(undefined, "expression"),
};

/** Nodes without children. */
export const LEAVES: Readonly<Record<string, NodeKind>> = {
  Identifier: "identifier", PrivateIdentifier: "identifier", ThisKeyword: "this", SuperKeyword: "identifier", ImportKeyword: "identifier",
  MetaProperty: "identifier", NumericLiteral: "number", BigIntLiteral: "number", StringLiteral: "string", NoSubstitutionTemplateLiteral: "string",
  RegularExpressionLiteral: "regex", TrueKeyword: "boolean", FalseKeyword: "boolean", NullKeyword: "null", EmptyStatement: "empty",
  DebuggerStatement: "empty", OmittedExpression: "empty", SemicolonClassElement: "empty", JsxText: "jsxText", JsxNamespacedName: "identifier",
  AnyKeyword: "primitiveType", UnknownKeyword: "primitiveType", StringKeyword: "primitiveType", NumberKeyword: "primitiveType",
  BooleanKeyword: "primitiveType", BigIntKeyword: "primitiveType", SymbolKeyword: "primitiveType", VoidKeyword: "primitiveType",
  UndefinedKeyword: "primitiveType", NeverKeyword: "primitiveType", ObjectKeyword: "primitiveType", ThisType: "primitiveType",
  TemplateHead: "string", TemplateMiddle: "string", TemplateTail: "string",
}; // prettier-ignore

/** Leaves in which `//` is no comment. */
export const OPAQUE: ReadonlySet<string> = new Set([
  "StringLiteral", "NoSubstitutionTemplateLiteral", "RegularExpressionLiteral", "JsxText", "TemplateHead", "TemplateMiddle", "TemplateTail",
]); // prettier-ignore

/** Nodes whose `name` is the name of a member, not of a variable. */
export const MEMBERS: ReadonlySet<string> = new Set([
  "MethodDeclaration", "MethodSignature", "GetAccessor", "SetAccessor", "PropertyDeclaration", "PropertySignature", "EnumMember",
]); // prettier-ignore
