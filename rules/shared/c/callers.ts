import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { enclosingFact } from "../expressions.js";

/**
 * What all callers give for a parameter: known for functions that only this file can call. `undefined` when `identifier` is no
 * such parameter, when nobody calls, or when the function is also used as a value.
 */
export function valuesGiven(context: RuleContext, identifier: SyntaxNode): readonly SyntaxNode[] | undefined {
  const owner = enclosingFact(context.file, identifier);
  if (owner?.linkage !== "internal") return undefined;
  const position = owner.parameters.findIndex(({ name }) => name === identifier.text);
  if (position < 0) return undefined;
  const { facts, tree } = context.file;
  const values: SyntaxNode[] = [];
  for (const call of facts.calls) {
    if (call.callee !== owner.name) continue;
    const value = tree.node(call.node).args[position];
    if (!value) return undefined;
    values.push(value);
  }
  return values.length === 0 ? undefined : values;
}
