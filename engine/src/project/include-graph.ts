import type { FilePath } from "../text/span.js";

/** Resolves include targets to files of the project and remembers who includes whom. */
export class IncludeGraph {
  private readonly includers = new Map<FilePath, Set<FilePath>>();
  private readonly byBaseName = new Map<string, Set<FilePath>>();
  /** Files that looked for a name in vain. */
  private readonly waiting = new Map<string, Set<FilePath>>();

  /** Adds a file; gives the files that an include of its name was not resolved in before. */
  addFile(path: FilePath): ReadonlySet<FilePath> {
    const base = baseName(path);
    const paths = this.byBaseName.get(base);
    if (paths) paths.add(path);
    else this.byBaseName.set(base, new Set([path]));
    const waiting = this.waiting.get(base) ?? new Set();
    this.waiting.delete(base);
    return waiting;
  }

  removeFile(path: FilePath): void {
    this.byBaseName.get(baseName(path))?.delete(path);
  }

  /**
   * The file that an include names: beside the includer, then in the include paths, then the only file of the project
   * whose path ends so. Backslashes and letter case are forgiven, as firmware written on Windows needs it.
   */
  resolve(from: FilePath, target: string, includePaths: readonly string[], exists: (path: FilePath) => boolean): FilePath | undefined {
    const wanted = target.replaceAll("\\", "/");
    for (const folder of [folderOf(from), ...includePaths]) {
      const path = join(folder, wanted);
      if (path !== undefined && exists(path)) return path;
    }
    const suffix = `/${wanted.replace(/^(\.\.?\/)+/, "")}`.toLowerCase();
    const candidates = [...(this.byBaseName.get(baseName(wanted)) ?? [])].filter((path) => `/${path}`.toLowerCase().endsWith(suffix));
    if (candidates.length === 1) return candidates[0];
    const base = baseName(wanted);
    const waiting = this.waiting.get(base);
    if (waiting) waiting.add(from);
    else this.waiting.set(base, new Set([from]));
    return undefined;
  }

  recordInclude(from: FilePath, to: FilePath): void {
    const includers = this.includers.get(to);
    if (includers) includers.add(from);
    else this.includers.set(to, new Set([from]));
  }

  /** All files that include `path`, directly or through others. */
  transitiveIncluders(path: FilePath): ReadonlySet<FilePath> {
    const found = new Set<FilePath>();
    const pending = [path];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const includer of this.includers.get(next) ?? []) {
        if (found.has(includer)) continue;
        found.add(includer);
        pending.push(includer);
      }
    }
    found.delete(path);
    return found;
  }
}

function folderOf(path: FilePath): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}

/** Joins and normalises; `undefined` for a path that leaves the project. */
function join(folder: string, relative: string): FilePath | undefined {
  const segments: string[] = [];
  for (const segment of `${folder}/${relative}`.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") {
      if (segments.pop() === undefined) return undefined;
    } else segments.push(segment);
  }
  return segments.join("/");
}
