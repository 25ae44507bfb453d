import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import {
  CONFIG_FILE,
  loadConfig,
  saysIncomplete,
  SourceDocument,
  type FileInput,
  type FilePath,
  type ReportedFinding,
  type FlowCoverage,
  type ReportedImpact,
  type RecordedReview,
  type ReportModel,
  type Reviewer,
  type ReviewTarget,
  type StampPlan,
  type TextSource,
  type TraceDocument,
  type TraceWanted,
} from "../../engine/src/index.js";
import {
  cachedFindings,
  cacheFolder,
  cacheKey,
  changedFiles,
  contextKey,
  EnginePool,
  keepFindings,
  nestedRoots,
  openFolder,
  packPlace,
  readFolder,
  readInput,
  runFacts,
  shardsProblem,
  textDigests,
  TraceReaders,
  withoutShards,
  type KeptFunction,
  type PackPlace,
  type ProjectFolder,
  type RemoteEngine,
  type Shard,
  type ShardFile,
  type ShardOrigin,
} from "../../host/src/index.js";
import { UsageError } from "./command.js";
import type { Io } from "./io.js";
import { traceJobs, usualJobs } from "./jobs.js";
import { assetsFolder, productVersion, runDate } from "./product.js";

export interface SessionOptions {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  /** Rule preset that replaces the configured ones for this run. */
  readonly preset?: string;
  /** Workers that share the analysis; by default as many as the machine and the size of the project suggest. */
  readonly jobs?: number | undefined;
  /** The part of the project that {@link Session.shard} is asked for. */
  readonly shard?: Shard | undefined;
  /** Parts that were analysed elsewhere; they have to be of this project and all there. */
  readonly shards?: readonly (ShardFile & { readonly name: string })[];
  /** Findings of an earlier run over the same bytes are taken, and those of this one kept. */
  readonly cache: boolean;
  /** Texts will be changed: what is known of them is of no use. */
  readonly edits?: boolean;
  /** The trace is all that will be asked for: the workers that read it start while files come from the disk. */
  readonly traceOnly?: boolean;
  /** Files beside the project's own that the engine gets too: traces of other repositories. */
  readonly extra?: readonly FileInput[];
}

/** One project, read; its engine starts when something is asked that no earlier run answered. Ends with {@link Session.close}. */
export interface Session {
  readonly folder: ProjectFolder;
  /** All findings of the project. */
  findings(): Promise<readonly ReportedFinding[]>;
  report(): Promise<ReportModel>;
  /** The trace, written down, without analysing code. */
  traceDocument(wanted: TraceWanted): Promise<TraceDocument>;
  /** What the changes since earlier states of files affect. */
  changeImpact(before: readonly FileInput[], since: string): Promise<ReportedImpact>;
  /** Records that links were reviewed; the files to write are edits of what was read. */
  markReviewed(target: ReviewTarget, reviewer: Reviewer): Promise<RecordedReview>;
  /** What test results would stamp. */
  stampPlan(results: readonly { readonly path: FilePath; readonly text: string }[]): Promise<StampPlan>;
  /** How far the flow analysis came; `undefined` when it was stopped. */
  flowCoverage(): Promise<FlowCoverage | undefined>;
  /** Analyses a part of the project for a later run over all parts. */
  shard(part: Shard): Promise<ShardFile>;
  /** Puts another text in the place of a file's. */
  setText(path: FilePath, text: string): Promise<void>;
  /** Texts of files as the engine has them. */
  texts(files: readonly FilePath[]): Promise<TextSource>;
  close(): Promise<void>;
}

