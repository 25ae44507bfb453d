import type ts from "typescript";
import type { NodeField, NodeKind, Operator } from "../../syntax/kinds.js";
import { OPERATORS } from "../../syntax/kinds.js";
import { TreeBuilder } from "../../syntax/tree-builder.js";
import type { SyntaxTree } from "../../syntax/tree.js";
import type { Span } from "../../text/span.js";
import { findComments } from "./find-comments.js";
import { LEAVES, MEMBERS, OPAQUE, SHAPES, type ChildShape, type NodeShape } from "./shapes.js";

export type TypeScript = typeof ts;

type Special = (walk: Walk, node: ts.Node, field: NodeField) => void;

/** What to do with a node, by `SyntaxKind`: the numbers differ between versions of TypeScript. */
export interface Grammar {
  readonly ts: TypeScript;
  readonly shapes: readonly (NodeShape | undefined)[];
  readonly leaves: readonly (NodeKind | undefined)[];
  readonly specials: readonly (Special | undefined)[];
  readonly opaque: readonly (boolean | undefined)[];
  readonly members: readonly (boolean | undefined)[];
  readonly operators: readonly (Operator | undefined)[];
}

/** Translates the tables for one version of TypeScript, by the names of its kinds. */
export function readGrammar(typescript: TypeScript): Grammar {
  const kinds = typescript.SyntaxKind as unknown as Readonly<Record<string, number>>;
  const table = <Value>(entries: Iterable<readonly [string, Value]>): (Value | undefined)[] => {
    const values: (Value | undefined)[] = [];
    for (const [name, value] of entries) {
      const kind = kinds[name];
      if (kind !== undefined) values[kind] = value;
    }
    return values;
  };
  const operators: (Operator | undefined)[] = [];
  for (const operator of OPERATORS) {
    const kind = tokenKind(typescript, operator);
    if (kind !== undefined) operators[kind] = operator;
  }
  return {
    ts: typescript,
    shapes: table(Object.entries(SHAPES)),
    leaves: table(Object.entries(LEAVES)),
    specials: table(Object.entries(SPECIALS)),
    opaque: table([...OPAQUE].map((name) => [name, true] as const)),
    members: table([...MEMBERS].map((name) => [name, true] as const)),
    operators,
  };
}

function tokenKind(typescript: TypeScript, operator: string): number | undefined {
  if (!/^(?:[^\w.]+|in|instanceof)$/.test(operator)) return undefined;
  const scanner = typescript.createScanner(typescript.ScriptTarget.Latest, true, typescript.LanguageVariant.Standard, operator);
  let kind: number = scanner.scan();
  // `>` is scanned alone, since type arguments end with it.
  if (operator.startsWith(">") && operator.length > 1) kind = scanner.reScanGreaterToken();
  return scanner.getTokenEnd() === operator.length ? kind : undefined;
}

export interface Lowered {
  readonly tree: SyntaxTree;
  /** The source is nested deeper than can be walked; the tree ends there. */
  readonly isCutOff: boolean;
}

/** Lowers TypeScript's tree to ours in one walk. */
export function lowerSource(source: ts.SourceFile, grammar: Grammar): Lowered {
  const walk = new Walk(source, grammar);
  const isCutOff = !walk.run();
  for (const { start, end } of findComments(source.text, walk.opaque)) walk.builder.comment(start, end);
  return { tree: walk.builder.finish(), isCutOff };
}

class Walk {
  readonly builder: TreeBuilder;
  readonly opaque: Span[] = [];
  readonly text: string;

  constructor(
    readonly source: ts.SourceFile,
    readonly grammar: Grammar,
  ) {
    this.text = source.text;
    this.builder = new TreeBuilder(source.text);
  }

