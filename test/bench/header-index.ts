import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** Every file of a tree by its name, to find the header that an `#include` means where no build says which. */
export class HeaderIndex {
  readonly files: readonly string[];
  private readonly byName = new Map<string, string[]>();
  private includers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(private readonly root: string) {
    this.files = readdirSync(root, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.relative(root, join(entry.parentPath, entry.name)))
      .sort();
    for (const path of this.files) {
      const name = posix.basename(path);
      this.byName.set(name, [...(this.byName.get(name) ?? []), path]);
    }
  }

  /** Folders from which `name` can be included: that of `wanted`, or all, the nearest to the places first. The first place counts most. */
  foldersFor(name: string, wanted: string, near: readonly string[]): readonly string[] {
    const suffix = `/${posix.normalize(name)}`;
    const found = (this.byName.get(posix.basename(name)) ?? []).filter((path) => `/${path}`.endsWith(suffix));
    return (found.includes(wanted) ? [wanted] : found)
      .map((path) => ({
        folder: path.slice(0, Math.max(0, path.length - suffix.length)),
        distances: near.map((place) => distance(dirname(path), place)),
      }))
      .sort((a, b) => compare(a.distances, b.distances) || (a.folder < b.folder ? -1 : 1))
      .map(({ folder }) => folder);
  }

  /** C and C++ sources that include a header themselves or through other headers, the nearest first. */
  sourcesThatInclude(header: string): readonly string[] {
    const seen = new Set([header]);
    const sources: string[] = [];
    for (const file of seen)
      for (const includer of this.includersOf(posix.basename(file))) {
        if (seen.has(includer)) continue;
        seen.add(includer);
        if (/\.(?:c|cc|cpp|cxx)$/.test(includer)) sources.push(includer);
      }
    return sources.sort((a, b) => distance(dirname(a), dirname(header)) - distance(dirname(b), dirname(header)) || (a < b ? -1 : 1));
  }

  private includersOf(name: string): readonly string[] {
    this.includers ??= this.readIncluders();
    return this.includers.get(name) ?? [];
  }

  private readIncluders(): ReadonlyMap<string, readonly string[]> {
    const includers = new Map<string, string[]>();
    for (const path of this.files) {
      if (!/\.(?:c|cc|cpp|cxx|h|hpp|inc)$/.test(path)) continue;
      const text = readFileSync(join(this.root, path), "latin1");
      for (const [, name = ""] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]/gm)) {
        const base = posix.basename(name);
        includers.set(base, [...(includers.get(base) ?? []), path]);
      }
    }
    return includers;
  }
}

/** How many folders one goes up and down from one to the other. */
function distance(a: string, b: string): number {
  const [from, to] = [parts(a), parts(b)];
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  return from.length + to.length - 2 * common;
}

function parts(folder: string): readonly string[] {
  return folder === "" || folder === "." ? [] : folder.split("/");
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, each] of a.entries()) if (each !== b[index]) return each - (b[index] ?? 0);
  return 0;
}
