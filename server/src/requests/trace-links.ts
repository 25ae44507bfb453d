import type { CancellationToken } from "vscode-languageserver/node";
import type { RemoteEngine } from "../../../host/src/index.js";
import {
  hazardsRequest,
  linkFunctionRequest,
  linkTargetsRequest,
  untracedFunctionsRequest,
  type PositionParams,
  type WorkspaceEdit,
} from "../../../protocol/src/index.js";
import { atPosition, type AtPosition } from "../at-position.js";
import { placeRange, toLspLocation, toTextEdits } from "../convert.js";
import type { Session } from "../session.js";
import { failure, onRequest, projectOf } from "./request.js";

/** `vitalint/hazards`, `vitalint/linkTargets`, `vitalint/linkFunction` and `vitalint/untracedFunctions`. */
export function registerTraceLinks(session: Session): void {
  onRequest(session, hazardsRequest, async (params, token) => {
    const { at, answer } = await ask(session, params, token, (engine, here) => engine.hazardsAt(here.path, here.offset));
    const uriOf = (file: string): string => session.openPaths.uriOf(at.project, file);
    return answer.hazards.flatMap(({ place, ...hazard }) => {
      const location = toLspLocation(place, answer.lines, uriOf);
      return location ? [{ ...hazard, place: location }] : [];
    });
  });
  onRequest(session, linkTargetsRequest, async (params, token) => {
    const { answer } = await ask(session, params, token, (engine, at) => engine.linkTargetsAt(at.path, at.offset));
    return answer && { function: answer.function, items: answer.items };
  });
  onRequest(session, linkFunctionRequest, async (params, token): Promise<WorkspaceEdit> => {
    if (!session.abilities.trusted) throw failure("Functions can be linked once you trust this workspace.");
    const { at, answer } = await ask(session, params, token, (engine, here) => engine.linkFunctionAt(here.path, here.offset, params.id));
    if (!answer) throw failure("Put the cursor on the function that is to be linked.");
    if (!at.isCurrent(answer)) throw failure("The text changed meanwhile: try again.");
    const textDocument = { uri: at.uri, version: answer.version };
    return { documentChanges: [{ textDocument, edits: toTextEdits(answer.lines, answer.edits) }] };
  });
  onRequest(session, untracedFunctionsRequest, async (params, token) => {
    const project = projectOf(session, params);
    const found = await session.analysis.ask(project, token, async (engine) => engine.untracedFunctions());
    return found.map(({ file, place, ...fn }) => ({
      ...fn,
      path: file,
      place: { uri: session.openPaths.uriOf(project, file), range: placeRange(place) },
    }));
  });
}

async function ask<Answer>(
  session: Session,
  { uri, position }: PositionParams,
  token: CancellationToken,
  question: (engine: RemoteEngine, at: AtPosition) => Promise<Answer>,
): Promise<{ readonly at: AtPosition; readonly answer: Answer }> {
  const at = atPosition(session, { textDocument: { uri }, position });
  if (!at) throw failure("Open the file first.");
  return { at, answer: await session.analysis.ask(at.project, token, async (engine) => question(engine, at)) };
}
