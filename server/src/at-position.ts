import type { TextDocumentPositionParams } from "vscode-languageserver/node";
import type { ProjectFile } from "./projects.js";
import type { Session } from "./session.js";

/** A place in an open document, in the engine's terms. */
export interface AtPosition extends ProjectFile {
  readonly uri: string;
  readonly offset: number;
  /** True when an answer of this version is about the text that the client has now; an older one is of no use to it. */
  readonly isCurrent: (answer: { readonly version: number }) => boolean;
}

/** `undefined` for a document that is not open. */
export function atPosition(session: Session, { textDocument: { uri }, position }: TextDocumentPositionParams): AtPosition | undefined {
  const document = session.documents.get(uri);
  if (!document) return undefined;
  const offset = document.offsetAt(position);
  return { ...session.projects.locate(uri), uri, offset, isCurrent: ({ version }) => version === session.documents.get(uri)?.version };
}
