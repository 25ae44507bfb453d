import type { BuiltPlace } from "../../../flow/builder.js";
import type { BlockIndex } from "../../../flow/ir.js";
import type { Type } from "../../../project/types.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { NO_NODE } from "../../../syntax/tree.js";
import { declaredName } from "../declarator.js";
import { dereferenced } from "../expression-types.js";
import { standardKind } from "../standard-classes.js";
import { plainType, type Context } from "./context.js";
import { lowerDeclaration } from "./declarations.js";
import { lowerExpression } from "./expressions.js";
import { lowerHeader } from "./conditions.js";
import { anyElement, someElement } from "./library.js";
import { lowerCondition } from "./operators.js";
import { addressOf, lowerPlace } from "./places.js";
import { closeScope } from "./scopes.js";
import { lowerStatement } from "./statements.js";
import { constantOf, convert, read } from "./values.js";

/** `while (condition) body`, or a loop whose head is a macro. */
export function lowerWhile(context: Context, node: SyntaxNode): void {
  const { macros } = context.semantics.ownerOf(node);
  if (macros.isHeadedByMacro(node)) return lowerHeadedLoop(context, node, macros.loopHead(node));
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

/** A loop whose head is a macro: the loop that it stands for, where it can be seen. */
export function lowerHeadedLoop(context: Context, node: SyntaxNode, loop: SyntaxNode | undefined): void {
  if (loop?.kind === "for") lowerFor(context, loop, node.child("body") ?? node.child("consequence"));
  else lowerUnknownLoop(context, node);
}

/** A loop over whatever a macro that nobody can see goes through: each turn may give the variables that it names another value. */
function lowerUnknownLoop(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const head = builder.newBlock();
  const body = builder.newBlock();
  const end = builder.newBlock();
  const named = node.child("condition") ?? node.child("declarator")?.firstChild;
  builder.startBlock(head);
  context.at(node);
  for (const name of named === undefined ? [] : namedIn(named)) {
    const variable = context.local(name.text);
    if (variable === undefined) continue;
    const place = context.variablePlace(variable);
    if (place.type.kind === "array" || place.type.kind === "record") continue;
    builder.store(place, builder.value({ op: "unknown", operands: [], type: place.type }, place.type));
  }
  builder.branch(builder.value({ op: "unknown", operands: [], type: context.int }, context.int), body, end, "loop");
  builder.startBlock(body);
  lowerLoopBody(context, node.child("body"), end, head);
  builder.jump(head);
  builder.startBlock(end);
}

/** Names that stand alone in a list with commas. */
function namedIn(condition: SyntaxNode): readonly SyntaxNode[] {
  const inner = condition.unparenthesized;
  if (inner.kind === "identifier") return [inner];
  return inner.kind === "comma" ? inner.children.flatMap(namedIn) : [];
}

/** `do body while (condition);`: without a turn back where the condition is always false. */
export function lowerDoWhile(context: Context, node: SyntaxNode): void {
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

/** `for (initializer; condition; update) body`; what the initializer declares lives as long as the loop. */
export function lowerFor(context: Context, node: SyntaxNode, statement = node.child("body")): void {
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
  lowerHeader(context, node, body, end, "loop", statement);
  builder.startBlock(body);
  lowerLoopBody(context, statement, end, step);
  builder.startBlock(step);
  const update = node.child("update");
  if (update) lowerExpression(context, { node: update });
  builder.jump(head);
  builder.startBlock(end);
  closeScope(context);
}

/** `for (auto x : range)`: any number of turns, with an unknown element each. */
export function lowerForEach(context: Context, node: SyntaxNode): void {
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

function lowerLoopBody(context: Context, body: SyntaxNode | undefined, end: BlockIndex, next: BlockIndex): void {
  const { depth } = context;
  context.breaks.push({ target: end, depth });
  context.continues.push({ target: next, depth });
  if (body) lowerStatement(context, body);
  context.breaks.pop();
  context.continues.pop();
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
  else if (element.type.kind === "pointer") {
    // Each turn has another one: what happened to the last says nothing of it.
    const another = { op: "unknown", operands: [builder.use(read(context, element))], type: element.type } as const;
    const value = builder.value(another, element.type);
    builder.store(
      type.kind === "unknown" ? { ...place, type: element.type } : place,
      type.kind === "unknown" ? value : convert(context, value, type),
    );
  } else if (type.kind === "unknown") builder.store({ ...place, type: element.type }, read(context, element));
  else builder.store(place, convert(context, read(context, element), type));
}
