import type { DocumentLink } from "vscode-languageserver/node";
import { toLspLocation, toRange } from "./convert.js";
import type { Session } from "./session.js";

/** Links from ids in tags and documents to the requirement that they name. */
export function registerDocumentLinks(session: Session): void {
  session.connection.onDocumentLinks(async ({ textDocument: { uri } }, token): Promise<DocumentLink[]> => {
    const document = session.documents.get(uri);
    if (!document) return [];
    const { project, path } = session.projects.locate(uri);
    const found = await session.analysis.ask(project, token, async (engine) => engine.linksOf(path));
    if (found.version !== session.documents.get(uri)?.version) return [];
    const own = found.lines[path] ?? [0];
    return found.links.flatMap(({ span, target, tooltip }) => {
      const place = toLspLocation(target, found.lines, (file) => session.openPaths.uriOf(project, file));
      if (!place) return [];
      const { line, character } = place.range.start;
      const link = { range: toRange(own, span), target: `${place.uri}#L${line + 1},${character + 1}` };
      return [session.abilities.linkTooltips ? { ...link, tooltip } : link];
    });
  });
}