  /** False when the call stack was too short for the nesting. */
  run(): boolean {
    try {
      this.builder.open("translationUnit", "none", 0, this.text.length);
      for (const statement of this.source.statements) this.lower(statement, "none");
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  lower(node: ts.Node, field: NodeField): void {
    const { grammar } = this;
    const special = grammar.specials[node.kind];
    if (special !== undefined) {
      special(this, node, field);
      return;
    }
    const leaf = grammar.leaves[node.kind];
    if (leaf !== undefined) this.leaf(leaf, node, field);
    else this.shaped(node, field, grammar.shapes[node.kind] ?? this.fallback(node));
  }

  shaped(node: ts.Node, field: NodeField, shape: NodeShape, operator: Operator = ""): void {
    if (shape.kind === undefined) {
      for (const child of shape.children) this.child(node, child, child.field === "none" ? field : child.field);
      return;
    }
    this.open(shape.kind, node, field, operator);
    if (shape === UNKNOWN || shape === TYPE) node.forEachChild((child) => this.lower(child, "none"));
    for (const child of shape.children) this.child(node, child, child.field);
    this.builder.close();
  }

  private fallback({ kind }: ts.Node): NodeShape {
    const { FirstTypeNode, LastTypeNode } = this.grammar.ts.SyntaxKind;
    return kind >= FirstTypeNode && kind <= LastTypeNode ? TYPE : UNKNOWN;
  }

  open(kind: NodeKind, node: ts.Node, field: NodeField, operator: Operator = ""): void {
    this.builder.open(kind, field, node.getStart(this.source), node.end, operator);
  }

  private child(node: ts.Node, { property, around }: ChildShape, field: NodeField): void {
    const value = (node as unknown as Readonly<Record<string, ts.Node | ts.NodeArray<ts.Node> | undefined>>)[property];
    if (value === undefined) return;
    if (isNodeArray(value)) {
      if (property === "modifiers") this.modifiers(value);
      else if (around === undefined) for (const element of value) this.lower(element, field);
      else this.list(value, around, field);
    } else if (property === "template") {
      this.builder.open("arguments", field, value.getStart(this.source), value.end);
      this.lower(value, "none");
      this.builder.close();
    } else if (property === "finallyBlock") {
      this.builder.open("finally", field, value.getStart(this.source), value.end);
      this.lower(value, "body");
      this.builder.close();
    } else if (field === "name" || field === "key" || field === "property") this.name(node, value, field);
    else this.lower(value, field);
  }

  modifiers(list: ts.NodeArray<ts.Node>): void {
    for (const modifier of list) {
      if (this.grammar.ts.isDecorator(modifier)) this.lower(modifier, "none");
      else this.builder.leaf("storageClass", "none", modifier.getStart(this.source), modifier.end);
    }
  }

  /** A node around a list, with the brackets that the list stands in. */
  private list(elements: ts.NodeArray<ts.Node>, kind: NodeKind, field: NodeField): void {
    const hasBracket = "({<".includes(this.text[elements.pos - 1] ?? " ");
    this.builder.open(
      kind,
      field,
      hasBracket ? elements.pos - 1 : this.startOf(elements),
      hasBracket ? this.closedEnd(elements.end) : elements.end,
    );
    for (const element of elements) this.lower(element, "none");
    this.builder.close();
  }

  private startOf(elements: ts.NodeArray<ts.Node>): number {
    return elements[0]?.getStart(this.source) ?? elements.pos;
  }

  private closedEnd(end: number): number {
    CLOSING.lastIndex = end;
    return CLOSING.test(this.text) ? CLOSING.lastIndex : end;
  }

  /** A name: of a member it is a `fieldName`, computed it is an `index`. */
  name(parent: ts.Node, name: ts.Node, field: NodeField): void {
    const { ts: typescript, members } = this.grammar;
    if (typescript.isComputedPropertyName(name)) {
      this.lower(name.expression, "index");
      return;
    }
    const isMember = field !== "name" || members[parent.kind] === true;
    if (isMember && (typescript.isIdentifier(name) || typescript.isPrivateIdentifier(name))) this.leaf("fieldName", name, field);
    else this.lower(name, field);
  }

  leaf(kind: NodeKind, node: ts.Node, field: NodeField): void {
    const start = node.getStart(this.source);
    if (start >= node.end && kind !== "jsxText") {
      this.builder.leaf("missing", field, node.end, node.end);
      return;
    }
    if (this.grammar.opaque[node.kind] === true) this.opaque.push({ start, end: node.end });
    this.builder.leaf(kind, field, start, node.end);
  }
}

const UNKNOWN: NodeShape = { kind: "unknown", children: [] };
const TYPE: NodeShape = { kind: "type", children: [] };
const CLOSING = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[)}>]/y;

function isNodeArray(value: ts.Node | ts.NodeArray<ts.Node>): value is ts.NodeArray<ts.Node> {
  return Array.isArray(value);
}

