import { digestOf } from "./digest.js";
import { isCFamily, type Language } from "./document.js";
import { documentWords } from "./document-words.js";
import { tokens, type Token } from "./tokens.js";

// Digests that stand in files which users commit. Version 1 of each never changes its meaning: a better one gets a new number.

/**
 * Unit digest, version 1: of the unit's tokens without comments and layout, independent of grammars and line endings.
 * SHA-256 of the JSON text `["vitalint-unit",1,[token,…]]`, as 64 hexadecimal digits.
 */
export function unitDigest(text: string, language: Language): string {
  return digestOf(JSON.stringify(["vitalint-unit", 1, digestTokens(text, language)]));
}

/**
 * Texts of the tokens of code. In C and C++ the end of a directive is a token of its own (`"\n"`): there a line's end means
 * something, and `#define A` before `b();` is not `#define A b();`.
 */
export function digestTokens(text: string, language: Language): string[] {
  if (!isCFamily(language)) return tokens(text, "ecmascript").map((token) => token.text);
  const texts: string[] = [];
  let isDirective = false;
  let previous: Token | undefined;
  for (const token of tokens(text, "c")) {
    const beginsLine = !previous || hasLineEnd(text.slice(previous.end, token.start));
    if (beginsLine && isDirective) texts.push("\n");
    if (beginsLine) isDirective = token.text === "#" || token.text === "%:";
    texts.push(token.text);
    previous = token;
  }
  if (isDirective) texts.push("\n");
  return texts;
}

/** True when a line ends between two tokens: a joined line and a comment over lines do not end it. */
function hasLineEnd(gap: string): boolean {
  if (!/[\r\n]/.test(gap)) return false;
  return /[\r\n]/.test(gap.replace(/\\(?:\r\n|\r|\n)/g, "").replace(/\/\*[^]*?\*\//g, ""));
}

/**
 * Requirement digest, version 1: of named fields in Unicode's normal form C with white space collapsed; empty fields are left out.
 * SHA-256 of the JSON text `["vitalint-requirement",1,[[name,text],…]]`, names in code-unit order.
 */
export function requirementDigest(fields: Readonly<Record<string, string>>): string {
  const entries = Object.entries(fields)
    .map(([name, text]) => [name, documentWords(text).join(" ")] as const)
    .filter(([, text]) => text !== "")
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return digestOf(JSON.stringify(["vitalint-requirement", 1, entries]));
}
