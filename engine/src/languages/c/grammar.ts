import type { Language } from "web-tree-sitter";
import { FIELD_INDEX, KIND_INDEX, OPERATOR_INDEX, type NodeField, type NodeKind, type Operator } from "../../syntax/kinds.js";

/** What the lowering does with a grammar node. */
export const Action = {
  /** Punctuation or keyword: gives the operator of its parent, if anything. */
  Token: 0,
  /** Dropped with everything inside. */
  Skip: 1,
  Comment: 2,
  /** One node without children. */
  Leaf: 3,
  /** A node with children. */
  Open: 4,
  /** No node: its children stand in its place, with its field. */
  Unwrap: 5,
} as const;

type Lowered = NodeKind | readonly ["leaf", NodeKind] | "skip" | "unwrap" | "comment";
const leaf = (kind: NodeKind): Lowered => ["leaf", kind];

/** Named grammar nodes of tree-sitter-c and tree-sitter-cpp. A name that is missing here becomes `unknown` with its children. */
const NODES: Readonly<Record<string, Lowered>> = {
  translation_unit: "translationUnit",
  comment: "comment",

  preproc_include: "include",
  preproc_def: "macroDefinition",
  preproc_function_def: "macroDefinition",
  preproc_params: "macroParameters",
  preproc_arg: leaf("macroBody"),
  preproc_call: leaf("directive"),
  preproc_if: "conditionalDirective",
  preproc_ifdef: "conditionalDirective",
  preproc_elif: "elseDirective",
  preproc_elifdef: "elseDirective",
  preproc_else: "elseDirective",
  system_lib_string: leaf("string"),

  function_definition: "function",
  declaration: "declaration",
  init_declarator: "declarator",
  pointer_declarator: "pointerDeclarator",
  abstract_pointer_declarator: "pointerDeclarator",
  pointer_type_declarator: "pointerDeclarator",
  reference_declarator: "referenceDeclarator",
  abstract_reference_declarator: "referenceDeclarator",
  array_declarator: "arrayDeclarator",
  abstract_array_declarator: "arrayDeclarator",
  new_declarator: "arrayDeclarator",
  function_declarator: "functionDeclarator",
  abstract_function_declarator: "functionDeclarator",
  parenthesized_declarator: "parenthesizedDeclarator",
  abstract_parenthesized_declarator: "parenthesizedDeclarator",
  attributed_declarator: "unwrap",
  variadic_declarator: "unwrap",
  structured_binding_declarator: "unknown",
  parameter_list: "parameters",
  parameter_declaration: "parameter",
  optional_parameter_declaration: "parameter",
  variadic_parameter_declaration: "parameter",
  explicit_object_parameter_declaration: "parameter",
  variadic_parameter: leaf("variadic"),
  type_definition: "typeDefinition",
  alias_declaration: "typeDefinition",
  struct_specifier: "struct",
  union_specifier: "union",
  enum_specifier: "enum",
  class_specifier: "class",
  field_declaration_list: "members",
  enumerator_list: "members",
  field_declaration: "field",
  enumerator: "enumerator",
  bitfield_clause: "bitfield",
  base_class_clause: "baseClause",
  namespace_definition: "namespace",
  namespace_alias_definition: "using",
  using_declaration: "using",
  template_declaration: "templateDeclaration",
  template_instantiation: "unknown",
  template_parameter_list: "templateParameters",
  linkage_specification: "linkage",
  declaration_list: "unwrap",
  friend_declaration: "unwrap",
  access_specifier: leaf("accessSpecifier"),
  static_assert_declaration: "staticAssert",
  field_initializer_list: "unwrap",
  field_initializer: "memberInitializer",
  default_method_clause: "skip",
  delete_method_clause: "skip",
  pure_virtual_clause: "skip",
  noexcept: "skip",
  throw_specifier: "skip",
  requires_clause: "skip",
  ref_qualifier: "skip",
  trailing_return_type: "unwrap",

  primitive_type: leaf("primitiveType"),
  sized_type_specifier: leaf("primitiveType"),
  type_identifier: leaf("typeName"),
  placeholder_type_specifier: leaf("typeName"),
  decltype: leaf("typeName"),
  auto: leaf("typeName"),
  macro_type_specifier: "typeName",
  type_qualifier: leaf("typeQualifier"),
  virtual_specifier: leaf("typeQualifier"),
  virtual: leaf("typeQualifier"),
  explicit_function_specifier: leaf("typeQualifier"),
  storage_class_specifier: leaf("storageClass"),
  type_descriptor: "typeDescriptor",
  template_type: "templateType",
  template_argument_list: "typeArguments",
  template_function: "templateType",
  template_method: "templateType",
  dependent_type: "unwrap",
  dependent_name: "unwrap",
  qualified_identifier: "qualifiedName",
  nested_namespace_specifier: leaf("qualifiedName"),
  attribute_specifier: leaf("attribute"),
  attribute_declaration: leaf("attribute"),
  alignas_qualifier: leaf("attribute"),
  ms_declspec_modifier: leaf("attribute"),
  ms_call_modifier: leaf("attribute"),
  ms_based_modifier: leaf("attribute"),
  ms_pointer_modifier: leaf("attribute"),

  compound_statement: "block",
  expression_statement: "expressionStatement",
  if_statement: "if",
  else_clause: "unwrap",
  switch_statement: "switch",
  case_statement: "case",
  while_statement: "while",
  do_statement: "doWhile",
  for_statement: "for",
  for_range_loop: "forEach",
  return_statement: "return",
  co_return_statement: "return",
  break_statement: leaf("break"),
  continue_statement: leaf("continue"),
  goto_statement: "goto",
  labeled_statement: "labeled",
  statement_identifier: leaf("identifier"),
  attributed_statement: "unwrap",
  init_statement: "unwrap",
  condition_clause: "unwrap",
  throw_statement: "throw",
  try_statement: "try",
  seh_try_statement: "try",
  catch_clause: "catch",
  seh_except_clause: "catch",
  seh_finally_clause: "finally",

  identifier: leaf("identifier"),
  field_identifier: leaf("fieldName"),
  namespace_identifier: leaf("identifier"),
  destructor_name: leaf("identifier"),
  operator_name: leaf("identifier"),
  operator_cast: "functionDeclarator",
  this: leaf("this"),
  number_literal: leaf("number"),
  string_literal: leaf("string"),
  raw_string_literal: leaf("string"),
  concatenated_string: "string",
  user_defined_literal: leaf("unknown"),
  char_literal: leaf("char"),
  true: leaf("boolean"),
  false: leaf("boolean"),
  null: leaf("null"),
  call_expression: "call",
  argument_list: "arguments",
  new_expression: "new",
  delete_expression: "delete",
  field_expression: "member",
  subscript_expression: "subscript",
  subscript_argument_list: "unwrap",
  unary_expression: "unary",
  pointer_expression: "unary",
  update_expression: "update",
  binary_expression: "binary",
  fold_expression: "binary",
  assignment_expression: "assignment",
  conditional_expression: "conditional",
  comma_expression: "comma",
  cast_expression: "cast",
  sizeof_expression: "sizeof",
  alignof_expression: "alignof",
  offsetof_expression: "offsetof",
  parenthesized_expression: "parenthesized",
  extension_expression: "unwrap",
  initializer_list: "initializerList",
  initializer_pair: "initializerPair",
  field_designator: "designator",
  subscript_designator: "designator",
  subscript_range_designator: "designator",
  compound_literal_expression: "compoundLiteral",
  generic_expression: "generic",
  lambda_expression: "lambda",
  co_await_expression: "await",
  co_yield_statement: "yield",
  parameter_pack_expansion: "spread",
  gnu_asm_expression: "asm",
  gnu_asm_qualifier: "skip",
  gnu_asm_clobber_list: "skip",
  gnu_asm_goto_list: "unwrap",
  gnu_asm_input_operand_list: "unwrap",
  gnu_asm_output_operand_list: "unwrap",
  gnu_asm_input_operand: "unwrap",
  gnu_asm_output_operand: "unwrap",
};

