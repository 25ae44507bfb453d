import * as vscode from "vscode";
import type { Server } from "../connection/server.js";
import { REPORT_VIEW, ReportPanel } from "./panel.js";

/** Shows the report of a project, or of the only one. */
export interface ReportPanels {
  show(project: string | undefined): void;
}

/** One panel a project; panels survive a reload of the window. */
export function registerReport(context: vscode.ExtensionContext, server: Server): ReportPanels {
  const panels = new Map<string | undefined, ReportPanel>();
  const adopt = (panel: vscode.WebviewPanel, project: string | undefined): void => {
    const report = new ReportPanel(panel, context, server, project);
    panels.set(project, report);
    report.onDidDispose(() => panels.delete(project));
  };
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(REPORT_VIEW, {
      deserializeWebviewPanel: (panel): Promise<void> => {
        adopt(panel, undefined);
        return Promise.resolve();
      },
    }),
  );
  return {
    show: (project) => {
      const open = panels.get(project);
      if (open !== undefined) open.reveal();
      else adopt(vscode.window.createWebviewPanel(REPORT_VIEW, "Traceability Report", vscode.ViewColumn.Active), project);
    },
  };
}
