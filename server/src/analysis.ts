import { CancellationTokenSource, LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver/node";
import type { RemoteEngine } from "../../host/src/index.js";
import { EngineGone, type EngineHost } from "./engine-host.js";
import type { Project } from "./projects.js";

/** `now`: somebody waits for the answer. `background`: gives way to everything that somebody waits for. */
export type Urgency = "now" | "background";

/** Pause after an edit before background work goes on, in milliseconds: what the edit makes a client ask shall find the engine free. */
const BREATH = 25;

/**
 * Asks engines questions that may take a while. A keystroke interrupts whatever runs, so that the edit is looked at first;
 * a question that somebody waits for interrupts background work, which goes on when all such questions are answered. What was
 * interrupted is asked again, unless its asker has given up.
 */
export class Analysis {
  private readonly running = new Map<CancellationTokenSource, Urgency>();
  /** Questions that somebody waits for. */
  private awaited = 0;
  private lastEdit = -Infinity;
  /** Background work that waits for its turn. */
  private readonly resumers: (() => void)[] = [];

  constructor(private readonly host: EngineHost) {}

  /** Stops what is being computed: it is about a text that is no more. */
  interrupt(): void {
    this.lastEdit = performance.now();
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
    if (urgency === "background") return this.askUntilAnswered(project, token, question, urgency);
    for (const [source, other] of this.running) if (other === "background") source.cancel();
    this.awaited++;
    try {
      return await this.askUntilAnswered(project, token, question, urgency);
    } finally {
      this.awaited--;
      if (this.awaited === 0) for (const resume of this.resumers.splice(0)) resume();
    }
  }

  private async askUntilAnswered<Answer>(
    project: Project,
    token: CancellationToken,
    question: (engine: RemoteEngine, token: CancellationToken) => Promise<Answer | undefined>,
    urgency: Urgency,
  ): Promise<Answer> {
    for (;;) {
      if (urgency === "background") await this.calm();
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

  /** Resolves when nobody waits for an answer and no edit was made just now. */
  private async calm(): Promise<void> {
    for (;;) {
      const left = this.lastEdit + BREATH - performance.now();
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      else if (this.awaited > 0) await new Promise<void>((resolve) => this.resumers.push(resolve));
      else return;
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
