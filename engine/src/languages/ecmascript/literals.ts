/** Value of a string literal with its quotes or backticks; an unfinished one is read to its end. */
export function readString(text: string): string {
  const quote = text.charAt(0);
  const closed = text.length > 1 && text.endsWith(quote);
  return readEscapes(text.slice(1, closed ? -1 : undefined));
}

/** Text with its escape sequences replaced. */
export function readEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (whole: string) => {
    const hex = /^\\[ux]\{?([\da-fA-F]+)/.exec(whole)?.[1];
    if (hex === undefined) return ESCAPES[whole.slice(1)] ?? whole.slice(1).replace(/^\r\n$/, "");
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? "" : String.fromCodePoint(code);
  });
}

const ESCAPE = /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[\s\S])/g;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", "0": "\0", "\n": "" };

/** Value of a numeric literal; `undefined` for a `bigint` that no number holds. */
export function readNumber(text: string): number | undefined {
  const digits = text.replaceAll("_", "").replace(/n$/, "");
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value) || (text.endsWith("n") && !Number.isSafeInteger(value))) return undefined;
  return value;
}
