import type { CodeLens } from "vscode-languageserver/node";
import { SHOW_PLACES_COMMAND } from "../../protocol/src/index.js";
import { toLspLocation, toRange } from "./convert.js";
import type { Session } from "./session.js";

/** Lines above functions that say what they are held by; off unless the setting `vitalint.codeLens` is on. */
export function registerCodeLens(session: Session): void {
  session.connection.onCodeLens(async ({ textDocument: { uri } }, token): Promise<CodeLens[]> => {
    const document = session.documents.get(uri);
    if (!document || !session.settings.codeLens) return [];
    const { project, path } = session.projects.locate(uri);
    const found = await session.analysis.ask(project, token, async (engine) => engine.lensesOf(path), "background");
    if (found.version !== document.version) return [];
    const uriOf = (file: string): string => session.openPaths.uriOf(project, file);
    return found.lenses.map(({ span, title, places }) => {
      const range = toRange(found.lines[path] ?? [0], span);
      const locations = places.flatMap((place) => toLspLocation(place, found.lines, uriOf) ?? []);
      // A client without our command shows the words alone.
      const command = session.abilities.commandLinks ? SHOW_PLACES_COMMAND : "";
      return { range, command: { title, command, arguments: [{ uri, range }, locations] } };
    });
  });
}
