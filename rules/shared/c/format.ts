// `printf` and `scanf` formats: their directives, and how many characters a directive can write.

export interface FormatDirective {
  /** Offset of `%` in the format's value. */
  readonly offset: number;
  readonly text: string;
  readonly flags: string;
  /** `*`: taken from an argument. */
  readonly width: number | "*" | undefined;
  readonly precision: number | "*" | undefined;
  readonly length: string;
  readonly conversion: string;
}

const DIRECTIVE =
  /%(?<flags>[-+ #0']*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d*))?(?<length>hh|h|ll|l|j|z|t|L|q|I64|I32)?(?<conversion>[a-zA-Z%])/g;

/** Directives of a `printf` format in order; `%%` is one with conversion `%`. */
export function printfDirectives(format: string): readonly FormatDirective[] {
  const directives: FormatDirective[] = [];
  for (const match of format.matchAll(DIRECTIVE)) {
    const groups = match.groups ?? {};
    directives.push({
      offset: match.index,
      text: match[0],
      flags: groups["flags"] ?? "",
      width: sizeText(groups["width"]),
      precision: groups["precision"] === "" ? 0 : sizeText(groups["precision"]),
      length: groups["length"] ?? "",
      conversion: groups["conversion"] ?? "",
    });
  }
  return directives;
}

function sizeText(text: string | undefined): number | "*" | undefined {
  return text === undefined ? undefined : text === "*" ? "*" : Number(text);
}

export interface ScanDirective {
  readonly offset: number;
  readonly text: string;
  /** `%*s` reads and forgets. */
  readonly suppressed: boolean;
  readonly width: number | undefined;
  /** `[` for a scan set. */
  readonly conversion: string;
  /** `%ms` allocates. */
  readonly allocates: boolean;
}

const SCAN = /%(?<star>\*)?(?<width>\d+)?(?<allocate>m)?(?:hh|h|ll|l|j|z|t|L|q)?(?<conversion>\[\^?\]?[^\]]*\]|[a-zA-Z%])/g;

/** Directives of a `scanf` format in order. */
export function scanfDirectives(format: string): readonly ScanDirective[] {
  return [...format.matchAll(SCAN)].map((match) => ({
    offset: match.index,
    text: match[0],
    suppressed: match.groups?.["star"] !== undefined,
    width: match.groups?.["width"] === undefined ? undefined : Number(match.groups["width"]),
    conversion: (match.groups?.["conversion"] ?? "").slice(0, 1),
    allocates: match.groups?.["allocate"] !== undefined,
  }));
}

const INTEGER_DIGITS: Readonly<Record<number, { readonly decimal: number; readonly hex: number; readonly octal: number }>> = {
  8: { decimal: 3, hex: 2, octal: 3 },
  16: { decimal: 5, hex: 4, octal: 6 },
  32: { decimal: 10, hex: 8, octal: 11 },
  64: { decimal: 20, hex: 16, octal: 22 },
};

/** Most characters that an integer directive writes for a value of `bits` bits; `signed`: a minus sign may come. */
export function integerCharacters(directive: FormatDirective, bits: number, signed: boolean): number {
  const digits = INTEGER_DIGITS[bits] ?? { decimal: 20, hex: 16, octal: 22 };
  const alternate = directive.flags.includes("#");
  let count: number;
  switch (directive.conversion) {
    case "x":
    case "X":
      // A negative narrow value is promoted and shown with all its bits.
      count = (signed && bits < 32 ? 8 : digits.hex) + (alternate ? 2 : 0);
      break;
    case "o":
      count = (signed && bits < 32 ? 11 : digits.octal) + (alternate ? 1 : 0);
      break;
    case "u":
      count = signed && bits < 32 ? 10 : digits.decimal;
      break;
    default:
      count = digits.decimal + (signed || directive.flags.includes("+") || directive.flags.includes(" ") ? 1 : 0);
  }
  if (typeof directive.precision === "number") count = Math.max(count, directive.precision + 1);
  return typeof directive.width === "number" ? Math.max(count, directive.width) : count;
}

/**
 * Text of a format as written, with macros between the literals: `"%" PRIu32 NEWLINE`. The integer format macros are known; any other
 * macro stands for a directive's rest behind a `%`, and for nothing elsewhere.
 */
export function writtenFormat(text: string): string {
  let format = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*(?=\s|"|$)/gs)) {
    if (token.startsWith('"')) format += token.slice(1, -1).replace(/\\(?:x[\da-fA-F]+|[0-7]{1,3}|.)/gs, "?");
    else if (/%[-+ #0\d.]*$/.test(format)) format += /PRI[xX]/.test(token) ? "x" : /^PRI[di]|S\d+_F/.test(token) ? "d" : "u";
  }
  return format;
}

/** Bytes of a text in UTF-8, as it lies in the executable. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