/** Reads a project, for an engine in a worker thread. */
export async function openSession(
  root: string,
  { io, env, preset, cache, jobs, shard, shards, edits = false, traceOnly = false, extra = [] }: SessionOptions,
): Promise<Session> {
  const assets = assetsFolder();
  const nested = new Set((await nestedRoots(root)).filter((path) => path !== ""));
  const opened = await withoutShards(await openFolder(root, nested));
  const changed = preset === undefined ? undefined : await withPreset(root, preset);
  const folder = changed === undefined ? opened : { ...opened, loaded: loadConfig(changed) };
  const date = runDate(env);
  const today = date.slice(0, 10);
  const reading = readFolder(folder).then((read) => [
    ...read,
    ...extra,
    ...(changed === undefined ? [] : [{ path: CONFIG_FILE, text: changed }]),
  ]);
  const kept = shards?.flatMap(({ functions }) => functions) ?? [];
  const common = { assets, today, io, shard, kept };
  const forTrace = (): Promise<Running> =>
    startEngine(root, reading, { ...common, jobs: 1, readers: (jobs ?? traceJobs(folder.paths.length)) - 1 });
  let edited = false;
  let running: Promise<Running> | undefined = traceOnly ? forTrace() : undefined;
  running?.catch(() => undefined); // told to who asks for the trace
  const inputs = await reading;
  const storage = cache ? cacheFolder(env) : undefined;
  const programs = ENGINE_FILES.map((name) => join(assets, name));
  /** Who asks for no findings in code needs one worker. */
  const run = (analyses = true): Promise<Running> => (running ??= start(analyses));
  const start = async (analyses: boolean): Promise<Running> => {
    const workers = analyses ? (jobs ?? (shard || shards ? 1 : usualJobs(inputs))) : 1;
    if (!analyses || storage === undefined || edits || shard !== undefined || shards !== undefined)
      return startEngine(root, reading, { ...common, jobs: workers });
    const pack = packPlace(storage, JSON.stringify([root, preset]), await contextKey({ programs, inputs }, folder.loaded.config));
    const changed = await changedFiles(pack, textDigests(inputs));
    // Where little is new there is nothing to share out.
    const isKnown = changed !== undefined && changed * FEW <= inputs.length;
    return startEngine(root, reading, { ...common, jobs: isKnown ? 1 : workers, pack });
  };
  const { maxFileSize, encoding, digest } = folder.loaded.config;
  const origin = async (): Promise<ShardOrigin> => ({
    tool: productVersion(),
    runtime: `V8 ${process.versions.v8}`,
    configuration: digest,
    // Neither functions nor what is known of them depend on the date.
    inputs: await cacheKey({ programs, today: "", inputs }),
  });
  if (shards) {
    const problem = shardsProblem(shards, await origin());
    if (problem !== undefined) throw new UsageError(`The shards can't be merged. ${problem}`);
  }
  return {
    folder,
    async findings() {
      const keeps = storage === undefined || edited ? undefined : { storage, key: await cacheKey({ programs, today, inputs }) };
      const known = keeps && (await cachedFindings(keeps.storage, keeps.key));
      if (known) return known;
      const { pool, engine, orCrash } = await run();
      await orCrash(analyse(folder, pool, io));
      const findings = (await orCrash(engine.reportedFindings())) ?? [];
      // An analysis that was not whole is tried again: what failed may have been the machine.
      if (keeps && !findings.some(({ rule }) => saysIncomplete(rule))) await keepFindings(keeps.storage, keeps.key, findings);
      await orCrash(engine.keepResults());
      return findings;
    },
    async report() {
      const { pool, engine, orCrash } = await run();
      await orCrash(analyse(folder, pool, io));
      const facts = await runFacts(folder, { date, toolVersion: productVersion(), assets, trusted: true });
      const model = await orCrash(engine.report(facts));
      if (!model) throw new Error("the analysis was cancelled");
      return model;
    },
    async traceDocument(wanted) {
      const read = async (): Promise<Running> => {
        const started = await run(false);
        const { engine, orCrash, readers } = started;
        await orCrash(readers.read(engine, (done, total) => io.progress(`reading ${String(done)} of ${String(total)} files`)));
        io.progress("");
        return started;
      };
      const asked = runFacts(folder, { date, toolVersion: productVersion(), assets, trusted: true });
      const [facts, { engine, orCrash }] = await Promise.all([asked, read()]);
      const document = await orCrash(engine.traceDocument(facts, wanted));
      if (!document) throw new Error("the analysis was cancelled");
      return document;
    },
    async changeImpact(before, since) {
      const { engine, orCrash } = await run(false);
      const impact = await orCrash(engine.changeImpact(before, since));
      if (!impact) throw new Error("the analysis was cancelled");
      return impact;
    },
    async flowCoverage() {
      const { pool, engine, orCrash } = await run();
      await orCrash(analyse(folder, pool, io));
      return orCrash(engine.flowCoverage());
    },
    async markReviewed(target, reviewer) {
      const { engine, orCrash } = await run(false);
      while ((await orCrash(engine.index(64))) > 0) io.progress("reading files");
      io.progress("");
      return orCrash(engine.markReviewedAt(target, reviewer));
    },
    async stampPlan(results) {
      const { engine, orCrash } = await run(false);
      return orCrash(engine.stampPlan(results));
    },
    async shard(part) {
      const { pool, orCrash } = await run();
      return { origin: await origin(), shard: part, functions: await orCrash(pool.shard()) };
    },
    async setText(path, text) {
      edited = true;
      await (await run()).engine.setFiles([{ path, text }]);
    },
    async texts(files) {
      const read = await Promise.all([...new Set(files)].map((path) => readInput(root, path, { maxFileSize, encoding })));
      const documents = new Map(read.flatMap((input) => ("text" in input ? [[input.path, documentOf(input)] as const] : [])));
      return { document: (file) => documents.get(file) };
    },
    async close() {
      const open = await running;
      await Promise.all([open?.pool.stop(), open?.readers.stop()]);
    },
  };
}

