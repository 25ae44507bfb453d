import type { BlockIndex } from "../../../flow/ir.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { NO_NODE } from "../../../syntax/tree.js";
import { declaredName, functionLink, hasSpecifier } from "../declarator.js";
import type { Site } from "../site.js";
import { isVolatile, plainType, type Context } from "./context.js";
import { lowerExpression, unknown } from "./expressions.js";
import { combine, lowerCondition } from "./operators.js";
import { addressOf, lowerPlace } from "./places.js";
import { constantOf, convert, emitCall } from "./values.js";
import { initialise } from "./initializers.js";

/** Lowers a statement or a declaration. */
export function lowerStatement(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const site: Site = { node };
  context.at(node);
  switch (node.kind) {
    case "block":
      context.openScope();
      for (const child of node.children) lowerStatement(context, child);
      context.closeScope();
      return;
    case "expressionStatement":
      if (node.firstChild && !lowerMacroStatement(context, node.firstChild)) lowerExpression(context, { node: node.firstChild });
      return;
    case "declaration":
      return lowerDeclaration(context, node);
    case "if":
      return lowerIf(context, node);
    case "while":
      return lowerWhile(context, node);
    case "doWhile":
      return lowerDoWhile(context, node);
    case "for":
      return lowerFor(context, node);
    case "forEach":
      return lowerForEach(context, node);
    case "switch":
      return lowerSwitch(context, node);
    case "case":
      // Only inside something that the switch did not look into: `if (x) { case 1: … }`.
      for (const child of node.children) if (!isCaseLabel(child)) lowerStatement(context, child);
      return;
    case "break":
      return jumpTo(context, context.breaks.at(-1));
    case "continue":
      return jumpTo(context, context.continues.at(-1));
    case "goto": {
      const label = node.child("label");
      return jumpTo(context, label ? context.label(label.text) : undefined);
    }
    case "labeled": {
      const label = node.child("label");
      if (label) builder.startBlock(context.label(label.text));
      for (const child of node.children) if (child.field !== "label") lowerStatement(context, child);
      return;
    }
    case "return":
      return lowerReturn(context, node);
    case "throw": {
      for (const child of node.children) lowerExpression(context, { node: child });
      const handler = context.handlers.at(-1);
      if (handler !== undefined) return builder.jump(handler);
      return builder.terminate({ op: "unreachable", node: builder.node });
    }
    case "try":
      return lowerTry(context, node);
    case "conditionalDirective":
      return lowerConditionalDirective(context, node);
    case "asm":
      builder.effect({ op: "unknown", operands: [], type: { kind: "void" } });
      return;
    case "error":
    case "missing":
      builder.partial = true;
      for (const child of node.children) if (isStatement(child)) lowerStatement(context, child);
      return;
    case "else":
      for (const child of node.children) lowerStatement(context, child);
      return;
    default:
      if (IGNORED.has(node.kind)) return;
      if (EXPRESSIONS.has(node.kind)) lowerExpression(context, site);
      else unknown(context, site, node.children);
  }
}

/** Lowers what a macro stands for where that is no expression; false when it is one, or no macro. */
function lowerMacroStatement(context: Context, node: SyntaxNode): boolean {
  if (node.kind !== "call" && node.kind !== "identifier") return false;
  const statements = context.semantics.macros.statements(node);
  if (statements === undefined) return false;
  for (const statement of statements) lowerStatement(context, statement);
  return true;
}

const IGNORED: ReadonlySet<string> = new Set([
  "empty", "typeDefinition", "struct", "union", "enum", "class", "using", "directive", "macroDefinition", "include", "staticAssert", "attribute", "function",
  "typeQualifier", "storageClass", "typeName", "primitiveType", "linkage",
]); // prettier-ignore
const EXPRESSIONS: ReadonlySet<string> = new Set([
  "call",
  "assignment",
  "update",
  "binary",
  "unary",
  "comma",
  "conditional",
  "identifier",
  "parenthesized",
  "cast",
  "delete",
  "new",
]);

function isStatement(node: SyntaxNode): boolean {
  return [
    "block",
    "expressionStatement",
    "declaration",
    "if",
    "while",
    "doWhile",
    "for",
    "switch",
    "return",
    "break",
    "continue",
    "goto",
    "labeled",
    "error",
  ].includes(node.kind);
}

function jumpTo(context: Context, target: BlockIndex | undefined): void {
  if (target !== undefined) return context.builder.jump(target);
  context.builder.partial = true;
}

function lowerDeclaration(context: Context, node: SyntaxNode): void {
  for (const declarator of node.children) if (declarator.kind === "declarator") lowerDeclarator(context, node, declarator);
}

