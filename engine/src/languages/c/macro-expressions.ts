import type { MacroFact } from "../../project/facts.js";
import type { SyntaxNode } from "../../syntax/node.js";
import type { CSemantics } from "./semantics.js";
import { MAX_EXPANSIONS, type Bindings, type Site } from "./site.js";

/** Reads a text as one expression; `undefined` when it is none. */
export type ExpressionParser = (text: string) => SyntaxNode | undefined;

/** Longer bodies are code, not constants. */
const MAX_BODY = 400;

/** Macros as expressions: what a use of one stands for, without rewriting text. */
export class MacroExpressions {
  private readonly bodies = new Map<MacroFact, SyntaxNode | null>();

  constructor(
    private readonly file: CSemantics,
    private readonly parse: ExpressionParser,
  ) {}

  /** The expression that `name`, or the call `name(…)`, stands for; `undefined` when it is no macro or no expression. */
  expand(site: Site, name: string, call: SyntaxNode | undefined): Site | undefined {
    const expansions = (site.expansions ?? 0) + 1;
    if (expansions > MAX_EXPANSIONS) return undefined;
    const macro = this.file.surroundings.find("macros", name);
    if (macro === undefined) return undefined;
    const { parameters } = macro.fact;
    if ((parameters === undefined) !== (call === undefined)) return this.aliased(macro.fact, call, site, expansions);
    const node = macro.file.macros.body(macro.fact);
    if (node === undefined) return undefined;
    if (parameters === undefined || call === undefined) return { node, expansions };
    const bindings = bind(parameters, call, site);
    return bindings && { node, bindings, expansions };
  }

  /** `#define LENGTH COUNT_OF` and then `LENGTH(x)`. */
  private aliased(fact: MacroFact, call: SyntaxNode | undefined, site: Site, expansions: number): Site | undefined {
    if (call === undefined || !/^[A-Za-z_]\w*$/.test(fact.body)) return undefined;
    return this.expand({ ...site, expansions }, fact.body, call);
  }

  private body(fact: MacroFact): SyntaxNode | undefined {
    let node = this.bodies.get(fact);
    if (node === undefined) {
      node = fact.body === "" || fact.body.length > MAX_BODY || fact.body.includes("#") ? null : (this.parse(fact.body) ?? null);
      this.bodies.set(fact, node);
    }
    return node ?? undefined;
  }
}

function bind(parameters: readonly string[], call: SyntaxNode, site: Site): Bindings | undefined {
  const args = call.args;
  if (args.length !== parameters.length || parameters.includes("...")) return undefined;
  const bindings = new Map<string, Site>();
  parameters.forEach((name, index) => {
    const node = args[index];
    if (node !== undefined) bindings.set(name, { ...site, node });
  });
  return bindings;
}
