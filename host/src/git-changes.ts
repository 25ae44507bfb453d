import type { FileInput, FilePath } from "../../engine/src/index.js";
import { decode } from "./decode.js";
import { git, gitBytes } from "./git.js";

export interface EarlierState {
  /** Full commit id. */
  readonly commit: string;
  /** The earlier state of each file that changed since: unreadable for one that was not there. */
  readonly files: readonly FileInput[];
}

/**
 * Files of a folder that differ from a commit, also uncommitted and untracked ones, with their earlier texts; `also` names files
 * whose unsaved edits git does not see. Only for folders that
 * their user trusts: see {@link git}. An error says in words what is wrong.
 */
export async function changesSince(
  folder: string,
  revision: string,
  wanted: (path: FilePath) => boolean,
  encoding: string,
  also: readonly FilePath[] = [],
): Promise<EarlierState | { readonly error: string }> {
  const commit = (await git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`))?.trim();
  if (commit === undefined || commit === "") {
    const isRepository = (await git(folder, "rev-parse", "--git-dir")) !== undefined;
    return {
      error: isRepository
        ? `there is no commit '${revision}' in this repository`
        : "this folder is in no git repository, or git is not installed",
    };
  }
  const differing = await git(folder, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative", commit, "--", ".");
  const untracked = await git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".");
  if (differing === undefined || untracked === undefined) return { error: "git could not compare the work tree" };
  const paths = [...new Set([...differing.split("\0"), ...untracked.split("\0"), ...also])]
    .filter((path) => path !== "" && wanted(path))
    .sort();
  const files: FileInput[] = [];
  for (const path of paths) files.push(await earlier(folder, commit, path, encoding));
  return { commit, files };
}

async function earlier(folder: string, commit: string, path: FilePath, encoding: string): Promise<FileInput> {
  const bytes = await gitBytes(folder, "show", "--no-textconv", `${commit}:./${path}`);
  if (bytes === undefined) return { path, unreadable: "it was not there" };
  const decoded = decode(bytes, encoding);
  return "unreadable" in decoded ? { path, unreadable: decoded.unreadable } : { path, text: decoded.text };
}

/** When a file last changed in the history of a commit: milliseconds since 1970; `undefined` where git does not know. */
export async function lastChange(folder: string, commit: string, path: FilePath): Promise<number | undefined> {
  const date = (await git(folder, "log", "-1", "--format=%cI", commit, "--", path))?.trim();
  const time = date === undefined || date === "" ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : time;
}
