import type { FunctionFact, VariableFact } from "../../../project/facts.js";
import type { FunctionIr, GlobalIr } from "../../../flow/ir.js";
import type { ParsedFile } from "../../front-end.js";
import { KIND_INDEX } from "../../../syntax/kinds.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../../syntax/tree.js";
import type { Type } from "../../../project/types.js";
import { CSemantics } from "../semantics.js";
import { LoweringLimit, type BuiltPlace } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { lastName, type ClassInfo } from "../classes.js";
import { hasSpecifier, nameText } from "../declarator.js";
import type { Site } from "../site.js";
import { decayedParameter } from "./calls.js";
import { FunctionConditionals } from "./conditionals.js";
import { Context, plainType } from "./context.js";
import { initialise } from "./initializers.js";
import { lowerStatement } from "./statements.js";
import { constructParts, delegate, destroyParts } from "./objects.js";

/** Lowers a function definition of C or C++; `undefined` when the node is none. */
export function lowerFunction(file: ParsedFile, functionNode: NodeId): FunctionIr | undefined {
  const { semantics, facts, tree } = file;
  if (!(semantics instanceof CSemantics)) return undefined;
  const fact = facts.functions.find((each) => each.node === functionNode && each.body !== undefined);
  if (fact?.body === undefined) return undefined;
  const returns = plainType(fact.returns, semantics.builtins.int);
  const context = new Context(semantics, file.document.path, functionNode, returns, fact.qualifiedName);
  const parameters = declareParameters(context, semantics, fact);
  const { builder } = context;
  const own = classAround(semantics, fact);
  const isConstructor = own !== undefined && fact.name === lastName(own.name);
  if (own && isConstructor) initialiseParts(context, own, tree.node(functionNode));
  if (holdsConditionals(tree, functionNode)) context.conditionals = new FunctionConditionals(context, tree.node(functionNode));
  lowerStatement(context, tree.node(fact.body));
  if (own && fact.name.startsWith("~") && !builder.isTerminated()) destroyParts(context, selfOf(context, own), own);
  if (!builder.isTerminated()) builder.terminate({ op: "return", node: 0, value: -1 });
  return builder.finish({
    name: fact.name,
    qualifiedName: fact.qualifiedName,
    file: file.document.path,
    returns,
    parameters,
    variadic: fact.variadic,
  });
}

function holdsConditionals(tree: SyntaxTree, root: NodeId): boolean {
  for (let id = root; id < tree.subtreeEnd(root); id++) if (tree.kindIndex(id) === KIND_INDEX.conditionalDirective) return true;
  return false;
}

function declareParameters(context: Context, semantics: CSemantics, fact: FunctionFact): number[] {
  const { tree } = semantics;
  const parameters: number[] = [];
  const record = semantics.isCpp && !hasSpecifier(tree, fact.node, "static") ? semantics.enclosingRecord(fact.node) : undefined;
  if (record !== undefined && !isDeclaredStatic(semantics, record, fact)) {
    parameters.push(context.declare("this", { kind: "pointer", to: record }, tree.node(fact.node), "parameter"));
  }
  for (const parameter of fact.parameters) {
    const type = plainType(decayedParameter(parameter.type), context.int);
    parameters.push(context.declare(parameter.name, type, tree.node(parameter.node), "parameter"));
  }
  return parameters;
}

/** A method defined outside of its class is static when the class says so. */
function isDeclaredStatic(semantics: CSemantics, record: Type, fact: FunctionFact): boolean {
  const methods = semantics.classes.of(record)?.methods.get(fact.name) ?? [];
  const own = methods.length === 1 ? methods[0] : methods.find((method) => method.fact.overload === fact.overload);
  return own?.isStatic ?? false;
}

function classAround(semantics: CSemantics, fact: FunctionFact): ClassInfo | undefined {
  const record = semantics.isCpp ? semantics.enclosingRecord(fact.node) : undefined;
  return record && semantics.classes.of(record);
}

function selfOf(context: Context, own: ClassInfo): BuiltPlace {
  const self = context.local("this");
  const pointer: Type = { kind: "pointer", to: own.type };
  const value = self === undefined ? context.builder.constant(undefined, pointer) : context.builder.load(context.variablePlace(self));
  return context.derefPlace(value, own.type);
}

/** `Pump() : Device(1), rate(0)`: bases and members, before the body. */
function initialiseParts(context: Context, own: ClassInfo, node: SyntaxNode): void {
  const given = new Map<string, readonly Site[]>();
  for (const child of node.children) {
    const name = child.kind === "memberInitializer" ? child.firstChild : undefined;
    if (name === undefined) continue;
    const list = child.children.find((each) => each.kind === "initializerList" || each.kind === "arguments");
    const values = list?.kind === "initializerList" && list.children.length > 1 ? [list] : (list?.children ?? []);
    given.set(
      lastName(nameText(name.tree, name.id)),
      values.map((value) => ({ node: value })),
    );
  }
  const object = selfOf(context, own);
  const delegated = given.get(lastName(own.name));
  if (delegated) return delegate(context, object, own, delegated, context.relative(node));
  constructParts(context, object, own, given, context.relative(node));
}

/** Lowers the definition of a variable at file scope. */
export function lowerGlobal(file: ParsedFile, fact: VariableFact): GlobalIr | undefined {
  const { semantics } = file;
  if (!(semantics instanceof CSemantics)) return undefined;
  const type: Type = plainType(fact.type, semantics.builtins.int);
  const size = semantics.sizeOf(type);
  const key = fact.linkage === "internal" ? `${file.document.path}#${fact.name}` : fact.name;
  const base = { key, name: fact.name, type, ...(size !== undefined ? { size } : {}), constant: fact.constant };
  if (fact.initializer === undefined || fact.initializer === NO_NODE) return base;
  const context = new Context(semantics, file.document.path, fact.node, { kind: "void" }, "");
  const variable = context.declare(fact.name, type, file.tree.node(fact.node), "local");
  const { builder } = context;
  builder.effect({ op: "declare", variable, initialised: true });
  let limited = false;
  try {
    initialise(context, { kind: "variable", variable, type }, { node: file.tree.node(fact.initializer) });
  } catch (error) {
    if (!(error instanceof LoweringLimit)) throw error;
    limited = true;
    builder.notUnderstood("too large");
  }
  if (!builder.isTerminated()) builder.terminate({ op: "return", node: 0, value: -1 });
  const initializer = builder.finish({
    name: fact.name,
    qualifiedName: fact.name,
    file: file.document.path,
    returns: { kind: "void" },
    parameters: [],
    variadic: false,
  });
  return { ...base, initializer, ...(limited ? { limited } : {}) };
}
