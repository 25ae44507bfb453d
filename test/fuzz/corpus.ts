import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { languageOfPath } from "../../engine/src/index.js";

/** Largest source that is mutated, in bytes. */
const LARGEST = 60_000;

/** Source files below folders, in path order. */
export function sourcesBelow(folders: readonly string[]): readonly { readonly path: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && languageOfPath(entry.name) !== undefined)
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => statSync(path).size <= LARGEST)
      .sort()
      .map((path) => ({ path, text: readFileSync(path, "latin1") })),
  );
}
