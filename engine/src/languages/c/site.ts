import type { SyntaxNode } from "../../syntax/node.js";

/**
 * An expression to be understood, and what the names of macro parameters in it stand for. Expressions of macro bodies
 * live in trees of their own; their other names mean what they mean at file scope where the macro is used.
 */
export interface Site {
  readonly node: SyntaxNode;
  readonly bindings?: Bindings;
  /** Macros that are being expanded around this expression. */
  readonly expansions?: number;
}

export type Bindings = ReadonlyMap<string, Site>;

/** Deeper than this an expression has no meaning for us: protects against hostile nesting and macro cycles. */
export const MAX_EXPANSIONS = 24;

/** Another expression at the same place. */
export function at(site: Site, node: SyntaxNode): Site {
  return { ...site, node };
}

/** Innermost expression without parentheses. */
export function unparenthesized(site: Site): Site {
  return site.node.kind === "parenthesized" ? at(site, site.node.unparenthesized) : site;
}
