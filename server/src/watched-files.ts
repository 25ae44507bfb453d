import { existsSync } from "node:fs";
import { join } from "node:path";
import { URI } from "vscode-uri";
import { DidChangeWatchedFilesNotification, FileChangeType, type FileEvent } from "vscode-languageserver/node";
import { CONFIG_FILE, type FilePath } from "../../engine/src/index.js";
import { wantedFiles, type Feeder } from "./feeder.js";
import type { Project } from "./projects.js";
import type { Session } from "./session.js";

/** Sources, requirement and risk documents, test results, and the files that Vitalint keeps itself. */
const GLOBS = [
  "**/*.{c,h,C,H,cc,cpp,cxx,c++,hh,hpp,hxx,inl,ino,ts,mts,cts,tsx,js,mjs,cjs,jsx}",
  "**/*.{md,csv,tsv,xlsx,xml,reqif,reqifz}",
  "**/vitalint*.json",
  "**/{package.json,package-lock.json,CMakeLists.txt,conanfile.txt,conanfile.py,vcpkg.json,west.yml,platformio.ini,.gitmodules}",
  "**/vitalint.{reviews,reviewed,stamps}",
];

interface Changes {
  readonly changed: Set<FilePath>;
  readonly removed: Set<FilePath>;
  configuration: boolean;
}

/** Follows what happens to files outside of the editor. */
export class WatchedFiles {
  private registration: { dispose(): void } | undefined;
  private readonly extra = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly feeder: Feeder,
    /** Called when files may belong to other projects than before. */
    private readonly regrouped: () => void,
  ) {}

  listen(): void {
    this.session.connection.onDidChangeWatchedFiles(({ changes }) => this.changed(changes));
  }

  /** Asks the client to watch; again when a configuration names documents of other kinds. */
  async register(): Promise<void> {
    if (!this.session.abilities.watchesFiles) return;
    const globs = [...GLOBS, ...this.extra];
    const before = this.registration;
    this.registration = await this.session.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: globs.map((globPattern) => ({ globPattern })),
    });
    before?.dispose();
  }

  /** Watches what a project's configuration names beyond the usual. */
  async follow(project: Project): Promise<void> {
    const config = project.folder?.loaded.config;
    if (!config) return;
    const named = [
      ...[...config.requirements, ...config.risks, ...config.designs, ...config.verification].flatMap(({ files }) => files),
      ...config.tests.results,
      ...config.soup.list,
      ...config.models,
    ];
    const unusual = named.filter((glob) => !/\.(md|csv|xml)$/.test(glob)).map((glob) => `**/${glob.replace(/^\.\//, "")}`);
    const fresh = unusual.filter((glob) => !this.extra.has(glob));
    if (fresh.length === 0) return;
    for (const glob of fresh) this.extra.add(glob);
    await this.register();
  }

  /** Folders or a `vitalint.json` came or went: files may belong to another project now. */
  async rootsChanged(): Promise<void> {
    const { projects, host, openPaths } = this.session;
    projects.forgetRoots();
    const opened = new Set(projects.openedFolders);
    const gone = projects.named.filter(({ root }) => root !== undefined && !opened.has(root) && !existsSync(join(root, CONFIG_FILE)));
    for (const project of gone) {
      projects.remove(project);
      await host.close(project.key);
    }
    openPaths.clear();
    this.regrouped();
    for (const project of projects.named) this.feeder.open(project);
  }

  private changed(events: readonly FileEvent[]): void {
    if (events.some(({ uri, type }) => uri.endsWith(`/${CONFIG_FILE}`) && type !== FileChangeType.Changed)) {
      void this.rootsChanged();
      return;
    }
    const byProject = new Map<Project, Changes>();
    for (const { uri, type } of events) {
      if (URI.parse(uri).scheme !== "file") continue;
      const { project, path } = this.session.projects.locate(uri);
      if (project.root === undefined) continue;
      let changes = byProject.get(project);
      if (!changes) byProject.set(project, (changes = { changed: new Set(), removed: new Set(), configuration: false }));
      if (path === CONFIG_FILE) changes.configuration = true;
      else this.record(changes, project, path, type);
    }
    for (const [project, { changed, removed, configuration }] of byProject) {
      if (configuration) this.feeder.open(project);
      else if (changed.size + removed.size > 0) this.feeder.update(project, [...changed], [...removed]);
    }
  }

  /** What the client holds open is the client's to say. */
  private record({ changed, removed }: Changes, project: Project, path: FilePath, type: FileChangeType): void {
    if (this.session.openPaths.has(project, path)) return;
    if (type === FileChangeType.Deleted) {
      changed.delete(path);
      removed.add(path);
    } else if (wantedFiles(project)(path)) {
      removed.delete(path);
      changed.add(path);
    }
  }
}
