import * as vscode from "vscode";
import { rulesRequest } from "../../../protocol/src/index.js";
import { showRulePage } from "../rule-pages/pages.js";
import type { Server } from "../connection/server.js";

/** Shows the page of a rule: of the one given, else of the one that the user picks, those at the cursor first. */
export async function explainRule(server: Server, argument: unknown): Promise<void> {
  const rule = typeof argument === "string" ? argument : await pickRule(server);
  await showRulePage(rule);
}

async function pickRule(server: Server): Promise<string> {
  const near = rulesAtCursor();
  const rules = await server.request(rulesRequest, {});
  const choices = rules
    .map((rule) => ({ label: rule.id, description: rule.enabled ? "" : "off in this workspace", detail: rule.summary }))
    .sort((a, b) => Number(near.has(b.label)) - Number(near.has(a.label)));
  const choice = await vscode.window.showQuickPick(choices, { title: "Explain Rule", placeHolder: "Rule", matchOnDetail: true });
  if (choice === undefined) throw new vscode.CancellationError();
  return choice.label;
}

function rulesAtCursor(): ReadonlySet<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return new Set();
  const line = editor.selection.active.line;
  const diagnostics = vscode.languages.getDiagnostics(editor.document.uri).filter((d) => d.source === "vitalint" && touches(d, line));
  return new Set(diagnostics.map((d) => String(typeof d.code === "object" ? d.code.value : d.code)));
}

function touches(diagnostic: vscode.Diagnostic, line: number): boolean {
  return diagnostic.range.start.line <= line && line <= diagnostic.range.end.line;
}
