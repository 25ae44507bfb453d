import ts from "typescript";
import {
  createCFrontEnd,
  createEcmascriptFrontEnd,
  SourceDocument,
  languageOfPath,
  type Finding,
  type ParsedFile,
} from "../../engine/src/index.js";
import { cParsers } from "./parsers.js";

/** A parsed C or C++ file. */
export async function parseC(text: string, path = "firmware/a.c"): Promise<ParsedFile> {
  const frontEnd = createCFrontEnd(await cParsers());
  return frontEnd.parse(new SourceDocument(path, languageOfPath(path), text, 0), { resolve: () => undefined });
}

/** A parsed TypeScript or JavaScript file. */
export function parseScript(text: string, path = "src/a.ts"): ParsedFile {
  const frontEnd = createEcmascriptFrontEnd(() => ts);
  return frontEnd.parse(new SourceDocument(path, languageOfPath(path), text, 0), { resolve: () => undefined });
}

/** A finding of a rule at the first place of `part` in a text. */
export function findingAt(text: string, part: string, rule = "memory/unbounded-copy", file = "firmware/a.c"): Finding {
  const start = text.indexOf(part);
  if (start < 0) throw new Error(`'${part}' does not stand in the text`);
  return {
    rule,
    messageId: "m",
    message: "m",
    severity: "warning",
    confidence: "high",
    file,
    span: { start, end: start + part.length },
    symbol: "",
    cwe: [],
    steps: [],
    fixes: [],
    fingerprint: "f",
    supersedes: [],
  };
}

export function applyEdits(
  text: string,
  edits: readonly { readonly span: { readonly start: number; readonly end: number }; readonly newText: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}
