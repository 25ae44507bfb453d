import { CompletionItemKind, type CompletionList } from "vscode-languageserver/node";
import { atPosition } from "./at-position.js";
import { toRange } from "./convert.js";
import type { Session } from "./session.js";

/** Behind a tag a space or comma begins an id, and a hyphen goes on with one. */
export const COMPLETION_TRIGGERS: readonly string[] = [" ", ",", "-"];

/** Completion of requirement ids inside tags and link attributes, with their titles. */
export function registerCompletion(session: Session): void {
  session.connection.onCompletion(async (params, token): Promise<CompletionList | null> => {
    const at = atPosition(session, params);
    if (!at) return null;
    const found = await session.analysis.ask(at.project, token, async (engine) => engine.completionAt(at.path, at.offset));
    if (!found || !at.isCurrent(found)) return null;
    const range = toRange(found.lines, found.span);
    return {
      isIncomplete: found.isIncomplete,
      items: found.items.map(({ id, title, kind }, index) => ({
        label: id,
        labelDetails: { description: title },
        detail: `${id} ${title}`.trim(),
        documentation: kind.replaceAll("-", " "),
        kind: CompletionItemKind.Reference,
        // People remember what a requirement says: its words find it too.
        filterText: `${id} ${title}`,
        sortText: String(index).padStart(4, "0"),
        textEdit: { range, newText: id },
      })),
    };
  });
}
