import { ErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver/node";
import type { ProjectParams, Request } from "../../../protocol/src/index.js";
import type { Project } from "../projects.js";
import type { Session } from "../session.js";

/** Answers one of our own requests. What it throws reaches the user: its message is a sentence for people. */
export function onRequest<Params, Result>(
  session: Session,
  request: Request<Params, Result>,
  answer: (params: Params, token: CancellationToken) => Promise<Result>,
): void {
  session.connection.onRequest(request.method, (params: Params, token: CancellationToken) => answer(params, token));
}

/** The project that a request is about: the one of that URI, or the first one. */
export function projectOf(session: Session, { project: uri }: ProjectParams): Project {
  const [first] = session.projects.named;
  const project = uri === undefined ? first : session.projects.all.find((candidate) => candidate.uri === uri);
  if (project) return project;
  throw failure(uri === undefined ? "Open a folder first: there is no project here." : `There is no project '${uri}'.`);
}

/** An error whose message the user is shown. */
export function failure(message: string): ResponseError {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
