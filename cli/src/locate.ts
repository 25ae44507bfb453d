import { existsSync, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { CONFIG_FILE, type FilePath } from "../../engine/src/index.js";
import { UsageError } from "./command.js";

/** What a call is about: one project, and the part of it that was named. */
export interface Target {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** True for files that were asked for; the whole project is still read, since names mean something across files. */
  readonly selects: (file: FilePath) => boolean;
  /** Arguments that name nothing. */
  readonly missing: readonly string[];
}

/**
 * Finds the project of some paths: the nearest folder above that holds a `vitalint.json`, else the folder itself (for files: the
 * current folder if it holds them, else their own). Without paths it is that of the current folder, and all of it.
 */
export async function locate(paths: readonly string[], cwd: string): Promise<Target> {
  if (paths.length === 0) return { root: nearestProject(cwd) ?? cwd, selects: () => true, missing: [] };
  const missing = paths.filter((path) => !existsSync(resolve(cwd, path)));
  const found: string[] = [];
  for (const path of paths) if (!missing.includes(path)) found.push(await realpath(resolve(cwd, path)));
  if (found.length === 0) return { root: cwd, selects: () => false, missing };
  const roots = [...new Set(found.map((path) => rootOf(path, cwd)))];
  const [root, second] = roots;
  if (root === undefined || second !== undefined) {
    throw new UsageError(`These paths belong to different projects (${roots.join(" and ")}). Check one project at a time.`);
  }
  const chosen = found.map((path) => relative(root, path).split(sep).join("/"));
  const selects = (file: FilePath): boolean => chosen.some((path) => path === "" || file === path || file.startsWith(`${path}/`));
  return { root, selects, missing };
}

function rootOf(path: string, cwd: string): string {
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const project = nearestProject(folder);
  if (project !== undefined) return project;
  if (isFolder) return folder;
  return folder === cwd || folder.startsWith(cwd + sep) ? cwd : folder;
}

/** The nearest folder at or above one that holds a configuration. */
export function nearestProject(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, CONFIG_FILE))) return at;
    if (dirname(at) === at) return undefined;
  }
}
