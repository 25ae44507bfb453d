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

/** Name of the person who works in a folder, as `git config user.name` says it. Only for folders that their user trusts. */
export async function gitUserName(folder: string): Promise<string | undefined> {
  const name = (await git(folder, "config", "user.name"))?.trim();
  return name === "" ? undefined : name;
}

/**
 * What git answers, as text; `undefined` when it refuses. Hooks and file system monitors are switched off, and nothing is written; filters
 * that the repository's own settings name can still run, so only for folders that their user trusts.
 */
export async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  return (await gitBytes(folder, ...args))?.toString("utf8");
}

/** As {@link git}, in bytes. */
export function gitBytes(folder: string, ...args: readonly string[]): Promise<Buffer | undefined> {
  const settings = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"];
  return new Promise((resolve) => {
    execFile("git", [...settings, ...args], { cwd: folder, timeout: 30_000, maxBuffer: 64 << 20, encoding: "buffer" }, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
