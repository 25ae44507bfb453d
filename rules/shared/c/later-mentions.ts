// What comes after a place in a function, by the order of its statements: for rules that ask what is done with a variable later.
import type { ParsedFile, SyntaxNode } from "../../../engine/src/index.js";

const BODIES: readonly string[] = ["function", "lambda"];
const LOOPS: readonly string[] = ["for", "forEach", "while", "doWhile"];

/** Statements that surely or possibly run after a place, nearest first; those of the next turn of a loop are not among them. */
export function statementsAfter(place: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let inner = place;
  for (let outer = place.parent; outer; inner = outer, outer = outer.parent) {
    if (BODIES.includes(outer.kind)) break;
    if (outer.is("block", "case", "labeled")) {
      const siblings = outer.children;
      const behind = siblings.slice(siblings.findIndex(({ id }) => id === inner.id) + 1);
      const end = behind.findIndex(leaves);
      found.push(...(end < 0 ? behind : behind.slice(0, end + 1)));
      if (end >= 0 || leaves(inner)) break;
    } else if (outer.kind === "switch") continue;
  }
  return found;
}

/** True for a statement behind which its block does not go on. */
export function leaves(statement: SyntaxNode): boolean {
  if (statement.is("return", "throw", "break", "continue", "goto")) return true;
  if (statement.kind === "expressionStatement")
    return /^(std::)?(abort|exit|_Exit|terminate|longjmp)\s*\(/.test(statement.text) || statement.firstChild?.kind === "throw";
  return statement.kind === "block" && statement.children.some(leaves);
}

/** The first mention of the same variable in statements behind the one that holds `place`. */
export function firstMentionAfter(file: ParsedFile, place: SyntaxNode, name: SyntaxNode): SyntaxNode | undefined {
  const declaration = file.semantics.declarationOf(name);
  if (leavesWith(place)) return undefined;
  for (const statement of statementsAfter(place)) {
    if (LOOPS.includes(statement.kind) && statement.start < place.start) continue;
    for (const each of [statement, ...statement.descendants()]) {
      if (each.kind !== "identifier" || each.text !== name.text) continue;
      const found = file.semantics.declarationOf(each);
      if (found?.id === declaration?.id) return each;
    }
  }
  return undefined;
}

/** The place stands in a statement behind which nothing of its block runs: `return std::move(x);`. */
function leavesWith(place: SyntaxNode): boolean {
  for (let outer: SyntaxNode | undefined = place; outer && !BODIES.includes(outer.kind); outer = outer.parent)
    if (outer.is("return", "throw")) return true;
  return false;
}
