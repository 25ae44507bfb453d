import * as vscode from "vscode";
import {
  LINK_FUNCTION_COMMAND,
  MARK_REVIEWED_COMMAND,
  RECORD_DEVIATION_COMMAND,
  SHOW_PLACES_COMMAND,
} from "../../../protocol/src/index.js";
import type { ReportPanels } from "../report/register.js";
import { EXPLAIN_RULE } from "../rule-pages/pages.js";
import { messageOf } from "../connection/server.js";
import type { Server } from "../connection/server.js";
import { checkWorkspace } from "./check-workspace.js";
import { explainRule } from "./explain-rule.js";
import { exportReport } from "./export-report.js";
import { goToHazard } from "./go-to-hazard.js";
import { linkFunction } from "./link-function.js";
import { markReviewed } from "./mark-reviewed.js";
import { pickProject } from "./pick-project.js";
import { recordDeviation } from "./record-deviation.js";
import { showChangeImpact } from "./show-change-impact.js";
import { showPlaces } from "./show-places.js";
import { listUntracedFunctions } from "./untraced-functions.js";

/** All commands. A command that fails says so: an error that only a log knows would pass for success. */
export function registerCommands(
  context: vscode.ExtensionContext,
  server: Server,
  report: ReportPanels,
  log: vscode.LogOutputChannel,
): void {
  const register = (command: string, run: (argument?: unknown, second?: unknown) => Promise<unknown>): void => {
    const told = async (argument?: unknown, second?: unknown): Promise<unknown> => {
      try {
        return await run(argument, second);
      } catch (error) {
        if (error instanceof vscode.CancellationError) return undefined;
        log.error(`${command}: ${messageOf(error)}`);
        void vscode.window.showErrorMessage(`Vitalint: ${messageOf(error)}`);
        return undefined;
      }
    };
    context.subscriptions.push(vscode.commands.registerCommand(command, told));
  };

  register("vitalint.showTraceabilityReport", async () => {
    report.show(await pickProject("Which project's report?"));
  });
  register("vitalint.exportTraceabilityReport", (argument) => exportReport(server, argument));
  register("vitalint.checkWorkspace", () => checkWorkspace(server));
  register(EXPLAIN_RULE, (argument) => explainRule(server, argument));
  register(MARK_REVIEWED_COMMAND, (argument) => markReviewed(server, argument));
  register(RECORD_DEVIATION_COMMAND, (argument) => recordDeviation(server, argument));
  register("vitalint.showChangeImpact", (argument) => showChangeImpact(server, argument));
  register("vitalint.goToHazard", () => goToHazard(server));
  register("vitalint.listUntracedFunctions", () => listUntracedFunctions(server));
  register(LINK_FUNCTION_COMMAND, (argument) => linkFunction(server, argument));
  register(SHOW_PLACES_COMMAND, (argument, places) => showPlaces(server, argument, places));
  register("vitalint.restartServer", () => server.restart());
  register("vitalint.showOutput", () => {
    log.show();
    return Promise.resolve();
  });
}
