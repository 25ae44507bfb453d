import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { yamlDocument } from "../yaml-document.js";
import { isNamed, versionOrRange, type SoupManifest, type SoupPackage } from "./package.js";

/** `west.yml` of Zephyr: the projects of its manifest with their revisions. */
export const westManifest: SoupManifest = {
  name: "west.yml",
  matches: (path) => isNamed(path, "west.yml") || isNamed(path, "west.yaml"),
  read(path, text) {
    const root = yamlDocument(text)?.contents;
    const manifest = isMap(root) ? root.get("manifest") : undefined;
    if (!isMap(manifest)) return [];
    const projects = manifest.get("projects");
    const defaults = manifest.get("defaults");
    const usual = isMap(defaults) ? textAt(defaults, "revision") : undefined;
    if (!isSeq(projects)) return [];
    return projects.items.flatMap((project): SoupPackage[] => {
      const node: unknown = isMap(project) ? project.get("name", true) : undefined;
      if (!isMap(project) || !isScalar(node) || typeof node.value !== "string" || !node.range) return [];
      const name = node.value;
      const revision = textAt(project, "revision") ?? usual ?? "";
      const start = Math.max(0, text.indexOf(name, node.range[0]));
      return [{ name, ...versionOrRange(revision), file: path, span: { start, end: start + name.length } }];
    });
  },
};

function textAt(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
