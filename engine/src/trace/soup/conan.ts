import { isNamed, versionOrRange, type SoupManifest, type SoupPackage } from "./package.js";

/** `name/version`, then perhaps `@user/channel` and `#revision`. */
const REFERENCE = /^([a-z0-9_][a-z0-9_+.-]{1,100})\/(\[[^\]]{0,100}\]|[A-Za-z0-9_+.-]{1,100})/;

/** `conanfile.txt` (`[requires]`) and `conanfile.py` (`requires`, `self.requires`). Tools and tests of the build are left out. */
export const conanManifest: SoupManifest = {
  name: "conanfile",
  matches: (path) => isNamed(path, "conanfile.txt") || isNamed(path, "conanfile.py"),
  read(path, text) {
    const places = path.endsWith(".py") ? inPython(text) : inText(text);
    return places.flatMap((at): SoupPackage[] => {
      const match = REFERENCE.exec(text.slice(at, at + 250));
      if (!match?.[1] || !match[2]) return [];
      const range = /^\[(.*)\]$/.exec(match[2])?.[1];
      const said = range === undefined ? versionOrRange(match[2]) : { range };
      return [{ name: match[1], ...said, file: path, span: { start: at, end: at + match[1].length } }];
    });
  },
};

function inText(text: string): number[] {
  const places: number[] = [];
  let section = "";
  let offset = 0;
  for (const line of text.split("\n")) {
    const words = line.trim();
    if (words.startsWith("[")) section = words;
    else if (section === "[requires]" && words !== "" && !words.startsWith("#")) places.push(offset + line.indexOf(words));
    offset += line.length + 1;
  }
  return places;
}

/** Strings of `requires = …` in a class, and first arguments of `self.requires(…)`; `test_requires` and the like have other names. */
function inPython(text: string): number[] {
  const code = text.replace(/(^|\s)#[^\n]*/g, (comment, before: string) => before + " ".repeat(comment.length - before.length));
  const places = [...code.matchAll(/\bself\.requires\(\s*f?["']/g)].map((match) => match.index + match[0].length);
  for (const match of code.matchAll(/^[ \t]+requires[ \t]*=[ \t]*([[(]?)/gm)) {
    const start = match.index + match[0].length;
    const end = match[1] === "" ? code.indexOf("\n", start) : code.indexOf(match[1] === "[" ? "]" : ")", start);
    const value = code.slice(start, end < 0 ? undefined : end);
    for (const string of value.matchAll(/["']([^"'\n]{1,250})["']/g)) places.push(start + string.index + 1);
  }
  return places;
}
