import { strFromU8, unzipSync } from "fflate";

/** What archives may unpack to, all entries together, and how many entries they may have: more is an attack, or nothing to read in an editor. */
const MAX_UNPACKED = 256_000_000;
const MAX_ENTRIES = 20_000;

export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Unpacks the wanted entries of a zip, given as one character a byte, in the order of their names. What is broken or would not
 * end is refused with a reason for people. Entries of entries are not looked into.
 */
export function unzip(text: string, wanted: (name: string) => boolean): readonly ArchiveEntry[] | { readonly refused: string } {
  let entries = 0;
  let unpacked = 0;
  try {
    const files = unzipSync(bytesOf(text), {
      filter: ({ name, originalSize }) => {
        if (++entries > MAX_ENTRIES) throw new Refusal(`it has more than ${String(MAX_ENTRIES)} entries`);
        if (!wanted(name)) return false;
        unpacked += originalSize;
        if (unpacked > MAX_UNPACKED) throw new Refusal(`it would unpack to more than ${String(MAX_UNPACKED / 1_000_000)} million bytes`);
        return true;
      },
    });
    return Object.entries(files)
      .map(([name, bytes]) => ({ name, bytes }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return { refused: error instanceof Refusal ? error.message : "it is no whole zip archive" };
  }
}

class Refusal extends Error {}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Text of an entry: by its byte order mark, UTF-8 otherwise. */
export function textOfEntry(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, 1, 0);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 0, 1);
  return strFromU8(bytes);
}

function utf16(bytes: Uint8Array, high: 0 | 1, low: 0 | 1): string {
  const parts: string[] = [];
  for (let at = 2; at + 1 < bytes.length; at += 2) parts.push(String.fromCharCode((bytes[at + high] ?? 0) * 256 + (bytes[at + low] ?? 0)));
  return parts.join("");
}
