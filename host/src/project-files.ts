import {
  CONFIG_FILE,
  GlobSet,
  isBuildDescription,
  languageOfPath,
  REVIEWED_FILE,
  REVIEWS_FILE,
  STAMPS_FILE,
  traceSourcesOf,
  type FilePath,
  type ProjectConfig,
} from "../../engine/src/index.js";

/** Files beside the configuration that users commit for Vitalint. */
const OWN_FILES = [CONFIG_FILE, "vitalint.dispositions.json", "vitalint-baseline.json", REVIEWS_FILE, REVIEWED_FILE, STAMPS_FILE];

/** Decides which files of a folder the engine gets to see under one configuration: sources, what the trace reads, and what the configuration names. */
export function projectFileFilter(config: ProjectConfig): (path: FilePath) => boolean {
  const excluded = new GlobSet(config.exclude);
  const named = new GlobSet([...config.soup.list, ...config.models]);
  const trace = traceSourcesOf(config);
  return (path) => {
    if (OWN_FILES.includes(path)) return true;
    if (isBuildDescription(path)) return true;
    // Its mere presence takes a folder of Doorstop's out of the project's documents.
    if (path.endsWith("/.doorstop.skip")) return !excluded.has(path);
    if (excluded.has(path)) return false;
    return (
      languageOfPath(path) !== undefined ||
      trace.roleOf(path) !== undefined ||
      trace.mayHoldTags(path) ||
      trace.isReadWithDocuments(path) ||
      trace.isManifest(path) ||
      named.has(path)
    );
  };
}