function lowerDeclarator(context: Context, declaration: SyntaxNode, declarator: SyntaxNode): void {
  const { builder } = context;
  const semantics = context.semantics.ownerOf(declarator);
  const { tree } = semantics;
  if (declarator.tree !== tree || functionLink(tree, declarator.id) !== NO_NODE) return;
  const { name } = declaredName(tree, declarator.id);
  if (name === NO_NODE) return;
  context.at(declarator);
  const text = tree.textOf(name);
  const type = plainType(semantics.declaredType(declarator.id), context.int);
  if (hasSpecifier(tree, declaration.id, "extern")) return;
  const isStatic = hasSpecifier(tree, declaration.id, "static");
  const isConst = hasSpecifier(tree, declaration.id, "const") || hasSpecifier(tree, declaration.id, "constexpr");
  if (isStatic && !(isConst && type.kind !== "pointer")) {
    context.declare(text, type, declarator, "static", { key: `${context.path}#${context.functionName}::${text}` });
    return;
  }
  const value = declarator.child("value");
  const args = declarator.child("arguments");
  const list = declarator.children.find((child) => child.kind === "initializerList");
  const bytes = type.kind === "array" && type.length === undefined ? arrayBytes(context, declarator, type) : undefined;
  const variable = context.declare(text, type, declarator, "local", { volatile: isVolatile(semantics, declarator.id) });
  const initializer = value ?? list;
  builder.effect({
    op: "declare",
    variable,
    initialised: initializer !== undefined || args !== undefined,
    ...(bytes !== undefined ? { bytes: builder.use(bytes) } : {}),
  });
  if (type.kind === "reference") {
    const place = initializer && lowerPlace(context, { node: initializer });
    const pointer = place ? addressOf(context, place) : initializer ? lowerExpression(context, { node: initializer }) : undefined;
    if (pointer) builder.store({ kind: "variable", variable, type }, pointer);
    return;
  }
  const place = { kind: "variable" as const, variable, type };
  if (initializer) initialise(context, place, { node: initializer });
  else if (semantics.isCpp && type.kind === "record") construct(context, declarator, args, variable, type.name);
  else if (args) {
    const [first] = args.children;
    if (first) initialise(context, place, { node: first });
  }
}

/** `Pump pump(3);` and `std::string name;`: the constructor runs on the object. */
function construct(context: Context, declarator: SyntaxNode, args: SyntaxNode | undefined, variable: number, record: string): void {
  const type = context.builder.variables[variable]?.type ?? { kind: "unknown" as const };
  const values = (args?.children ?? []).map((arg) => lowerExpression(context, { node: arg }));
  const self = addressOf(context, { kind: "variable", variable, type });
  const nodes = [context.relative(declarator), ...(args?.children ?? []).map((arg) => context.relative(arg))];
  emitCall(context, `${record}::${record.slice(record.lastIndexOf("::") + 1)}`, [self, ...values], nodes, { kind: "void" });
}

/** Size of a variable-length array. */
function arrayBytes(
  context: Context,
  declarator: SyntaxNode,
  type: { readonly kind: "array"; readonly of: import("../../../project/types.js").Type },
): ReturnType<typeof lowerExpression> | undefined {
  const link = [...declarator.descendants()].find((each) => each.kind === "arrayDeclarator");
  const length = link?.child("size");
  const unit = context.sizeOf(type.of);
  if (length === undefined || unit === undefined) return undefined;
  const count = convert(context, lowerExpression(context, { node: length }), context.size);
  return combine(context, "*", count, context.builder.constant(unit, context.size));
}

function lowerIf(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const consequence = node.child("consequence");
  const alternative = node.child("alternative");
  context.openScope();
  const initializer = node.child("initializer");
  if (initializer) lowerStatement(context, initializer);
  const yes = builder.newBlock();
  const end = builder.newBlock();
  const no = alternative ? builder.newBlock() : end;
  lowerHeader(context, node, yes, no, "if");
  builder.startBlock(yes);
  if (consequence) lowerStatement(context, consequence);
  if (alternative) {
    builder.jump(end);
    builder.startBlock(no);
    lowerStatement(context, alternative);
  }
  builder.startBlock(end);
  context.closeScope();
}

