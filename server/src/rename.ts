import type { PrepareRenameResult, WorkspaceEdit } from "vscode-languageserver/node";
import { atPosition } from "./at-position.js";
import { toRange, toTextEdits } from "./convert.js";
import { failure } from "./requests/request.js";
import type { Session } from "./session.js";

/** *Rename Symbol* on an id: in its document, in every tag, attribute and table cell. Refused with the place that can't be edited. */
export function registerRename(session: Session): void {
  session.connection.onPrepareRename(async (params, token): Promise<PrepareRenameResult | null> => {
    const at = atPosition(session, params);
    const target = at && (await session.analysis.ask(at.project, token, async (engine) => engine.renameTargetAt(at.path, at.offset)));
    if (!at || !target) return null;
    if ("problem" in target) throw failure(target.problem);
    return at.isCurrent(target) ? { range: toRange(target.lines[at.path] ?? [0], target.span), placeholder: target.id } : null;
  });
  session.connection.onRenameRequest(async (params, token): Promise<WorkspaceEdit | null> => {
    const at = atPosition(session, params);
    if (!at) return null;
    if (!session.abilities.trusted) throw failure("Ids can be renamed once you trust this workspace.");
    const renaming = await session.analysis.ask(at.project, token, async (engine) => engine.renameAt(at.path, at.offset, params.newName));
    if (!renaming) return null;
    if ("problem" in renaming) throw failure(renaming.problem);
    const changes = renaming.files.map(({ path, version, edits }) => {
      const uri = session.openPaths.uriOf(at.project, path);
      const open = session.documents.get(uri);
      if (open && open.version !== version) throw failure("The text changed meanwhile: try again.");
      return { uri, version: open?.version ?? null, edits: toTextEdits(renaming.lines[path] ?? [0], edits) };
    });
    return session.abilities.versionedEdits
      ? { documentChanges: changes.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits })) }
      : { changes: Object.fromEntries(changes.map(({ uri, edits }) => [uri, edits])) };
  });
}
