import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import {
  CONFIG_FILE,
  loadConfig,
  SourceDocument,
  type FileInput,
  type FilePath,
  type ReportedFinding,
  type ReportModel,
  type TextSource,
} from "../../engine/src/index.js";
import {
  EngineWorker,
  feedEngine,
  nestedRoots,
  openFolder,
  readInput,
  runFacts,
  type ProjectFolder,
  type RemoteEngine,
} from "../../host/src/index.js";
import type { Io } from "./io.js";
import { assetsFolder, productVersion, runDate } from "./product.js";

export interface SessionOptions {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  /** Rule preset that replaces the configured ones for this run. */
  readonly preset?: string;
}

/** One project with its engine running; ends with {@link Session.close}. */
export interface Session {
  readonly folder: ProjectFolder;
  readonly engine: RemoteEngine;
  /** All findings of the project. */
  findings(): Promise<readonly ReportedFinding[]>;
  report(): Promise<ReportModel>;
  /** Texts of files as the engine has them. */
  texts(files: readonly FilePath[]): Promise<TextSource>;
  close(): Promise<void>;
}

/** Reads a project and feeds it to an engine in a worker thread. */
export async function openSession(root: string, { io, env, preset }: SessionOptions): Promise<Session> {
  const assets = assetsFolder();
  const nested = new Set((await nestedRoots(root)).filter((path) => path !== ""));
  const opened = await openFolder(root, nested);
  const changed = preset === undefined ? undefined : await withPreset(root, preset);
  const folder = changed === undefined ? opened : { ...opened, loaded: loadConfig(changed) };
  const date = runDate(env);
  let stop: (reason: Error) => void = () => undefined;
  const crashed = new Promise<never>((_, reject) => (stop = reject));
  crashed.catch(() => undefined); // raced against every call below
  const worker = await EngineWorker.start({
    program: join(assets, "worker.cjs"),
    assets,
    today: date.slice(0, 10),
    onCrash: (error) => stop(error),
  });
  const engine = worker.engine(root);
  const orCrash = <T>(call: Promise<T>): Promise<T> => Promise.race([call, crashed]);
  await orCrash(feedEngine(folder, engine, (done, total) => io.progress(`reading ${String(done)} of ${String(total)} files`)));
  if (changed !== undefined) await orCrash(engine.setFiles([{ path: CONFIG_FILE, text: changed }]));
  const { maxFileSize, encoding } = folder.loaded.config;
  return {
    folder,
    engine,
    async findings() {
      await orCrash(analyse(folder, engine, io));
      return (await orCrash(engine.reportedFindings())) ?? [];
    },
    async report() {
      await orCrash(analyse(folder, engine, io));
      const run = await runFacts(folder, { date, toolVersion: productVersion(), assets, trusted: true });
      const model = await orCrash(engine.report(run));
      if (!model) throw new Error("the analysis was cancelled");
      return model;
    },
    async texts(files) {
      const inputs = await Promise.all([...new Set(files)].map((path) => readInput(root, path, { maxFileSize, encoding })));
      const documents = new Map(inputs.flatMap((input) => ("text" in input ? [[input.path, documentOf(input)] as const] : [])));
      return { document: (file) => documents.get(file) };
    },
    close: () => worker.stop(),
  };
}

/** The project's configuration with another preset: its digest, which the outputs name, then is another too. */
async function withPreset(root: string, preset: string): Promise<string> {
  let text = "{}";
  try {
    text = await readFile(join(root, CONFIG_FILE), "utf8");
  } catch {
    // No configuration, or one that can't be read, which the engine says.
  }
  return applyEdits(text, modify(text, ["rules", "presets"], [preset], {}));
}

function documentOf(input: Extract<FileInput, { readonly text: string }>): SourceDocument {
  return new SourceDocument(input.path, undefined, input.text, 0);
}

/** Analyses file by file, so that somebody who waits sees how far it is; the answers stay in the engine. */
async function analyse(folder: ProjectFolder, engine: RemoteEngine, io: Io): Promise<void> {
  const total = folder.paths.length;
  while ((await engine.index(64)) > 0) io.progress(`reading ${String(total)} files`);
  if (io.interactive) {
    for (const [i, path] of folder.paths.entries()) {
      io.progress(`analysing ${String(i + 1)} of ${String(total)}: ${path}`);
      await engine.findings(path);
    }
  }
  io.progress("");
}
