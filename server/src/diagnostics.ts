import { CancellationToken, DocumentDiagnosticReportKind, type DocumentDiagnosticReport } from "vscode-languageserver/node";
import { cancelled } from "./analysis.js";
import type { DocumentSync } from "./document-sync.js";
import { fileDiagnostics, isCurrent, type FileDiagnostics } from "./file-diagnostics.js";
import type { Session } from "./session.js";
import { Debounced } from "./throttle.js";

/** Answers `textDocument/diagnostic`, always about the newest text. */
export function registerPullDiagnostics(session: Session, sync: DocumentSync): void {
  session.connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token): Promise<DocumentDiagnosticReport> => {
    const diagnostics = await newest(session, sync, textDocument.uri, token);
    if (diagnostics === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    const { resultId, items } = diagnostics;
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  });
}

/** Diagnostics of an open document in the text that the client has when they are ready; `undefined` when it is not open. */
async function newest(session: Session, sync: DocumentSync, uri: string, token: CancellationToken): Promise<FileDiagnostics | undefined> {
  while (session.documents.get(uri)) {
    await sync.settled(uri);
    const diagnostics = await fileDiagnostics(session, session.projects.locate(uri), token);
    if (isCurrent(session, uri, diagnostics)) return diagnostics;
    if (token.isCancellationRequested) throw cancelled();
  }
  return undefined;
}

/** Pushes diagnostics of open documents to a client that can't ask for them: a moment after each change, never stale ones. */
export class PushDiagnostics {
  private readonly pending = new Set<string>();
  private readonly soon = new Debounced(100, () => void this.publishPending());
  /** Other documents may mean something else after an edit; they can wait for a pause. */
  private readonly later = new Debounced(700, () => this.publishAll());
  private publishing = false;

  constructor(
    private readonly session: Session,
    private readonly sync: DocumentSync,
  ) {}

  changed(uri: string): void {
    this.pending.add(uri);
    this.soon.trigger();
    this.later.trigger();
  }

  closed(uri: string): void {
    this.pending.delete(uri);
    void this.session.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  publishAll(): void {
    for (const { uri } of this.session.documents.all) this.pending.add(uri);
    this.soon.trigger();
  }

  dispose(): void {
    this.soon.cancel();
    this.later.cancel();
  }

  private async publishPending(): Promise<void> {
    if (this.publishing) return;
    this.publishing = true;
    try {
      for (const uri of this.pending) {
        this.pending.delete(uri);
        await this.publish(uri);
      }
    } finally {
      this.publishing = false;
    }
  }

  private async publish(uri: string): Promise<void> {
    try {
      const diagnostics = await newest(this.session, this.sync, uri, CancellationToken.None);
      // Between the answer and here nothing else runs: the document is still open and in this version.
      if (diagnostics) void this.session.connection.sendDiagnostics({ uri, version: diagnostics.version, diagnostics: diagnostics.items });
    } catch {
      // The engine is gone; the status says so, and all documents are published again when it is back.
    }
  }
}
