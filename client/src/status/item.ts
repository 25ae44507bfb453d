import * as vscode from "vscode";
import type { Status } from "../../../protocol/src/index.js";
import { CODE_DOCUMENTS } from "../connection/documents.js";
import type { Server } from "../connection/server.js";
import { statusWording } from "../wording.js";

/** The entry behind the braces of the status bar: what the server is doing, and what went wrong. */
export function registerStatus(context: vscode.ExtensionContext, server: Server): void {
  const item = vscode.languages.createLanguageStatusItem("vitalint.status", [...CODE_DOCUMENTS]);
  item.name = "Vitalint";
  show(item, server.status);
  context.subscriptions.push(
    item,
    server.onStatus((status) => {
      show(item, status);
    }),
  );
}

function show(item: vscode.LanguageStatusItem, status: Status): void {
  const { text, detail } = statusWording(status);
  item.text = text;
  item.detail = detail;
  item.busy = status.state === "starting" || status.state === "checking";
  item.severity = severity(status);
  item.command =
    status.state === "crashed"
      ? { command: "vitalint.restartServer", title: "Restart Server" }
      : status.state === "incomplete"
        ? { command: "vitalint.showOutput", title: "Show Output" }
        : { command: "vitalint.showTraceabilityReport", title: "Show Report" };
}

function severity(status: Status): vscode.LanguageStatusSeverity {
  if (status.state === "crashed") return vscode.LanguageStatusSeverity.Error;
  if (status.state === "incomplete") return vscode.LanguageStatusSeverity.Warning;
  return vscode.LanguageStatusSeverity.Information;
}
