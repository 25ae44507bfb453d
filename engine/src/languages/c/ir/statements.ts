import type { BuiltValue } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { dereferenced } from "../expression-types.js";
import { isLoopName } from "../loop-macros.js";
import { at, type Site } from "../site.js";
import { standardKind } from "../standard-classes.js";
import { lowerAssertion } from "./assertions.js";
import { lowerHeader } from "./conditions.js";
import type { Context } from "./context.js";
import { lowerDeclaration } from "./declarations.js";
import { lowerExpression, unknown } from "./expressions.js";
import { initialise } from "./initializers.js";
import { lowerDoWhile, lowerFor, lowerForEach, lowerHeadedLoop, lowerWhile } from "./loops.js";
import { addressOf, lowerPlace, temporaryPlace } from "./places.js";
import { closeScope, destroyObjects, jumpTo, leave } from "./scopes.js";
import { isCaseLabel, lowerSwitch } from "./switch.js";
import { convert, read } from "./values.js";

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
    case "function":
      return lowerHeadedBlock(context, node);
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

/** `FOR_EACH(item) { … }`, `ATOMIC(lock) { … }`: the parser takes it for a function in a function, of which C knows none. */
function lowerHeadedBlock(context: Context, node: SyntaxNode): void {
  const body = node.child("body");
  if (body === undefined || node.child("type")?.kind !== "typeName" || node.child("declarator")?.kind !== "parenthesizedDeclarator") return;
  const loop = context.semantics.ownerOf(node).macros.loopHead(node);
  if (loop !== undefined || isLoopName(node.child("type")?.text ?? "")) lowerHeadedLoop(context, node, loop);
  else lowerStatement(context, body);
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
  "empty", "typeDefinition", "struct", "union", "enum", "class", "using", "directive", "macroDefinition", "include", "staticAssert", "attribute",
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

function lowerIf(context: Context, node: SyntaxNode): void {
  const { macros } = context.semantics.ownerOf(node);
  const loop = macros.isHeadedByMacro(node) ? macros.loopHead(node) : undefined;
  if (loop !== undefined) return lowerHeadedLoop(context, node, loop);
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
