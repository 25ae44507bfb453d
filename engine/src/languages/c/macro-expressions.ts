import type { MacroFact } from "../../project/facts.js";
import type { SyntaxNode } from "../../syntax/node.js";
import { groupLength, splitArguments, substitute, type Copied, type MacroArgument, type MacroText } from "./macro-text.js";
import type { CSemantics } from "./semantics.js";
import { enter, type Bindings, type Expansion, type Site } from "./site.js";
import { isConditional, type Declared } from "./surroundings.js";

/** What a text that was made from a macro is read as. */
export type FragmentKind = "expression" | "statements" | "initializers";

/** A text that was read for itself. */
export interface ParsedFragment {
  /** The expression, the block that holds the statements, or the list that holds the initializers. */
  readonly node: SyntaxNode;
  /** Offset of the text in the fragment's tree. */
  readonly offset: number;
}

/** Reads a text as one expression, as statements, or as elements of a list; `undefined` when it is none. Each answer has a tree of its own. */
export type FragmentParser = (text: string, kind: FragmentKind) => ParsedFragment | undefined;

/** Where the tree of an expansion comes from: its names mean what they mean there. */
export interface FragmentOrigin {
  readonly use: SyntaxNode;
  readonly within: Expansion;
  /** Pieces that stand in the use's tree, by offsets of the fragment's tree. */
  readonly copied: readonly Copied[];
}

/** Longer bodies are code, not constants. */
const MAX_BODY = 400;
/** Cost of reading a text, beside its length, in answers ({@link Questions}). */
const PARSE = 50;
/** Characters that tell `while` and `if` from any other word. */
const HEAD = 8;
const NAME = /^[A-Za-z_$][\w$]*$/;
/** Macros that one goes through to find which one is meant. */
const MAX_CHOICES = 8;

interface Body {
  /** The body as an expression; absent when it is none. */
  readonly node?: SyntaxNode;
  /** Parameters stand where only text can be put: as a type, a member, a callee, beside `#`. */
  readonly byText: boolean;
}

/** A place where a macro is used: by its name alone, or as a call. */
interface MacroUse {
  readonly macro: Declared<MacroFact>;
  readonly within: Expansion;
  readonly name: string;
  readonly call: SyntaxNode | undefined;
}

/**
 * Macros as expressions and statements: what a use of one stands for, while the tree stays that of the person's text. A body that is an
 * expression is read once and its parameters are bound to the arguments' own nodes; else the replaced text is read per use.
 */
export class MacroExpressions {
  private readonly bodies = new Map<MacroFact, Body>();
  private readonly open = new Map<MacroFact, boolean>();
  private readonly pasting = new Map<MacroFact, boolean>();
  private readonly expressions = new Map<number, Site | null>();
  private readonly blocks = new Map<number, readonly SyntaxNode[] | null>();
  private readonly lists = new Map<number, readonly SyntaxNode[] | null>();
  private readonly loops = new Map<number, SyntaxNode | null>();

  constructor(
    private readonly file: CSemantics,
    private readonly parse: FragmentParser,
  ) {}

  /** The expression that `name`, or the call `name(…)`, stands for; `undefined` when it is no macro or no expression. */
  expand(site: Site, name: string, call: SyntaxNode | undefined): Site | undefined {
    const owner = this.file.session.owners.get(site.node.tree);
    if (owner !== undefined && owner !== this.file) return owner.macros.expand(site, name, call);
    const found = this.find(site, name);
    if (found === undefined) return undefined;
    const { macro, within } = found;
    const { parameters } = macro.fact;
    if ((parameters === undefined) !== (call === undefined)) {
      // `#define LENGTH COUNT_OF` and then `LENGTH(x)`.
      return call !== undefined && NAME.test(macro.fact.body) ? this.expand({ ...site, within }, macro.fact.body, call) : undefined;
    }
    const use = site.use ?? site.node;
    const body = macro.file.macros.body(macro.fact);
    if (parameters === undefined || call === undefined) {
      if (body.node === undefined || this.isOpen(macro, within)) return undefined;
      return { node: body.node, within, use };
    }
    const isBound = body.node !== undefined && !body.byText && !this.expandsArguments(macro.fact);
    const bindings = isBound ? this.bind(parameters, call, site) : undefined;
    if (bindings !== undefined && body.node !== undefined) return { node: body.node, bindings, within, use };
    if (site.bindings !== undefined || site.node.tree !== this.file.tree) return this.byText(macro, call, site, within);
    let expanded = this.expressions.get(call.id);
    if (expanded === undefined) this.expressions.set(call.id, (expanded = this.byText(macro, call, site, within) ?? null));
    return expanded ?? undefined;
  }

