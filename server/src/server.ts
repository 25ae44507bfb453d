import {
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver/node";
import { graphChangedNotification, SETTINGS_SECTION } from "../../protocol/src/index.js";
import { Analysis } from "./analysis.js";
import { serverCapabilities } from "./capabilities.js";
import { clientAbilities, completeSettings, initialSettings } from "./client-abilities.js";
import { registerCodeActions } from "./code-actions.js";
import { registerCompletion } from "./completion.js";
import { registerDefinition } from "./definition.js";
import { PushDiagnostics, registerPullDiagnostics } from "./diagnostics.js";
import { registerDocumentLinks } from "./document-links.js";
import { DocumentSync } from "./document-sync.js";
import { Documents } from "./documents.js";
import { EngineHost, type ProgramFiles } from "./engine-host.js";
import { Feeder } from "./feeder.js";
import { registerCodeLens } from "./code-lens.js";
import { registerHover } from "./hover.js";
import { Projects, type Project } from "./projects.js";
import { registerReferences } from "./references.js";
import { registerRename } from "./rename.js";
import { registerChangeImpact } from "./requests/change-impact.js";
import { registerCheckWorkspace } from "./requests/check-workspace.js";
import { registerMarkReviewed } from "./requests/mark-reviewed.js";
import { registerRecordDeviation } from "./requests/record-deviation.js";
import { registerReports } from "./requests/report.js";
import { registerRequirementTree } from "./requests/requirement-tree.js";
import { registerRules } from "./requests/rules.js";
import { registerTraceLinks } from "./requests/trace-links.js";
import { OpenPaths, type Session } from "./session.js";
import { StatusReporter } from "./status.js";
import { Debounced } from "./throttle.js";
import { WatchedFiles } from "./watched-files.js";
import { WorkspaceDiagnostics } from "./workspace-diagnostics.js";
import { registerWorkspaceSymbols } from "./workspace-symbols.js";

/** How long a client may take to ask for the workspace's diagnostics before they are pushed to it, in milliseconds. */
const ASKING_TIME = 2000;

/** Pause in typing after which the effect of edits on other functions is looked at, in milliseconds. */
const FOLLOW_PAUSE = 1500;

/** Serves one client until it says goodbye. */
export function startServer(connection: Connection, files: ProgramFiles): void {
  connection.onInitialize((params): InitializeResult => {
    const server = new Server(connection, params, files);
    server.listen(params);
    return { capabilities: serverCapabilities(server.session.abilities), serverInfo: { name: "Vitalint", version: files.version } };
  });
  connection.listen();
}

/** The parts of a session, and what each tells the others. */
class Server {
  readonly session: Session;
  private readonly sync: DocumentSync;
  private readonly feeder: Feeder;
  private readonly watched: WatchedFiles;
  private readonly workspace: WorkspaceDiagnostics;
  private readonly push: PushDiagnostics | undefined;
  /** Asks the client to ask again for what it shows. */
  private readonly refreshSoon = new Debounced(100, () => this.refresh());
  private startedBefore = false;
  /** Projects with edits whose effect on other functions was not looked at yet. */
  private readonly edited = new Set<Project>();
  private readonly followSoon = new Debounced(FOLLOW_PAUSE, () => {
    for (const project of this.edited) this.feeder.follow(project);
    this.edited.clear();
  });
  private readonly graphSoon = new Debounced(500, () => this.graphChanged());

  constructor(
    connection: Connection,
    params: InitializeParams,
    private readonly files: ProgramFiles,
  ) {
    const host = new EngineHost(files, {
      started: () => this.engineStarted(),
      crashed: (error, again) => this.engineCrashed(error, again),
    });
    const projects = new Projects((project) => this.feeder.open(project));
    this.session = {
      connection,
      abilities: clientAbilities(params),
      settings: initialSettings(params),
      documents: new Documents(),
      projects,
      host,
      analysis: new Analysis(host),
      status: new StatusReporter(connection),
      openPaths: new OpenPaths(),
    };
    this.feeder = new Feeder(this.session, (project) => {
      void this.watched.follow(project);
      this.projectChanged();
    });
    this.watched = new WatchedFiles(this.session, this.feeder, () => this.sync.sendAll());
    this.workspace = new WorkspaceDiagnostics(this.session);
    this.sync = new DocumentSync(this.session, {
      opened: (uri) => {
        this.workspace.opened(uri);
        this.push?.changed(uri);
      },
      edited: (uri) => {
        this.push?.changed(uri);
        this.graphSoon.trigger();
        this.edited.add(this.session.projects.locate(uri).project);
        this.followSoon.trigger();
        if (this.workspace.wholeWorkspace) this.workspace.changed();
      },
      closed: (uri) => {
        this.session.status.forget(uri);
        this.push?.closed(uri);
        this.workspace.closed(uri);
      },
      configured: () => this.projectChanged(),
    });
    this.push = this.session.abilities.pullsDiagnostics ? undefined : new PushDiagnostics(this.session, this.sync);
  }

  listen(params: InitializeParams): void {
    const { session } = this;
    const { connection } = session;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Clients without workspace folders send this one.
    const root = params.rootUri;
    session.projects.setFolders(params.workspaceFolders?.map(({ uri }) => uri) ?? (root === null ? [] : [root]));
    session.documents.listen(connection, this.sync);
    this.watched.listen();
    if (session.abilities.pullsDiagnostics) {
      registerPullDiagnostics(session, this.sync);
      this.workspace.register();
    }
    registerCodeActions(session);
    registerHover(session);
    registerCompletion(session);
    registerDefinition(session);
    registerReferences(session);
    registerDocumentLinks(session);
    registerRename(session);
    registerCodeLens(session);
    registerWorkspaceSymbols(session);
    registerTraceLinks(session);
    registerChangeImpact(session, this.feeder);
    registerRequirementTree(session);
    registerRules(session);
    registerReports(session, this.feeder, this.files);
    registerMarkReviewed(session);
    registerRecordDeviation(session);
    registerCheckWorkspace(session, this.feeder, this.workspace);
    connection.onInitialized(() => void this.initialized());
    connection.onDidChangeConfiguration(({ settings }) => void this.settingsChanged(settings));
    connection.onShutdown(() => this.stop());
  }

  private async initialized(): Promise<void> {
    const { session } = this;
    const { connection, abilities } = session;
    session.status.enable(() => session.projects.all.reduce((sum, { folder }) => sum + (folder?.paths.length ?? 1), 0));
    if (abilities.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(() => void this.foldersChanged());
    }
    this.openFolders();
    setTimeout(() => this.workspace.pushUnlessAsked(), ASKING_TIME).unref();
    await this.watched.register();
    if (abilities.configurationRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
  }

  private openFolders(): void {
    for (const folder of this.session.projects.openedFolders) this.session.projects.project(folder);
  }

  private async foldersChanged(): Promise<void> {
    const { session } = this;
    const folders = await session.connection.workspace.getWorkspaceFolders();
    session.projects.setFolders(folders?.map(({ uri }) => uri) ?? []);
    await this.watched.rootsChanged();
    this.openFolders();
  }

  private async settingsChanged(settings: unknown): Promise<void> {
    const { session } = this;
    const section = (settings as Record<string, unknown> | null)?.[SETTINGS_SECTION];
    const value: unknown =
      section ?? (session.abilities.configuration ? await session.connection.workspace.getConfiguration(SETTINGS_SECTION) : undefined);
    if (value === undefined || value === null) return;
    session.settings = completeSettings(value);
    this.refreshSoon.trigger();
  }

  /** Results of all files may be others now: a project was read, or read anew. */
  private projectChanged(): void {
    this.refreshSoon.trigger();
    this.graphSoon.trigger();
  }

  private refresh(): void {
    if (this.push) this.push.publishAll();
    else if (this.session.abilities.refreshesDiagnostics) {
      // A client that refuses shows older diagnostics until it asks by itself.
      this.session.connection.languages.diagnostics.refresh().catch(() => undefined);
    }
    this.workspace.changed();
  }

  private graphChanged(): void {
    const { connection, abilities, settings } = this.session;
    void connection.sendNotification(graphChangedNotification.method, {});
    if (abilities.refreshesCodeLens && settings.codeLens) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  private engineStarted(): void {
    this.session.status.engineStarted();
    this.sync.sendAll();
    // The first time projects are being opened anyway; a new worker after a crash knows none of them.
    if (this.startedBefore) for (const project of this.session.projects.all) this.feeder.open(project);
    this.startedBefore = true;
    this.projectChanged();
  }

  private engineCrashed(error: Error, restarting: boolean): void {
    const { connection, status } = this.session;
    connection.console.error(`The analysis crashed: ${error.stack ?? error.message}`);
    status.engineCrashed(
      restarting
        ? `The analysis crashed (${error.message}) and is being started again.`
        : `The analysis crashed again (${error.message}): nothing is being checked. Use Restart Server, and please report this.`,
    );
  }

  private async stop(): Promise<void> {
    this.refreshSoon.cancel();
    this.graphSoon.cancel();
    this.followSoon.cancel();
    this.push?.dispose();
    this.workspace.dispose();
    this.session.status.dispose();
    await this.session.host.stop();
  }
}
