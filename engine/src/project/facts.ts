import type { NodeId } from "../syntax/tree.js";
import type { Span } from "../text/span.js";
import type { Type } from "./types.js";

/** What one file declares and mentions, taken from its tree once and kept with it. */
export interface FileFacts {
  /** Definitions and prototypes in text order; methods and local functions too. */
  readonly functions: readonly FunctionFact[];
  /** Variables at file, namespace or module scope. */
  readonly variables: readonly VariableFact[];
  readonly types: readonly TypeFact[];
  readonly macros: readonly MacroFact[];
  /** Where macros lose their meaning for certain (`#undef`), in text order. */
  readonly undefined?: readonly UndefinedMacroFact[];
  /** `#include`, `import`, `require` and `export … from`. */
  readonly includes: readonly IncludeFact[];
  readonly calls: readonly CallFact[];
  readonly comments: readonly CommentFact[];
}

export interface ParameterFact {
  readonly name: string;
  readonly type: Type;
  readonly node: NodeId;
}

export interface FunctionFact {
  readonly name: string;
  /** Name with enclosing namespaces, classes or functions, joined by `::` in C++ and `.` in TypeScript/JavaScript. */
  readonly qualifiedName: string;
  readonly node: NodeId;
  /** The whole declaration: for a definition from its first specifier to the closing brace. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Absent for a prototype. */
  readonly body?: NodeId;
  readonly returns: Type;
  readonly parameters: readonly ParameterFact[];
  readonly variadic: boolean;
  /** `internal`: `static` in C/C++, anonymous namespace, not exported in TypeScript/JavaScript. */
  readonly linkage: "external" | "internal";
  /** C++: qualified name and parameter types as written, which tells overloads apart. */
  readonly overload?: string;
  /** The hardware calls it: told by a keyword, an attribute, or a table of vectors in its file. */
  readonly interrupt?: boolean;
  /** The signature as written on one line, for cards and lists: `bool Flow_SetRate(uint32_t ml_per_hour)`. */
  readonly signature: string;
}

export interface VariableFact {
  readonly name: string;
  readonly node: NodeId;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly type: Type;
  readonly linkage: "external" | "internal";
  readonly constant: boolean;
  readonly initializer?: NodeId;
}

export interface TypeFact {
  readonly kind: "struct" | "union" | "enum" | "class" | "interface" | "typedef" | "alias";
  readonly name: string;
  readonly node: NodeId;
  readonly span: Span;
  readonly nameSpan: Span;
  /** Members of a record with their types; enumerators of an enum with their values where they could be computed. */
  readonly members: readonly { readonly name: string; readonly type: Type; readonly value?: number; readonly span: Span }[];
  /** What a `typedef` or alias stands for. */
  readonly target?: Type;
}

/** `#undef`. */
export interface UndefinedMacroFact {
  readonly name: string;
  readonly at: number;
}

export interface MacroFact {
  readonly name: string;
  readonly span: Span;
  /** Present for a function-like macro. */
  readonly parameters?: readonly string[];
  readonly body: string;
}

export interface IncludeFact {
  /** As written, without quotes or angle brackets: `flow/pump.h`, `node:crypto`. */
  readonly target: string;
  readonly span: Span;
  readonly form: "quoted" | "system" | "import" | "require" | "reexport";
}

export interface CallFact {
  /** Callee as `Semantics.calleeName` gives it. */
  readonly callee: string;
  readonly node: NodeId;
  /** Index into `functions` of the innermost definition that holds the call; -1 at file scope. */
  readonly caller: number;
}

export interface CommentFact {
  /** From the first to behind the last delimiter, in written text. Adjacent line comments form one fact. */
  readonly span: Span;
  readonly text: string;
  /** What the comment documents: the declaration that follows it directly, or that it stands inside. */
  readonly attachment: CommentAttachment;
}

export type CommentAttachment =
  | { readonly to: "file" }
  /** Directly before (or trailing on the line of) a function, or inside its body. Index into `functions`. */
  | { readonly to: "function"; readonly index: number; readonly inside: boolean }
  | { readonly to: "type"; readonly index: number }
  | { readonly to: "variable"; readonly index: number }
  | { readonly to: "macro"; readonly index: number };
