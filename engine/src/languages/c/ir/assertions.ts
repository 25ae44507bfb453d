import type { BinaryOperator } from "../../../flow/ir.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import type { Context } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { combine, lowerCondition } from "./operators.js";

// What holds behind a check of which only the name tells that it does not let a failure pass: the assertion macros of operating systems,
// stacks and test frameworks. Most of them end in a handler of the port that nobody sees, or are empty in a release.

/** What holds behind a check. */
type Claim =
  | { readonly kind: "truth"; readonly node: SyntaxNode; readonly holds: boolean }
  | { readonly kind: "comparison"; readonly operator: BinaryOperator; readonly left: SyntaxNode; readonly right: SyntaxNode };

/** Models say all of these. */
const MODELLED: ReadonlySet<string> = new Set(["assert", "__assert", "ASSERT", "assert_param", "APP_ASSERT", "__ASSERT_NO_MSG"]);

/** Checks of text, memory and fractions: they say nothing of pointers and whole numbers. */
// prettier-ignore
const OTHER_KINDS: ReadonlySet<string> = new Set([
  "string", "str", "streq", "strne", "strcaseeq", "strcasene", "memory", "mem", "float", "double", "near", "throw", "death", "that", "within", "array", "called", "failed", "static",
  "static_assert", "ok", "success", "deassert", "exit", "log", "handler", "hook", "init", "pred", "bits", "bit", "each", "subtest",
]);

const COMPARISONS: Readonly<Record<string, BinaryOperator>> = {
  eq: "==", equal: "==", equals: "==", ne: "!=", neq: "!=", lt: "<", le: "<=", gt: ">", ge: ">=",
}; // prettier-ignore

/** Operators whose result is a truth value: nobody passes one to something that does not look whether it holds. */
const TRUTHS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "&&", "||"]);

/**
 * Lowers a statement that is a check by its name: behind it, its condition holds. False when the statement is none, or when what it
 * stands for can be followed.
 */
export function lowerAssertion(context: Context, statement: SyntaxNode): boolean {
  // `ASSERT_TRUE(x) << "why"`.
  let node = statement;
  while (node.kind === "binary" && node.operator === "<<") node = node.child("left") ?? statement;
  if (node.kind !== "call") return false;
  const callee = node.child("callee");
  if (callee?.kind !== "identifier" || !couldBeCheck(callee.text)) return false;
  const claim = claimOf(context, callee.text, node, node !== statement);
  if (claim === undefined) return false;
  const { builder } = context;
  const holds = builder.newBlock();
  const fails = builder.newBlock();
  if (claim.kind === "truth")
    lowerCondition(context, { node: claim.node }, claim.holds ? holds : fails, claim.holds ? fails : holds, "logical");
  else {
    const left = lowerExpression(context, { node: claim.left });
    const right = lowerExpression(context, { node: claim.right });
    context.at(node);
    builder.branch(combine(context, claim.operator, left, right), holds, fails, "logical");
  }
  builder.startBlock(fails);
  builder.terminate({ op: "unreachable", node: builder.node });
  builder.startBlock(holds);
  return true;
}

/** Asked for every call that is a statement, so it is cheap. */
function couldBeCheck(name: string): boolean {
  return FAMILY.test(name) || CAPITALS.test(name);
}

const FAMILY = /assert|expect|require|(?:fail|abort|panic|die)_?(?:if|unless)|^CHECK|_CHECK|^ck_/i;
const CAPITALS = /^[A-Z][A-Z\d_]+$/;

