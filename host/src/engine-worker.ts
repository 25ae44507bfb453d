import { Worker } from "node:worker_threads";
import {
  CancellationReceiverStrategy, createMessageConnection, PortMessageReader, PortMessageWriter, SharedArraySenderStrategy, type CancellationToken,
  type MessageConnection,
} from "vscode-jsonrpc/node"; // prettier-ignore
import { ENGINE_INTERFACE_VERSION, type Engine } from "../../engine/src/index.js";
import type { PackPlace } from "./result-pack.js";
import {
  CallRequest,
  CloseRequest,
  StartRequest,
  type CancellationTokenLike,
  type ProjectKey,
  type RemoteEngine,
  type WorkerShare,
} from "./worker-protocol.js";

export interface WorkerOptions {
  /** Absolute path of the worker's program. */
  readonly program: string;
  /** Folder that holds the parsers' wasm files. */
  readonly assets: string;
  /** Today's calendar date, ISO 8601. */
  readonly today: string;
  /** Present for a worker of several that share a project. */
  readonly share?: WorkerShare;
  /** Where results of an earlier run are, and those of this one go; each of several workers gets it. */
  readonly pack?: PackPlace;
  /** Called when the worker dies by itself. */
  readonly onCrash: (error: Error) => void;
}

/** Space for new objects in the engine's heap. */
const YOUNG_GENERATION_MB = 64;

/** A thread that runs engines; calls to one project are answered in order. */
export class EngineWorker {
  private constructor(
    private readonly worker: Worker,
    private readonly connection: MessageConnection,
  ) {}

  static async start(options: WorkerOptions): Promise<EngineWorker> {
    // The analysis makes many short-lived objects: with room for them, far fewer are copied before they die.
    const worker = new Worker(options.program, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    const connection = createMessageConnection(new PortMessageReader(worker), new PortMessageWriter(worker), undefined, {
      cancellationStrategy: { receiver: CancellationReceiverStrategy.Message, sender: new SharedArraySenderStrategy() },
    });
    connection.listen();
    const crashed = new Promise<never>((_, reject) => {
      worker.once("error", (error: unknown) => {
        const reason = error instanceof Error ? error : new Error(String(error));
        reject(reason);
        options.onCrash(reason);
        connection.dispose();
      });
    });
    const { assets, today, share, pack } = options;
    const start = { interfaceVersion: ENGINE_INTERFACE_VERSION, assets, today, ...(share ? { share } : {}), ...(pack ? { pack } : {}) };
    await Promise.race([connection.sendRequest(StartRequest, start), crashed]);
    crashed.catch(() => undefined); // told through onCrash from here on
    return new EngineWorker(worker, connection);
  }

  /** The engine of a project; made on its first call. */
  engine(project: ProjectKey): RemoteEngine {
    return new Proxy({} as RemoteEngine, {
      get: (_, method) =>
        typeof method === "string" && method !== "then"
          ? (...args: unknown[]) => this.call(project, method as keyof Engine, args)
          : undefined,
    });
  }

  async close(project: ProjectKey): Promise<void> {
    await this.connection.sendRequest(CloseRequest, { project });
  }

  async stop(): Promise<void> {
    this.connection.dispose();
    await this.worker.terminate();
  }

  private async call(project: ProjectKey, method: keyof Engine, args: readonly unknown[]): Promise<unknown> {
    const last = args.at(-1);
    const token = isToken(last) ? last : undefined;
    const plain = token ? args.slice(0, -1) : args;
    const answer = await this.connection.sendRequest(CallRequest, { project, method, args: plain }, token as CancellationToken | undefined);
    return answer.value;
  }
}

function isToken(value: unknown): value is CancellationTokenLike {
  return typeof value === "object" && value !== null && "isCancellationRequested" in value;
}
