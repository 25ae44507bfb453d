import type { Location } from "vscode-languageserver/node";
import { placesOfId } from "./definition.js";
import type { Session } from "./session.js";

/** *Find All References* of an id, from code and from documents: tags, attributes, table cells, test results. */
export function registerReferences(session: Session): void {
  session.connection.onReferences(async (params, token): Promise<Location[] | null> => {
    const { includeDeclaration } = params.context;
    const answer = await placesOfId(session, params, token, (engine, at) => engine.referencesAt(at.path, at.offset, includeDeclaration));
    return answer?.locations ?? null;
  });
}
