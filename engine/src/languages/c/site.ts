import type { SyntaxNode } from "../../syntax/node.js";

/**
 * An expression to be understood, and what the names of macro parameters in it stand for. Expressions of macro bodies
 * live in trees of their own; their other names mean what they mean where the macro is used.
 */
export interface Site {
  readonly node: SyntaxNode;
  readonly bindings?: Bindings;
  /** Macros that are being expanded around this expression, innermost first. */
  readonly within?: Expansion;
  /** Where the outermost of them is used, in a tree that knows the names around it. */
  readonly use?: SyntaxNode;
}

export type Bindings = ReadonlyMap<string, Site>;

/** A macro that is being expanded: its name means itself inside. */
export interface Expansion {
  readonly name: string;
  readonly depth: number;
  readonly outer: Expansion | undefined;
}

/** Deeper than this an expression has no meaning for us: protects against hostile nesting. */
const MAX_EXPANSIONS = 24;

/** The expansion of one more macro; `undefined` when it is already being expanded, or too many are. */
export function enter(outer: Expansion | undefined, name: string): Expansion | undefined {
  for (let each = outer; each !== undefined; each = each.outer) if (each.name === name) return undefined;
  const depth = (outer?.depth ?? 0) + 1;
  return depth > MAX_EXPANSIONS ? undefined : { name, depth, outer };
}

/** Another expression at the same place. */
export function at(site: Site, node: SyntaxNode): Site {
  return { ...site, node };
}

/** Innermost expression without parentheses. */
export function unparenthesized(site: Site): Site {
  return site.node.kind === "parenthesized" ? at(site, site.node.unparenthesized) : site;
}
