import type { FileInput, FileOutline, FilePath } from "../../engine/src/index.js";
import { EngineWorker, type WorkerOptions } from "./engine-worker.js";
import { handOut } from "./hand-out.js";
import { feedInputs } from "./open-project.js";
import { createExchangeMemory, SharedExchange, type ExchangeMemory, type KeptFunction, type Shard } from "./shared-exchange.js";
import type { ProjectKey, RemoteEngine } from "./worker-protocol.js";

export interface PoolOptions extends WorkerOptions {
  readonly workers: number;
  readonly project: ProjectKey;
  /** The part that shall be analysed; all of it otherwise. */
  readonly shard?: Shard;
  /** What runs over parts of the same project found out. */
  readonly kept?: readonly KeptFunction[];
}

/** Files that a worker is asked for at once. */
const BATCH = 16;
/** Files that are read between two questions. */
const SLICE = 64;

/**
 * Workers that share the analysis of one project. The first one knows everything in the end and answers all questions; the others hand
 * their findings on. The result is the same for any number of workers.
 */
export class EnginePool {
  private isAnalysed = false;

  private constructor(
    private readonly workers: readonly EngineWorker[],
    private readonly engines: readonly [RemoteEngine, ...RemoteEngine[]],
    private readonly paths: readonly FilePath[],
    private readonly memory: ExchangeMemory | undefined,
    private readonly kept: readonly KeptFunction[],
  ) {}

  /** Starts workers while their inputs are read, and feeds them. */
  static async start(
    options: PoolOptions,
    whenRead: Promise<readonly FileInput[]>,
    onProgress: (done: number, total: number) => void,
  ): Promise<EnginePool> {
    const { workers: places, project, shard, kept = [] } = options;
    const memory = places > 1 || shard !== undefined || kept.length > 0 ? createExchangeMemory() : undefined;
    const started = await Promise.all(
      Array.from({ length: places }, (_, place) =>
        EngineWorker.start({ ...options, ...(memory ? { share: { memory, place, places, ...(shard ? { shard } : {}) } } : {}) }),
      ),
    );
    const inputs = await whenRead;
    const [first, ...others] = started.map((worker) => worker.engine(project));
    if (!first) throw new Error("a pool has a worker");
    await Promise.all([first, ...others].map((engine, place) => feedInputs(inputs, engine, place === 0 ? onProgress : undefined)));
    const paths = [...new Set(inputs.map(({ path }) => path))].sort();
    return new EnginePool(started, [first, ...others], paths, memory, kept);
  }

  /** The engine that answers. */
  get engine(): RemoteEngine {
    return this.engines[0];
  }

  /** Lets all workers analyse the project; afterwards the first one has all findings. `onProgress` counts files. */
  async analyse(onProgress: (done: number, total: number) => void): Promise<void> {
    if (this.isAnalysed) return;
    this.isAnalysed = true;
    const { engines } = this;
    const { length } = this.paths;
    if (engines.length === 1) {
      await this.followFlow();
      return;
    }
    const held = await this.readTogether((done) => onProgress(done >> 1, length));
    const calls = await Promise.all(engines.map((engine, place) => engine.callsOf(held[place] ?? [], place)));
    const byKey = new Map(calls.flat().map((each) => [each.key, each]));
    const keys = await this.engine.functionKeys();
    const functions = keys.flatMap((key) => byKey.get(key) ?? []);
    await Promise.all(engines.map((engine) => engine.share(functions)));
    await this.followFlow();
    await handOut(
      engines,
      held,
      BATCH,
      (done) => onProgress((length + done) >> 1, length),
      async (engine, batch) => {
        const found = await engine.codeDrafts(batch);
        if (found && engine !== this.engine) await this.engine.adoptDrafts(found);
      },
    );
  }

  /** Each file is parsed by one worker, which tells the others what they have to know of it; gives the files that each of them holds. */
  private async readTogether(onProgress: (done: number) => void): Promise<readonly (readonly FilePath[])[]> {
    const { engines, paths } = this;
    const places = engines.length;
    const parts = engines.map((_, place) => paths.slice((paths.length * place) / places, (paths.length * (place + 1)) / places));
    const outlines = engines.map((): FileOutline[] => []);
    const held = await handOut(engines, parts, BATCH, onProgress, async (engine, batch, place) => {
      outlines[place]?.push(...(await engine.outlines(batch)));
    });
    await Promise.all(engines.map((engine, place) => engine.adoptOutlines(outlines.flatMap((each, from) => (from === place ? [] : each)))));
    return held;
  }

  /** Analyses the functions of a part, and all that they need; gives what was found out. */
  async shard(): Promise<readonly KeptFunction[]> {
    return (await this.followFlow())?.kept() ?? [];
  }

  private async followFlow(): Promise<SharedExchange | undefined> {
    const { engines, memory } = this;
    if (memory === undefined) return undefined;
    await Promise.all(
      engines.map(async (engine) => {
        while ((await engine.index(SLICE)) > 0);
      }),
    );
    const exchange = new SharedExchange(memory, 0, 1);
    exchange.begin(await this.engine.functionKeys());
    exchange.fill(this.kept);
    await Promise.all(engines.map((engine) => engine.analyse(Infinity)));
    return exchange;
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}
