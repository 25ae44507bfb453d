import type { FunctionFact } from "../../../project/facts.js";
import type { Type } from "../../../project/types.js";
import { BuiltValue, type BuiltPlace } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { dereferenced } from "../expression-types.js";
import type { CSemantics } from "../semantics.js";
import { at, type Site } from "../site.js";
import { standardKind } from "../standard-classes.js";
import { plainType, type Context } from "./context.js";
import { lowerExpression, unknown } from "./expressions.js";
import { lowerCppCall } from "./method-calls.js";
import { construct, defaultArgument } from "./objects.js";
import { addressOf, lowerPlace, temporaryPlace, valueAsPlace } from "./places.js";
import { convert, emitCall, read } from "./values.js";

/** Value of a call. */
export function lowerCall(context: Context, site: Site): BuiltValue {
  const result = lowerCallResult(context, site);
  return result instanceof BuiltValue ? result : read(context, result);
}

/** Lowers a call: to its value, or to the place that a reference refers to. A macro that stands for an expression becomes that. */
export function lowerCallResult(context: Context, site: Site): BuiltValue | BuiltPlace {
  const { semantics } = context;
  const { node } = site;
  const callee = node.child("callee");
  if (callee === undefined) return unknown(context, site, []);
  const plain = callee.unparenthesized;
  if (plain.kind === "identifier") {
    const expansion = semantics.macros.expand(site, plain.text, node);
    // What reads as a list of initial values is a block (`#define RELEASE(p) { free(p); }`): what it does is not followed, but it is a call.
    if (expansion && !isBlock(expansion)) return lowerExpression(context, expansion);
  }
  const cast = semantics.ownerOf(node).castType(site);
  if (cast !== undefined && node.args[0] !== undefined)
    return convert(context, lowerExpression(context, at(site, node.args[0])), cast, true);
  if (semantics.isCpp && node.tree === semantics.tree) {
    const result = lowerCppCall(context, site, plain);
    if (result !== undefined) return result;
  }
  // `(uint8_t)(x)` and `uint8_t(x)`: a conversion in the clothes of a call.
  const [only] = node.args;
  if ((callee.kind === "primitiveType" || (plain.kind !== "identifier" && callee.kind === "typeName")) && only && node.args.length === 1) {
    return convert(context, lowerExpression(context, at(site, only)), context.typeOf(site), true);
  }
  const target = indirectTarget(context, at(site, plain));
  const name = target ? "" : calleeName(context, site, plain);
  const signature = signatureOf(context, at(site, callee));
  const { args, nodes } = lowerArguments(
    context,
    node.args.map((arg) => at(site, arg)),
    signature?.parameters ?? [],
  );
  const returns = signature?.returns ?? context.typeOf(site);
  const type = scalarOf(context, returns);
  context.at(node);
  if (target === undefined) return referred(context, emitCall(context, name, args, nodes, type), returns);
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
  return referred(context, builder.value(draft, type), returns);
}

function isBlock({ node }: Site): boolean {
  return node.text.startsWith("{") && node.parent?.kind !== "compoundLiteral";
}

/** What a function that returns a reference gives is the place. */
export function referred(context: Context, value: BuiltValue, returns: Type): BuiltValue | BuiltPlace {
  return returns.kind === "reference" ? context.derefPlace(value, returns.to) : value;
}

export function scalarOf(context: Context, type: Type): Type {
  return plainType(type.kind === "reference" ? { kind: "pointer", to: type.to } : type, context.int);
}

function calleeName(context: Context, site: Site, callee: SyntaxNode): string {
  const { semantics } = context;
  const owner = semantics.ownerOf(site.node);
  const isShared = site.node.tree !== owner.tree;
  const name = !isShared ? owner.calleeName(site.node) : callee.kind === "identifier" ? semantics.alias(callee.text, site) : "";
  // A method that is called outside of its class, as in the body of a test that a macro declares: for which object is not known.
  return semantics.isCpp && isMethodOnly(context, name) ? "" : name;
}

/** True where all that can be seen of a name are members of classes and namespaces. */
function isMethodOnly({ semantics }: Context, name: string): boolean {
  const known = /^\w+$/.test(name) ? semantics.surroundings.functions(name) : [];
  return known.length > 0 && known.every(({ fact }) => fact.qualifiedName !== name);
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

/** A function whose parameters decide how arguments are passed. */
interface Called {
  readonly file: CSemantics;
  readonly fact: FunctionFact;
}

/** Arguments, converted to the parameters' types; for a reference the address. Those left out get their defaults. */
export function lowerArguments(
  context: Context,
  given: readonly Site[],
  parameters: readonly Type[],
  called?: Called,
): { args: BuiltValue[]; nodes: number[] } {
  const args = given.map((argument, index) => lowerArgument(context, argument, parameters[index]));
  const nodes = given.map(({ node }) => context.relative(node));
  called?.fact.parameters.slice(given.length).forEach((parameter) => {
    args.push(defaultArgument(context, called, parameter.node, parameter.type));
    nodes.push(context.builder.node);
  });
  return { args, nodes };
}

function lowerArgument(context: Context, argument: Site, parameter: Type | undefined): BuiltValue {
  if (parameter === undefined) return lowerExpression(context, argument);
  if (parameter.kind === "reference") return referenceTo(context, argument, parameter.to);
  if (parameter.kind === "record" && context.semantics.isCpp) return addressOfRecord(context, argument, parameter);
  return convert(context, lowerExpression(context, argument), decayedParameter(parameter));
}

/** The address to which a reference is bound; a value gets a temporary to stand in. */
export function referenceTo(context: Context, argument: Site, to: Type): BuiltValue {
  if (to.kind === "record") return addressOfRecord(context, argument, to);
  const place = lowerPlace(context, argument);
  if (place) return addressOf(context, place);
  const value = lowerExpression(context, argument);
  if (value.type.kind === "record" || !context.semantics.isCpp) return value;
  return addressOf(context, valueAsPlace(context, value));
}

/** A record is passed by its address; another value is converted by its class's constructor. */
function addressOfRecord(context: Context, argument: Site, to: Extract<Type, { kind: "record" }>): BuiltValue {
  const given = dereferenced(context.typeOf(argument));
  const scalar = given.kind === "pointer" || given.kind === "array" || given.kind === "integer";
  if (scalar && (context.semantics.classes.of(to) !== undefined || standardKind(to) === "pointer")) {
    const temporary = temporaryPlace(context, to);
    construct(context, temporary, to, [argument], context.relative(argument.node));
    return addressOf(context, temporary);
  }
  // A string is the array of its characters.
  if (scalar && standardKind(to) === "text") return lowerExpression(context, argument);
  const place = lowerPlace(context, argument);
  return place ? addressOf(context, place) : lowerExpression(context, argument);
}

export function decayedParameter(type: Type): Type {
  return type.kind === "array" ? { kind: "pointer", to: type.of } : type;
}
