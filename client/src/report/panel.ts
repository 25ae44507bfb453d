import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { reportRequest } from "../../../protocol/src/index.js";
import { openPlace } from "../open-place.js";
import { messageOf } from "../connection/server.js";
import type { Server } from "../connection/server.js";
import type { FromPage, ToPage } from "./messages.js";
import { fromPage } from "./messages.js";
import { reportPage } from "./page.js";

export const REPORT_VIEW = "vitalint.report";

/** One open report. It asks the server again whenever the trace graph changes while it can be seen. */
export class ReportPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #server: Server;
  readonly #project: string | undefined;
  readonly #disposables: vscode.Disposable[] = [];
  /** A report takes its time: one is made at a time, and one more when something changed meanwhile. */
  #asking = false;
  #ready = false;
  #outdated = false;

  constructor(panel: vscode.WebviewPanel, context: vscode.ExtensionContext, server: Server, project: string | undefined) {
    this.#panel = panel;
    this.#server = server;
    this.#project = project;
    const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const media = vscode.Uri.joinPath(context.extensionUri, "media");
    panel.iconPath = { light: vscode.Uri.joinPath(media, "report-light.svg"), dark: vscode.Uri.joinPath(media, "report-dark.svg") };
    this.#disposables.push(
      webview.onDidReceiveMessage((message: unknown) => {
        const known = fromPage(message);
        if (known !== undefined) void this.#receive(known);
      }),
      panel.onDidChangeViewState(() => {
        if (this.#outdated) void this.refresh();
      }),
      server.onGraphChanged(() => void this.refresh()),
      panel.onDidDispose(() => {
        for (const disposable of this.#disposables) disposable.dispose();
      }),
    );
    webview.html = reportPage({
      nonce: randomBytes(16).toString("base64url"),
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, "webview.js")).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, "webview.css")).toString(),
    });
  }

  get onDidDispose(): vscode.Event<void> {
    return this.#panel.onDidDispose;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  async refresh(): Promise<void> {
    this.#outdated = true;
    if (!this.#ready || this.#asking) return;
    this.#asking = true;
    while (this.#outdated && this.#panel.visible) {
      this.#outdated = false;
      await this.#panel.webview.postMessage(await this.#ask());
    }
    this.#asking = false;
  }

  async #ask(): Promise<ToPage> {
    try {
      const report = await this.#server.request(reportRequest, this.#project === undefined ? {} : { project: this.#project });
      this.#panel.title = report.title;
      return { type: "report", body: report.body, style: report.style, summary: report.summary };
    } catch (error) {
      return { type: "failed", message: messageOf(error) };
    }
  }

  async #receive(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        // Also sent when a hidden page is made again: it starts empty.
        this.#ready = true;
        return this.refresh();
      case "export":
        await vscode.commands.executeCommand("vitalint.exportTraceabilityReport", { project: this.#project });
        return;
      case "open":
        return this.#open(message);
    }
  }

  async #open({ uri, line, character }: Extract<FromPage, { type: "open" }>): Promise<void> {
    const position = { line, character };
    // The page shows the workspace; a link out of it is none that the server made.
    if (vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri)) === undefined) return;
    await openPlace({ uri, range: { start: position, end: position } }, vscode.ViewColumn.Beside);
  }
}
