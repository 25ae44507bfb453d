import { execFile } from "node:child_process";

export interface GitState {
  /** Full commit id; absent outside of a repository, or where git is not installed. */
  readonly commit: string | undefined;
  readonly workTree: "clean" | "dirty" | "unknown";
}

/**
 * Commit and cleanliness of a folder's repository. Only for folders that their user trusts: `git status` can run filters
 * that the repository's own settings name. Hooks and file system monitors are switched off, and nothing is written.
 */
export async function gitState(folder: string): Promise<GitState> {
  const commit = (await git(folder, "rev-parse", "HEAD"))?.trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return { commit: undefined, workTree: "unknown" };
  const status = await git(folder, "status", "--porcelain", "--", ".");
  return { commit, workTree: status === undefined ? "unknown" : status === "" ? "clean" : "dirty" };
}

function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  const settings = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  return new Promise((resolve) => {
    execFile("git", [...settings, ...args], { cwd: folder, timeout: 10_000, maxBuffer: 16 << 20 }, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
