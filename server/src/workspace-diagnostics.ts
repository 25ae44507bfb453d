import {
  CancellationTokenSource, DocumentDiagnosticReportKind, type CancellationToken, type Diagnostic, type ResultProgressReporter,
  type WorkspaceDiagnosticReport, type WorkspaceDiagnosticReportPartialResult, type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node"; // prettier-ignore
import { CONFIG_FILE, DISPOSITIONS_FILE, type FilePath } from "../../engine/src/index.js";
import type { RemoteEngine } from "../../host/src/index.js";
import { fileDiagnostics, type FileDiagnostics } from "./file-diagnostics.js";
import type { Project, ProjectFile } from "./projects.js";
import type { Session } from "./session.js";
import { Debounced } from "./throttle.js";

/** Sees each file as it is done. */
type Visit = (file: FileDiagnostics, done: number, total: number) => void;

/** A client's `workspace/diagnostic`, held open: it would only be asked again if it were answered. */
interface Stream {
  readonly send: (reports: WorkspaceDocumentDiagnosticReport[]) => void;
  readonly close: () => void;
}

/**
 * Diagnostics of files that are not open. `vitalint.json` is always among them; all other files once *Check Workspace* ran
 * or the setting `scope` says so. They go into the client's open `workspace/diagnostic`, or are pushed to a client without one.
 */
export class WorkspaceDiagnostics {
  private stream: Stream | undefined;
  /** What the client shows by our doing: result ids by URI. */
  private readonly shown = new Map<string, string>();
  private readonly pushed = new Set<string>();
  private readonly soon = new Debounced(600, () => void this.refresh());
  private queue: Promise<void> = Promise.resolve();
  private background: CancellationTokenSource | undefined;
  /** False while a client that can ask may still do so: what it is sent unasked would stand there twice. */
  private mayPush: boolean;
  /** True from the first *Check Workspace* on. */
  private checked = false;

  constructor(private readonly session: Session) {
    this.mayPush = !session.abilities.pullsDiagnostics;
  }

  register(): void {
    this.session.connection.languages.diagnostics.onWorkspace((params, token, _, results) => {
      for (const { uri, value } of params.previousResultIds) this.shown.set(uri, value);
      return this.hold(token, results);
    });
  }

  get wholeWorkspace(): boolean {
    return this.checked || this.session.settings.scope === "workspace";
  }

  /** Files, findings or settings changed: brings what is shown up to date after a pause. */
  changed(): void {
    this.soon.trigger();
  }

  /** The client shows an open document's diagnostics itself. */
  opened(uri: string): void {
    this.shown.delete(uri);
  }

  /** What the client knew of the document is void; its own last request for it must be over before it listens to us. */
  closed(uri: string): void {
    this.shown.set(uri, "");
    this.soon.trigger();
  }

  /** From now on all files; resolves when all are shown, rejects when cancelled. `visit` sees each file's findings. */
  async checkAll(token: CancellationToken, visit: Visit): Promise<void> {
    this.checked = true;
    this.background?.cancel();
    await this.inTurn(() => this.run(token, visit));
  }

  /** Pushes to a client that has not asked for the workspace by now. */
  pushUnlessAsked(): void {
    this.mayPush = true;
    this.soon.trigger();
  }

  dispose(): void {
    this.soon.cancel();
    this.background?.cancel();
    this.stream?.close();
  }

  private hold(
    token: CancellationToken,
    results: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    this.stream?.close();
    return new Promise((resolve) => {
      const stream: Stream = {
        // A client that takes no partial results gets the first ones as the answer, and asks again.
        send: results ? (items) => results.report({ items }) : (items) => end(items),
        close: () => end([]),
      };
      const end = (items: WorkspaceDocumentDiagnosticReport[]): void => {
        if (this.stream === stream) this.stream = undefined;
        resolve({ items });
      };
      token.onCancellationRequested(() => end([]));
      this.stream = stream;
      for (const uri of this.pushed) this.push(uri, []);
      this.soon.trigger();
    });
  }

  /** A pass over all files in the background; what changes meanwhile starts it anew. */
  private async refresh(): Promise<void> {
    this.background?.cancel();
    const source = new CancellationTokenSource();
    this.background = source;
    // A pass that was cancelled is made again by what cancelled it; a crashed engine is told by the status.
    await this.inTurn(() => this.run(source.token)).catch(() => undefined);
    if (this.background === source) this.background = undefined;
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async run(token: CancellationToken, visit?: Visit): Promise<void> {
    const files = this.wantedFiles();
    const wanted = new Set(files.map(({ project, path }) => this.session.openPaths.uriOf(project, path)));
    const done = this.wholeWorkspace && files.length > 0 ? this.session.status.busy("Checking the workspace.") : undefined;
    try {
      this.clear([...this.shown.keys()].filter((uri) => !wanted.has(uri) && !this.session.documents.get(uri)));
      let count = 0;
      for (const { project, path } of files) {
        count++;
        // An open document's own request shows it; it is looked at here only to be counted.
        if (!visit && this.session.openPaths.has(project, path)) continue;
        if (path === DISPOSITIONS_FILE) await this.decideAll(project, token);
        const diagnostics = await fileDiagnostics(this.session, { project, path }, token, "background");
        visit?.(diagnostics, count, files.length);
        if (!this.session.openPaths.has(project, path)) {
          this.show(this.session.openPaths.uriOf(project, path), diagnostics.resultId, diagnostics.items);
        }
      }
    } finally {
      done?.();
    }
  }

  private wantedFiles(): ProjectFile[] {
    const pathsOf = ({ folder }: Project): readonly FilePath[] => {
      const known = folder ? [...folder.problems.map(({ path }) => path), ...folder.paths] : [];
      return this.wholeWorkspace ? known : known.filter((path) => path === CONFIG_FILE);
    };
    // Decisions come last: which of them cover nothing is known when all other files were looked at.
    const isLast = ({ path }: ProjectFile): number => Number(path === DISPOSITIONS_FILE);
    const files = this.session.projects.named.flatMap((project) => pathsOf(project).map((path): ProjectFile => ({ project, path })));
    return files.sort((a, b) => isLast(a) - isLast(b));
  }

  private async decideAll(project: Project, token: CancellationToken): Promise<void> {
    const question = async (engine: RemoteEngine, interrupted: CancellationToken): Promise<true | undefined> =>
      (await engine.decideAll(interrupted)) || undefined;
    await this.session.analysis.ask(project, token, question, "background");
  }

  private clear(uris: readonly string[]): void {
    for (const uri of uris) {
      this.show(uri, "none", []);
      this.shown.delete(uri);
      this.session.status.forget(uri);
    }
  }

  private show(uri: string, resultId: string, items: Diagnostic[]): void {
    const before = this.shown.get(uri);
    if (!this.stream && !this.mayPush) return;
    if (before === resultId || (before === undefined && items.length === 0)) return;
    this.shown.set(uri, resultId);
    if (this.stream) this.stream.send([{ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items }]);
    else this.push(uri, items);
  }

  private push(uri: string, items: Diagnostic[]): void {
    if (items.length === 0 && !this.pushed.delete(uri)) return;
    if (items.length > 0) this.pushed.add(uri);
    void this.session.connection.sendDiagnostics({ uri, diagnostics: items });
  }
}
