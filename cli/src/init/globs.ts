import type { FilePath } from "../../../engine/src/index.js";

/**
 * The shortest globs that hold exactly the listed files of all: a folder whose files are all listed becomes `folder/**`,
 * one whose own files are all listed `folder/*`.
 */
export function coveringGlobs(listed: ReadonlySet<FilePath>, all: readonly FilePath[]): string[] {
  return cover("", all, listed);
}

function cover(folder: string, files: readonly FilePath[], listed: ReadonlySet<FilePath>): string[] {
  const chosen = files.filter((path) => listed.has(path));
  if (chosen.length === 0) return [];
  if (chosen.length === files.length && folder !== "") return [`${folder}**`];
  const isOwn = (path: FilePath): boolean => !path.slice(folder.length).includes("/");
  const own = files.filter(isOwn);
  const ownChosen = own.filter((path) => listed.has(path));
  const globs = own.length > 1 && ownChosen.length === own.length ? [`${folder}*`] : ownChosen;
  const subfolders = new Set(files.filter((path) => !isOwn(path)).map((path) => path.slice(0, path.indexOf("/", folder.length) + 1)));
  return [
    ...globs,
    ...[...subfolders].flatMap((sub) =>
      cover(
        sub,
        files.filter((path) => path.startsWith(sub)),
        listed,
      ),
    ),
  ];
}
