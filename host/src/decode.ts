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
  return { text: new TextDecoder("latin1").decode(bytes), note: { kind: "decoded-as", encoding: "Latin-1" } };
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
