import { languageOfPath, type FileInput, type FilePath } from "../../engine/src/index.js";
import { EngineWorker, type WorkerOptions } from "./engine-worker.js";
import { handOut } from "./hand-out.js";
import { feedInputs } from "./open-project.js";
import type { ProjectKey, RemoteEngine } from "./worker-protocol.js";

/** Characters that a worker reads at once: some tens of milliseconds. */
const BATCH = 1 << 17;

/**
 * Workers that read files for the trace of an engine beside it. What they read they write down for that engine, which alone has the
 * graph: what it says is the same, whoever read a file.
 */
export class TraceReaders {
  private constructor(
    private readonly workers: readonly EngineWorker[],
    private readonly project: ProjectKey,
  ) {}

  static async start(options: WorkerOptions, project: ProjectKey, count: number): Promise<TraceReaders> {
    return new TraceReaders(await Promise.all(Array.from({ length: count }, () => EngineWorker.start(options))), project);
  }

  /** Reads a project, which the engine that asks has been fed already; afterwards these workers are gone. `onProgress` counts files. */
  async read(asking: RemoteEngine, inputs: readonly FileInput[], onProgress: (done: number, total: number) => void): Promise<void> {
    if (this.workers.length === 0) return;
    const readers = this.workers.map((worker) => worker.engine(this.project));
    await Promise.all(readers.map((reader) => feedInputs(inputs, reader)));
    const engines = [asking, ...readers];
    const batches = batchesOf(inputs);
    const parts = engines.map((_, place) => batches.filter((__, index) => index % engines.length === place));
    let done = 0;
    let adopted: Promise<void> = Promise.resolve();
    await handOut(
      engines,
      parts,
      1,
      () => undefined,
      async (engine, [batch = []]) => {
        if (engine === asking) await asking.readTrace(batch);
        else {
          const written = await engine.writtenTrace(batch);
          // While it is taken this one goes on; but no more than one waits, or they would pile up.
          await adopted;
          adopted = asking.adoptTrace(written);
        }
        onProgress((done += batch.length), inputs.length);
      },
    );
    await Promise.all([adopted, this.stop()]);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}

/** Files in batches, those that are no sources first: a tag is then joined with what it names at once. */
function batchesOf(inputs: readonly FileInput[]): readonly (readonly FilePath[])[] {
  const batches: FilePath[][] = [];
  let room = 0;
  for (const input of [...inputs.filter((each) => !isSource(each)), ...inputs.filter(isSource)]) {
    if (room <= 0) {
      batches.push([]);
      room = BATCH;
    }
    batches.at(-1)?.push(input.path);
    room -= "text" in input ? input.text.length : 0;
  }
  return batches;
}

function isSource({ path }: FileInput): boolean {
  return languageOfPath(path) !== undefined;
}