  /**
   * The statements that a statement which is `name` or the call `name(…)` stands for; `undefined` when it is no macro, or an expression.
   */
  statements(node: SyntaxNode): readonly SyntaxNode[] | undefined {
    return this.known(
      node,
      ({ blocks }) => blocks,
      (owner) => owner.readStatements(node),
    );
  }

  /**
   * The elements that a macro among the elements of an initializer list stands for: `{1, 2}, {3, 4}`, or none; `undefined` when `node`
   * is no macro, or one that stands for a single expression.
   */
  initializers(node: SyntaxNode): readonly SyntaxNode[] | undefined {
    return this.known(
      node,
      ({ lists }) => lists,
      (owner) => owner.readInitializers(node),
    );
  }

  /** True for a statement whose head is a macro, `LIST_FOR_EACH(item, list) { … }`: the parser got to see another word for its name. */
  isHeadedByMacro(node: SyntaxNode): boolean {
    if (node.tree !== this.file.tree) return false;
    const word = (text: string): string | undefined => /^[A-Za-z_$][\w$]*/.exec(text.slice(node.start, node.start + HEAD))?.[0];
    return word(this.file.written) !== word(node.tree.text);
  }

  /** The loop that such a head stands for, with an empty body; `undefined` when the macro can't be seen, or is no single loop. */
  loopHead(node: SyntaxNode): SyntaxNode | undefined {
    return this.known(
      node,
      ({ loops }) => loops,
      (owner) => owner.readLoop(node),
    );
  }

  /** What was read of a node once, by the macros of the tree that it stands in. */
  private known<T>(
    node: SyntaxNode,
    table: (owner: MacroExpressions) => Map<number, T | null>,
    read: (owner: MacroExpressions) => T | undefined,
  ): T | undefined {
    const owner = this.file.session.owners.get(node.tree)?.macros;
    if (owner === undefined) return undefined;
    const memo = table(owner);
    let found = memo.get(node.id);
    if (found === undefined) memo.set(node.id, (found = read(owner) ?? null));
    return found ?? undefined;
  }

  private readLoop(node: SyntaxNode): SyntaxNode | undefined {
    const written = this.file.written.slice(node.start, node.end);
    const [head, name] = /^([A-Za-z_$][\w$]*)\s*(?=\()/.exec(written) ?? [];
    const found = head === undefined || name === undefined ? undefined : this.find({ node }, name);
    if (head === undefined || found?.macro.fact.parameters === undefined) return undefined;
    const { fact } = found.macro;
    const replaced = substitute(
      found.macro.fact.parameters,
      fact.body,
      splitArguments(written.slice(head.length), node.start + head.length),
    );
    const statements = replaced && this.read(replaced, node, found.within, "statements")?.children;
    const [only] = statements ?? [];
    if (only === undefined || statements?.length !== 1) return undefined;
    if (only.is("for", "while")) return only;
    // A macro that hands on to another one.
    const inner = only.kind === "expressionStatement" ? only.firstChild : only;
    return inner?.kind === "call" ? this.loopHead(inner) : undefined;
  }

  private readStatements(node: SyntaxNode): readonly SyntaxNode[] | undefined {
    const used = this.useOf(node);
    if (used === undefined) return undefined;
    if (used.macro.fact.body === "") return [];
    const expression = this.expand({ node }, used.name, used.call)?.node;
    // It may hand on to another macro, which alone tells.
    const hands = expression !== undefined && this.isMacroCall(expression, { node, within: used.within });
    // A block in parentheses would be an expression, too.
    if (expression !== undefined && !hands && !expression.text.startsWith("{")) return undefined;
    const statements = this.fragment(used.macro, used.call, { node }, used.within, "statements")?.children;
    if (!hands) return statements;
    const [only] = statements ?? [];
    const inner = only?.kind === "expressionStatement" ? only.firstChild : only;
    return inner?.kind === "call" && statements?.length === 1 && this.statements(inner) !== undefined ? statements : undefined;
  }

  private isMacroCall(node: SyntaxNode, site: Site): boolean {
    const callee = node.kind === "call" ? node.child("callee") : undefined;
    return callee?.kind === "identifier" && this.find(site, callee.text)?.macro.fact.parameters !== undefined;
  }

  private readInitializers(node: SyntaxNode): readonly SyntaxNode[] | undefined {
    const used = this.useOf(node);
    if (used === undefined) return undefined;
    if (used.macro.fact.body === "") return [];
    const expression = this.expand({ node }, used.name, used.call)?.node;
    if (expression !== undefined && expression.kind !== "comma") return undefined;
    return this.fragment(used.macro, used.call, { node }, used.within, "initializers")?.children;
  }

  /** The macro that a name, or a call, is a use of: through macros that only rename it. */
  private useOf(node: SyntaxNode): MacroUse | undefined {
    const call = node.kind === "call" ? node : undefined;
    const callee = call === undefined ? node : call.child("callee");
    if (callee?.kind !== "identifier") return undefined;
    let found = this.find({ node }, callee.text);
    while (found !== undefined && found.macro.fact.parameters === undefined && call !== undefined && NAME.test(found.macro.fact.body))
      found = this.find({ node, within: found.within }, found.macro.fact.body);
    if (found === undefined || (found.macro.fact.parameters === undefined) !== (call === undefined)) return undefined;
    return { ...found, name: callee.text, call };
  }

  /** A number that depends on a conditional which nobody can decide is no number that is known. */
  private isOpen({ file, fact }: Declared<MacroFact>, within: Expansion): boolean {
    const definitions = file.names.redefined.get(fact.name);
    if (definitions === undefined) return false;
    let open = this.open.get(fact);
    if (open === undefined) {
      const values = definitions
        .filter((each) => isConditional(file.tree, file.tree.smallestAt(each.span.start, each.span.end)))
        .map((each) => {
          const { node } = file.macros.body(each);
          return node && this.file.constants.integer({ node, within });
        });
      open = values.some((value) => value !== undefined && value !== values[0]);
      this.open.set(fact, open);
    }
    return open;
  }

  private find(site: Site, name: string): { readonly macro: Declared<MacroFact>; readonly within: Expansion } | undefined {
    const macro = this.file.macroAt(name, site.use ?? site.node);
    if (macro === undefined) return undefined;
    const within = enter(site.within ?? this.file.origin?.within, name);
    return within && { macro, within };
  }

  private body(fact: MacroFact): Body {
    let body = this.bodies.get(fact);
    if (body === undefined) this.bodies.set(fact, (body = this.readBody(fact)));
    return body;
  }

  private readBody({ body, parameters }: MacroFact): Body {
    const pastes = body.includes("#") && body.replace(/"(?:[^"\\]|\\.)*"/g, "").includes("#");
    if (body === "" || body.length > MAX_BODY || pastes) return { byText: true };
    const node = this.parse(body, "expression")?.node;
    if (node === undefined) return { byText: true };
    return { node, byText: parameters !== undefined && needsText(node, parameters) };
  }

