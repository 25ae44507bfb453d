import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { CONFIG_FILE, defaultConfig, loadConfig, type FileInput, type FilePath, type LoadedConfig } from "../../engine/src/index.js";
import { decode } from "./decode.js";
import { listFiles } from "./list-files.js";
import { projectFileFilter } from "./project-files.js";
import { readInput, readInputNow } from "./read-file.js";
import type { RemoteEngine } from "./worker-protocol.js";

/** Files that go to the engine in one message: large enough to be quick, small enough to keep it responsive. */
const BATCH = 64;

/** Messages that a worker may have before it that it has not answered. */
const IN_FLIGHT = 4;

/** A project's folder as the host sees it. */
export interface ProjectFolder {
  /** Absolute path of the folder of `vitalint.json`, or of the opened folder. */
  readonly root: string;
  readonly loaded: LoadedConfig;
  /** Files for the engine, in path order. */
  readonly paths: readonly FilePath[];
  /** Files and folders that can't be read; they go to the engine as unreadable. */
  readonly problems: readonly { readonly path: FilePath; readonly reason: string }[];
}

/** Reads the configuration of a folder and lists its files; folders in `nested` are projects of their own and left out. */
export async function openFolder(folder: string, nested: ReadonlySet<FilePath> = new Set()): Promise<ProjectFolder> {
  const root = resolve(folder);
  const loaded = await readProjectConfig(root);
  const { paths, problems } = await listFiles(root, projectFileFilter(loaded.config), (path) => nested.has(path));
  return { root, loaded, paths, problems };
}

/** Feeds all files of a folder to its engine, and lets it read them. `onProgress` counts files. */
export async function feedEngine(
  folder: ProjectFolder,
  engine: RemoteEngine,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  await engine.setFiles(unreadable(folder));
  for (let at = 0; at < folder.paths.length; at += BATCH) {
    await engine.setFiles(await readBatch(folder, at));
    onProgress?.(Math.min(at + BATCH, folder.paths.length), folder.paths.length);
  }
}

/** Reads all files of a folder, in path order; those that can't be read come first. For a thread that answers nobody meanwhile. */
export async function readFolder(folder: ProjectFolder): Promise<readonly FileInput[]> {
  const { root, paths, loaded } = folder;
  const inputs = [...unreadable(folder)];
  for (let at = 0; at < paths.length; at += BATCH) {
    // Workers that start beside it get their messages.
    await setImmediate();
    for (const path of paths.slice(at, at + BATCH)) inputs.push(readInputNow(root, path, loaded.config));
  }
  return inputs;
}

/** Feeds files that were read before to an engine. */
export async function feedInputs(
  inputs: readonly FileInput[],
  engine: RemoteEngine,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  const sent: Promise<void>[] = [];
  for (let at = 0; at < inputs.length; at += BATCH) {
    // A worker that takes one finds the next there.
    await sent.at(-IN_FLIGHT);
    const done = Math.min(at + BATCH, inputs.length);
    sent.push(engine.setFiles(inputs.slice(at, done)).then(() => onProgress?.(done, inputs.length)));
  }
  await Promise.all(sent);
}

function unreadable({ problems }: ProjectFolder): readonly FileInput[] {
  return problems.map(({ path, reason }) => ({ path, unreadable: reason }));
}

async function readBatch({ root, paths, loaded }: ProjectFolder, at: number): Promise<readonly FileInput[]> {
  const { maxFileSize, encoding } = loaded.config;
  return Promise.all(paths.slice(at, at + BATCH).map((path) => readInput(root, path, { maxFileSize, encoding })));
}

/** Reads the configuration of a folder alone; the defaults where it has none. */
export async function readProjectConfig(root: string): Promise<LoadedConfig> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(root, CONFIG_FILE));
  } catch {
    return { config: defaultConfig(), problems: [] };
  }
  const decoded = decode(bytes, "utf-8");
  if ("unreadable" in decoded)
    return { config: defaultConfig(), problems: [{ message: `${CONFIG_FILE}: ${decoded.unreadable}`, span: { start: 0, end: 0 } }] };
  return loadConfig(decoded.text);
}
