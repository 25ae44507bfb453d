import { languageOfPath, type FileInput, type FilePath } from "../../engine/src/index.js";
import { EngineWorker, type WorkerOptions } from "./engine-worker.js";
import { handOut } from "./hand-out.js";
import { feedInputs } from "./open-project.js";
import type { ProjectKey, RemoteEngine } from "./worker-protocol.js";

/** Characters that a worker reads at once: some tens of milliseconds. */
const BATCH = 1 << 17;

/** Batches that wait to be taken by the engine that asks. */
const AHEAD = 8;

/**
 * Workers that read files for the trace of an engine beside it. What they read they write down for that engine, which alone has the
 * graph: what it says is the same, whoever read a file.
 */
export class TraceReaders {
  private constructor(
    private readonly workers: readonly EngineWorker[],
    private readonly readers: readonly RemoteEngine[],
    private readonly inputs: readonly FileInput[],
  ) {}

  /** Starts workers while their inputs are read, and feeds them. */
  static async start(
    options: WorkerOptions,
    project: ProjectKey,
    count: number,
    whenRead: Promise<readonly FileInput[]>,
  ): Promise<TraceReaders> {
    const workers = await Promise.all(Array.from({ length: count }, () => EngineWorker.start(options)));
    const readers = workers.map((worker) => worker.engine(project));
    const inputs = await whenRead;
    await Promise.all(readers.map((reader) => feedInputs(inputs, reader)));
    return new TraceReaders(workers, readers, inputs);
  }

  /** Reads the project, which the engine that asks has been fed already; afterwards these workers are gone. `onProgress` counts files. */
  async read(asking: RemoteEngine, onProgress: (done: number, total: number) => void): Promise<void> {
    if (this.workers.length === 0) return;
    const { inputs } = this;
    const engines = [asking, ...this.readers];
    const batches = batchesOf(inputs);
    const parts = engines.map((_, place) => batches.filter((__, index) => index % engines.length === place));
    let done = 0;
    const adopted: Promise<void>[] = [];
    await handOut(
      engines,
      parts,
      1,
      () => undefined,
      async (engine, [batch = []]) => {
        if (engine === asking) await asking.readTrace(batch);
        else {
          const written = await engine.writtenTrace(batch);
          // While it is taken this one goes on; but only so many wait, or they would pile up.
          await adopted.at(-AHEAD);
          adopted.push(asking.adoptTrace(written));
        }
        onProgress((done += batch.length), inputs.length);
      },
    );
    await Promise.all([...adopted, this.stop()]);
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