  private bind(parameters: readonly string[], call: SyntaxNode, site: Site): Bindings | undefined {
    const args = call.args;
    if (args.length !== parameters.length) return undefined;
    const bindings = new Map<string, Site>();
    for (const [index, name] of parameters.entries()) {
      const node = args[index];
      if (node === undefined || !this.isExpression(node)) return undefined;
      bindings.set(name, { ...site, node });
    }
    return bindings;
  }

  /** Not a type, and not something that stands in the place of what could not be read. */
  private isExpression(node: SyntaxNode): boolean {
    if (NO_EXPRESSIONS.has(node.kind)) return false;
    if (node.kind === "identifier" && this.file.declaredTypes.byName(node.text, 0) !== undefined) return false;
    return node.tree !== this.file.tree || this.file.isAsWritten(node);
  }

  private byText(macro: Declared<MacroFact>, call: SyntaxNode, site: Site, within: Expansion): Site | undefined {
    const node = this.fragment(macro, call, site, within, "expression");
    return node && { node };
  }

  /** Reads the text that a use stands for. */
  private fragment(
    { fact }: Declared<MacroFact>,
    call: SyntaxNode | undefined,
    site: Site,
    within: Expansion,
    kind: FragmentKind,
  ): SyntaxNode | undefined {
    const use = site.use ?? site.node;
    const owner = this.file.session.owners.get(use.tree);
    if (owner === undefined) return undefined;
    const args = call === undefined ? [] : this.argumentsOf(call, site, fact);
    const replaced = call === undefined ? { text: fact.body, copied: [] } : args && substitute(fact.parameters ?? [], fact.body, args);
    return replaced && owner.macros.read(this.withChosen(replaced, { node: use, within }), use, within, kind);
  }

