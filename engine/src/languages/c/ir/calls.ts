import type { Type } from "../../../project/types.js";
import type { BuiltValue } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { dereferenced } from "../expression-types.js";
import { at, type Site } from "../site.js";
import { pointee, plainType, type Context } from "./context.js";
import { lowerExpression, unknown } from "./expressions.js";
import { addressOf, lowerPlace } from "./places.js";
import { convert, emitCall } from "./values.js";

/** Lowers a call; a macro that stands for an expression becomes that expression. */
export function lowerCall(context: Context, site: Site): BuiltValue {
  const { semantics } = context;
  const { node } = site;
  const callee = node.child("callee");
  if (callee === undefined) return unknown(context, site, []);
  const plain = callee.unparenthesized;
  if (plain.kind === "identifier") {
    const expansion = semantics.macros.expand(site, plain.text, node);
    if (expansion) return lowerExpression(context, expansion);
  }
  const cast = semantics.ownerOf(node).castType(site);
  if (cast !== undefined && node.args[0] !== undefined)
    return convert(context, lowerExpression(context, at(site, node.args[0])), cast, true);
  // `(uint8_t)(x)` and `uint8_t(x)`: a conversion in the clothes of a call.
  const [only] = node.args;
  if ((callee.kind === "primitiveType" || (plain.kind !== "identifier" && callee.kind === "typeName")) && only && node.args.length === 1) {
    return convert(context, lowerExpression(context, at(site, only)), context.typeOf(site), true);
  }
  const method = plain.kind === "member" ? methodOf(context, at(site, plain)) : undefined;
  if (method) return callMethod(context, site, method);
  const target = indirectTarget(context, at(site, plain));
  const name = target ? "" : calleeName(context, site, plain);
  const signature = signatureOf(context, at(site, callee));
  const { args, nodes } = lowerArguments(context, site, signature?.parameters ?? []);
  const type = scalarOf(context, signature?.returns ?? context.typeOf(site));
  context.at(node);
  if (target === undefined) return emitCall(context, name, args, nodes, type);
  const { builder } = context;
  const registers = args.map((arg) => builder.use(arg));
  const draft = {
    op: "call" as const,
    callee: semantics.ownerOf(node).tree === node.tree ? semantics.ownerOf(node).calleeName(node) : "",
    target: builder.use(target),
    args: registers,
    argNodes: nodes,
    argTypes: args.map((arg) => arg.type),
    type,
  };
  return builder.value(draft, type);
}

function scalarOf(context: Context, type: Type): Type {
  return plainType(type.kind === "reference" ? { kind: "pointer", to: type.to } : type, context.int);
}

function calleeName(context: Context, site: Site, callee: SyntaxNode): string {
  const { semantics } = context;
  const owner = semantics.ownerOf(site.node);
  const isShared = site.node.tree !== owner.tree;
  const name = !isShared ? owner.calleeName(site.node) : callee.kind === "identifier" ? semantics.alias(callee.text, site) : "";
  // Inside a class a plain name can be a method of it.
  const self = context.local("this");
  if (self !== undefined && callee.kind === "identifier" && semantics.surroundings.find("functions", name) === undefined) return name;
  return name;
}

/** Signature of what is called, where a declaration can be seen. */
function signatureOf(context: Context, callee: Site): Extract<Type, { kind: "function" }> | undefined {
  let type = dereferenced(context.typeOf(callee));
  if (type.kind === "pointer") type = type.to;
  return type.kind === "function" ? type : undefined;
}

/** The value behind a call through a pointer; `undefined` for a function called by its name. */
function indirectTarget(context: Context, callee: Site): BuiltValue | undefined {
  const { node } = callee;
  switch (node.kind) {
    case "identifier": {
      const bound = callee.bindings?.get(node.text);
      if (bound) return indirectTarget(context, at(bound, bound.node.unparenthesized));
      const isVariable =
        context.local(node.text) !== undefined ||
        (context.semantics.surroundings.find("functions", node.text) === undefined && context.global(node.text) !== undefined);
      return isVariable ? lowerExpression(context, callee) : undefined;
    }
    case "unary": {
      const operand = node.child("operand");
      return node.operator === "*" && operand ? (indirectTarget(context, at(callee, operand.unparenthesized)) ?? undefined) : undefined;
    }
    case "qualifiedName":
    case "templateType":
      return undefined;
    default:
      return lowerExpression(context, callee);
  }
}

interface Method {
  readonly name: string;
  readonly self: () => BuiltValue;
}

/** A method call on an object of a known class; `undefined` for a function pointer in a struct. */
function methodOf(context: Context, site: Site): Method | undefined {
  const { semantics } = context;
  const { node } = site;
  const object = node.child("object");
  const property = node.child("property");
  if (!semantics.isCpp || object === undefined || property === undefined) return undefined;
  const objectSite = at(site, object);
  const type = dereferenced(context.typeOf(objectSite));
  const record = node.operator === "->" ? pointee(type) : type;
  const isField = record.kind === "record" && semantics.memberType(record.name, property.text)?.kind;
  if (isField === "pointer") return undefined;
  const name = record.kind === "record" ? `${record.name}::${property.text}` : semantics.calleeName(node.parent ?? node);
  const self = (): BuiltValue => {
    if (node.operator === "->") return lowerExpression(context, objectSite);
    const place = lowerPlace(context, objectSite);
    return place ? addressOf(context, place) : lowerExpression(context, objectSite);
  };
  return { name, self };
}

function callMethod(context: Context, site: Site, method: Method): BuiltValue {
  const self = method.self();
  const { args, nodes } = lowerArguments(context, site, []);
  context.at(site.node);
  const callee = site.node.child("callee")?.unparenthesized.child("object");
  return emitCall(
    context,
    method.name,
    [self, ...args],
    [context.relative(callee ?? site.node), ...nodes],
    scalarOf(context, context.typeOf(site)),
  );
}

/** Arguments, converted to the parameters' types; for a reference the address. */
function lowerArguments(context: Context, site: Site, parameters: readonly Type[]): { args: BuiltValue[]; nodes: number[] } {
  const args: BuiltValue[] = [];
  const nodes: number[] = [];
  site.node.args.forEach((node, index) => {
    const argument = at(site, node);
    const parameter = parameters[index];
    nodes.push(context.relative(node));
    if (parameter?.kind === "reference") {
      const place = lowerPlace(context, argument);
      args.push(place ? addressOf(context, place) : lowerExpression(context, argument));
      return;
    }
    const value = lowerExpression(context, argument);
    args.push(parameter === undefined ? value : convert(context, value, decayedParameter(parameter)));
  });
  return { args, nodes };
}

export function decayedParameter(type: Type): Type {
  return type.kind === "array" ? { kind: "pointer", to: type.of } : type;
}