/** One of so many files may have changed for a run to count as one that goes on from the last. */
const FEW = 10;

/** What the engine is made of: their bytes are part of the key under which its results are kept. */
const ENGINE_FILES = ["worker.cjs", "typescript.cjs", "web-tree-sitter.wasm", "tree-sitter-c.wasm", "tree-sitter-cpp.wasm"];

interface Running {
  readonly pool: EnginePool;
  readonly engine: RemoteEngine;
  readonly readers: TraceReaders;
  /** The call's answer, unless the worker dies first. */
  readonly orCrash: <T>(call: Promise<T>) => Promise<T>;
}

interface StartOptions {
  readonly assets: string;
  readonly today: string;
  readonly io: Io;
  readonly jobs: number;
  /** Workers that read for the trace beside the first one. */
  readonly readers?: number;
  readonly shard: Shard | undefined;
  readonly kept: readonly KeptFunction[];
  readonly pack?: PackPlace;
}

async function startEngine(
  root: string,
  inputs: Promise<readonly FileInput[]>,
  { io, jobs, readers: count = 0, shard, kept, pack, ...rest }: StartOptions,
): Promise<Running> {
  let stop: (reason: Error) => void = () => undefined;
  const crashed = new Promise<never>((_, reject) => (stop = reject));
  crashed.catch(() => undefined); // raced against every call below
  const orCrash = <T>(call: Promise<T>): Promise<T> => Promise.race([call, crashed]);
  const program = { ...rest, program: join(rest.assets, "worker.cjs"), onCrash: (error: Error) => stop(error) };
  const options = { ...program, project: root, workers: jobs, kept, ...(shard ? { shard } : {}), ...(pack ? { pack } : {}) };
  const [pool, readers] = await orCrash(
    Promise.all([
      EnginePool.start(options, inputs, (done, total) => io.progress(`reading ${String(done)} of ${String(total)} files`)),
      TraceReaders.start(program, root, count, inputs),
    ]),
  );
  return { pool, engine: pool.engine, readers, orCrash };
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
async function analyse(folder: ProjectFolder, pool: EnginePool, io: Io): Promise<void> {
  const { engine } = pool;
  const total = folder.paths.length;
  await pool.analyse((done, all) => io.progress(`analysing ${String(done)} of ${String(all)} files`));
  while ((await engine.index(64)) > 0) io.progress(`reading ${String(total)} files`);
  if (io.interactive) {
    for (const [i, path] of folder.paths.entries()) {
      io.progress(`analysing ${String(i + 1)} of ${String(total)}: ${path}`);
      await engine.findings(path);
    }
  }
  io.progress("");
}
