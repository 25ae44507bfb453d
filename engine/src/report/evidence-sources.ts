import type { ProjectConfig } from "../project/config.js";
import { GlobSet } from "../project/file-sets.js";
import { CONFIG_FILE } from "../project/load-config.js";
import { compareText } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import type { TraceGraph } from "../trace/graph.js";
import { traceSourcesOf } from "../trace/sources.js";
import { REVIEWS_FILE } from "../trace/review/review-record.js";
import { STAMPS_FILE } from "../trace/verification/stamp-record.js";
import type { EvidenceSource } from "./model.js";

/**
 * The documents that a report rests on, in path order, with their digests as the host took them from the bytes on disk
 * (what `sha256sum` says). A document found by its usual name counts only where it holds an item.
 */
export function evidenceSources(
  digests: Readonly<Record<FilePath, string>>,
  config: ProjectConfig,
  graph: TraceGraph,
): readonly EvidenceSource[] {
  const roleOf = roles(config, graph);
  return Object.keys(digests)
    .sort(compareText)
    .flatMap((path) => {
      const digest = digests[path];
      const role = roleOf(path);
      if (digest === undefined || role === undefined) return [];
      const date = role === "test results" ? lastRun(path, graph) : undefined;
      return [{ path, role, digest, ...(date === undefined ? {} : { date }) }];
    });
}

function roles(config: ProjectConfig, graph: TraceGraph): (path: FilePath) => EvidenceSource["role"] | undefined {
  const sources = traceSourcesOf(config);
  const soup = new GlobSet(config.soup.list);
  const risks = new GlobSet(config.risks.flatMap(({ files }) => files));
  const kindsIn = (path: FilePath): ReadonlySet<string> => new Set(graph.itemsIn(path).map(({ kind }) => kind));
  return (path) => {
    if (path === CONFIG_FILE) return "configuration";
    if (path === "vitalint.dispositions.json") return "dispositions";
    if (path === "vitalint-baseline.json") return "baseline";
    if (path === REVIEWS_FILE) return "reviews";
    if (path === STAMPS_FILE) return "stamps";
    if (soup.has(path)) return "SOUP list";
    const role = sources.roleOf(path);
    if (role === undefined) return undefined;
    if (role.role === "results") return "test results";
    if (!role.configured && graph.itemsIn(path).length === 0) return undefined;
    if (role.kind === "design") return "design";
    const kinds = kindsIn(path);
    if (risks.has(path) || kinds.has("hazard") || kinds.has("risk-control") || kinds.has("threat")) return "risks";
    return role.kind === "system-requirement" || (kinds.has("system-requirement") && !kinds.has("software-requirement"))
      ? "system requirements"
      : "software requirements";
  };
}

/** The latest time that a result file states for one of its tests: when the run ended, near enough. */
function lastRun(path: FilePath, graph: TraceGraph): string | undefined {
  return graph.tests
    .flatMap((test) => (test.file === path && test.timestamp !== undefined ? [test.timestamp] : []))
    .sort(compareText)
    .at(-1);
}