  /** `PICK(__VA_ARGS__, CHECK_2, CHECK_1)(__VA_ARGS__)`, by which a macro does with one argument or two, with the one that is picked. */
  private withChosen(made: MacroText, site: Site): MacroText {
    const { text, copied } = made;
    const [head] = /^\s*[A-Za-z_$][\w$]*\s*(?=\()/.exec(text) ?? [];
    if (head === undefined) return made;
    const end = head.length + groupLength(text.slice(head.length));
    if (end === head.length || !/^\s*\(/.test(text.slice(end, end + HEAD))) return made;
    const name = this.nameOf(text.slice(0, end).trim(), site, 0);
    if (name === undefined || !NAME.test(name)) return made;
    const moved = name.length - end;
    const behind = copied.filter(({ start }) => start >= end);
    return {
      text: name + text.slice(end),
      copied: behind.map((piece) => ({ ...piece, start: piece.start + moved, end: piece.end + moved })),
    };
  }

  /** The one word that a text, or the macro call that it is, stands for. */
  private nameOf(text: string, site: Site, depth: number): string | undefined {
    if (/^[\w$]+$/.test(text)) return this.ofName({ text, start: -1 }, site).text;
    const [head, name] = /^([A-Za-z_$][\w$]*)\s*(?=\()/.exec(text) ?? [];
    if (head === undefined || name === undefined || head.length + groupLength(text.slice(head.length)) !== text.length) return undefined;
    const found = depth < MAX_CHOICES && this.file.session.questions.spend(this.file, text.length) ? this.find(site, name) : undefined;
    if (found?.macro.fact.parameters === undefined) return undefined;
    const { parameters, body } = found.macro.fact;
    const args = splitArguments(text.slice(head.length), -1).map((arg) => ({
      text: this.nameOf(arg.text.trim(), site, depth + 1) ?? arg.text,
      start: -1,
    }));
    const replaced = substitute(parameters, body, args);
    return replaced && this.nameOf(replaced.text.trim(), { ...site, within: found.within }, depth + 1);
  }

  /** Parses what stands in the place of a use. */
  private read(replaced: MacroText, use: SyntaxNode, within: Expansion, kind: FragmentKind): SyntaxNode | undefined {
    if (!this.file.session.questions.spend(this.file, PARSE + replaced.text.length)) return undefined;
    const parsed = this.parse(replaced.text, kind);
    if (parsed === undefined) return undefined;
    const { offset } = parsed;
    const copied = replaced.copied.map(({ start, end, from }) => ({ start: start + offset, end: end + offset, from }));
    this.file.addFragment(parsed.node.tree, { use, within, copied });
    return parsed.node;
  }

  private argumentsOf(call: SyntaxNode, site: Site, fact: MacroFact): readonly MacroArgument[] | undefined {
    const list = call.child("arguments");
    if (list === undefined) return undefined;
    const isOwn = list.tree === this.file.tree;
    const text = isOwn ? this.file.written.slice(list.start, list.end) : list.text;
    let args = splitArguments(text, isOwn ? list.start : -1);
    // `()` for one parameter is one empty argument.
    if (args.length === 0 && fact.parameters?.length === 1 && !fact.parameters[0]?.endsWith("...")) args = [{ text: "", start: -1 }];
    if (isOwn && site.bindings === undefined) return this.expandsArguments(fact) ? args.map((arg) => this.ofName(arg, site)) : args;
    return args.map((arg) => ({ text: textWithBindings(arg.text, site.bindings), start: -1 }));
  }

  /** Whether arguments go on to macros that paste: then a name counts by what it stands for (`CONCAT(prefix, __LINE__)`). */
  private expandsArguments(fact: MacroFact): boolean {
    let pastes = this.pasting.get(fact);
    if (pastes === undefined) {
      const called = [...fact.body.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g)].map(([, name = ""]) => name);
      pastes = called.some((name) => this.file.surroundings.find("macros", name)?.fact.body.includes("##") === true);
      this.pasting.set(fact, pastes);
    }
    return pastes;
  }

  private ofName(argument: MacroArgument, site: Site): MacroArgument {
    const name = argument.text.trim();
    const macro = NAME.test(name) ? this.file.macroAt(name, site.node) : undefined;
    return macro !== undefined && macro.fact.parameters === undefined && /^[\w$]+$/.test(macro.fact.body)
      ? { text: macro.fact.body, start: -1 }
      : argument;
  }
}

const NO_EXPRESSIONS: ReadonlySet<string> = new Set([
  "error",
  "missing",
  "typeDescriptor",
  "typeName",
  "primitiveType",
  "unknown",
  "block",
]);

/** A parameter that is a type, a member, a label, or called can't be bound to an expression. */
function needsText(body: SyntaxNode, parameters: readonly string[]): boolean {
  if (parameters.at(-1)?.endsWith("...") === true) return true;
  const { tree } = body;
  for (let id = body.id; id < tree.subtreeEnd(body.id); id++) {
    const kind = tree.kind(id);
    if (tree.subtreeEnd(id) !== id + 1 || !parameters.includes(tree.textOf(id))) continue;
    if (kind !== "identifier" || tree.field(id) === "callee") return true;
  }
  return false;
}

/** A text with the names of parameters replaced by what is bound to them. */
function textWithBindings(text: string, bindings: Bindings | undefined): string {
  if (bindings === undefined) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_$][\w$]*/g, (token) => {
    const bound = bindings.get(token);
    if (bound === undefined) return token;
    const inner = textWithBindings(bound.node.text, bound.bindings);
    return NAME.test(inner) ? inner : `(${inner})`;
  });
}