/** Grammar fields by name; `grammar node.field` where the node gives the field another meaning. */
const FIELDS: Readonly<Record<string, NodeField>> = {
  name: "name",
  type: "type",
  declarator: "declarator",
  parameters: "parameters",
  template_parameters: "parameters",
  body: "body",
  condition: "condition",
  consequence: "consequence",
  alternative: "alternative",
  initializer: "initializer",
  update: "update",
  value: "value",
  default_value: "value",
  default_type: "value",
  left: "left",
  right: "right",
  argument: "operand",
  function: "callee",
  arguments: "arguments",
  field: "property",
  index: "index",
  indices: "index",
  size: "size",
  length: "size",
  label: "label",
  path: "path",
  designator: "key",
  scope: "object",
  captures: "none",
  underlying_type: "type",
  "field_expression.argument": "object",
  "subscript_expression.argument": "object",
  "condition_clause.value": "condition",
  "offsetof_expression.member": "property",
  "preproc_call.argument": "value",
  "preproc_def.value": "body",
  "preproc_function_def.value": "body",
};

/** Alternative spellings in C++; `#ifndef` marks its directive with `!`. */
const TOKENS: Readonly<Record<string, Operator>> = {
  and: "&&",
  or: "||",
  not: "!",
  bitand: "&",
  bitor: "|",
  xor: "^",
  compl: "~",
  not_eq: "!=",
  and_eq: "&=",
  or_eq: "|=",
  xor_eq: "^=",
  "#ifndef": "!",
  "#elifndef": "!",
};

