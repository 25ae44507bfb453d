import { KIND_INDEX } from "../../../syntax/kinds.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { NO_NODE } from "../../../syntax/tree.js";
import type { VariableIndex } from "../../../flow/ir.js";
import { declaredName } from "../declarator.js";
import type { Context } from "./context.js";

/** How a condition is known in one function: `#ifndef X` is the negation of `#ifdef X`. */
interface Key {
  readonly text: string;
  readonly negated: boolean;
}

/** Conditions that stand more than once get a variable of their own; more are forgotten. */
const MAX_VARIABLES = 8;

/**
 * What is settled about the conditionals of one function that the preprocessor left open. The same condition holds the same way everywhere
 * in the function. Where its branches declare the same name, only one of them can be followed: then it counts as true.
 */
export class FunctionConditionals {
  private readonly decisions = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly variables = new Map<string, VariableIndex>();

  /** Looks for conditionals below a function, and makes ready what they share. */
  constructor(
    private readonly context: Context,
    root: SyntaxNode,
  ) {
    const { tree } = root;
    for (let id = root.id; id < tree.subtreeEnd(root.id); id++) {
      const kind = tree.kindIndex(id);
      if (kind !== KIND_INDEX.conditionalDirective && kind !== KIND_INDEX.elseDirective) continue;
      const node = tree.node(id);
      const key = keyOf(node);
      if (key === undefined) continue;
      this.counts.set(key.text, (this.counts.get(key.text) ?? 0) + 1);
      if (competes(node)) this.decisions.add(key.text);
    }
    for (const [text, count] of this.counts) {
      if (count < 2 || this.decisions.has(text) || this.variables.size >= MAX_VARIABLES) continue;
      this.variables.set(text, this.makeVariable());
    }
  }

  /** Whether the branch behind a conditional's line is followed; `undefined`: it and the others are. */
  decided(node: SyntaxNode): boolean | undefined {
    const condition = node.child("condition");
    const name = node.child("name");
    const known = condition ? this.truth(condition) : name ? negatedIf(this.isDefined(name.text), node.operator === "!") : undefined;
    if (known !== undefined) return known;
    const key = keyOf(node);
    return key !== undefined && this.decisions.has(key.text) ? !key.negated : undefined;
  }

  /** The variable that stands for an open condition, and whether the branch is taken where it is zero. */
  variable(node: SyntaxNode): { readonly variable: VariableIndex; readonly negated: boolean } | undefined {
    const key = keyOf(node);
    const variable = key && this.variables.get(key.text);
    return variable === undefined || key === undefined ? undefined : { variable, negated: key.negated };
  }

  private makeVariable(): VariableIndex {
    const { builder, int } = this.context;
    const variable = builder.temporary(int, 4);
    builder.effect({ op: "declare", variable, initialised: true });
    builder.store({ kind: "variable", variable, type: int }, builder.value({ op: "unknown", operands: [], type: int }, int));
    return variable;
  }

  /** A macro that can be seen is defined; of one that can't, nobody knows. */
  private isDefined(name: string): true | undefined {
    return this.context.semantics.surroundings.find("macros", name) === undefined ? undefined : true;
  }

  private truth(node: SyntaxNode): boolean | undefined {
    const left = node.child("left");
    const right = node.child("right");
    if (node.kind === "parenthesized" && node.firstChild) return this.truth(node.firstChild);
    if (node.kind === "unary" && node.operator === "!") {
      const operand = node.child("operand") ?? node.firstChild;
      return operand && negatedIf(this.truth(operand), true);
    }
    if (node.kind === "binary" && (node.operator === "&&" || node.operator === "||") && left && right) {
      const decides = node.operator === "||";
      const a = this.truth(left);
      const b = this.truth(right);
      if (a === decides || b === decides) return decides;
      return a === undefined || b === undefined ? undefined : !decides;
    }
    const defined = DEFINED.exec(node.text)?.[1];
    if (defined !== undefined) return this.isDefined(defined);
    const value = this.context.semantics.constants.integer({ node });
    return value === undefined ? undefined : value !== 0;
  }
}

const DEFINED = /^defined\s*\(?\s*([A-Za-z_$][\w$]*)\s*\)?$/;

function negatedIf(truth: boolean | undefined, negated: boolean): boolean | undefined {
  return truth === undefined ? undefined : truth !== negated;
}

function keyOf(node: SyntaxNode): Key | undefined {
  const name = node.child("name");
  if (name) return { text: `defined ${name.text}`, negated: node.operator === "!" };
  const condition = node.child("condition");
  if (condition === undefined) return undefined;
  const text = condition.text.replace(/\s+/g, " ").trim();
  const plain = /^! ?(defined\b.*|[A-Za-z_$][\w$]*)$/.exec(text)?.[1];
  const defined = DEFINED.exec(plain ?? text)?.[1];
  return { text: defined === undefined ? (plain ?? text) : `defined ${defined}`, negated: plain !== undefined };
}

/** Branches of which more than one declares the same name. */
function competes(node: SyntaxNode): boolean {
  const own = declaredIn(node);
  if (own.size === 0) return false;
  for (let other = node.child("alternative"); other; other = other.child("alternative")) {
    for (const name of declaredIn(other)) if (own.has(name)) return true;
  }
  return false;
}

function declaredIn(branch: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const { tree } = branch;
  for (const child of branch.children) {
    if (child.kind !== "declaration") continue;
    for (const declarator of child.childrenOf("declarator")) {
      const { name } = declaredName(tree, declarator.id);
      if (name !== NO_NODE) names.add(tree.textOf(name));
    }
  }
  return names;
}
