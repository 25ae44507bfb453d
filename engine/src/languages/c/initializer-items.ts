import type { SyntaxNode } from "../../syntax/node.js";
import type { CSemantics } from "./semantics.js";

/** The elements of an initializer list as the compiler sees them. */
export interface InitializerItems {
  readonly items: readonly SyntaxNode[];
  /** Behind the items more can follow: a conditional that nobody can decide, a name that may be a macro of a header not at hand. */
  readonly open: boolean;
}

/** Longer lists are tables, whose content beyond is unknown; their length is counted to the end. */
const MAX_ITEMS = 100_000;

/** Reads a list with the macros in it seen through: one can stand for several elements, or for none. */
export function initializerItems(file: CSemantics, list: SyntaxNode): InitializerItems {
  const items: SyntaxNode[] = [];
  const open = !collect(file, list.children, items);
  return { items, open };
}

/** False where what follows can't be known. */
function collect(file: CSemantics, nodes: readonly SyntaxNode[], items: SyntaxNode[]): boolean {
  for (const node of nodes) {
    if (items.length >= MAX_ITEMS || NOT_ITEMS.has(node.kind)) return false;
    if (node.kind !== "identifier" && node.kind !== "call") {
      items.push(node);
      continue;
    }
    const stands = file.macros.initializers(node);
    if (stands !== undefined) {
      if (!collect(file, stands, items)) return false;
    } else if (isUnknownName(file, node)) return false;
    else items.push(node);
  }
  return true;
}

const NOT_ITEMS: ReadonlySet<string> = new Set(["conditionalDirective", "elseDirective", "error", "missing"]);

/** Nothing that can be seen declares the name: then a header that is not at hand may define it as anything. */
function isUnknownName(file: CSemantics, node: SyntaxNode): boolean {
  const name = node.kind === "call" ? node.child("callee") : node;
  if (name?.kind !== "identifier" || ALWAYS_KNOWN.has(name.text)) return false;
  const owner = file.ownerOf(name);
  if (owner.declared({ node: name }) !== undefined) return false;
  const { surroundings } = owner;
  return TABLES.every((table) => surroundings.find(table, name.text) === undefined) && surroundings.findEnumerator(name.text) === undefined;
}

const ALWAYS_KNOWN: ReadonlySet<string> = new Set(["NULL", "true", "false", "nullptr"]);
const TABLES = ["macros", "variables", "functions"] as const;
