import type { Parser } from "web-tree-sitter";
import type { FunctionIr, GlobalIr } from "../../flow/ir.js";
import type { IncludeFact, VariableFact } from "../../project/facts.js";
import { SyntaxTree, type NodeId } from "../../syntax/tree.js";
import { isCFamily, SourceDocument, type Language } from "../../text/document.js";
import type { Span, TextEdit } from "../../text/span.js";
import type { FrontEnd, HeaderModel, IncludeResolver, ParsedFile, SurveyedFile, WrittenNames } from "../front-end.js";
import { BuiltinTypes, type DataModel } from "./data-model.js";
import { collectFacts } from "./facts.js";
import { readGrammar, type Grammar } from "./grammar.js";
import { HeaderModels } from "./header-models.js";
import { lowerFunction, lowerGlobal } from "./ir/function.js";
import { writtenNames } from "./ir/written-names.js";
import { lowerTree, type LoweredTree } from "./lower.js";
import type { FragmentKind, ParsedFragment } from "./macro-expressions.js";
import { NO_ENVIRONMENT, type BuildEnvironment } from "./preprocessor/macro-table.js";
import { parsePreprocessed, type ParsedText } from "./preprocessor/parse-repaired.js";
import { Questions } from "./questions.js";
import { CSemantics } from "./semantics.js";
import type { Session } from "./surroundings.js";
import { surveyFile } from "./survey/survey.js";
import { dataModelMacros, targetProfile } from "./target-profiles.js";

/** Parsers of the two grammars, with their language set. The host makes them: the engine loads nothing. */
export interface CParsers {
  readonly c: Parser;
  readonly cpp: Parser;
}

export interface CFrontEndOptions {
  /** Sizes of types; those of the configured target unless told otherwise. */
  readonly dataModel?: DataModel;
  /** Headers of libraries that a project need not hold. */
  readonly headers?: readonly HeaderModel[];
}

/** The front end of C and C++. */
export function createCFrontEnd(parsers: CParsers, options: CFrontEndOptions = {}): FrontEnd {
  return new CFrontEnd(parsers, options);
}

class CFrontEnd implements FrontEnd {
  readonly languages: readonly Language[] = ["c", "cpp"];
  private readonly grammars: Readonly<Record<"c" | "cpp", Grammar>>;
  private readonly trees = new WeakMap<ParsedFile, { readonly parsed: ParsedText; readonly lowered: LoweredTree }>();

  private readonly fragments = new Map<string, SyntaxTree | null>();
  private readonly builtins = new Map<DataModel, BuiltinTypes>();
  private readonly headers: HeaderModels;
  private readonly modelFiles = new Map<string, ParsedFile>();
  private readonly session: Session = { provisionalAnswers: 0, owners: new WeakMap(), questions: new Questions() };

  constructor(
    private readonly parsers: CParsers,
    private readonly options: CFrontEndOptions,
  ) {
    this.headers = new HeaderModels(options.headers ?? []);
    this.grammars = { c: grammarOf(parsers.c), cpp: grammarOf(parsers.cpp) };
  }

  parse(
    document: SourceDocument,
    includes: IncludeResolver,
    previous?: ParsedFile,
    edits?: readonly TextEdit[],
    environment: BuildEnvironment = NO_ENVIRONMENT,
  ): ParsedFile {
    return this.read(document, includes, previous, edits, environment, false);
  }

  private read(
    document: SourceDocument,
    includes: IncludeResolver,
    previous: ParsedFile | undefined,
    edits: readonly TextEdit[] | undefined,
    environment: BuildEnvironment,
    givesWay: boolean,
  ): ParsedFile {
    const language = isCFamily(document.language) ? document.language : "c";
    const known = previous?.language === language && edits !== undefined ? this.trees.get(previous) : undefined;
    const parsed = parsePreprocessed(this.parsers[language], document.text, language, environment, known?.parsed);
    const lowered = lowerTree(parsed.tree, parsed.text, this.grammars[language], known?.lowered);
    const semantics: CSemantics = new CSemantics({
      tree: lowered.tree,
      isCpp: language === "cpp",
      builtins: this.builtinsFor(environment),
      session: this.session,
      parseFragment: (fragment, kind) => this.parseFragment(fragment, kind, language),
      written: document.text,
      givesWay,
      directIncludes: () => this.includedBy(document, semantics.facts.includes, includes, language, environment),
    });
    const facts = collectFacts(lowered.tree, language === "cpp", semantics);
    semantics.setFacts(facts);
    const { origin, repair } = parsed;
    const syntaxErrors: readonly Span[] = lowered.errors.map((span) => origin.toWritten(span));
    const file: ParsedFile = { document, language, tree: lowered.tree, origin, facts, semantics, syntaxErrors, repair };
    this.trees.set(file, { parsed, lowered });
    return file;
  }

  survey(document: SourceDocument, environment: BuildEnvironment = NO_ENVIRONMENT): SurveyedFile | undefined {
    return document.language === "c" ? surveyFile(this.parsers.c, document, environment, this.grammars.c) : undefined;
  }

  private builtinsFor(environment: BuildEnvironment): BuiltinTypes {
    const model = this.options.dataModel ?? targetProfile(environment.target).dataModel;
    let builtins = this.builtins.get(model);
    if (builtins === undefined) this.builtins.set(model, (builtins = new BuiltinTypes(model)));
    return builtins;
  }

