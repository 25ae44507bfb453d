import { createHash } from "node:crypto";
import type { CancellationToken, Diagnostic } from "vscode-languageserver/node";
import type { JoinedFinding } from "../../engine/src/index.js";
import type { Urgency } from "./analysis.js";
import { toDiagnostics } from "./convert.js";
import type { ProjectFile } from "./projects.js";
import type { Session } from "./session.js";

/** The diagnostics of one version of one file. */
export interface FileDiagnostics {
  readonly version: number;
  readonly items: Diagnostic[];
  /** Names the items: equal ids, equal diagnostics. */
  readonly resultId: string;
  readonly findings: readonly JoinedFinding[];
}

/** Analyses a file in its newest text. Rejects when `token` is cancelled. */
export async function fileDiagnostics(
  session: Session,
  { project, path }: ProjectFile,
  token: CancellationToken,
  urgency: Urgency = "now",
): Promise<FileDiagnostics> {
  const view = await session.analysis.ask(project, token, async (engine, interrupted) => engine.fileView(path, interrupted), urgency);
  const uri = session.openPaths.uriOf(project, path);
  const items = toDiagnostics(view.findings, path, view.lines, {
    relatedInformation: session.abilities.relatedInformation,
    ruleLinks: session.abilities.ruleLinks && session.abilities.codeDescription,
    showDisposed: session.settings.showDisposed,
    uriOf: (file) => session.openPaths.uriOf(project, file),
  });
  session.status.analysed(uri, view.findings);
  return { version: view.version, items, resultId: nameOf(items), findings: view.findings };
}

/** True when diagnostics are about the text that the client now has. */
export function isCurrent(session: Session, uri: string, { version }: FileDiagnostics): boolean {
  const document = session.documents.get(uri);
  return document === undefined || document.version === version;
}

function nameOf(items: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(items)).digest("base64url");
}
