import type { FileInput, FilePath } from "../../engine/src/index.js";
import { EngineWorker, type WorkerOptions } from "./engine-worker.js";
import { feedInputs } from "./open-project.js";
import { createExchangeMemory } from "./shared-exchange.js";
import type { ProjectKey, RemoteEngine } from "./worker-protocol.js";

export interface PoolOptions extends WorkerOptions {
  readonly workers: number;
  readonly project: ProjectKey;
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
  ) {}

  static async start(
    options: PoolOptions,
    inputs: readonly FileInput[],
    onProgress: (done: number, total: number) => void,
  ): Promise<EnginePool> {
    const { workers: places, project } = options;
    const memory = places > 1 ? createExchangeMemory() : undefined;
    const started = await Promise.all(
      Array.from({ length: places }, (_, place) =>
        EngineWorker.start({ ...options, ...(memory ? { share: { memory, place, places } } : {}) }),
      ),
    );
    const [first, ...others] = started.map((worker) => worker.engine(project));
    if (!first) throw new Error("a pool has a worker");
    await Promise.all([first, ...others].map((engine, place) => feedInputs(inputs, engine, place === 0 ? onProgress : undefined)));
    return new EnginePool(started, [first, ...others], [...new Set(inputs.map(({ path }) => path))]);
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
    if (engines.length === 1) return;
    await Promise.all(
      engines.map(async (engine) => {
        while ((await engine.index(SLICE)) > 0);
        await engine.analyse(Infinity);
      }),
    );
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

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}