  /** What a file includes: files of the project, else our own declarations of known headers; and what every file sees. */
  private includedBy(
    document: SourceDocument,
    targets: readonly IncludeFact[],
    includes: IncludeResolver,
    language: "c" | "cpp",
    environment: BuildEnvironment,
  ): readonly CSemantics[] {
    const found = new Set<CSemantics>();
    for (const include of targets) {
      const model = (): ParsedFile | undefined => this.modelOf(include.target, language, environment);
      for (const each of semanticsOf(includes.resolve(document, include) ?? model())) found.add(each);
    }
    if (document.path !== PREDEFINED) for (const each of semanticsOf(this.predefined(language, environment))) found.add(each);
    return [...found];
  }

  private modelOf(target: string, language: "c" | "cpp", environment: BuildEnvironment): ParsedFile | undefined {
    const model = this.headers.find(language === "cpp" && /^c[a-z]+$/.test(target) ? `${target.slice(1)}.h` : target);
    const name = model?.names[0];
    return model === undefined || name === undefined
      ? undefined
      : this.modelFile(`<${name}>`, model.text, language, environment, model.givesWay);
  }

  /** Macros of the compiler and of the build, as a header that every file includes. */
  private predefined(language: "c" | "cpp", environment: BuildEnvironment): ParsedFile {
    const { defines } = targetProfile(environment.target);
    const macros = { ...dataModelMacros(this.builtinsFor(environment).model), ...defines, ...environment.defines };
    const lines = Object.entries(macros).map(([name, value]) => `#define ${name} ${value.replace(/\s+/g, " ")}\n`);
    return this.modelFile(PREDEFINED, lines.join(""), language, environment);
  }

  private modelFile(path: string, text: string, language: "c" | "cpp", environment: BuildEnvironment, givesWay = false): ParsedFile {
    const key = `${language} ${environment.target} ${path === PREDEFINED ? text : path}`;
    let file = this.modelFiles.get(key);
    if (file === undefined) {
      const { target } = environment;
      const document = new SourceDocument(path, language, text, 0);
      file = this.read(document, NO_PROJECT, undefined, undefined, { defines: {}, target }, givesWay);
      this.modelFiles.set(key, file);
    }
    return file;
  }

  lower(file: ParsedFile, functionNode: NodeId): FunctionIr | undefined {
    return lowerFunction(file, functionNode);
  }

  lowerGlobal(file: ParsedFile, variable: VariableFact): GlobalIr | undefined {
    return lowerGlobal(file, variable);
  }

  writtenNames(file: ParsedFile): WrittenNames {
    return writtenNames(file.tree);
  }

  release(file: ParsedFile): void {
    this.trees.get(file)?.parsed.release();
    this.trees.delete(file);
  }

  /** Reads what a macro stands for. The tree is a new one each time: it belongs to one use. */
  private parseFragment(fragment: string, kind: FragmentKind, language: "c" | "cpp"): ParsedFragment | undefined {
    const [before, behind] = FRAGMENT_FRAMES[kind];
    const text = `${before}${fragment}${behind}`;
    const key = `${language}${text}`;
    let tree = this.fragments.get(key);
    if (tree === undefined) {
      if (this.fragments.size >= MAX_FRAGMENTS) this.fragments.clear();
      const parsed = parsePreprocessed(this.parsers[language], text, language, NO_ENVIRONMENT, undefined);
      const lowered = lowerTree(parsed.tree, parsed.text, this.grammars[language]);
      parsed.release();
      tree = lowered.errors.length > 0 || (kind !== "statements" && parsed.repair.blankedTokens > 0) ? null : lowered.tree;
      this.fragments.set(key, tree);
    }
    if (tree === null) return undefined;
    const own = new SyntaxTree(tree.text, tree.size, tree.columns, tree.comments);
    const first = own.root.firstChild;
    const node = kind === "statements" ? first?.child("body") : first?.child("declarator")?.child("value");
    if (node === undefined || first?.nextSibling !== undefined || node.end !== text.length - (kind === "statements" ? 0 : 1))
      return undefined;
    if (kind === "initializers" && node.kind !== "initializerList") return undefined;
    if (kind === "expression" && node.kind !== "parenthesized") return undefined;
    const inner = kind === "expression" ? node.firstChild : node;
    return inner && { node: inner, offset: before.length };
  }
}

const PREDEFINED = "<predefined>";
const NO_PROJECT: IncludeResolver = { resolve: () => undefined };

/** What makes a fragment a file: the parser reads files only. */
const FRAGMENT_FRAMES: Readonly<Record<FragmentKind, readonly [before: string, behind: string]>> = {
  expression: ["int v = (", "\n);"],
  statements: ["void f(void) {", "\n;}"],
  initializers: ["int v[] = {", "\n};"],
};

/** More are forgotten, and read again when they come back. */
const MAX_FRAGMENTS = 4000;

function semanticsOf(file: ParsedFile | undefined): readonly CSemantics[] {
  return file?.semantics instanceof CSemantics ? [file.semantics] : [];
}

function grammarOf(parser: Parser): Grammar {
  if (parser.language === null) throw new Error("the parser has no language");
  return readGrammar(parser.language);
}
