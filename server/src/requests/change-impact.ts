import { impactMarkdown, type FilePath } from "../../../engine/src/index.js";
import { changesSince, projectFileFilter } from "../../../host/src/index.js";
import { changeImpactRequest } from "../../../protocol/src/index.js";
import type { Feeder } from "../feeder.js";
import type { Project } from "../projects.js";
import type { Session } from "../session.js";
import { failure, onRequest, projectOf } from "./request.js";

/** `vitalint/changeImpact`: the work tree as the editor has it, unsaved edits too, against a commit. */
export function registerChangeImpact(session: Session, feeder: Feeder): void {
  onRequest(session, changeImpactRequest, async ({ since, ...params }, token) => {
    if (!session.abilities.trusted)
      throw failure("Changes can be compared with a commit once you trust this workspace: git is asked for that.");
    const project = projectOf(session, params);
    const { folder } = project;
    if (!folder) throw failure(`The folder of ${project.name} could not be read.`);
    feeder.resume(project);
    await feeder.idle();
    const { config } = folder.loaded;
    const earlier = await changesSince(folder.root, since, projectFileFilter(config), config.encoding, openPaths(session, project));
    if ("error" in earlier) throw failure(`The changes since '${since}' can't be shown: ${earlier.error}.`);
    const impact = await session.analysis.ask(project, token, async (engine, interrupted) =>
      engine.changeImpact(earlier.files, since, interrupted),
    );
    return { markdown: impactMarkdown(impact) };
  });
}

function openPaths(session: Session, project: Project): FilePath[] {
  return session.documents.all.flatMap(({ uri }) => {
    const at = session.projects.locate(uri);
    return at.project === project ? [at.path] : [];
  });
}
