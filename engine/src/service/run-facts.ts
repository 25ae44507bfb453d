import { CONFIG_FILE } from "../project/load-config.js";
import type { Project } from "../project/project.js";
import type { EvidenceSource, FileFact, RunFacts } from "../report/index.js";
import { digestOf } from "../text/digest.js";
import type { TraceGraph } from "../trace/graph.js";
import { traceSourcesOf } from "../trace/sources.js";
import { GlobSet } from "../project/file-sets.js";

/** What only the host knows of a run: the engine has no clock, no git and no files. */
export type RunIdentity = Omit<RunFacts, "files" | "sources">;

/** Names of the files beside the configuration that users commit. */
export const DISPOSITIONS_FILE = "vitalint.dispositions.json";
export const BASELINE_FILE = "vitalint-baseline.json";

/** State of every source file of a project, in path order. */
export function fileFacts(project: Project): readonly FileFact[] {
  const facts: FileFact[] = [];
  for (const path of project.paths) {
    const reason = project.unreadable(path);
    const document = project.document(path);
    if (reason !== undefined) facts.push({ path, state: "failed", reason });
    else if (document?.language !== undefined) {
      const item = project.softwareItemOf(path);
      facts.push({
        path,
        state: "analysed",
        lines: document.lines.lineCount,
        language: document.language,
        programs: project.programsOf(path),
        ...(item ? { softwareItem: item.name } : {}),
        ...(project.isSoup(path) ? { soup: true } : {}),
      });
    }
  }
  return facts;
}

/** The documents that a report rests on, with the digests of their texts. */
export function evidenceSources(project: Project, graph: TraceGraph): readonly EvidenceSource[] {
  const sources = traceSourcesOf(project.config);
  const soup = new GlobSet(project.config.soup.list);
  const named: Readonly<Record<string, EvidenceSource["role"]>> = {
    [CONFIG_FILE]: "configuration",
    [DISPOSITIONS_FILE]: "dispositions",
    [BASELINE_FILE]: "baseline",
  };
  return project.paths.flatMap((path): EvidenceSource[] => {
    const text = project.text(path);
    if (text === undefined || project.document(path)?.language !== undefined) return [];
    const role = named[path] ?? (soup.has(path) ? "SOUP list" : documentRole(sources.roleOf(path)));
    if (role === undefined) return [];
    const date = graph.tests.find((test) => test.file === path && test.timestamp !== undefined)?.timestamp;
    return [{ path, role, digest: digestOf(text), ...(date === undefined ? {} : { date }) }];
  });
}

function documentRole(role: ReturnType<ReturnType<typeof traceSourcesOf>["roleOf"]>): EvidenceSource["role"] | undefined {
  if (!role) return undefined;
  if (role.role === "results") return "test results";
  switch (role.kind) {
    case "system-requirement":
      return "system requirements";
    case "software-requirement":
      return "software requirements";
    case "design":
      return "design";
    default:
      return "risks";
  }
}
