import { CONFIG_FILE, GlobSet, languageOfPath, type FilePath, type ProjectConfig } from "../../engine/src/index.js";

/** Files beside the configuration that users commit for Vitalint. */
const OWN_FILES = [CONFIG_FILE, "vitalint.dispositions.json", "vitalint-baseline.json"];

/** Decides which files of a folder the engine gets to see under one configuration. */
export function projectFileFilter(config: ProjectConfig, documentGlobs: readonly string[]): (path: FilePath) => boolean {
  const excluded = new GlobSet(config.exclude);
  const documents = new GlobSet([
    ...config.requirements.flatMap(({ files }) => files),
    ...config.risks.flatMap(({ files }) => files),
    ...config.designs.flatMap(({ files }) => files),
    ...config.tests.results,
    ...config.soup.list,
    ...config.models,
    ...documentGlobs,
  ]);
  return (path) => {
    if (OWN_FILES.includes(path)) return true;
    if (excluded.has(path)) return false;
    return languageOfPath(path) !== undefined || documents.has(path);
  };
}
