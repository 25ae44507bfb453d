import type { FileInput, FilePath } from "../../engine/src/index.js";
import { EngineWorker, type WorkerOptions } from "./engine-worker.js";
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

/** Files whose findings a worker is asked for at once. */
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

  static async start(
    options: PoolOptions,
    inputs: readonly FileInput[],
    onProgress: (done: number, total: number) => void,
  ): Promise<EnginePool> {
    const { workers: places, project, shard, kept = [] } = options;
    const memory = places > 1 || shard !== undefined || kept.length > 0 ? createExchangeMemory() : undefined;
    const started = await Promise.all(
      Array.from({ length: places }, (_, place) =>
        EngineWorker.start({ ...options, ...(memory ? { share: { memory, place, places, ...(shard ? { shard } : {}) } } : {}) }),
      ),
    );
    const [first, ...others] = started.map((worker) => worker.engine(project));
    if (!first) throw new Error("a pool has a worker");
    await Promise.all([first, ...others].map((engine, place) => feedInputs(inputs, engine, place === 0 ? onProgress : undefined)));
    return new EnginePool(started, [first, ...others], [...new Set(inputs.map(({ path }) => path))], memory, kept);
  }

  /** The engine that answers. */
  get engine(): RemoteEngine {
    return this.engines[0];
  }

  /** Lets all workers analyse the project; afterwards the first one has all findings. `onProgress` counts files. */
  async analyse(onProgress: (done: number, total: number) => void): Promise<void> {
    if (this.isAnalysed) return;
    this.isAnalysed = true;
    const { engines, paths } = this;
    await this.followFlow();
    if (engines.length === 1) return;
    let [from, to] = [0, paths.length];
    await Promise.all(
      engines.map(async (engine, place) => {
        while (from < to) {
          // From both ends, as the functions were shared out: most of what a worker is asked for it has made itself.
          const size = Math.min(BATCH, to - from);
          const batch = place === 0 ? paths.slice(from, (from += size)) : paths.slice((to -= size), to + size);
          const found = await engine.ownFindings(batch);
          if (found && place > 0) await this.engine.adoptFindings(found);
          onProgress(paths.length - (to - from), paths.length);
        }
      }),
    );
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
