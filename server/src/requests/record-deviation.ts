import { recordDeviationRequest, type CreateFile, type TextDocumentEdit, type WorkspaceEdit } from "../../../protocol/src/index.js";
import { toTextEdits } from "../convert.js";
import type { Session } from "../session.js";
import { failure, onRequest } from "./request.js";

/** `vitalint/recordDeviation`. */
export function registerRecordDeviation(session: Session): void {
  onRequest(session, recordDeviationRequest, async ({ uri, range, rule, kind, reason }, token): Promise<WorkspaceEdit> => {
    const document = session.documents.get(uri);
    if (!document) throw failure("Open the file first: a deviation is recorded beside the code.");
    if (!session.abilities.trusted) throw failure("Deviations can be recorded once you trust this workspace.");
    const { project, path } = session.projects.locate(uri);
    const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const recorded = await session.analysis.ask(project, token, async (engine, interrupted) =>
      engine.recordDeviationAt(path, span, rule, { kind, reason }, interrupted),
    );
    if ("problem" in recorded) throw failure(recorded.problem);
    const target = session.openPaths.uriOf(project, recorded.file);
    const open = session.documents.get(target);
    const isStale = open ? open.version !== recorded.version : recorded.file === path;
    if (isStale) throw failure("The text changed meanwhile: try again.");
    const created: CreateFile[] = recorded.version < 0 ? [{ kind: "create", uri: target, options: { ignoreIfExists: true } }] : [];
    const edit: TextDocumentEdit = {
      textDocument: { uri: target, version: open?.version ?? null },
      edits: toTextEdits(recorded.lines, recorded.edits),
    };
    return { documentChanges: [...created, edit] };
  });
}
