import { rulePageRequest, rulesRequest } from "../../../protocol/src/index.js";
import type { Session } from "../session.js";
import { onRequest, projectOf } from "./request.js";

/** `vitalint/rules` and `vitalint/rulePage`: under the first project's configuration. */
export function registerRules(session: Session): void {
  onRequest(session, rulesRequest, (_, token) =>
    session.analysis.ask(projectOf(session, {}), token, async (engine) => engine.ruleEntries()),
  );
  onRequest(session, rulePageRequest, async ({ rule }, token) => {
    const markdown = await session.analysis.ask(projectOf(session, {}), token, async (engine) => engine.rulePage(rule));
    return markdown === null ? null : { rule, markdown };
  });
}
