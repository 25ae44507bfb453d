import type { TraceItem } from "../graph.js";
import type { FilePath } from "../../text/span.js";
import type { SoupPackage } from "./package.js";

/** The entries of the SOUP list, found by the names that manifests use for them. */
export class SoupList {
  private readonly byName = new Map<string, TraceItem>();

  constructor(items: Iterable<TraceItem>) {
    for (const item of items) {
      if (item.kind !== "soup") continue;
      for (const name of namesOf(item)) if (!this.byName.has(name)) this.byName.set(name, item);
    }
  }

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /** The entry of a package: the same name but for case and punctuation, `Mbed TLS` for `mbedtls`. */
  entryOf({ name }: Pick<SoupPackage, "name">): TraceItem | undefined {
    return this.byName.get(plain(name));
  }
}

/** Names that a file of SOUP may be listed by: its folders, innermost first, and its own without extension. */
export function soupNamesOf(path: FilePath): readonly string[] {
  const parts = path.split("/");
  const own = (parts.pop() ?? "").replace(/\.[^.]*$/, "");
  return [...parts.reverse(), own];
}

/** Names that an entry goes by: its title, what stands in brackets behind it, and the package name where a column has it. */
function namesOf({ title, attributes }: TraceItem): string[] {
  const brackets = /^(.*?)\s*\(([^()]*)\)\s*$/.exec(title.slice(0, 300));
  const named = [title, brackets?.[1], brackets?.[2], attributes["package"], attributes["package name"], attributes["alias"]];
  return named.flatMap((name) => (name === undefined || plain(name) === "" ? [] : [plain(name)]));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** What the list says of a version: the column, under any of its usual names. */
export function listedVersion({ attributes }: TraceItem): string | undefined {
  return attributes["version"] ?? attributes["revision"] ?? attributes["release"] ?? attributes["unique designator"];
}

/**
 * True when a package's version is another than the list's. What can't be compared (a commit against a version, a range of unknown form)
 * does not differ.
 */
export function versionDiffers({ version, range }: Pick<SoupPackage, "version" | "range">, listed: string): boolean {
  const known = listed.split(/[,;]|\band\b/).flatMap((part) => numbersOf(part) ?? []);
  if (known.length === 0) return false;
  if (version !== undefined) {
    if (isCommit(version) || listed.includes(version)) return false;
    const used = numbersOf(version);
    return (
      used !== undefined &&
      !known.some((one) => one.text === used.text || (one.suffix === "" && used.suffix === "" && sameNumbers(one.numbers, used.numbers)))
    );
  }
  const least = range === undefined ? undefined : /^([~^]|>=)\s*v?(\d[\w.+-]*)$/.exec(range);
  const from = least && numbersOf(least[2] ?? "");
  if (!from) return false;
  const kept = least[1] === "~" ? 2 : least[1] === "^" ? (from.numbers[0] === 0 ? 2 : 1) : 0;
  return !known.some(
    ({ numbers }) => sameNumbers(numbers.slice(0, kept), from.numbers.slice(0, kept)) && compare(numbers, from.numbers) >= 0,
  );
}

interface Version {
  readonly numbers: readonly number[];
  readonly suffix: string;
  readonly text: string;
}

/** `v3.4.1`, `mbedtls-3.4.1-rc1` as numbers and what follows them. */
function numbersOf(text: string): Version | undefined {
  const match = /(?:^|[^\d.])(\d{1,9}(?:\.\d{1,9}){0,5})([-+.]?[A-Za-z0-9][\w.+-]*)?\s*$/.exec(text.trim().slice(0, 200));
  if (!match?.[1]) return undefined;
  const suffix = (match[2] ?? "").toLowerCase();
  return { numbers: match[1].split(".").map(Number), suffix, text: match[1] + suffix };
}

function isCommit(version: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(version) && /[a-f]/i.test(version);
}

/** `1.2` and `1.2.0` are the same. */
function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return compare(a, b) === 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
