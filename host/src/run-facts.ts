import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { languageOfPath, type RunFacts } from "../../engine/src/index.js";
import { gitState } from "./git.js";
import type { ProjectFolder } from "./open-project.js";

export interface RunFactsOptions {
  /** ISO 8601. */
  readonly date: string;
  readonly toolVersion: string;
  /** Folder that holds the product's programs and parsers. */
  readonly assets: string;
  /** False where the workspace is not trusted: git, which runs what a repository's settings say, is then not asked. */
  readonly trusted: boolean;
}

/** What only the host knows about a run: version control, digests of the documents and of the tool. */
export async function runFacts(folder: ProjectFolder, options: RunFactsOptions): Promise<RunFacts> {
  const documents = folder.paths.filter((path) => languageOfPath(path) === undefined);
  const digests: Record<string, string> = {};
  for (const path of documents) {
    const digest = await digestOfFile(join(folder.root, path));
    if (digest !== undefined) digests[path] = digest;
  }
  const { commit, workTree } = options.trusted ? await gitState(folder.root) : { commit: undefined, workTree: "unknown" as const };
  return {
    project: basename(folder.root),
    date: options.date,
    ...(commit === undefined ? {} : { commit }),
    workTree,
    tool: { version: options.toolVersion, bundleDigest: await bundleDigest(options.assets) },
    digests,
  };
}

/** Digest of the engine as shipped, the same for editor and command line: its worker's program and its parsers, by name. */
async function bundleDigest(assets: string): Promise<string> {
  const names = (await readdir(assets)).filter((name) => name === "worker.cjs" || name.endsWith(".wasm")).sort();
  const whole = createHash("sha256");
  for (const name of names) whole.update(`${name}\n${(await digestOfFile(join(assets, name))) ?? ""}\n`);
  return whole.digest("hex");
}

async function digestOfFile(file: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
    return hash.digest("hex");
  } catch {
    // Unreadable: the engine has been told, and says so.
    return undefined;
  }
}
