import type { FunctionFact, VariableFact } from "../../../project/facts.js";
import type { FunctionIr, GlobalIr } from "../../../flow/ir.js";
import type { ParsedFile } from "../../front-end.js";
import { NO_NODE, type NodeId } from "../../../syntax/tree.js";
import type { Type } from "../../../project/types.js";
import { CSemantics } from "../semantics.js";
import { hasSpecifier } from "../declarator.js";
import { decayedParameter } from "./calls.js";
import { Context, plainType } from "./context.js";
import { initialise } from "./initializers.js";
import { lowerStatement } from "./statements.js";
import { lowerExpression } from "./expressions.js";
import { fieldPlace } from "./places.js";
import { convert } from "./values.js";

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
  for (const child of tree.node(functionNode).children) if (child.kind === "memberInitializer") initialiseMember(context, child.id);
  lowerStatement(context, tree.node(fact.body));
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

function declareParameters(context: Context, semantics: CSemantics, fact: FunctionFact): number[] {
  const { tree } = semantics;
  const parameters: number[] = [];
  const record = semantics.isCpp && !hasSpecifier(tree, fact.node, "static") ? semantics.enclosingRecord(fact.node) : undefined;
  if (record !== undefined) {
    parameters.push(context.declare("this", { kind: "pointer", to: record }, tree.node(fact.node), "parameter"));
  }
  for (const parameter of fact.parameters) {
    const type = plainType(decayedParameter(parameter.type), context.int);
    parameters.push(context.declare(parameter.name, type, tree.node(parameter.node), "parameter"));
  }
  return parameters;
}

/** `Pump() : rate(0)`. */
function initialiseMember(context: Context, id: NodeId): void {
  const { tree } = context.semantics;
  const node = tree.node(id);
  const self = context.local("this");
  const name = node.firstChild;
  const [value] = node.args;
  if (self === undefined || name === undefined) return;
  const place = context.variablePlace(self);
  if (place.type.kind !== "pointer" || place.type.to.kind !== "record") return;
  const record = place.type.to;
  const type = context.semantics.memberType(record.name, name.text);
  if (type === undefined || value === undefined) return;
  const target = fieldPlace(context, context.derefPlace(context.builder.load(place), record), name.text, type);
  context.builder.store(target, convert(context, lowerExpression(context, { node: value }), type));
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
  initialise(context, { kind: "variable", variable, type }, { node: file.tree.node(fact.initializer) });
  if (!builder.isTerminated()) builder.terminate({ op: "return", node: 0, value: -1 });
  const initializer = builder.finish({
    name: fact.name,
    qualifiedName: fact.name,
    file: file.document.path,
    returns: { kind: "void" },
    parameters: [],
    variadic: false,
  });
  return { ...base, initializer };
}
