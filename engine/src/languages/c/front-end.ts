import type { Edit, Parser, Tree } from "web-tree-sitter";
import type { FunctionIr } from "../../flow/ir.js";
import type { SyntaxNode } from "../../syntax/node.js";
import type { NodeId } from "../../syntax/tree.js";
import { isCFamily, SourceDocument, type Language } from "../../text/document.js";
import type { Span, TextEdit } from "../../text/span.js";
import type { FrontEnd, IncludeResolver, ParsedFile } from "../front-end.js";
import { BuiltinTypes, ILP32, type DataModel } from "./data-model.js";
import { collectFacts } from "./facts.js";
import { readGrammar, type Grammar } from "./grammar.js";
import { lowerFunction } from "./ir/function.js";
import { lowerTree, type LoweredTree } from "./lower.js";
import { preprocess } from "./preprocess.js";
import { CSemantics } from "./semantics.js";
import type { Session } from "./surroundings.js";

/** Parsers of the two grammars, with their language set. The host makes them: the engine loads nothing. */
export interface CParsers {
  readonly c: Parser;
  readonly cpp: Parser;
}

export interface CFrontEndOptions {
  /** Sizes of the target's types; 32-bit firmware unless told otherwise. */
  readonly dataModel?: DataModel;
}

/** The front end of C and C++. */
export function createCFrontEnd(parsers: CParsers, options: CFrontEndOptions = {}): FrontEnd {
  return new CFrontEnd(parsers, options.dataModel ?? ILP32);
}

class CFrontEnd implements FrontEnd {
  readonly languages: readonly Language[] = ["c", "cpp"];
  private readonly grammars: Readonly<Record<"c" | "cpp", Grammar>>;
  private readonly trees = new WeakMap<ParsedFile, { readonly tree: Tree; readonly lowered: LoweredTree }>();

  private readonly builtins: BuiltinTypes;
  private readonly session: Session = { provisionalAnswers: 0 };

  constructor(
    private readonly parsers: CParsers,
    dataModel: DataModel,
  ) {
    this.builtins = new BuiltinTypes(dataModel);
    this.grammars = { c: grammarOf(parsers.c), cpp: grammarOf(parsers.cpp) };
  }

  parse(document: SourceDocument, includes: IncludeResolver, previous?: ParsedFile, edits?: readonly TextEdit[]): ParsedFile {
    const language = isCFamily(document.language) ? document.language : "c";
    const { text, origin } = preprocess(document);
    const reusable = previous?.language === language && edits !== undefined ? this.editedTree(previous, edits, text) : undefined;
    const tree = this.parsers[language].parse(text, reusable);
    reusable?.delete();
    // Null only without a language or when cancelled, and we do neither.
    if (tree === null) throw new Error("the parser returned no tree");
    const lowered = lowerTree(tree, text, this.grammars[language], reusable && previous ? this.trees.get(previous)?.lowered : undefined);
    const semantics: CSemantics = new CSemantics({
      tree: lowered.tree,
      isCpp: language === "cpp",
      builtins: this.builtins,
      session: this.session,
      parseExpression: (expression) => this.parseExpression(expression, language),
      directIncludes: () => semantics.facts.includes.flatMap((include) => semanticsOf(includes.resolve(document, include))),
    });
    const facts = collectFacts(lowered.tree, language === "cpp", semantics);
    semantics.setFacts(facts);
    const syntaxErrors: readonly Span[] = lowered.errors.map((span) => origin.toWritten(span));
    const file: ParsedFile = { document, language, tree: lowered.tree, origin, facts, semantics, syntaxErrors };
    this.trees.set(file, { tree, lowered });
    return file;
  }

  lower(file: ParsedFile, functionNode: NodeId): FunctionIr | undefined {
    return lowerFunction(file, functionNode);
  }

  release(file: ParsedFile): void {
    this.trees.get(file)?.tree.delete();
    this.trees.delete(file);
  }

  /** Reads a macro's body as an expression. */
  private parseExpression(expression: string, language: "c" | "cpp"): SyntaxNode | undefined {
    const text = `int v = (${expression}\n);`;
    const tree = this.parsers[language].parse(text);
    if (tree === null) return undefined;
    const lowered = lowerTree(tree, text, this.grammars[language]);
    tree.delete();
    if (lowered.errors.length > 0) return undefined;
    const value = lowered.tree.root.firstChild?.child("declarator")?.child("value");
    return value?.kind === "parenthesized" && value.end === text.length - 1 ? value.firstChild : undefined;
  }

  /** A copy of the tree of `previous`, moved along the edits; `undefined` when there is none or the edits do not lead to `text`. */
  private editedTree(previous: ParsedFile, edits: readonly TextEdit[], text: string): Tree | undefined {
    const known = this.trees.get(previous)?.tree;
    if (known === undefined) return undefined;
    const tree = known.copy();
    let current = previous.document;
    for (const { span, newText } of edits) {
      const edited = current.text.slice(0, span.start) + newText + current.text.slice(span.end);
      const next = new SourceDocument(current.path, current.language, edited, current.version);
      const edit = {
        startIndex: span.start,
        oldEndIndex: span.end,
        newEndIndex: span.start + newText.length,
        startPosition: pointAt(current, span.start),
        oldEndPosition: pointAt(current, span.end),
        newEndPosition: pointAt(next, span.start + newText.length),
      };
      // The class adds nothing to these fields, and the engine must not depend on the module at run time.
      tree.edit(edit as unknown as Edit);
      current = next;
    }
    if (current.text === text) return tree;
    tree.delete();
    return undefined;
  }
}

function semanticsOf(file: ParsedFile | undefined): readonly CSemantics[] {
  return file?.semantics instanceof CSemantics ? [file.semantics] : [];
}

function grammarOf(parser: Parser): Grammar {
  if (parser.language === null) throw new Error("the parser has no language");
  return readGrammar(parser.language);
}

/** tree-sitter counts a line at `\n` alone, and its web binding counts columns in UTF-16 units. */
function pointAt(document: SourceDocument, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = document.text.indexOf("\n"); at >= 0 && at < offset; at = document.text.indexOf("\n", at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
