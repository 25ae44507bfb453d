import { isNamed, versionOrRange, type SoupManifest, type SoupPackage } from "./package.js";

/** A call and its arguments: these never nest brackets in practice. Bounded, so that no text takes long. */
const CALL = /\b(FetchContent_Declare|ExternalProject_Add|CPMAddPackage|CPMFindPackage)[ \t]*\(([^()]{1,4000})\)/gi;

/** `CMakeLists.txt` and `*.cmake`: what FetchContent, ExternalProject and CPM download. */
export const cmakeManifest: SoupManifest = {
  name: "CMakeLists.txt",
  matches: (path) => isNamed(path, "CMakeLists.txt") || path.endsWith(".cmake"),
  read(path, text) {
    const code = withoutComments(text);
    return [...code.matchAll(CALL)].flatMap((match): SoupPackage[] => {
      const args = match[2] ?? "";
      const start = match.index + match[0].length - 1 - args.length;
      const isCpm = /^CPM/i.test(match[1] ?? "");
      const keyed = (key: string): string => new RegExp(`\\b${key}\\s+"?([^\\s"]+)`).exec(args)?.[1] ?? "";
      const first = /"?([^\s"]+)/.exec(args);
      // CPM: one word "gh:owner/name@1.2" or "…#tag", or NAME as a key.
      const short = isCpm ? /^(?:[a-z]+:)?(?:[^\s"/@#]+\/)?([^\s"/@#]+?)(?:\.git)?[@#]([^\s"]+)$/i.exec(first?.[1] ?? "") : undefined;
      const name = short?.[1] ?? (isCpm ? keyed("NAME") || repositoryName(keyed("GITHUB_REPOSITORY")) : (first?.[1] ?? ""));
      const said = short?.[2] ?? (keyed("GIT_TAG") || keyed("VERSION") || versionInUrl(keyed("URL")));
      // A name or tag from a variable can't be known without running CMake.
      if (name === "" || name.includes("$")) return [];
      const at = start + Math.max(0, args.indexOf(name));
      const version = said.includes("$") ? {} : versionOrRange(said);
      return [{ name, ...version, file: path, span: { start: at, end: at + name.length } }];
    });
  },
};

function withoutComments(text: string): string {
  return text.replace(/(^|[\s)])#[^\n]*/g, (comment, before: string) => before + " ".repeat(comment.length - before.length));
}

function repositoryName(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}

function versionInUrl(url: string): string {
  return /(\d+(?:\.\d+)+[\w.-]*?)(?:\.tar\.\w+|\.zip|\.tgz)?$/.exec(url.slice(-200))?.[1] ?? "";
}
