import type { CancellationToken, Definition, DefinitionLink, Location, TextDocumentPositionParams } from "vscode-languageserver/node";
import type { IdPlaces } from "../../engine/src/index.js";
import type { RemoteEngine } from "../../host/src/index.js";
import { atPosition, type AtPosition } from "./at-position.js";
import { toLspLocation, toRange } from "./convert.js";
import type { Session } from "./session.js";

type Question = (engine: RemoteEngine, at: AtPosition) => Promise<IdPlaces | null>;

/** *Go to Definition* leads from an id to its requirement, *Go to Implementations* from a requirement to its code. */
export function registerDefinition(session: Session): void {
  const { connection } = session;
  connection.onDefinition((params, token) => links(session, params, token, (engine, at) => engine.definitionsAt(at.path, at.offset)));
  connection.onImplementation((params, token) =>
    links(session, params, token, (engine, at) => engine.implementationsAt(at.path, at.offset)),
  );
}

/** Locations of an id's places, `undefined` where there is no id. */
export async function placesOfId(
  session: Session,
  params: TextDocumentPositionParams,
  token: CancellationToken,
  question: Question,
): Promise<{ readonly found: IdPlaces; readonly at: AtPosition; readonly locations: Location[] } | undefined> {
  const at = atPosition(session, params);
  const found = at && (await session.analysis.ask(at.project, token, async (engine) => question(engine, at)));
  if (!found || !at.isCurrent(found)) return undefined;
  const uriOf = (file: string): string => session.openPaths.uriOf(at.project, file);
  return { found, at, locations: found.places.flatMap((place) => toLspLocation(place, found.lines, uriOf) ?? []) };
}

async function links(
  session: Session,
  params: TextDocumentPositionParams,
  token: CancellationToken,
  question: Question,
): Promise<Definition | DefinitionLink[] | null> {
  const answer = await placesOfId(session, params, token, question);
  if (!answer) return null;
  const { found, at, locations } = answer;
  if (!session.abilities.definitionLinks) return locations;
  // The whole id is the link: `SRS-012` is three words to an editor.
  const originSelectionRange = toRange(found.lines[at.path] ?? [0], found.origin);
  return locations.map(({ uri, range }) => ({ originSelectionRange, targetUri: uri, targetRange: range, targetSelectionRange: range }));
}