/** The condition of a statement, which in C++ can be a declaration. */
function lowerHeader(context: Context, node: SyntaxNode, whenTrue: BlockIndex, whenFalse: BlockIndex, role: "if" | "loop"): void {
  const { builder } = context;
  const condition = node.child("condition");
  if (condition === undefined) return builder.jump(whenTrue);
  if (condition.kind === "declaration") {
    lowerDeclaration(context, condition);
    const declarator = condition.children.find((child) => child.kind === "declarator");
    const name = declarator && declaredName(declarator.tree, declarator.id).name;
    const variable =
      declarator === undefined || name === undefined || name === NO_NODE ? undefined : context.local(declarator.tree.textOf(name));
    if (variable !== undefined) return builder.branch(builder.load(context.variablePlace(variable)), whenTrue, whenFalse, role);
    return builder.jump(whenTrue);
  }
  lowerCondition(context, { node: condition }, whenTrue, whenFalse, role);
}

function lowerLoopBody(context: Context, body: SyntaxNode | undefined, end: BlockIndex, next: BlockIndex): void {
  context.breaks.push(end);
  context.continues.push(next);
  if (body) lowerStatement(context, body);
  context.breaks.pop();
  context.continues.pop();
}

function lowerWhile(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const head = builder.newBlock();
  const body = builder.newBlock();
  const end = builder.newBlock();
  context.openScope();
  builder.startBlock(head);
  lowerHeader(context, node, body, end, "loop");
  builder.startBlock(body);
  lowerLoopBody(context, node.child("body"), end, head);
  builder.jump(head);
  builder.startBlock(end);
  context.closeScope();
}

function lowerDoWhile(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const body = builder.newBlock();
  const test = builder.newBlock();
  const end = builder.newBlock();
  builder.startBlock(body);
  lowerLoopBody(context, node.child("body"), end, test);
  builder.startBlock(test);
  const condition = node.child("condition");
  const constant = condition && constantOf(context, { node: condition });
  if (constant === 0) builder.jump(end);
  else if (condition) lowerCondition(context, { node: condition }, body, end, "loop");
  else builder.jump(body);
  builder.startBlock(end);
}

function lowerFor(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  context.openScope();
  const initializer = node.child("initializer");
  if (initializer) {
    if (initializer.kind === "declaration") lowerDeclaration(context, initializer);
    else lowerExpression(context, { node: initializer });
  }
  const head = builder.newBlock();
  const body = builder.newBlock();
  const step = builder.newBlock();
  const end = builder.newBlock();
  builder.startBlock(head);
  lowerHeader(context, node, body, end, "loop");
  builder.startBlock(body);
  lowerLoopBody(context, node.child("body"), end, step);
  builder.startBlock(step);
  const update = node.child("update");
  if (update) lowerExpression(context, { node: update });
  builder.jump(head);
  builder.startBlock(end);
  context.closeScope();
}

/** `for (auto x : range)`: any number of turns, with an unknown element each. */
function lowerForEach(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const semantics = context.semantics.ownerOf(node);
  context.openScope();
  const range = node.child("right");
  if (range) lowerExpression(context, { node: range });
  const head = builder.newBlock();
  const body = builder.newBlock();
  const end = builder.newBlock();
  builder.startBlock(head);
  context.at(node);
  const more = builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
  builder.branch(more, body, end, "loop");
  builder.startBlock(body);
  const declarator = node.children.find((child) => child.kind === "declarator");
  const name = declarator ? declaredName(semantics.tree, declarator.id).name : NO_NODE;
  if (declarator && name !== NO_NODE) {
    const type = plainType(semantics.declaredType(declarator.id), context.int);
    const variable = context.declare(semantics.tree.textOf(name), type, declarator, "local");
    builder.effect({ op: "declare", variable, initialised: true });
    const pointerType = type.kind === "reference" ? ({ kind: "pointer", to: type.to } as const) : type;
    const element = builder.value({ op: "unknown", operands: [], type: pointerType }, pointerType);
    builder.store({ kind: "variable", variable, type: pointerType }, element);
  }
  lowerLoopBody(context, node.child("body"), end, head);
  builder.jump(head);
  builder.startBlock(end);
  context.closeScope();
}

function lowerSwitch(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const condition = node.child("condition");
  const body = node.child("body");
  context.openScope();
  const value = condition ? lowerExpression(context, { node: condition }) : builder.constant(undefined, context.int);
  const register = builder.use(value);
  const end = builder.newBlock();
  const cases: { low?: number; high?: number; target: BlockIndex }[] = [];
  let otherwise: BlockIndex | undefined;
  const statements = body?.kind === "block" ? flattenedCases(body) : body ? [body] : [];
  const labels = new Map<number, BlockIndex>();
  for (const statement of statements) {
    if (statement.kind !== "case") continue;
    const block = builder.newBlock();
    labels.set(statement.id, block);
    const [first, second] = caseValues(statement);
    if (first === undefined) {
      otherwise = block;
      continue;
    }
    const low = constantOf(context, { node: first });
    const high = second ? constantOf(context, { node: second }) : low;
    cases.push(low !== undefined && high !== undefined ? { low, high, target: block } : { target: block });
  }
  context.at(node);
  builder.terminate({ op: "switch", node: builder.node, value: register, cases, otherwise: otherwise ?? end });
  // Code before the first label is never reached.
  builder.startBlock(builder.newBlock());
  context.breaks.push(end);
  for (const statement of statements) {
    const block = labels.get(statement.id);
    if (block !== undefined) builder.startBlock(block);
    lowerStatement(context, statement);
  }
  context.breaks.pop();
  builder.startBlock(end);
  context.closeScope();
}

