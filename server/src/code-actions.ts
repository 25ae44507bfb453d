import { CodeActionKind, type CodeAction, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from "vscode-languageserver/node";
import type { EditorAction, TextEdit } from "../../engine/src/index.js";
import {
  LINK_FUNCTION_COMMAND,
  MARK_REVIEWED_COMMAND,
  RECORD_DEVIATION_COMMAND,
  type DeviationTarget,
  type MarkReviewedParams,
  type PositionParams,
} from "../../protocol/src/index.js";
import { EXPLAIN_RULE_COMMAND } from "./client-commands.js";
import { toRange, toTextEdits, type DiagnosticData, type LineStarts } from "./convert.js";
import type { Project } from "./projects.js";
import type { Session } from "./session.js";

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.vitalint`;

export const CODE_ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL_KIND];

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
    const at: Target = { session, project, uri, version: found.version, lines: found.lines, params };
    const actions = wants(params, CodeActionKind.QuickFix) ? found.actions.flatMap((action) => toCodeAction(action, at)) : [];
    if (found.linkable !== undefined && wants(params, CodeActionKind.RefactorRewrite)) actions.push(...linkAction(found.linkable, at));
    return wants(params, FIX_ALL_KIND) && found.fixAll.length > 0 && session.abilities.trusted
      ? [...actions, { title: "Fix all that Vitalint can fix safely", kind: FIX_ALL_KIND, edit: toWorkspaceEdit(found.fixAll, at) }]
      : actions;
  });
}

interface Target {
  readonly session: Session;
  readonly project: Project;
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
  const { trusted, asksForReasons, commandLinks, marksReviews } = at.session.abilities;
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
    case "create-item": {
      if (!trusted || !at.session.abilities.versionedEdits) return [];
      const { path, version, lines, edits } = action.edit;
      const uri = at.session.openPaths.uriOf(at.project, path);
      const open = at.session.documents.get(uri);
      if (open && open.version !== version) return [];
      const change = { textDocument: { uri, version: open?.version ?? null }, edits: toTextEdits(lines, edits) };
      return [{ ...common, title: action.title ?? `Create ${action.id} in ${path}`, edit: { documentChanges: [change] } }];
    }
    case "mark-reviewed": {
      if (!trusted || !marksReviews) return [];
      const params: MarkReviewedParams = { uri: at.uri, target: action.target };
      const { title } = action;
      return [{ ...common, title, command: { title, command: MARK_REVIEWED_COMMAND, arguments: [params] } }];
    }
    case "explain": {
      if (!commandLinks) return [];
      const title = `Explain ${action.rule}`;
      return [{ ...common, title, command: { title, command: EXPLAIN_RULE_COMMAND, arguments: [action.rule] } }];
    }
  }
}

/** The client asks which requirement. */
function linkAction(name: string, { session, uri, params }: Target): CodeAction[] {
  if (!session.abilities.trusted || !session.abilities.asksForReasons) return [];
  const title = `Link ${name} to a requirement…`;
  const target: PositionParams = { uri, position: params.range.start };
  return [{ title, kind: CodeActionKind.RefactorRewrite, command: { title, command: LINK_FUNCTION_COMMAND, arguments: [target] } }];
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
