import { spawnSync } from "node:child_process";
import { languageOfPath } from "../../engine/src/index.js";

let present: boolean | undefined;

/** True when gcc is there; CI demands it, elsewhere what needs it is skipped and counted. */
export function hasCompiler(): boolean {
  return (present ??= spawnSync("gcc", ["--version"]).status === 0);
}

/** Does the text compile by itself? `undefined` for languages that gcc does not read. Implicit declarations count as errors: they hide a missing header. */
export function compiles(path: string, text: string): boolean | undefined {
  const language = languageOfPath(path);
  if (language !== "c" && language !== "cpp") return undefined;
  const flags = language === "c" ? ["-x", "c", "-std=gnu11", "-Werror=implicit-function-declaration"] : ["-x", "c++", "-std=gnu++17"];
  return spawnSync("gcc", [...flags, "-fsyntax-only", "-w", "-"], { input: text }).status === 0;
}
