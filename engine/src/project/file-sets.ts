import { Minimatch } from "minimatch";
import type { FilePath } from "../text/span.js";
import type { ProjectConfig, SoftwareItem } from "./config.js";

/** A set of files by globs, relative to the project's folder. Dot files are matched, `!` and `#` have no special meaning. */
export class GlobSet {
  private readonly patterns: readonly Minimatch[];
  private readonly memo = new Map<FilePath, boolean>();

  constructor(globs: readonly string[]) {
    this.patterns = globs.map(
      (glob) => new Minimatch(glob.replace(/^\.\//, ""), { dot: true, nonegate: true, nocomment: true, platform: "linux" }),
    );
  }

  has(path: FilePath): boolean {
    let result = this.memo.get(path);
    if (result === undefined) {
      result = this.patterns.some((pattern) => pattern.match(path));
      this.memo.set(path, result);
    }
    return result;
  }
}

/** Which software item, programs, SOUP … a file belongs to under one configuration. */
export class FileSets {
  private readonly items: readonly { readonly item: SoftwareItem; readonly files: GlobSet }[];
  private readonly programs: readonly { readonly name: string; readonly files: GlobSet }[];
  private readonly soup: GlobSet;
  private readonly excluded: GlobSet;
  private readonly tests: GlobSet;

  constructor(private readonly config: ProjectConfig) {
    this.items = config.softwareItems.map((item) => ({ item, files: new GlobSet(item.files) }));
    this.programs = config.programs.map((program) => ({ name: program.name, files: new GlobSet(program.files) }));
    this.soup = new GlobSet(config.soup.files);
    this.excluded = new GlobSet(config.exclude);
    this.tests = new GlobSet(Object.values(config.tests.levels).flat());
  }

  /** All items that claim a file: more than one is an error of the configuration. */
  itemsOf(path: FilePath): readonly SoftwareItem[] {
    return this.items.filter(({ files }) => files.has(path)).map(({ item }) => item);
  }

  itemOf(path: FilePath): SoftwareItem | undefined {
    return this.items.find(({ files }) => files.has(path))?.item;
  }

  /** A file in no program is linked into each: a library or header that they share. */
  programsOf(path: FilePath): readonly string[] {
    if (this.config.programs.length === 0) return [""];
    const named = this.programs.filter(({ files }) => files.has(path)).map(({ name }) => name);
    return named.length > 0 ? named : this.programs.map(({ name }) => name);
  }

  isSoup(path: FilePath): boolean {
    return this.soup.has(path);
  }

  isExcluded(path: FilePath): boolean {
    return this.excluded.has(path);
  }

  isTest(path: FilePath): boolean {
    return this.tests.has(path);
  }
}
