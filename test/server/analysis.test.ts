import { deepStrictEqual } from "node:assert";
import { setTimeout as pause } from "node:timers/promises";
import { CancellationToken } from "vscode-languageserver/node";
import type { RemoteEngine } from "../../host/src/index.js";
import { Analysis } from "../../server/src/analysis.js";
import type { EngineHost } from "../../server/src/engine-host.js";
import type { Project } from "../../server/src/projects.js";

const PROJECT = { key: "p", configured: Promise.resolve() } as unknown as Project;

/** An analysis whose engine answers every question by itself. */
function analysis(): Analysis {
  const ask = (_: string, question: (engine: RemoteEngine) => Promise<unknown>): Promise<unknown> => question({} as RemoteEngine);
  return new Analysis({ ask } as unknown as EngineHost);
}

type Question = (_: RemoteEngine, token: CancellationToken) => Promise<true | undefined>;

/** A question that takes for ever at first, and no time when it is asked again. */
function scan(log: string[]): Question {
  let isAgain = false;
  return async (_, token) => {
    log.push("scan begins");
    if (isAgain) return true;
    isAgain = true;
    while (!token.isCancellationRequested) await pause(1);
    log.push("scan is interrupted");
    return undefined;
  };
}

function question(log: string[], name: string, milliseconds: number): Question {
  return async () => {
    log.push(`${name} begins`);
    await pause(milliseconds);
    log.push(`${name} ends`);
    return true;
  };
}

describe("server: questions to the engine", () => {
  it("stop background work that stands in the way, and let it go on when all are answered", async () => {
    const log: string[] = [];
    const asked = analysis();
    const background = asked.ask(PROJECT, CancellationToken.None, scan(log), "background");
    while (log.length === 0) await pause(1);
    await Promise.all([
      asked.ask(PROJECT, CancellationToken.None, question(log, "hover", 10)),
      asked.ask(PROJECT, CancellationToken.None, question(log, "diagnostics", 40)),
    ]);
    await background;
    deepStrictEqual(
      log.filter((line) => !line.startsWith("hover")),
      ["scan begins", "diagnostics begins", "scan is interrupted", "diagnostics ends", "scan begins"],
    );
  });

  it("are asked again after an edit, what is asked then before what goes on in the background", async () => {
    const log: string[] = [];
    const asked = analysis();
    const background = asked.ask(PROJECT, CancellationToken.None, scan(log), "background");
    while (log.length === 0) await pause(1);
    asked.interrupt();
    await asked.ask(PROJECT, CancellationToken.None, question(log, "diagnostics", 40));
    await background;
    deepStrictEqual(log, ["scan begins", "diagnostics begins", "scan is interrupted", "diagnostics ends", "scan begins"]);
  });
});
