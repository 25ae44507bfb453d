import { isNamed, type SoupManifest, type SoupPackage } from "./package.js";

/** `.gitmodules`: submodules by the names of their repositories. Which commit is checked out stands in git's index alone. */
export const gitmodulesManifest: SoupManifest = {
  name: ".gitmodules",
  matches: (path) => isNamed(path, ".gitmodules"),
  read(path, text) {
    return [...text.matchAll(/^[ \t]*url[ \t]*=[ \t]*([^\r\n]{1,500})$/gm)].flatMap((match): SoupPackage[] => {
      const url = (match[1] ?? "").trim();
      // A submodule of the same host beside this repository is often the project's own, but nobody can tell: the list says.
      const name = /([^/:\\]+?)(?:\.git)?\/?$/.exec(url)?.[1];
      if (name === undefined) return [];
      const start = match.index + match[0].lastIndexOf(name);
      return [{ name, file: path, span: { start, end: start + name.length } }];
    });
  },
};
