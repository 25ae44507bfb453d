import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

// Doorstop's fingerprint, byte for byte as it computes it: it hashes the texts that Python makes of an item's values.

export interface StampedContent {
  readonly uid: string;
  /** As Doorstop keeps it: see {@link normalisedText}. */
  readonly text: string;
  readonly ref: string;
  readonly references: readonly ReadonlyMap<string, string>[];
  /** Values of further attributes that the document's settings let count, in the order of their names. */
  readonly extra: readonly unknown[];
}

/** Fingerprint of an item; with its links it is the one of its own review, without the one that links to it keep. */
export function stampOf(content: StampedContent, links: readonly string[] = []): string {
  const parts = [content.uid, content.text, content.ref];
  if (content.references.length > 0) parts.push(pythonList(content.references));
  parts.push(...links, ...content.extra.map((value) => typed(value)));
  return urlSafeBase64(sha256(utf8ToBytes(parts.join(""))));
}

/** Text without blank lines around it and without blanks at the ends of lines. */
export function normalisedText(text: string): string {
  return text
    .replace(/^\n+/, "")
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Links in the order in which they are hashed: by prefix, number and name. */
export function sortedLinks(uids: readonly string[]): readonly string[] {
  const keyed = uids.map((uid) => ({ uid, ...partsOf(uid) }));
  keyed.sort((a, b) => compare(a.prefix, b.prefix) || a.number - b.number || compare(a.name, b.name));
  return keyed.map(({ uid }) => uid);
}

function partsOf(uid: string): { readonly prefix: string; readonly number: number; readonly name: string } {
  const separated = /^([\p{L}\p{N}_.-]+)[-_.]([\p{L}\p{N}_]+)/u.exec(uid);
  const last = separated?.[2];
  if (separated && last !== undefined) {
    const prefix = (separated[1] ?? "").toLowerCase();
    return /^[0-9]+$/.test(last) ? { prefix, number: Number(last), name: "" } : { prefix, number: -1, name: last };
  }
  const joined = /^([\p{L}\p{N}_.-]*[^0-9])([0-9]+)/u.exec(uid);
  return { prefix: (joined?.[1] ?? uid).replace(/[-_.]+$/, "").toLowerCase(), number: Number(joined?.[2] ?? -1), name: "" };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function pythonList(entries: readonly ReadonlyMap<string, string>[]): string {
  const dictionaries = entries.map((entry) => {
    const keys = ["type", "path", "keyword", "sha"].filter((key) => entry.has(key));
    return `{${keys.map((key) => `'${key}': ${pythonString(entry.get(key) ?? "")}`).join(", ")}}`;
  });
  return `[${dictionaries.join(", ")}]`;
}

function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t");
  return `${quote}${quote === "'" ? escaped.replace(/'/g, "\\'") : escaped}${quote}`;
}

/** A value with its Python type, as Doorstop spells attributes out. */
function typed(value: unknown): string {
  if (Array.isArray(value)) return `\\L${value.map(typed).join("")}`;
  if (value instanceof Map) return typed(Object.fromEntries(value));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
    return `\\D${entries.map(([, each]) => typed(each)).join("")}`;
  }
  const [type, text] = pythonValue(value);
  return `\\T<class '${type}'>\\V${text.replace(/\\/g, "\\\\")}`;
}

function pythonValue(value: unknown): readonly [string, string] {
  if (typeof value === "string") return ["str", value];
  if (typeof value === "boolean") return ["bool", value ? "True" : "False"];
  if (typeof value === "number") return [Number.isInteger(value) ? "int" : "float", String(value)];
  return ["NoneType", "None"];
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function urlSafeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const left = bytes.length - i;
    text += ALPHABET.charAt(a >> 2) + ALPHABET.charAt(((a & 3) << 4) | (b >> 4));
    text += left > 1 ? ALPHABET.charAt(((b & 15) << 2) | (c >> 6)) : "=";
    text += left > 2 ? ALPHABET.charAt(c & 63) : "=";
  }
  return text;
}