/** A special case, with the type of its nodes. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the parameter is the point: it types the callback
function on<Node extends ts.Node>(lower: (walk: Walk, node: Node, field: NodeField) => void): Special {
  return lower as unknown as Special;
}

function withOperator(name: string, operator: Operator): Special {
  const shape = SHAPES[name] ?? UNKNOWN;
  return (walk, node, field) => walk.shaped(node, field, shape, operator);
}

function access(name: string, operator: Operator): Special {
  const shape = SHAPES[name] ?? UNKNOWN;
  return on<ts.PropertyAccessExpression | ts.ElementAccessExpression>((walk, node, field) =>
    walk.shaped(node, field, shape, node.questionDotToken === undefined ? operator : "?."),
  );
}

const ASSIGNMENT = /^(?:[^=!<>]|<<|>>|>>>)*=$/;

/** Nodes whose children alone do not tell how they are lowered. */
const SPECIALS: Readonly<Record<string, Special>> = {
  VariableDeclarationList: on<ts.VariableDeclarationList>((walk, node, field) => {
    // In a statement the list stands in the statement's node; in a loop's head it is the declaration itself.
    const isHead = field !== "none";
    if (isHead) walk.open("declaration", node, field);
    const start = node.getStart(walk.source);
    const keyword = /^(?:await\s+)?\w+/.exec(walk.text.slice(start, start + 20))?.[0] ?? "";
    walk.builder.leaf("storageClass", "none", start, start + keyword.length);
    for (const declaration of node.declarations) walk.lower(declaration, "declarator");
    if (isHead) walk.builder.close();
  }),

  BindingElement: on<ts.BindingElement>((walk, node, field) => {
    if (node.dotDotDotToken !== undefined) walk.open("spread", node, field);
    walk.open("declarator", node, field);
    if (node.propertyName !== undefined) walk.name(node, node.propertyName, "key");
    walk.lower(node.name, "name");
    if (node.initializer !== undefined) walk.lower(node.initializer, "value");
    walk.builder.close();
    if (node.dotDotDotToken !== undefined) walk.builder.close();
  }),

  ShorthandPropertyAssignment: on<ts.ShorthandPropertyAssignment>((walk, node, field) => {
    walk.open("property", node, field);
    walk.leaf("fieldName", node.name, "key");
    walk.leaf("identifier", node.name, "value");
    walk.builder.close();
  }),

  BinaryExpression: on<ts.BinaryExpression>((walk, node, field) => {
    // Long chains lean to the left: walked in a loop, they need no stack.
    const { ts: typescript } = walk.grammar;
    const chain: ts.BinaryExpression[] = [];
    let left: ts.Expression = node;
    for (; typescript.isBinaryExpression(left); left = left.left) {
      const operator = walk.grammar.operators[left.operatorToken.kind] ?? "";
      const isComma = left.operatorToken.kind === typescript.SyntaxKind.CommaToken;
      walk.open(
        isComma ? "comma" : ASSIGNMENT.test(operator) ? "assignment" : "binary",
        left,
        chain.length === 0 ? field : "left",
        operator,
      );
      chain.push(left);
    }
    walk.lower(left, "left");
    for (const binary of chain.reverse()) {
      walk.lower(binary.right, "right");
      walk.builder.close();
    }
  }),

  PrefixUnaryExpression: on<ts.PrefixUnaryExpression>((walk, node, field) => {
    const operator = walk.grammar.operators[node.operator] ?? "";
    walk.open(operator === "++" || operator === "--" ? "update" : "unary", node, field, operator);
    walk.lower(node.operand, "operand");
    walk.builder.close();
  }),

  PostfixUnaryExpression: on<ts.PostfixUnaryExpression>((walk, node, field) => {
    walk.open("update", node, field, walk.grammar.operators[node.operator] === "--" ? "postfix--" : "postfix++");
    walk.lower(node.operand, "operand");
    walk.builder.close();
  }),

  TypeOfExpression: withOperator("TypeOfExpression", "typeof"),
  VoidExpression: withOperator("VoidExpression", "void"),
  DeleteExpression: withOperator("DeleteExpression", "delete"),
  PropertyAccessExpression: access("PropertyAccessExpression", "."),
  ElementAccessExpression: access("ElementAccessExpression", ""),

  TemplateExpression: on<ts.TemplateExpression>((walk, node, field) => {
    walk.open("template", node, field);
    piece(walk, node.head);
    for (const { expression, literal } of node.templateSpans) {
      walk.lower(expression, "value");
      piece(walk, literal);
    }
    walk.builder.close();
  }),

  ImportClause: on<ts.ImportClause>((walk, node, field) => {
    if (node.name !== undefined) {
      walk.open("importSpecifier", node.name, field);
      walk.lower(node.name, "name");
      walk.builder.close();
    }
    if (node.namedBindings !== undefined) walk.lower(node.namedBindings, field);
  }),
  NamespaceImport: on<ts.NamespaceImport>(namespaceSpecifier),
  NamespaceExport: on<ts.NamespaceExport>(namespaceSpecifier),

  TypeReference: on<ts.TypeReferenceNode>((walk, node, field) => {
    if (node.typeArguments === undefined) {
      walk.leaf("typeName", node, field);
      return;
    }
    walk.open("templateType", node, field);
    walk.leaf("typeName", node.typeName, "name");
    const { typeArguments } = node;
    walk.builder.open("typeArguments", "arguments", typeArguments.pos, typeArguments.end);
    for (const argument of typeArguments) walk.lower(argument, "none");
    walk.builder.close();
    walk.builder.close();
  }),
};

function namespaceSpecifier(walk: Walk, node: ts.NamespaceImport | ts.NamespaceExport, field: NodeField): void {
  walk.open("importSpecifier", node, field, "*");
  walk.lower(node.name, "name");
  walk.builder.close();
}

/** Fixed text of a template, without the delimiters around it. */
function piece(walk: Walk, node: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): void {
  const start = node.getStart(walk.source);
  walk.opaque.push({ start, end: node.end });
  const isLast = node.kind === walk.grammar.ts.SyntaxKind.TemplateTail;
  const end = node.end - (isLast ? (walk.text[node.end - 1] === "`" ? 1 : 0) : 2);
  if (end > start + 1) walk.builder.leaf("string", "none", start + 1, end);
}
