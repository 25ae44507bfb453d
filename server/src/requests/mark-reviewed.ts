import { markReviewedRequest, type CreateFile, type MarkedReview, type TextDocumentEdit } from "../../../protocol/src/index.js";
import { gitUserName } from "../../../host/src/index.js";
import { toTextEdits } from "../convert.js";
import type { Session } from "../session.js";
import { failure, onRequest } from "./request.js";

/** `vitalint/markReviewed`. */
export function registerMarkReviewed(session: Session): void {
  onRequest(session, markReviewedRequest, async ({ uri, target }, token): Promise<MarkedReview> => {
    if (!session.abilities.trusted) throw failure("Links can be marked as reviewed once you trust this workspace.");
    const { project } = session.projects.locate(uri);
    if (project.root === undefined) throw failure("Open the project's folder first: the review record lies beside its vitalint.json.");
    if (!project.filesRead) throw failure(`${project.name} is still being read: try again in a moment.`);
    const named = session.settings.reviewer.trim();
    const name = named === "" ? await gitUserName(project.root) : named;
    if (name === undefined) throw failure("Nobody knows who reviews: set 'vitalint.reviewer', or 'git config user.name'.");
    const date = new Date().toISOString().slice(0, 10);
    const recorded = await session.analysis.ask(project, token, async (engine) => engine.markReviewedAt(target, { name, date }));
    if ("problem" in recorded) throw failure(recorded.problem);
    const changes = recorded.files.filter(({ edits }) => edits.length > 0);
    const documentChanges = changes.flatMap(({ path, version, lines, edits }): (CreateFile | TextDocumentEdit)[] => {
      const fileUri = session.openPaths.uriOf(project, path);
      const open = session.documents.get(fileUri);
      if (open && open.version !== version) throw failure("The review record changed meanwhile: try again.");
      const create: CreateFile[] = version < 0 ? [{ kind: "create", uri: fileUri, options: { ignoreIfExists: true } }] : [];
      return [...create, { textDocument: { uri: fileUri, version: open?.version ?? null }, edits: toTextEdits(lines, edits) }];
    });
    return { edit: { documentChanges }, files: changes.map(({ path }) => session.openPaths.uriOf(project, path)), links: recorded.links };
  });
}
