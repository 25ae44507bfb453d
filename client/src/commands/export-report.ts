import * as vscode from "vscode";
import type { ReportFormat } from "../../../protocol/src/index.js";
import { REPORT_FORMATS, exportReportRequest } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";
import { pickProject } from "./pick-project.js";

const FORMATS: Readonly<Record<ReportFormat, { readonly label: string; readonly detail: string; readonly extension: string }>> = {
  html: { label: "HTML", detail: "One file for the technical documentation and for print", extension: "html" },
  csv: { label: "CSV", detail: "The trace matrix for a spreadsheet", extension: "csv" },
  json: { label: "JSON", detail: "Everything, for other programs", extension: "json" },
  markdown: { label: "Markdown", detail: "For a repository or a merge request", extension: "md" },
  sarif: { label: "SARIF", detail: "The findings, for code scanning services", extension: "sarif" },
};

/** What a key binding or the report panel may settle in advance. */
interface ExportOptions {
  readonly format?: ReportFormat;
  readonly project?: string;
  /** Where to write; without it the user is asked. */
  readonly target?: vscode.Uri;
}

export async function exportReport(server: Server, argument: unknown): Promise<void> {
  const given = optionsOf(argument);
  const project = given.project ?? (await pickProject("Which project's report?"));
  const format = given.format ?? (await pickFormat());
  const { content, fileName } = await server.request(exportReportRequest, { format, ...(project === undefined ? {} : { project }) });
  const target = given.target ?? (await pickTarget(fileName, format));
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(content));
  await offerToOpen(target, format);
}

function optionsOf(argument: unknown): ExportOptions {
  if (typeof argument !== "object" || argument === null) return {};
  const { format, project, target } = argument as Readonly<Record<string, unknown>>;
  const known = REPORT_FORMATS.find((name) => name === format);
  return {
    ...(known === undefined ? {} : { format: known }),
    ...(typeof project === "string" ? { project } : {}),
    ...(target instanceof vscode.Uri ? { target } : {}),
  };
}

async function pickFormat(): Promise<ReportFormat> {
  const choices = REPORT_FORMATS.map((format) => ({ ...FORMATS[format], format }));
  const choice = await vscode.window.showQuickPick(choices, { title: "Export Traceability Report", placeHolder: "Format" });
  if (choice === undefined) throw new vscode.CancellationError();
  return choice.format;
}

async function pickTarget(fileName: string, format: ReportFormat): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, fileName) }),
    filters: { [FORMATS[format].label]: [FORMATS[format].extension] },
    saveLabel: "Export",
  });
  if (target === undefined) throw new vscode.CancellationError();
  return target;
}

async function offerToOpen(target: vscode.Uri, format: ReportFormat): Promise<void> {
  const open = format === "html" ? "Open in Browser" : "Open";
  const answer = await vscode.window.showInformationMessage(
    `The traceability report is in ${vscode.workspace.asRelativePath(target)}.`,
    open,
  );
  if (answer === undefined) return;
  if (format === "html") await vscode.env.openExternal(target);
  else await vscode.window.showTextDocument(target);
}
