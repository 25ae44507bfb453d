import type { TagScanner } from "../scanner.js";
import { mentionsOf, tagLines } from "./tag-lines.js";

const TAG = /(?<![\w-])(lobster-trace:)/g;

/** LOBSTER's `// lobster-trace: package.requirement`, also several and with `#`: the function that the comment stands in or before. */
export const lobsterScanner: TagScanner = {
  name: "lobster",
  anyText: true,
  scan(file) {
    if (!file.document.text.includes("lobster-trace:")) return [];
    const lines = tagLines(file, TAG);
    return lines.flatMap((line) => mentionsOf(line, { role: "satisfies", roleInTests: "verifies", loose: true }));
  },
};

/** The reason by which a comment says that its function needs no requirement: `// lobster-exclude: reason`. */
export function excuseIn(comment: string): string | undefined {
  const reason = /(?<![\w-])lobster-exclude:([^\r\n]{0,500})/.exec(comment)?.[1];
  return reason?.replace(/\*\/.*$/, "").trim();
}
