import type { TextPlace, TreeDocument, TreeItem } from "../../../engine/src/index.js";
import {
  requirementTreeRequest,
  type Place,
  type RequirementDocument,
  type RequirementNode,
  type RequirementTree,
} from "../../../protocol/src/index.js";
import { placeRange } from "../convert.js";
import type { Project } from "../projects.js";
import type { Session } from "../session.js";
import { onRequest } from "./request.js";

/** `vitalint/requirementTree`. */
export function registerRequirementTree(session: Session): void {
  onRequest(session, requirementTreeRequest, async (_, token): Promise<RequirementTree> => {
    const projects = [];
    for (const project of session.projects.named) {
      const documents = await session.analysis.ask(project, token, async (engine) => engine.requirementTree());
      projects.push({
        uri: project.uri,
        name: project.name,
        documents: documents.map((document) => toDocument(session, project, document)),
      });
    }
    return { projects, reading: session.projects.named.some(({ filesRead }) => !filesRead) };
  });
}

function toDocument(session: Session, project: Project, { path, title, items }: TreeDocument): RequirementDocument {
  const placeOf = (place: TextPlace): Place => ({ uri: session.openPaths.uriOf(project, place.file), range: placeRange(place) });
  return { uri: session.openPaths.uriOf(project, path), path, title, requirements: items.map((item) => toNode(item, placeOf)) };
}

function toNode({ units, tests, place, ...rest }: TreeItem, placeOf: (place: TextPlace) => Place): RequirementNode {
  return {
    ...rest,
    place: placeOf(place),
    units: units.map((unit) => ({ name: unit.name, path: unit.place.file, place: placeOf(unit.place) })),
    tests: tests.map((test) => ({ ...test, path: test.place.file, place: placeOf(test.place) })),
  };
}
