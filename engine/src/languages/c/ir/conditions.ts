import type { BlockIndex } from "../../../flow/ir.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { NO_NODE } from "../../../syntax/tree.js";
import { declaredName } from "../declarator.js";
import type { Context } from "./context.js";
import { lowerDeclaration } from "./declarations.js";
import { lowerQuestion } from "./operators.js";

/** The condition of a statement, which in C++ can be a declaration. */
export function lowerHeader(
  context: Context,
  node: SyntaxNode,
  whenTrue: BlockIndex,
  whenFalse: BlockIndex,
  role: "if" | "loop",
  /** Whose question it is. */
  owner = node,
): void {
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
  lowerQuestion(context, owner, { node: condition }, whenTrue, whenFalse, role);
}
