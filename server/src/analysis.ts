import { CancellationTokenSource, LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver/node";
import type { RemoteEngine } from "../../host/src/index.js";
import { EngineGone, type EngineHost } from "./engine-host.js";
import type { Project } from "./projects.js";

/** `now`: somebody waits for the answer. `background`: gives way to everything that somebody waits for. */
export type Urgency = "now" | "background";

/**
 * Asks engines questions that may take a while. A keystroke interrupts whatever runs, so that the edit is looked at first;
 * a question that somebody waits for interrupts background work. What was interrupted is asked again, unless its asker has given up.
 */
export class Analysis {
  private readonly running = new Map<CancellationTokenSource, Urgency>();

  constructor(private readonly host: EngineHost) {}

  /** Stops what is being computed: it is about a text that is no more. */
  interrupt(): void {
    for (const source of this.running.keys()) source.cancel();
  }

  /**
   * The answer about the state after all messages before it. `undefined` from the engine means interrupted.
   * Rejects with LSP's error for a request that its asker cancelled, and for an engine that is gone.
   */
  async ask<Answer>(
    project: Project,
    token: CancellationToken,
    question: (engine: RemoteEngine, token: CancellationToken) => Promise<Answer | undefined>,
    urgency: Urgency = "now",
  ): Promise<Answer> {
    await project.configured;
    if (urgency === "now") for (const [source, other] of this.running) if (other === "background") source.cancel();
    for (;;) {
      if (token.isCancellationRequested) throw cancelled();
      const source = new CancellationTokenSource();
      const forward = token.onCancellationRequested(() => source.cancel());
      this.running.set(source, urgency);
      try {
        const answer = await this.host.ask(project.key, (engine) => question(engine, source.token));
        if (answer !== undefined) return answer;
        if (!source.token.isCancellationRequested) throw new Error("the engine gave no answer");
      } catch (error) {
        throw error instanceof EngineGone ? gone(error) : error;
      } finally {
        this.running.delete(source);
        forward.dispose();
        source.dispose();
      }
    }
  }
}

export function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}

/** The status says what happened; a client keeps what it shows and does not ask again by itself. */
function gone(error: EngineGone): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, error.message, { retriggerRequest: false });
}
