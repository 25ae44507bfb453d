import type { TextDocument } from "vscode-languageserver-textdocument";
import { CONFIG_FILE, LANGUAGES, languageOfPath, type FileInput, type FilePath, type TextEdit } from "../../engine/src/index.js";
import { readInput } from "../../host/src/index.js";
import type { DocumentListener } from "./documents.js";
import { readSettings, wantedFiles } from "./feeder.js";
import type { Project } from "./projects.js";
import type { Session } from "./session.js";

/** A configuration takes effect after this pause in typing, in milliseconds: half a word of it would change every finding. */
const CONFIGURATION_PAUSE = 300;

/** Passes on to the engines what happens to open documents. */
export class DocumentSync implements DocumentListener {
  private readonly pauses = new Map<string, { readonly timer: NodeJS.Timeout; readonly over: Promise<void>; readonly end: () => void }>();

  constructor(
    private readonly session: Session,
    private readonly changes: {
      readonly opened: (uri: string) => void;
      readonly edited: (uri: string) => void;
      readonly closed: (uri: string) => void;
      readonly configured: (project: Project) => void;
    },
  ) {}

  opened(document: TextDocument): void {
    this.send(document);
    this.changes.opened(document.uri);
  }

  changed(document: TextDocument, edits: readonly TextEdit[]): void {
    const { uri, version } = document;
    const { project, path } = this.session.projects.locate(uri);
    if (path === CONFIG_FILE) this.afterPause(document, project);
    else {
      this.session.analysis.interrupt();
      this.session.host.tell(project.key, (engine) => engine.editFile(path, version, edits));
    }
    this.changes.edited(uri);
  }

  closed(uri: string): void {
    this.endPause(uri);
    const { project, path } = this.session.projects.locate(uri);
    this.session.openPaths.delete(project, path);
    void this.fromDisk(project, path).then(() => this.changes.closed(uri));
  }

  saved(): void {
    // The text is known from the edits; the list of files follows a saved configuration through the watched files.
  }

  /** Feeds all open documents: to an engine that started anew, or when files belong to other projects than before. */
  sendAll(): void {
    for (const document of this.session.documents.all) this.send(document);
  }

  /** Resolves when the engine has the document's newest text. */
  async settled(uri: string): Promise<void> {
    await this.pauses.get(uri)?.over;
  }

  private send(document: TextDocument): void {
    const { project, path } = this.session.projects.locate(document.uri);
    this.session.openPaths.add(project, path, document.uri);
    this.session.host.tell(project.key, (engine) => engine.setFiles([inputOf(document, project, path)]));
  }

  private async fromDisk(project: Project, path: FilePath): Promise<void> {
    const { root, key } = project;
    const input = root !== undefined && wantedFiles(project)(path) ? await readInput(root, path, readSettings(project)) : undefined;
    if (this.session.openPaths.has(project, path)) return;
    this.session.host.tell(key, (engine) => (input && !isMissing(input) ? engine.setFiles([input]) : engine.removeFiles([path])));
    if (root === undefined) {
      this.session.projects.remove(project);
      await this.session.host.close(key);
    }
  }

  private afterPause(document: TextDocument, project: Project): void {
    const { uri } = document;
    const pause = this.pauses.get(uri);
    clearTimeout(pause?.timer);
    let end = pause?.end ?? ((): void => undefined);
    const over = pause?.over ?? new Promise<void>((resolve) => (end = resolve));
    const timer = setTimeout(() => {
      this.session.analysis.interrupt();
      this.send(document);
      this.endPause(uri);
      this.changes.configured(project);
    }, CONFIGURATION_PAUSE);
    this.pauses.set(uri, { timer, over, end });
  }

  private endPause(uri: string): void {
    const pause = this.pauses.get(uri);
    if (!pause) return;
    clearTimeout(pause.timer);
    this.pauses.delete(uri);
    pause.end();
  }
}

/**
 * The editor's choice of language counts only where the name says nothing: the command line knows names alone, and both
 * must find the same (VS Code takes headers for C or C++ by its own settings).
 */
function inputOf(document: TextDocument, project: Project, path: FilePath): FileInput {
  const isNamed = languageOfPath(path) !== undefined || (project.root !== undefined && wantedFiles(project)(path));
  const language = isNamed ? undefined : LANGUAGES.find((known) => known === document.languageId);
  return { path, text: document.getText(), version: document.version, ...(language ? { language } : {}) };
}

/** A file that was never saved, or deleted while it was open. */
function isMissing(input: FileInput): boolean {
  return "unreadable" in input && input.unreadable === "it does not exist";
}
