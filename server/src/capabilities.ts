import { TextDocumentSyncKind, type ServerCapabilities } from "vscode-languageserver/node";
import type { ClientAbilities } from "./client-abilities.js";
import { CODE_ACTION_KINDS } from "./code-actions.js";
import { COMPLETION_TRIGGERS } from "./completion.js";

/** What the server offers to a client; `textDocument/diagnostic` only to one that can ask for it. */
export function serverCapabilities(abilities: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    ...(abilities.pullsDiagnostics
      ? { diagnosticProvider: { identifier: "vitalint", interFileDependencies: true, workspaceDiagnostics: true } }
      : {}),
    ...(abilities.codeActionLiterals ? { codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS] } } : {}),
    hoverProvider: true,
    definitionProvider: true,
    implementationProvider: true,
    referencesProvider: true,
    renameProvider: abilities.preparesRename ? { prepareProvider: true } : true,
    codeLensProvider: {},
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
