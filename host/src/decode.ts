import type { FileNote } from "../../engine/src/index.js";

export type Decoded = { readonly text: string; readonly note?: FileNote } | { readonly unreadable: string };

/**
 * Bytes to text: by byte order mark, then UTF-8, then the configured encoding, then Latin-1, which reads anything. A text
 * that was not UTF-8 carries a note; bytes that are no text at all are unreadable.
 */
export function decode(bytes: Uint8Array, encoding: string): Decoded {
  const marked = byteOrderMark(bytes);
  if (marked) return { text: new TextDecoder(marked).decode(bytes) };
  if (bytes.subarray(0, 8192).includes(0)) return { unreadable: "it is a binary file" };
  const utf8 = tryDecode(bytes, "utf-8");
  if (utf8 !== undefined) return { text: utf8 };
  if (!isUtf8(encoding)) {
    const configured = tryDecode(bytes, encoding);
    if (configured !== undefined) return { text: configured, note: { kind: "decoded-as", encoding } };
  }
  const guessed = eastAsian(bytes);
  const text = guessed === undefined ? undefined : tryDecode(bytes, guessed);
  if (guessed !== undefined && text !== undefined) return { text, note: { kind: "decoded-as", encoding: guessed } };
  return { text: new TextDecoder("latin1").decode(bytes), note: { kind: "decoded-as", encoding: "Latin-1" } };
}

/** Characters of kana that make a text Japanese, and pairs that make it Chinese: fewer may be chance. */
const MIN_KANA = 3;
const MIN_PAIRS = 4;

/**
 * Tells Shift JIS and GBK from western text by how the bytes above ASCII stand: in a comment in French they stand alone. It matters beyond
 * what is shown: the second byte of a character can be a backslash or a quote, which would end a comment or a string elsewhere.
 */
function eastAsian(bytes: Uint8Array): "Shift_JIS" | "GBK" | undefined {
  let kana = 0;
  let pairs = 0;
  let single = 0;
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) continue;
    const second = bytes[at + 1] ?? 0;
    if ((first === 0x82 && second >= 0x9f && second <= 0xf1) || (first === 0x83 && second >= 0x40 && second <= 0x96)) kana++;
    if (first >= 0xa1 && first <= 0xf7 && second >= 0xa1) pairs++;
    else single++;
    at++;
  }
  if (kana >= MIN_KANA) return "Shift_JIS";
  return pairs >= MIN_PAIRS && single * 4 <= pairs ? "GBK" : undefined;
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isUtf8(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding);
}
