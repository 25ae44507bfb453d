import type { CommentFact, FileFacts, FunctionFact, MacroFact, TypeFact, VariableFact } from "../project/facts.js";
import type { Type } from "../project/types.js";
import type { FunctionIr, GlobalIr } from "../flow/ir.js";
import type { SyntaxNode } from "../syntax/node.js";
import type { NodeId, SyntaxTree } from "../syntax/tree.js";
import type { Language, SourceDocument } from "../text/document.js";
import type { OriginMap } from "../text/origin-map.js";
import type { Span, TextEdit } from "../text/span.js";

/** One file as its front end understood it. Immutable. */
export interface ParsedFile {
  readonly document: SourceDocument;
  readonly language: Language;
  readonly tree: SyntaxTree;
  readonly origin: OriginMap;
  readonly facts: FileFacts;
  readonly semantics: Semantics;
  /** Places in written text that the parser could not understand. */
  readonly syntaxErrors: readonly Span[];
  /** What was done to the text before it was parsed; absent where a language needs nothing of the kind. */
  readonly repair?: SourceRepair;
}

/** What a file says of its declarations and comments, without the insides of its functions. A parsed file is one as well. */
export interface SurveyedFile {
  readonly document: SourceDocument;
  readonly language: Language;
  readonly facts: {
    readonly functions: readonly SurveyedFunction[];
    readonly types: readonly Pick<TypeFact, "name" | "kind" | "span">[];
    readonly comments: readonly CommentFact[];
  };
}

export type SurveyedFunction = Pick<FunctionFact, "name" | "qualifiedName" | "signature" | "span" | "nameSpan" | "body" | "linkage">;

/** Changes that made a text fit for its grammar. */
export interface SourceRepair {
  /** Tokens that the parser did not get to see because it could not have read them: vendor keywords, unknown macros. */
  readonly blankedTokens: number;
  /** Conditionals that depend on a build that is not at hand, in written text. */
  readonly undecided: readonly { readonly span: Span; readonly condition: string }[];
}

/** What the project says about the build. */
export interface ParseEnvironment {
  readonly defines: Readonly<Record<string, string>>;
  /** Name of the target profile. */
  readonly target: string;
}

/** Declarations of a library's header in our own words, for projects that do not hold it. */
export interface HeaderModel {
  /** Paths by which it is included, in lower case; `*` stands for any characters but a slash. */
  readonly names: readonly string[];
  /** Types, macros and prototypes in C that C++ reads too. */
  readonly text: string;
  /** Its names are those that code for other systems gives its own types: a project's declaration counts, under whatever condition. */
  readonly givesWay?: true;
}

/** Questions about the meaning of nodes, answered within one file and what it includes. Answers are memoised. */
export interface Semantics {
  /** A budget for types and values ran out: some are not known for that reason. */
  readonly isLimited?: boolean;
  /** Static type of an expression, declarator or parameter. */
  typeOf(node: SyntaxNode): Type;
  /**
   * The node that declares what an identifier names, when it is in this file. C and C++: a `declarator`, `parameter`, `function` (for
   * a prototype its `declarator`), `enumerator` or `macroDefinition`; a declared name gives its own declaration.
   */
  declarationOf(identifier: SyntaxNode): SyntaxNode | undefined;
  /**
   * Name of what a `call` or `new` node calls. C: `memcpy`, or for a member `queue.push`; C++: qualified without a leading
   * `std::` or `::`; TypeScript/JavaScript: through imports and `require`, `crypto.createHash`; a method of something
   * unknown gives the dotted text (`this.client.publish`). Empty when the callee is a computed expression.
   */
  calleeName(call: SyntaxNode): string;
  /** Value of a string literal, of concatenated literals, or of a constant that names one; `undefined` otherwise. */
  stringValue(node: SyntaxNode): string | undefined;
  /** Value of an integer constant expression (literals, enumerators, object-like macros, `sizeof`). */
  integerValue(node: SyntaxNode): number | undefined;
  /** Size of a type in bytes in the target's data model; `undefined` when unknown. */
  sizeOf(type: Type): number | undefined;
  /** The macro that a name means in this file and what it includes; none in languages without a preprocessor. */
  macro(name: string): MacroFact | undefined;
  /** Index into `facts.functions` of the innermost definition around a node; -1 at file scope. */
  enclosingFunction(node: SyntaxNode): number;
}

/** What a file may learn of its surroundings while it is parsed: declarations of the files it includes. */
export interface IncludeResolver {
  /** The parsed form of an included file; `undefined` when it is not in the project (a system header). */
  resolve(from: SourceDocument, include: { readonly target: string; readonly form: string }): ParsedFile | undefined;
}

/** Variables by name that a file's code may write. */
export interface WrittenNames {
  /** Assigned, stepped, or their address taken. */
  readonly assigned: ReadonlySet<string>;
  /** Used as a value: an array or a record can be written by whoever gets it. */
  readonly passed: ReadonlySet<string>;
}

/** Reads one family of languages. Keeps no state between files but parsers and what {@link release} frees. */
export interface FrontEnd {
  readonly languages: readonly Language[];
  /**
   * Parses a document. `previous` and the edits that led from it (in order, each against the text that the one before
   * made) let the parser reuse what did not change. Never throws on bad source: errors are in the result.
   */
  parse(
    document: SourceDocument,
    includes: IncludeResolver,
    previous?: ParsedFile,
    edits?: readonly TextEdit[],
    environment?: ParseEnvironment,
  ): ParsedFile;
  /**
   * The same of declarations and comments as {@link parse}, for a fraction of its cost; `undefined` where only the whole parse tells. What
   * it says does not depend on other files.
   */
  survey?(document: SourceDocument, environment?: ParseEnvironment): SurveyedFile | undefined;
  /** Lowers a function definition to IR; `undefined` when a syntax error inside prevents it. */
  lower(file: ParsedFile, functionNode: NodeId): FunctionIr | undefined;
  /** Lowers a variable at file scope with its initialiser. */
  lowerGlobal?(file: ParsedFile, variable: VariableFact): GlobalIr | undefined;
  /** Names of variables that the file's code may write. */
  writtenNames?(file: ParsedFile): WrittenNames;
  /** Frees what a parsed file holds outside the JavaScript heap. The file's tree and facts stay usable; it can't be `previous` any more. */
  release(file: ParsedFile): void;
}
