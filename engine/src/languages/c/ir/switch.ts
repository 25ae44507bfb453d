import type { BlockIndex } from "../../../flow/ir.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import type { Context } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { closeScope } from "./scopes.js";
import { lowerStatement } from "./statements.js";
import { constantOf } from "./values.js";

/** Lowers a switch with its labels as targets, wherever in its body they stand. */
export function lowerSwitch(context: Context, node: SyntaxNode): void {
  const { builder } = context;
  const condition = node.child("condition");
  const body = node.child("body");
  context.openScope();
  const value = condition ? lowerExpression(context, { node: condition }) : builder.constant(undefined, context.int);
  const register = builder.use(value);
  const end = builder.newBlock();
  const cases: { low?: number; high?: number; target: BlockIndex }[] = [];
  let otherwise: BlockIndex | undefined;
  const statements = body?.kind === "block" ? flattenedCases(body) : body ? [body] : [];
  const labels = new Map<number, BlockIndex>();
  for (const statement of statements) {
    if (statement.kind !== "case") continue;
    const block = builder.newBlock();
    labels.set(statement.id, block);
    const [first, second] = caseValues(statement);
    if (first === undefined) {
      otherwise = block;
      continue;
    }
    const low = constantOf(context, { node: first });
    const high = second ? constantOf(context, { node: second }) : low;
    cases.push(low !== undefined && high !== undefined ? { low, high, target: block } : { target: block });
  }
  context.at(node);
  builder.terminate({ op: "switch", node: builder.node, value: register, cases, otherwise: otherwise ?? end });
  // Code before the first label is never reached.
  builder.startBlock(builder.newBlock());
  context.breaks.push({ target: end, depth: context.depth });
  for (const statement of statements) {
    const block = labels.get(statement.id);
    if (block !== undefined) builder.startBlock(block);
    lowerStatement(context, statement);
  }
  context.breaks.pop();
  builder.startBlock(end);
  closeScope(context);
}

/** The value of a `case`, or both ends of a range (`case 5 ... 9`), which the grammar takes for an error. */
function caseValues(label: SyntaxNode): readonly SyntaxNode[] {
  return label.children.filter(isCaseLabel).flatMap(rangeEnds);
}

function rangeEnds(node: SyntaxNode): readonly SyntaxNode[] {
  return node.kind === "spread" || node.kind === "error" ? node.children.flatMap(rangeEnds) : [node];
}

/** True for what stands between `case` and the colon. */
export function isCaseLabel(node: SyntaxNode): boolean {
  if (node.field === "value") return true;
  const { parent } = node;
  return node.kind === "error" && parent?.kind === "case" && parent.text.slice(0, node.end - parent.start).includes("...");
}

function isDirective(node: SyntaxNode): boolean {
  return node.kind === "conditionalDirective" || node.kind === "elseDirective";
}

/** True for conditional code with labels of the switch that it stands in. */
function holdsCase(node: SyntaxNode): boolean {
  return node.children.some((child) => child.kind === "case" || (isDirective(child) && holdsCase(child)));
}

/** Statements of a switch's body with nested `case 1: case 2:` labels laid side by side. */
function flattenedCases(node: SyntaxNode): SyntaxNode[] {
  const result: SyntaxNode[] = [];
  for (const child of node.children) {
    if (child.field === "value") continue;
    if (isDirective(child) && holdsCase(child)) result.push(...flattenedCases(child));
    else if (child.kind === "case") {
      result.push(child);
      const inner = child.children.filter((each) => each.kind === "case");
      for (const each of inner) result.push(each, ...flattenedCases(each).filter((nested) => nested.kind === "case"));
    } else result.push(child);
  }
  return result;
}
