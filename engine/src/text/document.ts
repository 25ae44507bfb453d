import { LineIndex } from "./line-index.js";
import type { FilePath } from "./span.js";

/** Languages that a front end understands, by VS Code's identifiers. */
export const LANGUAGES = ["c", "cpp", "typescript", "typescriptreact", "javascript", "javascriptreact"] as const;
export type Language = (typeof LANGUAGES)[number];

/** One version of a file's text. Immutable: an edit makes a new document. */
export class SourceDocument {
  private index: LineIndex | undefined;

  constructor(
    readonly path: FilePath,
    /** Language by name or by the editor's choice; `undefined` for files that only the trace reads (Markdown, CSV, XML). */
    readonly language: Language | undefined,
    readonly text: string,
    /** Increases with each edit of an open document; 0 for a file that no editor holds. */
    readonly version: number,
  ) {}

  get lines(): LineIndex {
    return (this.index ??= new LineIndex(this.text));
  }
}

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  c: "c",
  h: "c",
  cc: "cpp",
  cpp: "cpp",
  cxx: "cpp",
  "c++": "cpp",
  hh: "cpp",
  hpp: "cpp",
  hxx: "cpp",
  inl: "cpp",
  ino: "cpp",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "typescriptreact",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascriptreact",
};

/** Language of a file by its extension; `undefined` when no front end reads it. `.C` and `.H` are C++ by old convention. */
export function languageOfPath(path: FilePath): Language | undefined {
  const dot = path.lastIndexOf(".");
  if (dot < 0) return undefined;
  const extension = path.slice(dot + 1);
  if (extension === "C" || extension === "H") return "cpp";
  return BY_EXTENSION[extension.toLowerCase()];
}

/** What only C++ has, at the beginning of a line or behind its code. */
const CPP_ONLY =
  /^[ \t]*(?:namespace(?:[ \t]+[\w:]+)?\s*\{|(?:enum[ \t]+)?class[ \t]+\w+(?:[ \t]+final)?\s*(?::[^:]|\{)|template[ \t]*<|using[ \t]+(?:namespace[ \t]|\w+[ \t]*=)|(?:public|private|protected)(?:[ \t]+slots)?[ \t]*:|virtual[ \t]|(?:(?:static|inline)[ \t]+)*constexpr[ \t]|#[ \t]*include[ \t]*<[a-z_]+>|[^\n/"*#]*(?:\b[A-Za-z_]\w*::~?[A-Za-z_]|\b(?:static|const|reinterpret|dynamic)_cast[ \t]*<|=[ \t]*(?:delete|default)[ \t]*;))/m;
/** What a header says to people. */
const COMMENTS = /\/\*[^]*?\*\/|\/\/[^\n]*/g;
/** What a C header keeps for C++ only. */
const FOR_CPP = /#[ \t]*if(?:def[ \t]+|[ \t]+defined[ \t]*\(?[ \t]*)__cplusplus\b[\s\S]*?#[ \t]*(?:endif|else)/g;

/** Language of a file: headers of C and C++ have the same extension, so their text decides. */
export function languageOf(path: FilePath, text: string): Language | undefined {
  const language = languageOfPath(path);
  // Qt keeps translations in XML files that are called so.
  if (language === "typescript" && /^\uFEFF?\s*<(?:\?xml|!DOCTYPE)\b/.test(text)) return undefined;
  if (language !== "c" || !path.endsWith(".h") || !CPP_ONLY.test(text)) return language;
  return CPP_ONLY.test(text.replace(COMMENTS, "").replace(FOR_CPP, "")) ? "cpp" : "c";
}

/** True for C and C++. */
export function isCFamily(language: Language | undefined): language is "c" | "cpp" {
  return language === "c" || language === "cpp";
}