/** The value of a `case`, or both ends of a range (`case 5 ... 9`), which the grammar takes for an error. */
function caseValues(label: SyntaxNode): readonly SyntaxNode[] {
  return label.children.filter(isCaseLabel).flatMap(rangeEnds);
}

function rangeEnds(node: SyntaxNode): readonly SyntaxNode[] {
  return node.kind === "spread" || node.kind === "error" ? node.children.flatMap(rangeEnds) : [node];
}

function isCaseLabel(node: SyntaxNode): boolean {
  if (node.field === "value") return true;
  const { parent } = node;
  return node.kind === "error" && parent?.kind === "case" && parent.text.slice(0, node.end - parent.start).includes("...");
}

/** Statements of a switch's body with nested `case 1: case 2:` labels laid side by side. */
function flattenedCases(node: SyntaxNode): SyntaxNode[] {
  const result: SyntaxNode[] = [];
  for (const child of node.children) {
    if (child.field === "value") continue;
    if (child.kind === "conditionalDirective" || child.kind === "elseDirective") result.push(...flattenedCases(child));
    else if (child.kind === "case") {
      result.push(child);
      const inner = child.children.filter((each) => each.kind === "case");
      for (const each of inner) result.push(each, ...flattenedCases(each).filter((nested) => nested.kind === "case"));
    } else result.push(child);
  }
  return result;
}

function lowerReturn(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const expression = node.firstChild;
  if (expression === undefined) return builder.terminate({ op: "return", node: builder.node, value: -1 });
  if (context.returns.kind === "reference") {
    const place = lowerPlace(context, { node: expression });
    if (place) return builder.terminate({ op: "return", node: context.relative(node), value: builder.use(addressOf(context, place)) });
  }
  const value = convert(context, lowerExpression(context, { node: expression }), context.returns);
  context.at(node);
  const register = builder.use(value);
  builder.terminate({ op: "return", node: builder.node, value: context.returns.kind === "void" ? -1 : register });
}

/** A handler may get control before the body, and after it. */
function lowerTry(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const handlers = node.children.filter((child) => child.kind === "catch" || child.kind === "finally");
  const end = builder.newBlock();
  const body = builder.newBlock();
  const caught = builder.newBlock();
  const before = builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
  builder.branch(before, body, caught, "logical");
  builder.startBlock(body);
  context.handlers.push(caught);
  const block = node.child("body");
  if (block) lowerStatement(context, block);
  context.handlers.pop();
  if (!builder.isTerminated()) {
    const after = builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
    builder.branch(after, end, caught, "logical");
  }
  builder.startBlock(caught);
  for (const handler of handlers) {
    const next = builder.newBlock();
    const inside = builder.newBlock();
    const chosen = builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
    builder.branch(chosen, inside, next, "logical");
    builder.startBlock(inside);
    const code = handler.child("body");
    if (code) lowerStatement(context, code);
    builder.jump(end);
    builder.startBlock(next);
  }
  builder.terminate({ op: "unreachable", node: builder.node });
  builder.startBlock(end);
}

/** Conditionals that the preprocessor left: either part can be the program. */
function lowerConditionalDirective(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const condition = node.child("condition");
  const alternative = node.child("alternative");
  const constant = condition ? constantOf(context, { node: condition }) : undefined;
  const inner = (part: SyntaxNode): void => {
    for (const child of part.children) {
      if (child.field === "condition" || child.field === "name" || child.field === "alternative") continue;
      lowerStatement(context, child);
    }
  };
  const other = (): void => {
    if (alternative) lowerConditionalDirective(context, alternative);
  };
  if (node.kind === "elseDirective" && condition === undefined && node.child("name") === undefined) return inner(node);
  if (constant !== undefined) return constant !== 0 ? inner(node) : other();
  const yes = builder.newBlock();
  const no = builder.newBlock();
  const end = builder.newBlock();
  const choice = builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
  builder.branch(choice, yes, no, "logical");
  builder.startBlock(yes);
  inner(node);
  builder.jump(end);
  builder.startBlock(no);
  other();
  builder.startBlock(end);
}
