import { join } from "node:path";
import { CancellationToken } from "vscode-languageserver/node";
import { CONFIG_FILE, compareText, defaultConfig, languageOfPath, type FileInput, type FilePath } from "../../engine/src/index.js";
import {
  nestedRoots,
  openFolder,
  projectFileFilter,
  readInput,
  reasonOf,
  type ProjectFolder,
  type ReadSettings,
  type RemoteEngine,
} from "../../host/src/index.js";
import { EngineGone } from "./engine-host.js";
import { SILENT, startProgress, type Progress } from "./progress.js";
import type { Project } from "./projects.js";
import type { Session } from "./session.js";

/** Files that go to the engine in one message. */
const BATCH = 64;
/** What one slice of background work takes, in milliseconds: it is told of between slices, and what goes to the engine unasked waits for one. */
const SLICE = 120;
/** Fewest and most files or functions of a slice: while somebody types, most of its time is spent waiting. */
const LEAST = 8;
const MOST = 256;

/** Brings the files of projects into their engines, in the background, one project after the other. */
export class Feeder {
  private queue: Promise<void> = Promise.resolve();

  /** `settled` is called when a project is known as a whole, anew or again: results of all its files may be others. */
  constructor(
    private readonly session: Session,
    private readonly settled: (project: Project) => void,
  ) {}

  /** Starts with a project: its configuration at once, its files when it is their turn. */
  open(project: Project): void {
    if (project.root === undefined) {
      project.indexed = true;
      project.filesRead = true;
      return;
    }
    const { root } = project;
    project.indexed = false;
    project.configured = this.sendConfiguration(project, root);
    this.inTurn(project, () => this.feed(project, root));
  }

  /** Resolves when everything that was asked for so far is done. */
  async idle(): Promise<void> {
    let seen;
    do await (seen = this.queue);
    while (seen !== this.queue);
  }

  /** Files changed on disk. */
  update(project: Project, changed: readonly FilePath[], removed: readonly FilePath[]): void {
    const { root } = project;
    if (root === undefined) return;
    this.inTurn(project, async () => {
      project.indexed = false;
      if (project.folder) project.folder = withFiles(project.folder, changed, removed);
      if (removed.length > 0) await this.session.host.ask(project.key, (engine) => engine.removeFiles(removed));
      await this.read(project, root, changed);
      await this.index(project);
    });
  }

  /** Looks into what is left of a project whose indexing was stopped. */
  resume(project: Project): void {
    if (!project.indexed) this.inTurn(project, () => this.index(project));
  }

  /** Follows the data through a project's functions again after edits; what that changes elsewhere is shown then. */
  follow(project: Project): void {
    this.queue = this.queue
      .then(async () => {
        const { analysis } = this.session;
        const news: boolean[] = [];
        await slices(SILENT, "functions", async (size) => {
          const answer = await analysis.ask(
            project,
            CancellationToken.None,
            async (engine, token) => engine.analyse(size, token),
            "background",
          );
          news.push(answer.isNews);
          return answer.left;
        });
        if (news.includes(true)) this.settled(project);
      })
      .catch(() => undefined); // the engine is gone, which the status says
  }

  private inTurn(project: Project, work: () => Promise<unknown>): void {
    // Shown as work from now on, not only when its turn comes: nobody shall take the results for whole before.
    const done = this.session.status.busy(`Reading ${project.name}.`);
    this.queue = this.queue
      .then(work)
      .then(
        () => this.settled(project),
        (error: unknown) => {
          this.session.connection.console.warn(`${project.name}: ${String(error)}`);
          if (!(error instanceof EngineGone))
            this.session.status.incomplete(`The files of ${project.name} could not be read: ${reasonOf(error)}.`);
        },
      )
      .finally(done);
  }

  private async sendConfiguration(project: Project, root: string): Promise<void> {
    if (this.session.openPaths.has(project, CONFIG_FILE)) return;
    const input = await readInput(root, CONFIG_FILE, readSettings(project));
    // Without the file there is nothing to say; one that can't be read is told with the others.
    if ("text" in input && !this.session.openPaths.has(project, CONFIG_FILE)) {
      project.isConfigured = true;
      await this.session.host.ask(project.key, (engine) => engine.setFiles([input])).catch(() => undefined);
    }
  }

