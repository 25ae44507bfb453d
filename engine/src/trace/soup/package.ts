import type { FilePath, Span } from "../../text/span.js";

/** A package that a manifest asks for directly and that is part of the program when it runs (IEC 62304 5.3.3, 8.1.2). */
export interface SoupPackage {
  readonly name: string;
  /** The version that is used: as pinned in the manifest, or as its lock file resolved it. */
  readonly version?: string;
  /** What the manifest allows where it pins no version: `^5.9.1`. */
  readonly range?: string;
  readonly file: FilePath;
  /** Where the manifest names it. */
  readonly span: Span;
}

/** Reads one kind of manifest. Nothing is executed; what can't be understood is left out. */
export interface SoupManifest {
  readonly name: string;
  /** True for the paths of such manifests. */
  matches(path: FilePath): boolean;
  /** `textOf` gives a lock file beside the manifest. */
  read(path: FilePath, text: string, textOf: (path: FilePath) => string | undefined): readonly SoupPackage[];
}

/** True when the last part of a path is the name. */
export function isNamed(path: FilePath, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

/** A pinned version, or what is allowed instead: `1.2.3` and `=1.2.3` are pinned. */
export function versionOrRange(said: string): { readonly version: string } | { readonly range: string } | Record<string, never> {
  const text = said.trim().replace(/^=+\s*/, "");
  if (text === "" || text === "*" || /^(?:latest|main|master|develop|HEAD)$/i.test(text)) return {};
  return /^[~^<>!|]|[\s*|,]|\.[xX](?:\.|$)|^\[/.test(text) ? { range: text } : { version: text };
}
