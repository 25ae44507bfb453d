import { TextDocumentSyncKind, type ServerCapabilities } from "vscode-languageserver/node";
import type { ClientAbilities } from "./client-abilities.js";
import { CODE_ACTION_KINDS } from "./code-actions.js";

/** What the server offers to a client; `textDocument/diagnostic` only to one that can ask for it. */
export function serverCapabilities(abilities: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    ...(abilities.pullsDiagnostics
      ? { diagnosticProvider: { identifier: "vitalint", interFileDependencies: true, workspaceDiagnostics: true } }
      : {}),
    ...(abilities.codeActionLiterals ? { codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS] } } : {}),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
