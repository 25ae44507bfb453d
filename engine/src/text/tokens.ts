/*
 * Tokens of source text for fingerprints and digests. They are kept in users' repositories, so what this file gives for a
 * text must never change within one version of a digest; it depends on no grammar. Rules, version 1:
 *
 * - Layout and comments are dropped (line and block; a `#!` line at the very beginning). An unterminated comment reaches to the end.
 * - C: a backslash before a line break joins the lines, everywhere. ECMAScript: only inside strings and templates.
 * - `\r\n` and a lone `\r` count as `\n`; no other token than a raw string or a template can hold a line break.
 * - word: letters, digits, `_`, `$` and everything above U+007F that is not white space; `#name` in ECMAScript is punctuation and a word.
 * - number: C's preprocessing number (`0x1p-3f`, `1'000`); in ECMAScript a numeric literal with its `_` and `n`.
 * - string, char: with prefix (`u8"…"`, `L'x'`) and quotes, escapes as written; ends at the line break when unterminated. ECMAScript has
 *   only strings. C++ raw strings from `R"x(` to `)x"`.
 * - template: from backtick to its backtick, with everything in `${…}`, where strings, templates and braces are matched.
 * - regex: `/…/flags` on one line, where no operand stands before it: at the beginning, behind punctuation other than `)` and `]`,
 *   and behind a keyword such as `return`.
 * - punctuation: the longest operator that the language has; any other character alone. Directives are ordinary tokens.
 */

export type TokenFamily = "c" | "ecmascript";
export type TokenKind = "word" | "number" | "string" | "char" | "template" | "regex" | "punctuation";

export interface Token {
  readonly kind: TokenKind;
  /** As written, with joined lines and `\n` as line break. */
  readonly text: string;
  /** Offsets in the given text. */
  readonly start: number;
  readonly end: number;
}

/** All tokens of a text, in order. Never fails. */
export function tokens(text: string, family: TokenFamily): readonly Token[] {
  const joined = family === "c" && /\\\r?\n|\\\r/.test(text) ? joinLines(text) : undefined;
  const found = new Lexer(joined?.text ?? text, family).run();
  if (joined === undefined) return found;
  const origin = (offset: number): number => joined.origins[offset] ?? text.length;
  return found.map((token) => ({ ...token, start: origin(token.start), end: origin(token.end - 1) + 1 }));
}

/** The text without continuation lines, and for each of its offsets the offset in the original. */
function joinLines(text: string): { readonly text: string; readonly origins: Uint32Array } {
  const origins = new Uint32Array(text.length + 1);
  let out = "";
  let kept = 0;
  let from = 0;
  const keep = (to: number): void => {
    out += text.slice(from, to);
    for (let i = from; i < to; i++) origins[kept++] = i;
  };
  for (const match of text.matchAll(/\\(?:\r\n|\r|\n)/g)) {
    keep(match.index);
    from = match.index + match[0].length;
  }
  keep(text.length);
  origins[kept] = text.length;
  return { text: out, origins };
}

