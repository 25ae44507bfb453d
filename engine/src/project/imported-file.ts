import type { FilePath } from "../text/span.js";

const ENDINGS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.js"];

/** The file that a relative import of TypeScript or JavaScript means; `undefined` for a package, or where there is no such file. */
export function importedFile(from: FilePath, target: string, exists: (path: FilePath) => boolean): FilePath | undefined {
  if (!target.startsWith(".")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const base = parts.join("/");
  const stem = base.replace(/\.[cm]?jsx?$/, "");
  const candidates = [base, ...ENDINGS.map((ending) => stem + ending), ...ENDINGS.map((ending) => base + ending)];
  return candidates.find(exists);
}
