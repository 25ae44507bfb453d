/** Reads literals of C and C++. All functions give `undefined` for what they can't read. */

export interface IntegerLiteral {
  readonly value: number;
  readonly unsigned: boolean;
  /** How many `l` its suffix has. */
  readonly longs: number;
  /** Written in base 2, 8 or 16: then it may become unsigned by its size. */
  readonly isDecimal: boolean;
}

export function readInteger(text: string): IntegerLiteral | undefined {
  // The grammars read `-1` as one literal where no operand stands before it.
  const found = /^([-+]?)(0[xX][0-9a-fA-F']+|0[bB][01']+|[0-9][0-9']*)([uUlLzZ]*)$/.exec(text);
  if (found === null) return undefined;
  const [, sign, digits = "", suffix = ""] = found;
  const plain = digits.replaceAll("'", "");
  const isOctal = /^0[0-7]+$/.test(plain);
  const magnitude = isOctal ? Number.parseInt(plain, 8) : Number(plain);
  const value = sign === "-" ? -magnitude : magnitude;
  if (!Number.isSafeInteger(value)) return undefined;
  return {
    value,
    unsigned: /u/i.test(suffix),
    longs: suffix.replace(/[^lL]/g, "").length,
    isDecimal: !isOctal && !/^0[xXbB]/.test(plain),
  };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v", e: "\x1b", "0": "\0",
}; // prettier-ignore

/** Text with its escape sequences replaced; each `\x` and octal escape gives one code unit. */
export function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:\r?\n|x([0-9a-fA-F]+)|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_, hex?: string, octal?: string, short?: string, long?: string, simple?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16) & 0xffff);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const point = short ?? long;
      if (point !== undefined) return codePoint(Number.parseInt(point, 16));
      return simple === undefined ? "" : (SIMPLE_ESCAPES[simple] ?? simple);
    },
  );
}

function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : "\ufffd";
}

/** Value of one string literal with its quotes and prefix: `"a\n"`, `L"x"`, `R"(raw)"`. */
export function readString(text: string): string | undefined {
  const raw = /^(?:u8|[uUL])?R"([^()\\\s]*)\(([\s\S]*)\)\1"$/.exec(text);
  if (raw !== null) return raw[2] ?? "";
  const plain = /^(?:u8|[uUL])?"([\s\S]*)"$/.exec(text);
  return plain === null ? undefined : unescape(plain[1] ?? "");
}

/** Bytes per element by the prefix of a string or character literal, in terms of the target's `wchar_t` bits. */
export function elementBits(text: string, wcharBits: number): number {
  if (text.startsWith("L")) return wcharBits;
  if (text.startsWith("U")) return 32;
  if (text.startsWith("u8") || !text.startsWith("u")) return 8;
  return 16;
}

/** Code of a character literal with one character. */
export function readChar(text: string, charIsSigned: boolean): number | undefined {
  const found = /^(u8|[uUL])?'([\s\S]+)'$/.exec(text);
  if (found === null) return undefined;
  const value = unescape(found[2] ?? "");
  if (value.length === 0 || Array.from(value).length > 1) return undefined;
  const code = value.codePointAt(0) ?? 0;
  return found[1] === undefined && charIsSigned && code >= 128 && code < 256 ? code - 256 : code;
}

/** Number of bytes of a text in UTF-8; code units from `\x` escapes below 256 count as one. */
export function byteLength(value: string, hasEscapes: boolean): number {
  if (hasEscapes) return Array.from(value).reduce((sum, c) => sum + (c.charCodeAt(0) < 256 ? 1 : utf8Length(c)), 0);
  return Array.from(value).reduce((sum, c) => sum + utf8Length(c), 0);
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