const WORD = /[\p{L}\p{N}_$\u200c\u200d]|[^\x00-\x7f\s\ufeff]/uy;
const WORDS = new RegExp(`(?:${WORD.source})+`, "uy");
const SPACE = /[\s\ufeff]+/uy;
const PATTERNS = {
  c: {
    number: /\.?[0-9](?:[eEpP][+-]|'[0-9a-zA-Z_]|[0-9a-zA-Z_.])*/y,
    string: /"(?:[^"\\\r\n]|\\[^\r\n])*(?:"|\\(?=[\r\n])|\\$)?/y,
    char: /'(?:[^'\\\r\n]|\\[^\r\n])*(?:'|\\(?=[\r\n])|\\$)?/y,
    punctuation: /%:%:|<=>|\.\.\.|<<=|>>=|->\*|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[*/%+\-&^|]=|##|::|\.\*|[^]/y,
  },
  ecmascript: {
    number: /0[xXoObB][0-9a-fA-F_]+n?|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?n?/y,
    string: /"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?/y,
    char: /'(?:[^'\\\r\n]|\\(?:\r\n|[^]))*'?/y,
    punctuation:
      />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?![0-9])|\+\+|--|[+\-*/%&|^]=|<<|>>|\*\*|[^]/y,
  },
} as const;
const REGEX = /\/(?![*/])(?:[^\\/[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n])*\])+\/[\w$]*/y;
const RAW_STRING = /(?:u8|[uUL])?R"([^()\\\s"]{0,16})\(/y;
const PREFIX = /^(?:u8|[uUL])$/;

/** Words before which an expression is still to come. */
const OPERATOR_WORDS: ReadonlySet<string> = new Set([
  "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "do", "else", "instanceof", "yield", "await",
]); // prettier-ignore

class Lexer {
  private readonly found: Token[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly family: TokenFamily,
  ) {}

  run(): readonly Token[] {
    const { text } = this;
    if (this.family === "ecmascript" && /^\ufeff?#!/.test(text)) this.at = lineEnd(text, 0);
    while (this.at < text.length) {
      if (this.match(SPACE) !== undefined || this.skipComment()) continue;
      this.token();
    }
    return this.found;
  }

  private token(): void {
    const start = this.at;
    const kind = this.read();
    if (this.at === start) this.at++; // Cannot happen: punctuation matches any character. Going on is better than standing still.
    const text = this.text.slice(start, this.at);
    let written = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
    if (this.family === "ecmascript" && (kind === "string" || kind === "template")) written = written.replace(/\\\n/g, "");
    this.found.push({ kind, text: written, start, end: this.at });
  }

  /** Moves behind the next token and says what it is. */
  private read(): TokenKind {
    const patterns = PATTERNS[this.family];
    const isC = this.family === "c";
    const next = this.text.charAt(this.at);
    if (isC && this.rawString()) return "string";
    if (next === '"' && this.match(patterns.string) !== undefined) return "string";
    if (next === "'" && this.match(patterns.char) !== undefined) return isC ? "char" : "string";
    if (!isC && next === "`") {
      this.template();
      return "template";
    }
    if (!isC && next === "/" && this.expectsOperand() && this.match(REGEX) !== undefined) return "regex";
    if (this.match(patterns.number) !== undefined) return "number";
    const word = this.match(WORDS);
    if (word === undefined) {
      this.match(patterns.punctuation);
      return "punctuation";
    }
    if (isC && PREFIX.test(word)) {
      const quote = this.text.charAt(this.at);
      if (quote === '"' && this.match(patterns.string) !== undefined) return "string";
      if (quote === "'" && this.match(patterns.char) !== undefined) return "char";
    }
    return "word";
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private skipComment(): boolean {
    const { text, at } = this;
    if (text.startsWith("//", at)) {
      this.at = lineEnd(text, at);
      return true;
    }
    if (!text.startsWith("/*", at)) return false;
    const end = text.indexOf("*/", at + 2);
    this.at = end < 0 ? text.length : end + 2;
    return true;
  }

  private rawString(): boolean {
    RAW_STRING.lastIndex = this.at;
    const found = RAW_STRING.exec(this.text);
    if (found === null) return false;
    const closing = `)${found[1] ?? ""}"`;
    const end = this.text.indexOf(closing, RAW_STRING.lastIndex);
    this.at = end < 0 ? this.text.length : end + closing.length;
    return true;
  }

  /** Reads a template from its backtick; an unterminated one reaches to the end. */
  private template(): void {
    const { text } = this;
    const start = this.at;
    // What is open: a template, or an embedded expression with its braces.
    const open: string[] = ["`"];
    let i = start + 1;
    for (; i < text.length && open.length > 0; i++) {
      const c = text.charAt(i);
      if (open.at(-1) === "`") {
        if (c === "\\") i++;
        else if (c === "`") open.pop();
        else if (c === "$" && text.charAt(i + 1) === "{") {
          open.push("{");
          i++;
        }
      } else if (c === "`" || c === "{") open.push(c);
      else if (c === "}") open.pop();
      else if (c === '"' || c === "'") i = quoteEnd(text, i) - 1;
    }
    this.at = Math.min(i, text.length);
  }

  private expectsOperand(): boolean {
    const last = this.found.at(-1);
    if (last === undefined) return true;
    if (last.kind === "word") return OPERATOR_WORDS.has(last.text);
    return last.kind === "punctuation" && last.text !== ")" && last.text !== "]" && last.text !== "++" && last.text !== "--";
  }
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 13) return i;
  return text.length;
}

/** Offset behind a quoted string that begins at `from`. */
function quoteEnd(text: string, from: number): number {
  const quote = text.charAt(from);
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "\\") i++;
    else if (c === quote || c === "\n") return i + 1;
  }
  return text.length;
}
