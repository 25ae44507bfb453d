import type { BlockIndex } from "../../../flow/ir.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { NO_NODE } from "../../../syntax/tree.js";
import type { BuiltPlace, BuiltValue } from "../../../flow/builder.js";
import type { Type } from "../../../project/types.js";
import { declaredName, functionLink, hasSpecifier } from "../declarator.js";
import { dereferenced } from "../expression-types.js";
import { standardKind } from "../standard-classes.js";
import { at, type Site } from "../site.js";
import { lowerAssertion } from "./assertions.js";
import { referenceTo } from "./calls.js";
import { isVolatile, plainType, type Context, type Jump } from "./context.js";
import { lowerExpression, unknown } from "./expressions.js";
import { combine, lowerCondition } from "./operators.js";
import { addressOf, lowerPlace, temporaryPlace } from "./places.js";
import { constantOf, convert, emitCall, read } from "./values.js";
import { initialise } from "./initializers.js";
import { anyElement, someElement } from "./library.js";
import { construct, destroy, isTrivial, needsDestructor } from "./objects.js";

/** Lowers a statement or a declaration. */
export function lowerStatement(context: Context, node: SyntaxNode): void {
  context.builder.enter();
  lowerAny(context, node);
  context.builder.leave();
}

function lowerAny(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const site: Site = { node };
  context.at(node);
  switch (node.kind) {
    case "block":
      context.openScope();
      for (const child of node.children) lowerStatement(context, child);
      closeScope(context);
      return;
    case "expressionStatement":
      if (node.firstChild === undefined || lowerAssertion(context, node.firstChild) || lowerMacroStatement(context, node.firstChild))
        return;
      lowerExpression(context, { node: node.firstChild });
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
      return leave(context, context.breaks.at(-1));
    case "continue":
      return leave(context, context.continues.at(-1));
    case "goto": {
      const label = node.child("label");
      return jumpTo(context, label ? context.label(label.text) : undefined);
    }
    case "labeled": {
      const label = node.child("label");
      if (label) {
        const block = context.label(label.text);
        // Alternatives of the preprocessor have one each: which of them a jump means is not told apart.
        if (builder.isTerminated(block)) builder.notUnderstood("label");
        builder.startBlock(block);
      }
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
      lowerAssembly(context, site);
      return;
    case "error":
    case "missing":
      builder.notUnderstood("syntax error");
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

/** Output operands of an assembler statement get values that nobody knows. */
export function lowerAssembly(context: Context, site: Site): void {
  const { builder } = context;
  builder.effect({ op: "unknown", operands: [], type: { kind: "void" } });
  let isOutput = false;
  for (const child of site.node.children) {
    if (child.kind === "string") isOutput = /^"\s*[=+]/.test(child.text);
    else if (isOutput) {
      const place = lowerPlace(context, at(site, child));
      if (place) builder.store(place, builder.value({ op: "unknown", operands: [], type: place.type }, place.type));
      isOutput = false;
    }
  }
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

/** Jumps out of scopes: what dies in them dies first. */
function leave(context: Context, jump: Jump | undefined): void {
  if (jump !== undefined) destroyObjects(context, jump.depth);
  jumpTo(context, jump?.target);
}

/** Runs the destructors of the variables in the scopes inside `depth`, last first. */
function destroyObjects(context: Context, depth: number, spared?: number): void {
  if (context.builder.isTerminated()) return;
  for (const { variable, type } of context.dying(depth)) {
    if (variable !== spared) destroy(context, { kind: "variable", variable, type }, type);
  }
}

/** Ends a scope: destructors run, then its variables are gone. */
export function closeScope(context: Context): void {
  destroyObjects(context, context.depth - 1);
  context.closeScope();
}

function jumpTo(context: Context, target: BlockIndex | undefined): void {
  if (target !== undefined) return context.builder.jump(target);
  context.builder.notUnderstood("jump without a target");
}

function lowerDeclaration(context: Context, node: SyntaxNode): void {
  for (const declarator of node.children) if (declarator.kind === "declarator") lowerDeclarator(context, node, declarator);
}

function lowerDeclarator(context: Context, declaration: SyntaxNode, declarator: SyntaxNode): void {
  const { builder } = context;
  const semantics = context.semantics.ownerOf(declarator);
  const { tree } = semantics;
  const constructed = declarator.tree === tree ? semantics.constructorArguments(declarator.id) : undefined;
  if (declarator.tree !== tree || (constructed === undefined && functionLink(tree, declarator.id) !== NO_NODE)) return;
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
  const { initializer, args } = constructed
    ? { initializer: undefined, args: constructed.map((id) => tree.node(id)) }
    : initializerOf(declarator);
  const bytes = type.kind === "array" && type.length === undefined ? arrayBytes(context, declarator, type) : undefined;
  const variable = context.declare(text, type, declarator, "local", { volatile: isVolatile(semantics, declarator.id) });
  builder.effect({
    op: "declare",
    variable,
    initialised: initializer !== undefined || args !== undefined,
    ...(bytes !== undefined ? { bytes: builder.use(bytes) } : {}),
  });
  const [first] = args ?? [];
  if (type.kind === "reference") {
    const bound = initializer ?? first;
    if (bound) builder.store({ kind: "variable", variable, type }, referenceTo(context, { node: bound }, type.to));
    return;
  }
  const place = { kind: "variable" as const, variable, type };
  if (semantics.isCpp && isObject(context, type)) initialiseObject(context, place, declarator, initializer, args);
  else if (initializer ?? first) initialise(context, place, { node: initializer ?? first ?? declarator });
  if (semantics.isCpp && type.kind === "record" && needsDestructor(context, type)) context.dies({ variable, type });
}

/** `= value`, `{…}`, or the arguments in parentheses. */
function initializerOf(declarator: SyntaxNode): { readonly initializer?: SyntaxNode; readonly args?: readonly SyntaxNode[] } {
  const value = declarator.child("value");
  if (value?.kind === "arguments") return { args: value.children };
  const args = declarator.child("arguments");
  if (args) return { args: args.children };
  const initializer = value ?? declarator.children.find((child) => child.kind === "initializerList");
  return initializer ? { initializer } : {};
}

/** A variable that a constructor brings to life, or an array of such. */
function isObject(context: Context, type: Type): boolean {
  if (type.kind === "array") return isObject(context, type.of) && context.semantics.classes.of(type.of) !== undefined;
  return (
    type.kind === "record" &&
    (standardKind(type) !== undefined || context.semantics.classes.of(type) !== undefined || isForeign(context, type))
  );
}

/** A class that no file defines: only its name is known. */
function isForeign(context: Context, type: Extract<Type, { kind: "record" }>): boolean {
  return context.semantics.surroundings.find("records", type.name) === undefined;
}

function initialiseObject(
  context: Context,
  place: BuiltPlace,
  declarator: SyntaxNode,
  initializer: SyntaxNode | undefined,
  args: readonly SyntaxNode[] | undefined,
): void {
  const node = context.relative(declarator);
  if (place.type.kind === "array") {
    if (initializer) return initialise(context, place, { node: initializer });
    // Which element a constructor works on is not told apart: all are unknown from here on.
    if (!isPlainData(context, place.type.of)) emitCall(context, "", [addressOf(context, place)], [node], { kind: "void" });
    return;
  }
  if (initializer) initialise(context, place, { node: initializer });
  else if (args !== undefined || !isPlainData(context, place.type)) {
    construct(
      context,
      place,
      place.type,
      (args ?? []).map((arg) => ({ node: arg })),
      node,
    );
  }
}

/** A structure as in C: a variable of it is not initialised. */
function isPlainData(context: Context, type: Type): boolean {
  const info = context.semantics.classes.of(type);
  return info !== undefined && isTrivial(info);
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
  closeScope(context);
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
  const { depth } = context;
  context.breaks.push({ target: end, depth });
  context.continues.push({ target: next, depth });
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
  closeScope(context);
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
  closeScope(context);
}

/** `for (auto x : range)`: any number of turns, with an unknown element each. */
function lowerForEach(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const semantics = context.semantics.ownerOf(node);
  context.openScope();
  const range = rangeOf(context, node.child("right"));
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
    bindElement(context, variable, type, range);
  }
  lowerLoopBody(context, node.child("body"), end, head);
  builder.jump(head);
  builder.startBlock(end);
  closeScope(context);
}

/** What a `for (… : range)` goes through, where elements of it are known. */
function rangeOf(context: Context, range: SyntaxNode | undefined): BuiltPlace | undefined {
  if (range === undefined) return undefined;
  const type = dereferenced(context.typeOf({ node: range }));
  const place = type.kind === "array" || standardKind(type) !== undefined ? lowerPlace(context, { node: range }) : undefined;
  if (place === undefined) lowerExpression(context, { node: range });
  return place;
}

/** The loop's variable gets one of the elements, whichever it is. */
function bindElement(context: Context, variable: number, type: Type, range: BuiltPlace | undefined): void {
  const { builder } = context;
  const scalar: Type = type.kind === "reference" ? { kind: "pointer", to: type.to } : type;
  const place: BuiltPlace = { kind: "variable", variable, type: scalar };
  const element = range && (range.type.kind === "array" ? anyElement(context, range) : someElement(context, range));
  if (element === undefined) {
    builder.store(place, builder.value({ op: "unknown", operands: [], type: scalar }, scalar));
    return;
  }
  if (type.kind === "reference") builder.store(place, addressOf(context, element));
  else if (type.kind === "unknown") builder.store({ ...place, type: element.type }, read(context, element));
  else builder.store(place, convert(context, read(context, element), type));
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
  context.breaks.push({ target: end, depth: context.depth });
  for (const statement of statements) {
    const block = labels.get(statement.id);
    if (block !== undefined) builder.startBlock(block);
    lowerStatement(context, statement);
  }
  context.breaks.pop();
  builder.startBlock(end);
  closeScope(context);
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

function isDirective(node: SyntaxNode): boolean {
  return node.kind === "conditionalDirective" || node.kind === "elseDirective";
}

/** True for conditional code with labels of the switch that it stands in. */
function holdsCase(node: SyntaxNode): boolean {
  return node.children.some((child) => child.kind === "case" || (isDirective(child) && holdsCase(child)));
}

/** Statements of a switch's body with nested `case 1: case 2:` labels laid side by side. */
function flattenedCases(node: SyntaxNode): SyntaxNode[] {
  const result: SyntaxNode[] = [];
  for (const child of node.children) {
    if (child.field === "value") continue;
    if (isDirective(child) && holdsCase(child)) result.push(...flattenedCases(child));
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
  const lambda = context.lambdas.at(-1);
  if (lambda) {
    if (expression) lowerExpression(context, { node: expression });
    return leave(context, lambda);
  }
  if (expression === undefined) {
    destroyObjects(context, 0);
    return builder.terminate({ op: "return", node: builder.node, value: -1 });
  }
  const value = returnedValue(context, expression);
  context.at(node);
  const name = expression.unparenthesized;
  destroyObjects(context, 0, context.returns.kind === "record" && name.kind === "identifier" ? context.local(name.text) : undefined);
  const register = builder.use(value);
  builder.terminate({ op: "return", node: builder.node, value: context.returns.kind === "void" ? -1 : register });
}

function returnedValue(context: Context, expression: SyntaxNode): BuiltValue {
  const { returns, semantics } = context;
  const site: Site = { node: expression };
  if (returns.kind === "reference") {
    const place = lowerPlace(context, site);
    if (place) return addressOf(context, place);
  }
  if (semantics.isCpp && returns.kind === "record") {
    const given = dereferenced(context.typeOf(site));
    if (given.kind !== "record" && (standardKind(returns) !== undefined || semantics.classes.of(returns) !== undefined)) {
      const place = temporaryPlace(context, returns);
      initialise(context, place, site);
      return read(context, place);
    }
  }
  return convert(context, lowerExpression(context, site), returns);
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
  const alternative = node.child("alternative");
  const inner = (part: SyntaxNode): void => {
    for (const child of part.children) {
      if (child.field === "condition" || child.field === "name" || child.field === "alternative") continue;
      lowerStatement(context, child);
    }
  };
  const other = (): void => {
    if (alternative) lowerConditionalDirective(context, alternative);
  };
  if (node.kind === "elseDirective" && node.child("condition") === undefined && node.child("name") === undefined) return inner(node);
  const decided = context.conditionals?.decided(node);
  if (decided !== undefined) return decided ? inner(node) : other();
  const shared = context.conditionals?.variable(node);
  const yes = builder.newBlock();
  const no = builder.newBlock();
  const end = builder.newBlock();
  const choice = shared
    ? builder.load(context.variablePlace(shared.variable))
    : builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
  if (shared === undefined) builder.forked = true;
  if (shared?.negated === true) builder.branch(choice, no, yes, "logical");
  else builder.branch(choice, yes, no, "logical");
  builder.startBlock(yes);
  inner(node);
  builder.jump(end);
  builder.startBlock(no);
  other();
  builder.startBlock(end);
}