function claimOf(context: Context, name: string, call: SyntaxNode, isStreamed: boolean): Claim | undefined {
  const { semantics } = context;
  const macro = semantics.ownerOf(call).macroAt(name, call)?.fact;
  const declared = macro === undefined ? semantics.surroundings.find("functions", name)?.fact : undefined;
  if (macro === undefined && MODELLED.has(name)) return undefined;
  // A function that can be seen is followed; one that gives a result lets its caller decide.
  if (declared !== undefined && (declared.body !== undefined || declared.returns.kind !== "void")) return undefined;
  // A chip is selected by `ASSERT_CS`: what never asks can't be a check.
  if (macro !== undefined && macro.body !== "" && !ASKS.test(macro.body)) return undefined;
  // What leaves by itself can be followed, where it is a statement of its own.
  if (macro !== undefined && !isStreamed && (LEAVES.test(macro.body) || handsOnToLeave(context, call))) return undefined;
  const args = call.args.filter((each) => !isText(each));
  if (FAMILY.test(name)) return claimByName(name, args);
  if (macro !== undefined || declared !== undefined) return undefined;
  // A macro that nobody defines, with a truth value: what else would it do but check it?
  const conditions = args.filter(isCondition);
  const [condition] = conditions;
  if (condition === undefined || conditions.length > 1) return undefined;
  return { kind: "truth", node: condition, holds: !wordsOf(name).some((word) => word === "if" || word === "on") };
}

/** `#define CHECK(c) CHECK_OR(c, -1)`: the macro behind it leaves. */
function handsOnToLeave(context: Context, call: SyntaxNode, depth = 0): boolean {
  const [only, second] = context.semantics.macros.statements(call) ?? [];
  if (only === undefined || second !== undefined) return false;
  const inner = only.kind === "expressionStatement" ? only.firstChild : only;
  return inner?.kind === "call" ? depth < MAX_HANDS && handsOnToLeave(context, inner, depth + 1) : LEAVES.test(only.text);
}

/** Macros that only hand on to another. */
const MAX_HANDS = 4;

const LEAVES = /\b(?:return|goto|break|continue|exit|_Exit|abort|throw)\b|for\s*\(\s*;\s*;|while\s*\(\s*(?:1|true)\s*\)/;
const ASKS = /\b(?:if|while)\b|\?|&&|\|\||assert|abort|fail|check|test|expect|require|panic|\(\s*void\s*\)|UNUSED/i;

function claimByName(name: string, args: readonly SyntaxNode[]): Claim | undefined {
  const words = wordsOf(name);
  if (words.some((word) => OTHER_KINDS.has(word))) return undefined;
  const [first, second] = args;
  if (first === undefined) return undefined;
  const not = words.includes("not") || words.includes("non");
  const has = (...any: readonly string[]): boolean => any.some((word) => words.includes(word));
  if (has("null", "nonnull", "notnull")) return { kind: "truth", node: first, holds: not || has("nonnull", "notnull") };
  if (has("greater", "less", "than")) return undefined;
  const operator = words.map((word) => COMPARISONS[word]).find((each) => each !== undefined);
  if (operator !== undefined) {
    if (second === undefined) return undefined;
    const negated = not && operator === "==" ? "!=" : operator;
    return not && negated === operator ? undefined : { kind: "comparison", operator: negated, left: first, right: second };
  }
  if (/^CHECK|_CHECK/i.test(name) && !isCondition(first) && !/^(?:CHECK|REQUIRE)$/.test(name)) return undefined;
  const conditions = args.filter(isCondition);
  const condition = conditions.length === 1 ? (conditions[0] ?? first) : first;
  const holds = !has("false", "if");
  // `assert(0)` ends the way; `ASSERT_LINE(0)` names a line.
  const constant = condition.unparenthesized;
  if (constant.kind === "number" && !/assert(?:_?msg|_?message)?$/i.test(name)) return undefined;
  return { kind: "truth", node: condition, holds };
}

function isCondition(node: SyntaxNode): boolean {
  const plain = node.unparenthesized;
  if (plain.kind === "unary") return plain.operator === "!";
  return plain.kind === "binary" && TRUTHS.has(plain.operator);
}

function isText(node: SyntaxNode): boolean {
  return node.unparenthesized.kind === "string";
}

/** `TEST_ASSERT_NOT_NULL`, `assertNotNull`: the words, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_");
}
