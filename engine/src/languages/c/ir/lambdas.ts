import type { BuiltValue } from "../../../flow/builder.js";
import { NO_NODE } from "../../../syntax/tree.js";
import { declaredName } from "../declarator.js";
import type { Site } from "../site.js";
import { plainType, type Context } from "./context.js";
import { unknown } from "./expressions.js";
import { closeScope } from "./scopes.js";
import { lowerStatement } from "./statements.js";

/** A lambda's body is looked at where it stands, as something that may run: who calls it, and with what, is not known. */
export function lowerLambda(context: Context, site: Site): BuiltValue {
  const { builder, semantics } = context;
  const { node } = site;
  const body = node.child("body");
  if (body === undefined || node.tree !== semantics.tree) return unknown(context, site, []);
  const run = builder.newBlock();
  const end = builder.newBlock();
  const runs = builder.value({ op: "unknown", operands: [], type: context.int }, context.int);
  builder.branch(runs, run, end, "logical");
  builder.startBlock(run);
  context.openScope();
  for (const parameter of node.child("declarator")?.child("parameters")?.children ?? []) {
    const { name } = declaredName(semantics.tree, parameter.id);
    if (parameter.kind !== "parameter" || name === NO_NODE) continue;
    const type = plainType(semantics.declaredType(parameter.id), context.int);
    const variable = context.declare(semantics.tree.textOf(name), type, parameter, "local");
    builder.effect({ op: "declare", variable, initialised: true });
    if (type.kind === "record" || type.kind === "array") continue;
    const scalar = type.kind === "reference" ? ({ kind: "pointer", to: type.to } as const) : type;
    builder.store({ kind: "variable", variable, type: scalar }, builder.value({ op: "unknown", operands: [], type: scalar }, scalar));
  }
  context.lambdas.push({ target: end, depth: context.depth });
  lowerStatement(context, body);
  context.lambdas.pop();
  closeScope(context);
  builder.startBlock(end);
  return unknown(context, site, []);
}
