import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";
import type { Notification, Request, Status } from "../../../protocol/src/index.js";
import { SETTINGS_SECTION, graphChangedNotification, statusNotification } from "../../../protocol/src/index.js";
import { clientOptions, serverOptions } from "./options.js";

/**
 * The language server as the rest of the extension sees it. `status` always tells the truth about it, also when
 * it could not be started or died: requests then fail with a message fit for the user.
 */
export class Server implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #statusChanged = new vscode.EventEmitter<Status>();
  readonly #graphChanged = new vscode.EventEmitter<void>();
  #status: Status = { state: "starting" };
  /** Settles when the current start is over, well or not. */
  #started: Promise<void> = Promise.resolve();
  #stopping = false;

  readonly onStatus = this.#statusChanged.event;
  /** Requirements, links or test results changed, or the server started anew. */
  readonly onGraphChanged = this.#graphChanged.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#log = log;
    // The client's id is the section of its `trace.server` setting.
    this.#client = new LanguageClient(SETTINGS_SECTION, "Vitalint", serverOptions(context), clientOptions(context, log));
    this.#on(statusNotification, (status) => {
      this.#setStatus(status);
    });
    this.#on(graphChangedNotification, () => {
      this.#graphChanged.fire();
    });
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.#setStatus({ state: "starting" });
      if (newState === State.Running) this.#graphChanged.fire();
      if (newState === State.Stopped && !this.#stopping) this.#crashed("The language server stopped.");
    });
  }

  get status(): Status {
    return this.#status;
  }

  get client(): LanguageClient {
    return this.#client;
  }

  /** Never rejects: a start that fails is a status. */
  start(): Promise<void> {
    this.#started = this.#client.start().catch((error: unknown) => {
      this.#crashed(`The language server could not be started: ${messageOf(error)}`);
    });
    return this.#started;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#started;
    if (!this.#client.needsStop()) return;
    this.#stopping = true;
    try {
      await this.#client.stop();
    } catch (error) {
      this.#log.warn(`The language server did not stop in good order: ${messageOf(error)}`);
    } finally {
      this.#stopping = false;
    }
  }

  /** Sends one of our own requests, once the server has started. Rejects with a message fit for the user. */
  async request<Params, Result>(request: Request<Params, Result>, params: Params, token?: vscode.CancellationToken): Promise<Result> {
    await this.#started;
    if (!this.#client.isRunning()) throw new Error(this.#status.message ?? "The language server is not running.");
    // An absent token must not be passed: the library would take it for one more parameter.
    if (token === undefined) return this.#client.sendRequest<Result>(request.method, params);
    return this.#client.sendRequest<Result>(request.method, params, token);
  }

  dispose(): void {
    this.#statusChanged.dispose();
    this.#graphChanged.dispose();
  }

  #on<Params>(notification: Notification<Params>, handle: (params: Params) => void): void {
    this.#client.onNotification(notification.method, handle);
  }

  #crashed(message: string): void {
    this.#log.error(message);
    this.#setStatus({ state: "crashed", message });
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.#statusChanged.fire(status);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
