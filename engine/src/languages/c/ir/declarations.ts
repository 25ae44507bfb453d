import type { BuiltPlace } from "../../../flow/builder.js";
import type { Type } from "../../../project/types.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { NO_NODE } from "../../../syntax/tree.js";
import { declaredName, functionLink, hasSpecifier } from "../declarator.js";
import { standardKind } from "../standard-classes.js";
import { referenceTo } from "./calls.js";
import { isVolatile, plainType, type Context } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { initialise } from "./initializers.js";
import { construct, isTrivial, needsDestructor } from "./objects.js";
import { combine } from "./operators.js";
import { addressOf } from "./places.js";
import { convert, emitCall } from "./values.js";

/** What makes a variable outlive its block. */
const LASTING = ["static", "thread_local", "_Thread_local", "__thread"];

/** Lowers each variable that a declaration names: its life begins, and it gets its initial value. */
export function lowerDeclaration(context: Context, node: SyntaxNode): void {
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
  // Objects of a thread live as long as it does, and start as zero like static ones.
  const isStatic = LASTING.some((word) => hasSpecifier(tree, declaration.id, word));
  const isConst = hasSpecifier(tree, declaration.id, "const") || hasSpecifier(tree, declaration.id, "constexpr");
  if (isStatic && !(isConst && type.kind !== "pointer")) {
    context.declare(text, type, declarator, "static", { key: `${context.path}#${context.functionName}::${text}` });
    return;
  }
  const { initializer, args } = constructed
    ? { initializer: undefined, args: constructed.map((id) => tree.node(id)) }
    : initializerOf(declarator);
  const bytes = type.kind === "array" && type.length === undefined ? arrayBytes(context, declarator, type) : undefined;
  // A static constant gets its value here, so that it is known, and stays when the function ends.
  const variable = context.declare(text, type, declarator, "local", { volatile: isVolatile(semantics, declarator.id), lasting: isStatic });
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
  type: { readonly kind: "array"; readonly of: Type },
): ReturnType<typeof lowerExpression> | undefined {
  const link = [...declarator.descendants()].find((each) => each.kind === "arrayDeclarator");
  const length = link?.child("size");
  const unit = context.sizeOf(type.of);
  if (length === undefined || unit === undefined) return undefined;
  const count = convert(context, lowerExpression(context, { node: length }), context.size);
  return combine(context, "*", count, context.builder.constant(unit, context.size));
}
