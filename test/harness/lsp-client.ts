import { spawn, type ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import type { InitializationOptions, Notification, Request, Status } from "../../protocol/src/index.js";

/** The bundled server, as it is shipped. */
export const SERVER_PROGRAM = resolve("dist", "server.cjs");

/** What VS Code's client can do, as far as the server asks. */
export const PULL_CLIENT: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: true, relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } }, isPreferredSupport: true, dataSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
    documentLink: { tooltipSupport: true },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
};

/** A client that can only be told (Neovim 0.7). */
export const PUSH_CLIENT: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
  workspace: { workspaceFolders: true, configuration: true },
};

export interface ClientOptions {
  /** Folders that are opened. */
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly options?: InitializationOptions;
  readonly program?: string;
}

/** A language client over a real stream. Remembers everything that the server said by itself. */
export class LspClient {
  readonly published: PublishDiagnosticsParams[] = [];
  readonly statuses: Status[] = [];
  readonly reports: WorkspaceDocumentDiagnosticReport[] = [];
  readonly progress: { readonly token: string | number; readonly value: { readonly kind?: string; readonly title?: string } }[] = [];
  readonly watched: string[] = [];
  readonly stderr: string[] = [];
  refreshes = 0;
  graphChanges = 0;
  /** The answer to `workspace/configuration`. */
  configuration: unknown = null;
  private readonly versions = new Map<string, number>();

  private constructor(
    readonly connection: ProtocolConnection,
    readonly server: ChildProcess,
    readonly initialized: InitializeResult,
  ) {}

  static async start({ folders, capabilities = PULL_CLIENT, options, program = SERVER_PROGRAM }: ClientOptions): Promise<LspClient> {
    const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
    // A test that failed before it stopped its server must not keep the run from ending.
    if ("describe" in globalThis) {
      server.unref();
      for (const pipe of [server.stdin, server.stdout, server.stderr]) (pipe as unknown as Socket).unref();
    }
    const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const stderr: string[] = [];
    server.stderr.on("data", (data: Buffer) => stderr.push(data.toString()));
    connection.listen();
    const workspaceFolders = folders.map((folder) => ({ uri: URI.file(folder).toString(), name: folder }));
    const pending: ((client: LspClient) => void)[] = [];
    const started: { client?: LspClient } = {};
    const later = (act: (client: LspClient) => void): void => {
      if (started.client) act(started.client);
      else pending.push(act);
    };
    subscribe(connection, later);
    const result: InitializeResult = await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: workspaceFolders[0]?.uri ?? null,
      workspaceFolders,
      capabilities,
      ...(options ? { initializationOptions: options } : {}),
    });
    const client = new LspClient(connection, server, result);
    started.client = client;
    client.stderr.push(...stderr);
    for (const act of pending) act(client);
    await connection.sendNotification("initialized", {});
    return client;
  }

  async open(file: string, text: string, languageId = "c"): Promise<string> {
    const uri = file.includes(":") ? file : URI.file(file).toString();
    this.versions.set(uri, 1);
    await this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  /** Sends one `didChange`; resolves with the new version when it is written. */
  async change(uri: string, changes: readonly { readonly range?: Range; readonly text: string }[]): Promise<number> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    await this.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges: changes });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri }, identifier: "vitalint", previousResultId });
  }

  /** Diagnostics of a document, asked for. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.pull(uri);
    if (report.kind !== "full") throw new Error("a full report was expected");
    return report.items;
  }

  /** Opens `workspace/diagnostic` and collects its partial results; resolves when the server closes it. */
  holdWorkspace(previousResultIds: readonly { uri: string; value: string }[] = []): Promise<unknown> {
    return this.connection.sendRequest("workspace/diagnostic", {
      previousResultIds,
      partialResultToken: "workspace",
      identifier: "vitalint",
    });
  }

  actions(uri: string, range: Range, diagnostics: readonly Diagnostic[] = [], only?: readonly string[]): Promise<CodeAction[]> {
    const context = { diagnostics, ...(only ? { only } : {}) };
    return this.connection.sendRequest("textDocument/codeAction", { textDocument: { uri }, range, context });
  }

  /** One of our own requests. */
  ask<Params, Result>(request: Request<Params, Result>, params: Params): Promise<Result> {
    return this.connection.sendRequest(request.method, params);
  }

  /** Sends one of our own notifications, or any other. */
  async tell<Params>(notification: Notification<Params>, params: Params): Promise<void> {
    await this.connection.sendNotification(notification.method, params);
  }

  /** Waits until `condition` gives something; fails with `what` after half a minute. */
  async until<Value>(what: string, condition: () => Value | undefined | false): Promise<Value> {
    const end = Date.now() + 30_000;
    for (;;) {
      const value = condition();
      if (value !== undefined && value !== false) return value;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}; the last status is ${JSON.stringify(this.statuses.at(-1))}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  /** Waits until all projects were read. */
  ready(): Promise<Status> {
    return this.until("a server that is ready", () => {
      const status = this.statuses.at(-1);
      return status && (status.state === "ready" || status.state === "incomplete") && status;
    });
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const exited = new Promise<void>((done) => this.server.once("exit", () => done()));
    await Promise.race([exited, new Promise((done) => setTimeout(done, 2000))]);
    this.connection.dispose();
    this.server.kill();
  }
}

function subscribe(connection: ProtocolConnection, later: (act: (client: LspClient) => void) => void): void {
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) =>
    later((client) => client.published.push(params)),
  );
  connection.onNotification("vitalint/status", (status: Status) => later((client) => client.statuses.push(status)));
  connection.onNotification("vitalint/graphChanged", () => later((client) => client.graphChanges++));
  connection.onNotification("$/progress", ({ token, value }: { token: string | number; value: object }) => {
    later((client) => {
      if (token === "workspace") client.reports.push(...(value as WorkspaceDiagnosticReportPartialResult).items);
      else client.progress.push({ token, value });
    });
  });
  connection.onRequest("workspace/diagnostic/refresh", () => {
    later((client) => client.refreshes++);
    return null;
  });
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.onRequest(
    "client/registerCapability",
    ({ registrations }: { registrations: { method: string; registerOptions?: unknown }[] }) => {
      for (const { method, registerOptions } of registrations) {
        if (method !== "workspace/didChangeWatchedFiles") continue;
        const { watchers } = registerOptions as { watchers: { globPattern: string }[] };
        later((client) => client.watched.push(...watchers.map(({ globPattern }) => globPattern)));
      }
      return null;
    },
  );
  connection.onRequest("client/unregisterCapability", () => null);
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => {
    let value: unknown = null;
    later((client) => (value = client.configuration));
    return items.map(() => value);
  });
}

/** A folder with files, deleted by `remove`. */
export function temporaryProject(files: Readonly<Record<string, string>>): {
  readonly root: string;
  readonly path: (file: string) => string;
  readonly remove: () => void;
} {
  // prettier-ignore
  const root = mkdtempSync(join(tmpdir(), "vitalint-"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return { root, path: (file) => join(root, file), remove: () => rmSync(root, { recursive: true, force: true }) };
}
