import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";
import type { DeviationKind, DeviationTarget } from "../../../protocol/src/index.js";
import { recordDeviationRequest } from "../../../protocol/src/index.js";
import type { Server } from "../connection/server.js";

const KINDS: readonly { readonly label: string; readonly detail: string; readonly decision: DeviationKind }[] = [
  { decision: "deviation", label: "Deviation", detail: "The rule is broken on purpose, and that is acceptable here" },
  { decision: "false-positive", label: "False positive", detail: "The code does not have this weakness" },
  { decision: "residual-anomaly", label: "Residual anomaly", detail: "The weakness is known and stays in this release" },
];

/** Asks what is decided and why, and writes the record beside the code. The finding stays countable in every report. */
export async function recordDeviation(server: Server, argument: unknown): Promise<boolean> {
  if (!isTarget(argument)) throw new Error("Put the cursor on a finding and choose Record a deviation among its quick fixes.");
  if (!vscode.workspace.isTrusted) throw new Error("Deviations can be recorded once you trust this workspace.");
  const kind = await pickKind(argument.rule);
  const reason = await askReason(argument.rule);
  const edit = await server.request(recordDeviationRequest, { ...argument, kind, reason });
  const converted = await server.client.protocol2CodeConverter.asWorkspaceEdit(edit as WorkspaceEdit);
  return vscode.workspace.applyEdit(converted);
}

function isTarget(argument: unknown): argument is DeviationTarget {
  return typeof argument === "object" && argument !== null && "uri" in argument && "range" in argument && "rule" in argument;
}

async function pickKind(rule: string): Promise<DeviationKind> {
  const choice = await vscode.window.showQuickPick(KINDS, {
    title: `Record a deviation from ${rule} (1/2)`,
    placeHolder: "What is decided?",
  });
  if (choice === undefined) throw new vscode.CancellationError();
  return choice.decision;
}

async function askReason(rule: string): Promise<string> {
  const reason = await vscode.window.showInputBox({
    title: `Record a deviation from ${rule} (2/2)`,
    prompt: "Why may this finding stand? A reviewer and an auditor will read this.",
    placeHolder: "The copy is bounded by the frame length, which parse_frame() has checked",
    ignoreFocusOut: true,
    validateInput: (text) => (/\p{L}{2}/u.test(text) ? undefined : "Give the reason in words."),
  });
  if (reason === undefined) throw new vscode.CancellationError();
  return reason.trim();
}