/** Names of what a declarator declares: they get the field `name` wherever the grammar says `declarator`. */
const NAMES: readonly string[] = [
  "identifier",
  "field_identifier",
  "type_identifier",
  "qualified_identifier",
  "destructor_name",
  "operator_name",
  "template_function",
  "template_method",
  "template_type",
  "structured_binding_declarator",
];

/** Special places of the lowering, as bits of {@link Grammar.traits}. */
export const enum Trait {
  /** Its parenthesised condition loses the parentheses. */
  Conditional = 1,
  /** Each of its declarators is wrapped in a `declarator` node. */
  Declaring = 2,
  /** Names a declared entity. */
  Name = 4,
  /** Has anonymous tokens that are operators. */
  Operators = 8,
  /** Ends with the line break of its line, which is no part of our node. */
  Line = 16,
  /** Holds declarations: a macro call with a block behind it defines a function here. */
  FileLevel = 32,
  /** A link of a declarator chain. */
  Link = 64,
  /** A link whose inner declarator has no field in the grammar. */
  Wrapper = 128,
}

const LINKS = Object.keys(NODES).filter((name) => name.endsWith("_declarator") && name !== "init_declarator");
const WRAPPERS = LINKS.filter((name) => name.includes("reference") || name.includes("parenthesized") || name === "variadic_declarator");

const TRAITS: readonly (readonly [Trait, readonly string[]])[] = [
  [Trait.Conditional, ["if_statement", "while_statement", "do_statement", "switch_statement"]],
  [Trait.Declaring, ["declaration", "field_declaration", "type_definition", "for_range_loop"]],
  [Trait.Name, NAMES],
  [
    Trait.Operators,
    [
      "unary_expression", "pointer_expression", "update_expression", "binary_expression", "fold_expression", "assignment_expression",
      "field_expression", "pointer_declarator", "abstract_pointer_declarator", "pointer_type_declarator", "reference_declarator",
      "abstract_reference_declarator", "preproc_ifdef", "preproc_elifdef",
    ],
  ],
  [Trait.Line, ["preproc_include", "preproc_def", "preproc_function_def", "preproc_call", "preproc_arg"]],
  [Trait.FileLevel, ["translation_unit", "declaration_list", "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef"]],
  [Trait.Link, LINKS],
  [Trait.Wrapper, WRAPPERS],
]; // prettier-ignore

