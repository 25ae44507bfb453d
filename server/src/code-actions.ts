import { CodeActionKind, type CodeAction, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from "vscode-languageserver/node";
import type { EditorAction, TextEdit } from "../../engine/src/index.js";
import { RECORD_DEVIATION_COMMAND, type DeviationTarget } from "../../protocol/src/index.js";
import { EXPLAIN_RULE_COMMAND } from "./client-commands.js";
import { toRange, toTextEdits, type DiagnosticData, type LineStarts } from "./convert.js";
import type { Session } from "./session.js";

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.vitalint`;

export const CODE_ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, FIX_ALL_KIND];

/** Quick fixes, *Record a deviation*, *Explain* and `source.fixAll.vitalint`. Edits are of the version that they were computed on. */
export function registerCodeActions(session: Session): void {
  session.connection.onCodeAction(async (params, token): Promise<CodeAction[]> => {
    const { uri } = params.textDocument;
    const document = session.documents.get(uri);
    if (!document) return [];
    const { project, path } = session.projects.locate(uri);
    const span = { start: document.offsetAt(params.range.start), end: document.offsetAt(params.range.end) };
    const found = await session.analysis.ask(project, token, async (engine, interrupted) => engine.actionsFor(path, span, interrupted));
    // The text went on: the client asks again with a range in it.
    if (found.version !== document.version) return [];
    const at: Target = { session, uri, version: found.version, lines: found.lines, params };
    const actions = wants(params, CodeActionKind.QuickFix) ? found.actions.flatMap((action) => toCodeAction(action, at)) : [];
    return wants(params, FIX_ALL_KIND) && found.fixAll.length > 0 && session.abilities.trusted
      ? [...actions, { title: "Fix all that Vitalint can fix safely", kind: FIX_ALL_KIND, edit: toWorkspaceEdit(found.fixAll, at) }]
      : actions;
  });
}

interface Target {
  readonly session: Session;
  readonly uri: string;
  readonly version: number;
  readonly lines: LineStarts;
  readonly params: CodeActionParams;
}

/** A client that names kinds gets those and their descendants only; a fix of the whole file only when it is asked for. */
function wants({ context }: CodeActionParams, kind: string): boolean {
  if (!context.only) return kind !== FIX_ALL_KIND;
  return context.only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}

function toCodeAction(action: EditorAction, at: Target): CodeAction[] {
  const { trusted, asksForReasons, commandLinks } = at.session.abilities;
  const diagnostics = diagnosticsOf(action, at.params);
  const common = { kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 ? { diagnostics } : {}) };
  switch (action.kind) {
    case "fix":
      if (!trusted) return [];
      return [
        { ...common, title: action.title, edit: toWorkspaceEdit(action.edits, at), ...(action.preferred ? { isPreferred: true } : {}) },
      ];
    case "record-deviation": {
      if (!trusted || !asksForReasons) return [];
      const target: DeviationTarget = { uri: at.uri, range: toRange(at.lines, action.span), rule: action.rule };
      const title = `Record a deviation from ${action.rule}…`;
      return [{ ...common, title, command: { title, command: RECORD_DEVIATION_COMMAND, arguments: [target] } }];
    }
    case "explain": {
      if (!commandLinks) return [];
      const title = `Explain ${action.rule}`;
      return [{ ...common, title, command: { title, command: EXPLAIN_RULE_COMMAND, arguments: [action.rule] } }];
    }
  }
}

/** Those of the diagnostics that the client sent along which the action is about. */
function diagnosticsOf({ fingerprint, rule }: EditorAction, { context }: CodeActionParams): Diagnostic[] {
  return context.diagnostics.filter(
    ({ code, data }) => code === rule && (data === undefined || (data as DiagnosticData).fingerprint === fingerprint),
  );
}

function toWorkspaceEdit(edits: readonly TextEdit[], { session, uri, version, lines }: Target): WorkspaceEdit {
  const textEdits = toTextEdits(lines, edits);
  return session.abilities.versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits: textEdits }] }
    : { changes: { [uri]: textEdits } };
}
