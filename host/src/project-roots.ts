import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { CONFIG_FILE, type FilePath } from "../../engine/src/index.js";
import { listFiles } from "./list-files.js";

/** Folders below (and not) `folder` that hold a `vitalint.json`, as paths relative to it; `""` is the folder itself. In order. */
export async function nestedRoots(folder: string): Promise<readonly FilePath[]> {
  const suffix = `/${CONFIG_FILE}`;
  const { paths } = await listFiles(folder, (path) => path === CONFIG_FILE || path.endsWith(suffix));
  return paths.map((path) => (path === CONFIG_FILE ? "" : path.slice(0, -suffix.length)));
}

/**
 * The folder that makes the project of a file: the nearest one above it with a `vitalint.json`, not above `outermost`;
 * `outermost` itself when there is none. Absolute paths.
 */
export function nearestRoot(file: string, outermost: string): string {
  for (let folder = dirname(file); isInside(folder, outermost); folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (folder === outermost) break;
  }
  return outermost;
}

/** True when an absolute path is `folder` or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** An absolute path as the engine names it: relative to the project's root, with `/`. */
export function enginePath(root: string, absolute: string): FilePath {
  return relative(root, absolute).split(sep).join("/");
}
