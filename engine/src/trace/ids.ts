import { RE2JS } from "re2js";
import type { Span } from "../text/span.js";

/** Tells whether a text is an id. Linear time, whatever the pattern. */
export interface IdMatcher {
  matches(text: string): boolean;
}

/** What requirement ids look like where nobody says otherwise: `SRS-012`, `ZEP-SRS-1-2`, `RC_003`, `REQ-003.1`. */
const DEFAULT_ID = /^[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*[-_][0-9]+(?:[.-][0-9]+)*[a-z]?$/;

/** Names of standards and algorithms that have the shape of an id; in an unconfigured document they are words. */
const TECHNICAL_PREFIXES =
  /^(?:UTF|SHA|SHA[23]|CRC|MD|AES|RSA|DES|RS|ISO|IEC|EN|IEEE|RFC|CWE|CVE|TLS|USB|CLASS|MISRA|FIPS|NIST|ASCII|BASE)[-_]/;

/** No id is longer; what is longer is not looked at, so that no text takes long. In characters. */
export const MAX_ID_LENGTH = 120;

export const DEFAULT_IDS: IdMatcher = {
  matches: (text) => text.length <= MAX_ID_LENGTH && DEFAULT_ID.test(text) && !TECHNICAL_PREFIXES.test(text),
};

/** A matcher for a user's pattern (RE2 syntax), or the reason why it is none. */
export function compileIdPattern(pattern: string): IdMatcher | { readonly error: string } {
  try {
    const compiled = RE2JS.compile(pattern);
    return { matches: (text) => text.length <= MAX_ID_LENGTH && compiled.testExact(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** A matcher that accepts what any of several accepts. */
export function anyOf(matchers: readonly IdMatcher[]): IdMatcher {
  return { matches: (text) => matchers.some((matcher) => matcher.matches(text)) };
}

/** A word with its place, as candidates for ids are taken from text. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/**
 * Words between white space, commas, semicolons and brackets, without punctuation that ends a sentence or a quotation around them. `most`:
 * so many of them, the first.
 */
export function wordsOf(text: string, start: number, end: number, most = Infinity): Word[] {
  const words: Word[] = [];
  let at = start;
  while (at < end && words.length < most) {
    if (isSeparator(text.charCodeAt(at))) {
      at++;
      continue;
    }
    let stop = at;
    while (stop < end && !isSeparator(text.charCodeAt(stop))) stop++;
    let last = stop;
    while (last > at && isTrailing(text.charCodeAt(last - 1))) last--;
    if (last > at) words.push({ text: text.slice(at, last), span: { start: at, end: last } });
    at = stop;
  }
  return words;
}

const SEPARATORS = codesOf(" \t\r\n,;|()[]{}<>\"'`*");
const TRAILING = codesOf(".:!?");

/** By code, 1 for a character that is one of some: every character of every document is looked up. */
function codesOf(characters: string): Uint8Array {
  const codes = new Uint8Array(128);
  for (const character of characters) codes[character.charCodeAt(0)] = 1;
  return codes;
}

function isSeparator(code: number): boolean {
  return SEPARATORS[code] === 1;
}

function isTrailing(code: number): boolean {
  return TRAILING[code] === 1;
}

/** Part of an id before its number: `SRS` of `SRS-012`, `SRS-ALARM` of `SRS-ALARM-3`. */
export function prefixOf(id: string): string {
  const match = /^(.*?)[-_]?[0-9][0-9.-]*[a-z]?$/.exec(id);
  return match?.[1] ?? "";
}
