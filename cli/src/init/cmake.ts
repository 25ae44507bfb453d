import { isCSource, parseDefines, present, projectPath, type BuildProject, type ReadFailure } from "./build-project.js";

interface Call {
  readonly name: string;
  readonly args: readonly string[];
}

const KEYWORDS = new Set([
  "PUBLIC",
  "PRIVATE",
  "INTERFACE",
  "BEFORE",
  "AFTER",
  "SYSTEM",
  "WIN32",
  "EXCLUDE_FROM_ALL",
  "CACHE",
  "FORCE",
  "PARENT_SCOPE",
]);
const ROOT_VARIABLES = ["CMAKE_SOURCE_DIR", "CMAKE_CURRENT_SOURCE_DIR", "PROJECT_SOURCE_DIR", "CMAKE_CURRENT_LIST_DIR"];

/** Variables may name each other; what would grow beyond this is not a list of sources. */
const LARGEST_LIST = 5_000;

/**
 * CMake, `CMakeLists.txt`: executables with their sources, defines and include folders, as far as they are written out.
 * Nothing is executed: conditions, functions and globs are not followed, and what they would add is missing.
 */
export function readCMake(file: string, text: string): BuildProject | ReadFailure {
  const calls = callsOf(text);
  const project = calls.find((call) => call.name === "project")?.args[0];
  const variables = new Map<string, readonly string[]>(ROOT_VARIABLES.map((name) => [name, ["."]]));
  if (project !== undefined) variables.set("PROJECT_NAME", [project]).set("CMAKE_PROJECT_NAME", [project]);
  const sourcesOf = new Map<string, string[]>();
  const defines: string[] = [];
  const includes: string[] = [];
  let followed = true;
  for (const { name, args } of calls) {
    const [first, ...rest] = args
      .flatMap((arg) => expand(arg, variables))
      .filter((arg) => !KEYWORDS.has(arg))
      .slice(0, LARGEST_LIST);
    if (first === undefined) continue;
    if (name === "set") variables.set(first, rest);
    else if (name === "list" && first === "APPEND" && rest[0] !== undefined) {
      variables.set(rest[0], [...(variables.get(rest[0]) ?? []), ...rest.slice(1)].slice(0, LARGEST_LIST));
    } else if (name === "add_executable") sourcesOf.set(first, rest);
    else if (name === "target_sources") sourcesOf.get(first)?.push(...rest);
    else if (name === "target_compile_definitions") defines.push(...rest);
    else if (name === "add_compile_definitions" || name === "add_definitions") defines.push(first, ...rest);
    else if (name === "target_include_directories") includes.push(...rest);
    else if (name === "include_directories") includes.push(first, ...rest);
    else if (name === "file" || name === "add_subdirectory") followed = false;
  }
  if (sourcesOf.size === 0 && project === undefined) return { problem: "it defines no project and no executable", line: 1 };
  const programs = [...sourcesOf].map(([name, sources]) => ({
    name,
    sources: present(sources.map((source) => projectPath(file, source))).filter(isCSource),
    folders: [],
  }));
  return {
    file,
    system: "CMake",
    target: /arm-none-eabi|CMAKE_SYSTEM_NAME\s+Generic/i.test(text) ? "gcc-arm" : "host",
    programs: programs.filter((program) => program.sources.length > 0),
    defines: parseDefines(defines.filter((define) => !define.includes("$"))),
    includePaths: present(includes.map((path) => projectPath(file, path))),
    notes: followed ? [] : ["file(GLOB) and add_subdirectory are not followed: look whether the programs are complete"],
  };
}

function expand(arg: string, variables: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const whole = /^\$\{(\w+)\}$/.exec(arg);
  if (whole?.[1] !== undefined) return variables.get(whole[1]) ?? [arg];
  return [arg.replace(/\$\{(\w+)\}/g, (text, name: string) => variables.get(name)?.join(";").slice(0, LARGEST_LIST) ?? text)];
}

/** Commands with their arguments, comments left out. One pass, no recursion: CMake's commands do not nest. */
function callsOf(text: string): Call[] {
  const calls: Call[] = [];
  let word = "";
  let args: string[] | undefined;
  let depth = 0;
  for (const [whole, quoted, parenthesis, bare] of text.matchAll(/#\[\[[\s\S]*?\]\]|#[^\n]*|"((?:[^"\\]|\\.)*)"|([()])|([^\s()#"]+)/g)) {
    if (whole.startsWith("#")) continue;
    if (parenthesis === "(") {
      if (depth++ === 0) args = [];
    } else if (parenthesis === ")") {
      depth = Math.max(0, depth - 1);
      if (depth > 0) continue;
      if (args) calls.push({ name: word.toLowerCase(), args });
      args = undefined;
    } else if (args) args.push(quoted ?? bare ?? "");
    else word = bare ?? "";
  }
  return calls;
}
