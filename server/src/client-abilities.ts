import type { ClientCapabilities, InitializeParams } from "vscode-languageserver/node";
import { DEFAULT_SETTINGS, type InitializationOptions, type Settings } from "../../protocol/src/index.js";

/** What the client at the other end can do, read once; a client that says nothing gets the plainest behaviour. */
export interface ClientAbilities {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly versionedEdits: boolean;
  readonly codeActionLiterals: boolean;
  readonly preferredActions: boolean;
  readonly markdownHover: boolean;
  readonly definitionLinks: boolean;
  readonly linkTooltips: boolean;
  readonly preparesRename: boolean;
  readonly refreshesCodeLens: boolean;
  readonly watchesFiles: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
  readonly ruleLinks: boolean;
  readonly asksForReasons: boolean;
  readonly marksReviews: boolean;
  readonly commandLinks: boolean;
  readonly trusted: boolean;
}

export function clientAbilities(params: InitializeParams): ClientAbilities {
  const { textDocument, workspace, window }: ClientCapabilities = params.capabilities;
  const options = initializationOptions(params);
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation:
      textDocument?.diagnostic?.relatedInformation === true || textDocument?.publishDiagnostics?.relatedInformation === true,
    codeDescription:
      textDocument?.diagnostic?.codeDescriptionSupport === true || textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: textDocument?.codeAction?.isPreferredSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    linkTooltips: textDocument?.documentLink?.tooltipSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    refreshesCodeLens: workspace?.codeLens?.refreshSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    workDoneProgress: window?.workDoneProgress === true,
    ruleLinks: options.ruleLinks === true,
    asksForReasons: options.asksForReasons === true,
    marksReviews: options.marksReviews === true,
    commandLinks: options.commandLinks === true,
    trusted: options.trusted !== false,
  };
}

export function initialSettings(params: InitializeParams): Settings {
  return completeSettings(initializationOptions(params).settings);
}

/** Settings with defaults for what is absent or of the wrong kind: they come from a person's hand. */
export function completeSettings(value: unknown): Settings {
  const given = (typeof value === "object" && value !== null ? value : {}) as Partial<Record<keyof Settings, unknown>>;
  return {
    ...DEFAULT_SETTINGS,
    scope: given.scope === "workspace" || given.scope === "openFiles" ? given.scope : DEFAULT_SETTINGS.scope,
    codeLens: typeof given.codeLens === "boolean" ? given.codeLens : DEFAULT_SETTINGS.codeLens,
    showDisposed: typeof given.showDisposed === "boolean" ? given.showDisposed : DEFAULT_SETTINGS.showDisposed,
    reviewer: typeof given.reviewer === "string" ? given.reviewer : DEFAULT_SETTINGS.reviewer,
  };
}

function initializationOptions(params: InitializeParams): InitializationOptions {
  const options: unknown = params.initializationOptions;
  return typeof options === "object" && options !== null ? options : {};
}
