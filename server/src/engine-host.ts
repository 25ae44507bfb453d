import { EngineWorker, type ProjectKey, type RemoteEngine } from "../../host/src/index.js";

/** Where the worker's program and the parsers' wasm files stand. */
export interface ProgramFiles {
  readonly program: string;
  readonly assets: string;
  /** The product's version. */
  readonly version: string;
}

export interface EngineHostEvents {
  /** A worker runs and knows nothing yet: whoever has files feeds them. Called before any waiting question is asked. */
  readonly started: () => void;
  /** The worker died; `restarting` says whether another one is on its way. */
  readonly crashed: (error: Error, restarting: boolean) => void;
}

/** A question that was not answered because the engine's worker is gone. */
export class EngineGone extends Error {}

/**
 * Keeps one worker with the engines of all projects. When it dies it is started once more; when that one dies too it stays
 * dead, visibly, until someone restarts the server: an endless loop of crashes would help nobody.
 */
export class EngineHost {
  private worker: EngineWorker | undefined;
  private running: Promise<EngineWorker>;
  private restartsLeft = 1;
  private stopped = false;

  constructor(
    private readonly files: ProgramFiles,
    private readonly events: EngineHostEvents,
  ) {
    this.running = this.start();
  }

  /** Tells an engine something; lost when there is none, as it is fed from the beginning when there is one again. */
  tell(project: ProjectKey, message: (engine: RemoteEngine) => Promise<unknown>): void {
    if (this.worker) message(this.worker.engine(project)).catch(() => undefined);
  }

  /** Asks an engine, once there is one. Rejects with {@link EngineGone} when its worker dies meanwhile. */
  async ask<Answer>(project: ProjectKey, question: (engine: RemoteEngine) => Promise<Answer>): Promise<Answer> {
    const worker = await this.running;
    try {
      return await question(worker.engine(project));
    } catch (error) {
      if (this.worker !== worker) throw new EngineGone("The analysis stopped: its worker died.", { cause: error });
      throw error;
    }
  }

  /** Forgets a project's engine. */
  async close(project: ProjectKey): Promise<void> {
    await this.worker?.close(project).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.worker?.stop();
    this.worker = undefined;
  }

  private start(): Promise<EngineWorker> {
    const starting = EngineWorker.start({
      program: this.files.program,
      assets: this.files.assets,
      today: today(),
      onCrash: (error) => this.crashed(error),
    }).then(
      (worker) => {
        this.worker = worker;
        this.events.started();
        return worker;
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error : new Error(String(error));
        this.worker = undefined;
        if (!this.stopped) this.events.crashed(reason, false);
        throw new EngineGone(`The analysis could not be started: ${reason.message}`, { cause: error });
      },
    );
    starting.catch(() => undefined); // told through `crashed`
    return starting;
  }

  private crashed(error: Error): void {
    // A worker that dies while it starts is reported by its start.
    if (!this.worker || this.stopped) return;
    this.worker = undefined;
    const again = this.restartsLeft-- > 0;
    if (again) this.running = this.start();
    else {
      this.running = Promise.reject(new EngineGone(`The analysis is not running: ${error.message}`));
      this.running.catch(() => undefined);
    }
    this.events.crashed(error, again);
  }
}

/** The calendar date where the server runs, ISO 8601. */
function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