  private async feed(project: Project, root: string): Promise<void> {
    for (const nested of await nestedRoots(root)) if (nested !== "") this.session.projects.project(join(root, nested));
    const folder = await openFolder(root, this.session.projects.nestedIn(root));
    const before = project.folder;
    project.folder = folder;
    // The configuration is sent ahead of the list of files, which it may not outlive.
    const known = new Set([...(before?.paths ?? []), ...(project.isConfigured ? [CONFIG_FILE] : [])]);
    project.isConfigured = folder.paths.includes(CONFIG_FILE);
    const listed = new Set(folder.paths);
    const gone = [...known].filter((path) => !listed.has(path) && !this.session.openPaths.has(project, path));
    if (gone.length > 0) await this.session.host.ask(project.key, (engine) => engine.removeFiles(gone));
    if (folder.problems.length > 0) {
      const inputs = folder.problems.map(({ path, reason }): FileInput => ({ path, unreadable: reason }));
      await this.session.host.ask(project.key, (engine) => engine.setFiles(inputs));
    }
    // Requirements first: they are few, and hovers need them.
    const documents = folder.paths.filter((path) => languageOfPath(path) === undefined);
    const sources = folder.paths.filter((path) => languageOfPath(path) !== undefined);
    await this.read(project, root, [...documents, ...sources]);
    await this.index(project);
  }

  /** Reads files and hands them on; what the client holds open is the client's to say. */
  private async read(project: Project, root: string, paths: readonly FilePath[]): Promise<void> {
    for (let at = 0; at < paths.length; at += BATCH) {
      const inputs = await Promise.all(paths.slice(at, at + BATCH).map((path) => readInput(root, path, readSettings(project))));
      const unopened = inputs.filter(({ path }) => !this.session.openPaths.has(project, path));
      if (unopened.length > 0) await this.session.host.ask(project.key, (engine) => engine.setFiles(unopened));
    }
  }

  /** Lets the engine look into its files and follow their data, in slices between which it answers other questions. */
  private async index(project: Project): Promise<void> {
    const progress = await startProgress(this.session, `Reading ${project.name}`, true);
    try {
      const ask = <Answer>(question: (engine: RemoteEngine, interrupted: CancellationToken) => Promise<Answer>): Promise<Answer> =>
        this.session.analysis.ask(project, CancellationToken.None, question, "background");
      const isRead = await slices(progress, "files", (size) => ask((engine, interrupted) => engine.index(size, interrupted)));
      if (isRead) {
        // From here on the trace is whole; following data through the code may take much longer.
        project.filesRead = true;
        this.settled(project);
      }
      const isAnalysed =
        isRead &&
        (await slices(progress, "functions", async (size) => (await ask((engine, interrupted) => engine.analyse(size, interrupted))).left));
      if (!isAnalysed) {
        this.session.status.incomplete(
          `Reading ${project.name} was stopped: links across files may be missing. Run Check Workspace to go on.`,
        );
        return;
      }
      project.indexed = true;
      if (this.session.projects.all.every(({ indexed }) => indexed)) this.session.status.incomplete(undefined);
    } finally {
      progress.done();
    }
  }
}

/** Works in slices of a size that keeps each short, until `work` says that nothing is left. False when cancelled. */
async function slices(progress: Progress, what: string, work: (size: number) => Promise<number>): Promise<boolean> {
  let size = LEAST;
  let total = 0;
  for (;;) {
    const begun = performance.now();
    const left = await work(size);
    const took = performance.now() - begun;
    if (left === 0) return true;
    if (progress.token.isCancellationRequested) return false;
    total = Math.max(total, left + size);
    size = took < SLICE / 2 ? Math.min(size * 2, MOST) : took > SLICE ? Math.max(size >> 1, LEAST) : size;
    progress.report(((total - left) / total) * 100, `${total - left} of ${total} ${what}`);
  }
}

/** The folder with files that came and without files that went. */
function withFiles(folder: ProjectFolder, came: readonly FilePath[], went: readonly FilePath[]): ProjectFolder {
  const paths = [...new Set([...folder.paths.filter((path) => !went.includes(path)), ...came])].sort(compareText);
  const isSettled = (path: FilePath): boolean => went.includes(path) || came.includes(path);
  return { ...folder, paths, problems: folder.problems.filter(({ path }) => !isSettled(path)) };
}

/** The filter that decides which files of a project the engine gets to see, by its configuration on disk. */
export function wantedFiles(project: Project): (path: FilePath) => boolean {
  return projectFileFilter(project.folder?.loaded.config ?? defaultConfig());
}

export function readSettings(project: Project): ReadSettings {
  const { maxFileSize, encoding } = project.folder?.loaded.config ?? defaultConfig();
  return { maxFileSize, encoding };
}
