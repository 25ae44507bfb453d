import type { ParsedFile } from "../languages/front-end.js";
import type { Project } from "../project/project.js";
import type { FileFact } from "../report/model.js";
import { spansTouch, type FilePath } from "../text/span.js";
import { traceSourcesOf } from "../trace/sources.js";

/** What became of each source file, and of every other file that could not be read. In path order. */
export function fileFacts(project: Project): readonly FileFact[] {
  return project.paths.flatMap((path) => {
    const fact = fileFact(project, path);
    return fact ? [fact] : [];
  });
}

function fileFact(project: Project, path: FilePath): FileFact | undefined {
  const document = project.document(path);
  const reason = project.unreadable(path);
  if (!document || (document.language === undefined && reason === undefined)) return undefined;
  if (traceSourcesOf(project.config).isOnlySearchedForTags(path)) return undefined;
  const item = project.softwareItemOf(path)?.name;
  return {
    path,
    state: reason === undefined ? "analysed" : project.wasSkipped(path) ? "skipped" : "failed",
    ...(reason === undefined ? { lines: lineCount(document.text) } : { reason }),
    ...parseFacts(reason === undefined ? project.parsed(path) : undefined),
    ...(document.language === undefined ? {} : { language: document.language }),
    ...(item === undefined ? {} : { softwareItem: item }),
    programs: project.programsOf(path).filter((name) => name !== ""),
    ...(project.isSoup(path) ? { soup: true } : {}),
    ...(project.fileSets.isTest(path) || traceSourcesOf(project.config).isTest(path) ? { test: true } : {}),
  };
}

/** How well a file could be parsed. */
function parseFacts(file: ParsedFile | undefined): Pick<FileFact, "functions" | "brokenFunctions" | "blankedTokens"> {
  if (file === undefined) return {};
  const defined = file.facts.functions.filter(({ body }) => body !== undefined);
  const broken = defined.filter(({ span }) => file.syntaxErrors.some((error) => spansTouch(span, error)));
  return {
    functions: defined.length,
    ...(broken.length === 0 ? {} : { brokenFunctions: broken.length }),
    ...(file.repair === undefined || file.repair.blankedTokens === 0 ? {} : { blankedTokens: file.repair.blankedTokens }),
  };
}

/** Lines of a text; the empty one behind the last line feed does not count. */
function lineCount(text: string): number {
  const feeds = text.match(/\r\n|\n|\r/g)?.length ?? 0;
  return text === "" || /[\r\n]$/.test(text) ? feeds : feeds + 1;
}
