import { CancellationToken, type WorkDoneProgressReporter } from "vscode-languageserver/node";
import type { Session } from "./session.js";

/** Progress that a client may show and cancel. */
export interface Progress {
  readonly token: CancellationToken;
  report(percentage: number, message: string): void;
  done(): void;
}

/** Progress that the server starts by itself; silent for a client that shows none. */
export async function startProgress(session: Session, title: string, cancellable: boolean): Promise<Progress> {
  if (!session.abilities.workDoneProgress) return SILENT;
  const reporter = await session.connection.window.createWorkDoneProgress();
  reporter.begin(title, 0, undefined, cancellable);
  return { ...reporting(reporter), token: reporter.token };
}

/** For work that nobody needs to watch. */
export const SILENT: Progress = { token: CancellationToken.None, report: () => undefined, done: () => undefined };

/** Passes on whole percents only: thousands of files are not thousands of messages. A new phase begins at zero again. */
function reporting(reporter: WorkDoneProgressReporter): Omit<Progress, "token"> {
  let last = 0;
  return {
    report: (percentage, message) => {
      const whole = Math.min(100, Math.floor(percentage));
      if (whole === last) return;
      last = whole;
      reporter.report(whole, message);
    },
    done: () => reporter.done(),
  };
}
