import { findNodeAtLocation, type Node } from "jsonc-parser";
import { parseJson } from "../readers/json/json-document.js";
import { isNamed, versionOrRange, type SoupManifest, type SoupPackage } from "./package.js";

/** Larger lock files are not looked into. In characters. */
const MAX_LOCK = 20_000_000;

/** `package.json`, with the versions that `package-lock.json` resolved. What only building and testing need is no SOUP of the device. */
export const npmManifest: SoupManifest = {
  name: "package.json",
  matches: (path) => isNamed(path, "package.json"),
  read(path, text, lockOf) {
    const { root } = parseJson(text);
    const declared = ["dependencies", "optionalDependencies"].flatMap((key) => (root && findNodeAtLocation(root, [key])?.children) ?? []);
    if (declared.length === 0) return [];
    const locked = lockedVersions(lockOf(`${path.slice(0, -"package.json".length)}package-lock.json`));
    return declared.flatMap((property): SoupPackage[] => {
      const [name, value] = property.children ?? [];
      const [id, wanted] = [textOf(name), textOf(value)];
      if (!name || id === undefined || wanted === undefined) return [];
      // Packages of the same repository are the project's own.
      if (/^(?:file|link|workspace|portal):/.test(wanted)) return [];
      const resolved = locked.get(id);
      const said = resolved === undefined ? versionOrRange(wanted.replace(/^npm:[^@]*@/, "")) : { version: resolved };
      return [{ name: id, ...said, file: path, span: { start: name.offset + 1, end: name.offset + name.length - 1 } }];
    });
  },
};

function textOf(node: Node | undefined): string | undefined {
  const value: unknown = node?.value;
  return typeof value === "string" ? value : undefined;
}

/** Versions of the packages at the top of a lock file, of its format 1 to 3. */
function lockedVersions(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined || text.length > MAX_LOCK) return new Map();
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    return new Map();
  }
  const versions = new Map<string, string>();
  for (const [key, entry] of [...entriesOf(lock, "dependencies"), ...entriesOf(lock, "packages")]) {
    const name = key.startsWith("node_modules/") ? key.slice("node_modules/".length) : key;
    if (name.includes("node_modules/") || typeof entry !== "object" || entry === null || !("version" in entry)) continue;
    if (typeof entry.version === "string") versions.set(name, entry.version);
  }
  return versions;
}

function entriesOf(value: unknown, key: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === "object" && found !== null ? Object.entries(found) : [];
}