/** Frequent nodes whose children have no fields: asking for one costs a call into wasm. */
const FIELDLESS: readonly string[] = [
  "translation_unit", "declaration_list", "compound_statement", "expression_statement", "argument_list", "parameter_list",
  "field_declaration_list", "enumerator_list", "initializer_list", "parenthesized_expression", "return_statement", "else_clause",
  "concatenated_string", "subscript_argument_list", "preproc_else",
]; // prettier-ignore

/** A grammar's ids translated into ours, so that the walk only indexes arrays. */
export interface Grammar {
  readonly actions: Uint8Array;
  readonly kinds: Uint8Array;
  readonly traits: Uint8Array;
  /** Operator of an anonymous token, 0 for others. */
  readonly operators: Uint8Array;
  /** Our field, by `type of the parent * fieldStride + grammar field`. */
  readonly fields: Uint8Array;
  readonly fieldStride: number;
  /** 1 for nodes whose children have no fields. */
  readonly fieldless: Uint8Array;
  readonly ids: {
    readonly expressionStatement: number;
    readonly callExpression: number;
    readonly compoundStatement: number;
    readonly argumentList: number;
    readonly parenthesizedExpression: number;
    readonly initDeclarator: number;
    readonly conditionClause: number;
    readonly templateFunction: number;
    readonly templateArguments: number;
    readonly updateExpression: number;
  };
}

/** Translates the tables for one version of a grammar, by the names that it has. */
export function readGrammar(language: Language): Grammar {
  const count = language.nodeTypeCount;
  const fieldStride = language.fieldCount + 1;
  const actions = new Uint8Array(count);
  const kinds = new Uint8Array(count);
  const traits = new Uint8Array(count);
  const operators = new Uint8Array(count);
  const fieldless = new Uint8Array(count);
  const fields = new Uint8Array(count * fieldStride);
  for (let id = 0; id < count; id++) {
    const name = language.nodeTypeForId(id);
    if (name === null) continue;
    if (!language.nodeTypeIsNamed(id)) {
      operators[id] = operatorIndex(TOKENS[name] ?? name);
      continue;
    }
    const [action, kind] = actionOf(NODES[name] ?? "unknown");
    actions[id] = action;
    kinds[id] = KIND_INDEX[kind];
    fieldless[id] = Number(FIELDLESS.includes(name));
    for (const [trait, names] of TRAITS) if (names.includes(name)) traits[id] = (traits[id] ?? 0) | trait;
    for (let field = 1; field < fieldStride; field++) {
      const fieldName = language.fieldNameForId(field) ?? "";
      fields[id * fieldStride + field] = FIELD_INDEX[FIELDS[`${name}.${fieldName}`] ?? FIELDS[fieldName] ?? "none"];
    }
  }
  const idOf = (name: string): number => language.idForNodeType(name, true) ?? -1;
  return {
    actions,
    kinds,
    traits,
    operators,
    fields,
    fieldStride,
    fieldless,
    ids: {
      expressionStatement: idOf("expression_statement"),
      callExpression: idOf("call_expression"),
      compoundStatement: idOf("compound_statement"),
      argumentList: idOf("argument_list"),
      parenthesizedExpression: idOf("parenthesized_expression"),
      initDeclarator: idOf("init_declarator"),
      conditionClause: idOf("condition_clause"),
      templateFunction: idOf("template_function"),
      templateArguments: idOf("template_argument_list"),
      updateExpression: idOf("update_expression"),
    },
  };
}

function operatorIndex(token: string): number {
  return (OPERATOR_INDEX as Readonly<Record<string, number | undefined>>)[token] ?? 0;
}

function actionOf(lowered: Lowered): readonly [number, NodeKind] {
  if (lowered === "skip") return [Action.Skip, "unknown"];
  if (lowered === "unwrap") return [Action.Unwrap, "unknown"];
  if (lowered === "comment") return [Action.Comment, "unknown"];
  return typeof lowered === "string" ? [Action.Open, lowered] : [Action.Leaf, lowered[1]];
}
