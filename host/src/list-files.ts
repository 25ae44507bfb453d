import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { compareText, type FilePath } from "../../engine/src/index.js";

/** Folders that hold no source of the project: tools' own data, dependencies, build results. */
const SKIPPED_FOLDERS = new Set([
  ".git", ".hg", ".svn", ".vscode", ".vscode-test", ".idea", ".vs", ".cache", "node_modules", "__pycache__", ".venv", "CMakeFiles", ".pio", ".metadata",
]); // prettier-ignore

/** The one file among the editor's own that says how the project is built. */
const EDITOR_FILE = "c_cpp_properties.json";

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}

export interface FileListing {
  /** Paths relative to the root, in code-unit order. */
  readonly paths: readonly FilePath[];
  /** Folders and links that could not be followed, with the reason. */
  readonly problems: readonly { readonly path: FilePath; readonly reason: string }[];
}

/**
 * Lists the files below a folder. Symbolic links are followed once and only to places inside the root: a loop ends, and
 * a link out of the workspace is told, not followed.
 */
export async function listFiles(
  root: string,
  wanted: (path: FilePath) => boolean,
  skipped: (folder: FilePath) => boolean = () => false,
): Promise<FileListing> {
  const paths: FilePath[] = [];
  const problems: { path: FilePath; reason: string }[] = [];
  const realRoot = await realpath(root);
  const seenFolders = new Set<string>([realRoot]);

  async function visit(folder: string, relative: FilePath): Promise<void> {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      problems.push({ path: relative, reason: reasonOf(error) });
      return;
    }
    for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && !skipped(path)) await visit(join(folder, entry.name), path);
        else if (entry.name === ".vscode" && wanted(`${path}/${EDITOR_FILE}`) && (await isFile(join(folder, entry.name, EDITOR_FILE))))
          paths.push(`${path}/${EDITOR_FILE}`);
      } else if (entry.isSymbolicLink()) await visitLink(join(folder, entry.name), path);
      else if (entry.isFile() && wanted(path)) paths.push(path);
    }
  }

  async function visitLink(link: string, path: FilePath): Promise<void> {
    try {
      const target = await realpath(link);
      if (target !== realRoot && !target.startsWith(realRoot + sep)) {
        if (wanted(path)) problems.push({ path, reason: "it is a link to a place outside of the project" });
        return;
      }
      const kind = await stat(target);
      if (kind.isFile() && wanted(path)) paths.push(path);
      if (!kind.isDirectory() || seenFolders.has(target) || skipped(path)) return;
      seenFolders.add(target);
      await visit(link, path);
    } catch (error) {
      problems.push({ path, reason: reasonOf(error) });
    }
  }

  await visit(root, "");
  paths.sort(compareText);
  return { paths, problems };
}

/** A file system error in plain words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
      return "it does not exist";
    case "EACCES":
    case "EPERM":
      return "permission to read it was denied";
    case "EISDIR":
      return "it is a folder";
    case "ELOOP":
      return "it is a loop of links";
    default:
      return code !== "" ? `the system says ${code}` : String(error);
  }
}
