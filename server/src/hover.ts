import { MarkupKind, type Hover } from "vscode-languageserver/node";
import { atPosition } from "./at-position.js";
import { commandLink, EXPLAIN_RULE_COMMAND } from "./client-commands.js";
import { toRange } from "./convert.js";
import type { Session } from "./session.js";

/** Hovers: a requirement's card on its id, a rule's short page and what the code is for on a finding. */
export function registerHover(session: Session): void {
  session.connection.onHover(async (params, token): Promise<Hover | null> => {
    const at = atPosition(session, params);
    if (!at) return null;
    const card = await session.analysis.ask(at.project, token, async (engine, interrupted) =>
      engine.hoverAt(at.path, at.offset, interrupted),
    );
    if (!card || !at.isCurrent(card)) return null;
    const parts = card.parts.map(({ markdown, rule }) => (rule === undefined ? markdown : `${markdown}${pageLink(session, rule)}`));
    const value = parts.join("\n\n---\n\n");
    const contents = session.abilities.markdownHover
      ? { kind: MarkupKind.Markdown, value }
      : { kind: MarkupKind.PlainText, value: plain(value) };
    return { contents, range: toRange(card.lines, card.span) };
  });
}

function pageLink({ abilities }: Session, rule: string): string {
  return abilities.commandLinks ? `\n\n[Explain ${rule}](${commandLink(EXPLAIN_RULE_COMMAND, rule)})` : "";
}

/** Markdown without its marks, for a client that shows them as they are. */
function plain(markdown: string): string {
  return markdown.replace(/\\([\\`*_{}[\]<>#|!])/g, "$1").replace(/\*\*?([^*\n]+)\*\*?/g, "$1");
}
