import type ts from "typescript";
import { SourceDocument, type Language } from "../../text/document.js";
import { IDENTITY_ORIGIN } from "../../text/origin-map.js";
import type { Span, TextEdit } from "../../text/span.js";
import type { FrontEnd, IncludeResolver, ParsedFile } from "../front-end.js";
import { collectFacts } from "./facts.js";
import { lowerSource, readGrammar, type Grammar, type TypeScript } from "./lower.js";
import { EcmascriptSemantics } from "./semantics.js";

export type { TypeScript } from "./lower.js";

/**
 * The front end of TypeScript and JavaScript, on TypeScript's own parser: it never fails, and gives a tree of what it
 * understood. `load` gives the module `typescript` when the first file needs it; it is large.
 */
export function createEcmascriptFrontEnd(load: () => TypeScript): FrontEnd {
  return new EcmascriptFrontEnd(load);
}

class EcmascriptFrontEnd implements FrontEnd {
  readonly languages: readonly Language[] = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
  private known: Grammar | undefined;
  /** Sources of files that an editor holds open: only those are edited. */
  private readonly sources = new WeakMap<ParsedFile, ts.SourceFile>();

  constructor(private readonly load: () => TypeScript) {}

  parse(document: SourceDocument, _: IncludeResolver, previous?: ParsedFile, edits?: readonly TextEdit[]): ParsedFile {
    const grammar = (this.known ??= readGrammar(this.load()));
    const source = this.edited(document, previous, edits) ?? this.fresh(document);
    const lowered = lowerSource(source, grammar);
    const semantics = new EcmascriptSemantics(lowered.tree);
    const facts = collectFacts(lowered.tree, semantics);
    semantics.setFacts(facts);
    const syntaxErrors = lowered.isCutOff ? [...syntaxErrorsOf(source), { start: 0, end: 0 }] : syntaxErrorsOf(source);
    const language = document.language ?? "typescript";
    const file: ParsedFile = { document, language, tree: lowered.tree, origin: IDENTITY_ORIGIN, facts, semantics, syntaxErrors };
    if (document.version > 0) this.sources.set(file, source);
    return file;
  }

  /** No function is lowered to IR yet: flow rules stay silent in TypeScript and JavaScript, and say so in their limits. */
  lower(): undefined {
    return undefined;
  }

  release(file: ParsedFile): void {
    this.sources.delete(file);
  }

  private get ts(): TypeScript {
    return this.load();
  }

  private fresh(document: SourceDocument): ts.SourceFile {
    const { ts: typescript } = this;
    const { ScriptTarget, JSDocParsingMode } = typescript;
    const options: ts.CreateSourceFileOptions = { languageVersion: ScriptTarget.Latest, jsDocParsingMode: JSDocParsingMode.ParseNone };
    try {
      return typescript.createSourceFile(document.path, document.text, options, false, this.scriptKind(document.language));
    } catch (error) {
      // Nested so deeply that the parser's stack is spent: nothing of it can be understood.
      if (!(error instanceof RangeError)) throw error;
      const empty = typescript.createSourceFile(document.path, "", options, false, this.scriptKind(document.language));
      return Object.assign(empty, { text: document.text, end: document.text.length, parseDiagnostics: [{ start: 0, length: 1 }] });
    }
  }

  /** The source of `previous` moved along the edits; it can't be used again. */
  private edited(
    document: SourceDocument,
    previous: ParsedFile | undefined,
    edits: readonly TextEdit[] | undefined,
  ): ts.SourceFile | undefined {
    const known = previous && this.sources.get(previous);
    if (previous === undefined || known === undefined || edits === undefined || previous.language !== document.language) return undefined;
    let text = previous.document.text;
    const changes: ts.TextChangeRange[] = [];
    for (const { span, newText } of edits) {
      text = text.slice(0, span.start) + newText + text.slice(span.end);
      changes.push({ span: { start: span.start, length: span.end - span.start }, newLength: newText.length });
    }
    if (text !== document.text) return undefined;
    this.sources.delete(previous);
    try {
      return this.ts.updateSourceFile(known, text, this.ts.collapseTextChangeRangesAcrossMultipleVersions(changes));
    } catch {
      // The incremental parser gave up on an edit: a fresh parse has no such trouble.
      return undefined;
    }
  }

  private scriptKind(language: Language | undefined): ts.ScriptKind {
    const { ScriptKind } = this.ts;
    if (language === "typescript") return ScriptKind.TS;
    // Much JavaScript holds JSX without saying so in its name.
    return language === "typescriptreact" ? ScriptKind.TSX : ScriptKind.JSX;
  }
}

/** Places that the parser complained about. TypeScript keeps them, but not in its public types. */
function syntaxErrorsOf(source: ts.SourceFile): readonly Span[] {
  const { parseDiagnostics = [] } = source as unknown as { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  return parseDiagnostics.map(({ start, length }) => ({ start, end: start + length }));
}
