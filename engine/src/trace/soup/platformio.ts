import { isNamed, versionOrRange, type SoupManifest, type SoupPackage } from "./package.js";

/** `platformio.ini`: the libraries of `lib_deps`. */
export const platformioManifest: SoupManifest = {
  name: "platformio.ini",
  matches: (path) => isNamed(path, "platformio.ini"),
  read(path, text) {
    const found = new Map<string, SoupPackage>();
    let isInList = false;
    let offset = 0;
    for (const line of text.split("\n")) {
      const key = /^([A-Za-z_]\w*)[ \t]*=/.exec(line);
      if (key || line.startsWith("[")) isInList = key?.[1] === "lib_deps";
      if (isInList) {
        const from = key ? key[0].length : 0;
        for (const part of line.slice(from).split(",")) {
          const at = offset + line.indexOf(part, from);
          const entry = libraryOf(part.replace(/\s[;#].*$|^\s*[;#].*$/, ""));
          // Environments of one project repeat their libraries.
          if (entry && !found.has(entry.name)) {
            const start = at + Math.max(0, part.indexOf(entry.name));
            found.set(entry.name, { ...entry, file: path, span: { start, end: start + entry.name.length } });
          }
        }
      }
      offset += line.length + 1;
    }
    return [...found.values()];
  },
};

/** `owner/Name@^2.8`, `Name @ 1.0`, `https://host/owner/name.git#v1.0`. */
function libraryOf(text: string): Pick<SoupPackage, "name" | "version" | "range"> | undefined {
  const said = text.trim().slice(0, 500);
  // References to other sections and own folders are no packages.
  if (said === "" || said.startsWith("$") || /^(?:file|symlink):/.test(said)) return undefined;
  const url = /^(?:[a-z+]+:\/\/|git@).*\/([^/#]+?)(?:\.git|\.zip|\.tar\.gz)?(?:#(.+))?$/.exec(said);
  if (url?.[1]) return { name: url[1], ...versionOrRange(url[2] ?? "") };
  const named = /^(?:[^/@]+\/)?([^/@]+?)\s*(?:@\s*(.+))?$/.exec(said);
  return named?.[1] ? { name: named[1], ...versionOrRange(named[2] ?? "") } : undefined;
}
