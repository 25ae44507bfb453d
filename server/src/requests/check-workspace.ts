import {
  ProgressType,
  type WorkDoneProgressReport,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
} from "vscode-languageserver/node";
import { ENGINE_DIAGNOSTICS, isEngineDiagnostic, type JoinedFinding } from "../../../engine/src/index.js";
import { checkWorkspaceRequest, type CheckSummary, type ProgressToken } from "../../../protocol/src/index.js";
import { isShown } from "../convert.js";
import type { Feeder } from "../feeder.js";
import type { Session } from "../session.js";
import type { WorkspaceDiagnostics } from "../workspace-diagnostics.js";
import { onRequest } from "./request.js";

type Progress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
const PROGRESS = new ProgressType<Progress>();

/** `vitalint/checkWorkspace`: from here on the diagnostics of all files are shown. */
export function registerCheckWorkspace(session: Session, feeder: Feeder, workspace: WorkspaceDiagnostics): void {
  onRequest(session, checkWorkspaceRequest, async ({ workDoneToken }, token) => {
    const report = (progress: Progress): void => send(session, workDoneToken, progress);
    const summary = new Counter();
    report({ kind: "begin", title: "Checking the workspace", percentage: 0, cancellable: true });
    try {
      for (const project of session.projects.named) feeder.resume(project);
      await feeder.idle();
      let last = 0;
      await workspace.checkAll(token, ({ findings }, done, total) => {
        summary.add(findings);
        const percentage = Math.floor((done / total) * 100);
        if (percentage > last) report({ kind: "report", percentage: (last = percentage), message: `${done} of ${total} files` });
      });
      return summary.result(false);
    } catch (error) {
      // What was found so far stays, and is counted.
      if (token.isCancellationRequested) return summary.result(true);
      throw error;
    } finally {
      report({ kind: "end" });
    }
  });
}

function send(session: Session, token: ProgressToken | undefined, progress: Progress): void {
  if (token !== undefined) void session.connection.sendProgress(PROGRESS, token, progress);
}

class Counter {
  private readonly counts = { files: 0, filesFailed: 0, errors: 0, warnings: 0, informations: 0, hints: 0, disposed: 0 };

  add(findings: readonly JoinedFinding[]): void {
    const { counts } = this;
    counts.files++;
    if (findings.some(({ finding: { rule } }) => isEngineDiagnostic(rule) && ENGINE_DIAGNOSTICS[rule].incomplete)) counts.filesFailed++;
    for (const joined of findings) {
      if (!isShown(joined)) counts.disposed++;
      else if (joined.finding.severity === "error") counts.errors++;
      else if (joined.finding.severity === "warning") counts.warnings++;
      else if (joined.finding.severity === "information") counts.informations++;
      else counts.hints++;
    }
  }

  result(cancelled: boolean): CheckSummary {
    return { ...this.counts, cancelled };
  }
}
