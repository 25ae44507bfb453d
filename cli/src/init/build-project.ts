import type { FilePath } from "../../../engine/src/index.js";

/** One program as a build system's project file describes it. Paths are relative to the root; those outside of it are left out. */
export interface BuildProgram {
  readonly name: string;
  readonly sources: readonly FilePath[];
  /** Folders whose sources all belong to the program, where the project file names folders instead of files. */
  readonly folders: readonly FilePath[];
}

/** What a project file says, as far as Vitalint needs it. */
export interface BuildProject {
  readonly file: FilePath;
  readonly system: "IAR" | "Keil" | "STM32CubeIDE" | "CMake" | "PlatformIO";
  readonly target: "host" | "gcc-arm" | "iar" | "keil";
  readonly programs: readonly BuildProgram[];
  readonly defines: Readonly<Record<string, string>>;
  readonly includePaths: readonly FilePath[];
  /** Things that a person should look at. */
  readonly notes: readonly string[];
}

/** Why a project file could not be read, with its line where known. */
export interface ReadFailure {
  readonly problem: string;
  readonly line?: number;
}

/** Reads one kind of project file: pure, text in. */
export type ProjectReader = (file: FilePath, text: string) => BuildProject | ReadFailure;

/**
 * A path as a project file writes it (either slash, relative to the file's folder), relative to the root; `undefined` when
 * it is absolute or leaves the root. `""` is the root itself.
 */
export function projectPath(file: FilePath, written: string): FilePath | undefined {
  const path = written
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .replaceAll("\\", "/");
  if (path === "" || path.startsWith("/") || /^[a-z]:/i.test(path) || path.includes("$")) return undefined;
  const segments = file.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/** `NAME`, `NAME=VALUE` and `-DNAME`, with or without quotes, as build systems write them; a bare name is 1, as for a compiler. */
export function parseDefines(written: readonly string[]): Record<string, string> {
  const defines: Record<string, string> = {};
  for (const text of written) {
    const match = /^\s*(?:-D\s*)?"?([A-Za-z_]\w*)(?:=(.*?))?"?\s*$/s.exec(text);
    if (match?.[1] !== undefined) defines[match[1]] = match[2] ?? "1";
  }
  return defines;
}

/** Keeps what is there, once. */
export function present<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value): value is T => value !== undefined))];
}

export function isCSource(path: string): boolean {
  return /\.(?:c|cc|cpp|cxx|c\+\+)$/i.test(path);
}
