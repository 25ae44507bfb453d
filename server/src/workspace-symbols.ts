import { SymbolKind, type WorkspaceSymbol } from "vscode-languageserver/node";
import { toLspLocation } from "./convert.js";
import type { Session } from "./session.js";

/** *Go to Symbol in Workspace*: requirements and risk items of all projects, by id or by words of the title. */
export function registerWorkspaceSymbols(session: Session): void {
  session.connection.onWorkspaceSymbol(async ({ query }, token): Promise<WorkspaceSymbol[]> => {
    const symbols: WorkspaceSymbol[] = [];
    for (const project of session.projects.named) {
      const found = await session.analysis.ask(project, token, async (engine) => engine.symbolsFor(query));
      const uriOf = (file: string): string => session.openPaths.uriOf(project, file);
      for (const { id, title, kind, place } of found.symbols) {
        const location = toLspLocation(place, found.lines, uriOf);
        if (location)
          symbols.push({ name: `${id} ${title}`.trim(), kind: SymbolKind.String, containerName: kind.replaceAll("-", " "), location });
      }
    }
    return symbols;
  });
}
