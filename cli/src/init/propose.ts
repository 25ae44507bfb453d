import { GlobSet, type FilePath } from "../../../engine/src/index.js";
import { isCSource, type BuildProgram, type BuildProject } from "./build-project.js";
import { coveringGlobs } from "./globs.js";
import { vendorGlobs } from "./vendor.js";

export interface Proposal {
  /** Text of `vitalint.json`, with comments that say what to decide. */
  readonly text: string;
  /** What was found and where, a line each. */
  readonly reasons: readonly string[];
}

/** Puts a configuration together from project files and the list of sources. */
export function propose(projects: readonly BuildProject[], sources: readonly FilePath[], documents: readonly FilePath[]): Proposal {
  const soup = vendorGlobs(sources);
  const isSoup = new GlobSet(soup);
  const own = sources.filter((path) => !isSoup.has(path));
  return { text: configuration(projects, own, soup), reasons: reasonsOf(projects, soup, documents) };
}

function configuration(projects: readonly BuildProject[], own: readonly FilePath[], soup: readonly string[]): string {
  const programs = namedOnce(
    projects.flatMap((project) => project.programs.map((program) => ({ name: program.name, files: programGlobs(program, own) }))),
  );
  const target = projects.find((project) => project.target !== "host")?.target ?? "host";
  const defines = projects.flatMap((project) => Object.entries(project.defines));
  const includePaths = [...new Set(projects.flatMap((project) => project.includePaths))].filter((path) => path !== "");
  const folder = own.find((path) => path.includes("/"))?.split("/")[0];
  return [
    "{",
    "  // Name and version of the medical device's software: they stand on the report's first page.",
    '  // "device": "",',
    '  // "version": "",',
    ...member(
      "programs",
      "[]",
      programs.filter(({ files }) => files.length > 0).map((program) => JSON.stringify(program)),
    ),
    `  "target": ${JSON.stringify(target)},`,
    ...member(
      "defines",
      "{}",
      [...new Map(defines)].map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`),
    ),
    ...member(
      "includePaths",
      "[]",
      includePaths.map((path) => JSON.stringify(path)),
    ),
    "  // Software items with their safety class (IEC 62304 4.3). Until there is one, no file has a class.",
    `  // "softwareItems": [{ "name": "…", "class": "C", "files": [${JSON.stringify(folder === undefined ? "**" : `${folder}/**`)}], "rationale": "…" }],`,
    ...(soup.length > 0 ? ["  // Code of others: indexed, so that calls into it are understood, but not reported."] : []),
    ...(soup.length > 0 ? [`  "soup": { "files": [${soup.map((glob) => JSON.stringify(glob)).join(", ")}] },`] : []),
    '  "rules": { "presets": ["recommended"] }',
    "}",
    "",
  ].join("\n");
}

function reasonsOf(projects: readonly BuildProject[], soup: readonly string[], documents: readonly FilePath[]): string[] {
  const named = (project: BuildProject): string =>
    project.programs.map(({ name }) => name).join(", ") || "no program with sources of its own";
  return [
    ...projects.flatMap((project) => [
      `${project.file}: ${project.system} project: ${named(project)}`,
      ...project.notes.map((note) => `${project.file}: ${note}`),
    ]),
    ...(projects.length === 0 ? ["no IAR, Keil, STM32CubeIDE, CMake or PlatformIO project was found: all files count as one program"] : []),
    ...soup.map((glob) => `${glob}: looks like code of others (SOUP)`),
    ...documents.map((path) => `${path}: will be read, by its usual name`),
  ];
}

function programGlobs({ sources, folders }: BuildProgram, own: readonly FilePath[]): string[] {
  const globs = folders
    .map((folder) => (folder === "" ? "**" : `${folder}/**`))
    .filter((glob) => own.some((path) => new GlobSet([glob]).has(path)));
  return [...globs, ...coveringGlobs(new Set(sources), own.filter(isCSource))];
}

/** Two project files can describe programs of one name. */
function namedOnce<T extends { readonly name: string }>(programs: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return programs.map((program) => {
    const n = (seen.get(program.name) ?? 0) + 1;
    seen.set(program.name, n);
    return n === 1 ? program : { ...program, name: `${program.name} (${String(n)})` };
  });
}

function member(name: string, brackets: "[]" | "{}", lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`  ${JSON.stringify(name)}: ${brackets.charAt(0)}\n${lines.map((line) => `    ${line}`).join(",\n")}\n  ${brackets.charAt(1)},`];
}
