import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine, type ReportedFinding } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { openFolder } from "../../host/src/open-project.js";
import { readInput } from "../../host/src/read-file.js";
import { ROOT } from "./engine.js";

/** Findings of a project on disk, from an engine in this thread: what server and command line show, without their transport. */
export async function reportedFindingsOfFolder(folder: string, today = "2026-11-23"): Promise<readonly ReportedFinding[]> {
  const engine = new ProjectEngine(await createEngineParts(join(ROOT, "dist"), today));
  const project = await openFolder(folder);
  const { maxFileSize, encoding } = project.loaded.config;
  engine.setFiles(await Promise.all(project.paths.map((path) => readInput(project.root, path, { maxFileSize, encoding }))));
  return engine.reportedFindings(NEVER_CANCELLED) ?? [];
}
