import type { ParsedFile } from "../languages/front-end.js";
import type { ParseCounts } from "../project/file-outline.js";
import type { Project } from "../project/project.js";
import type { FileFact } from "../report/model.js";
import { spansTouch, type FilePath } from "../text/span.js";
import { traceSourcesOf } from "../trace/sources.js";

/**
 * What became of each source file, and of every other file that could not be read. In path order. `counts`: with how well each could be
 * parsed, which parses those that nobody parsed yet.
 */
export function fileFacts(project: Project, counts: boolean): readonly FileFact[] {
  return project.paths.flatMap((path) => {
    const fact = fileFact(project, path, counts);
    return fact ? [fact] : [];
  });
}

function fileFact(project: Project, path: FilePath, counts: boolean): FileFact | undefined {
  const document = project.document(path);
  const reason = project.unreadable(path);
  if (!document || (document.language === undefined && reason === undefined)) return undefined;
  if (traceSourcesOf(project.config).isOnlySearchedForTags(path)) return undefined;
  const item = project.softwareItemOf(path)?.name;
  return {
    path,
    state: reason === undefined ? "analysed" : project.wasSkipped(path) ? "skipped" : "failed",
    ...(reason === undefined ? { lines: lineCount(document.text) } : { reason }),
    ...parseFacts(counts && reason === undefined ? countsIn(project, path) : undefined),
    ...(document.language === undefined ? {} : { language: document.language }),
    ...(item === undefined ? {} : { softwareItem: item }),
    programs: project.programsOf(path).filter((name) => name !== ""),
    ...(project.isSoup(path) ? { soup: true } : {}),
    ...(project.fileSets.isTest(path) || traceSourcesOf(project.config).isTest(path) ? { test: true } : {}),
  };
}

function countsIn(project: Project, path: FilePath): ParseCounts | undefined {
  const outline = project.outlineOf(path);
  if (outline) return outline.counts;
  const file = project.parsed(path);
  return file && parseCounts(file);
}

/** How well a file could be parsed. */
export function parseCounts(file: ParsedFile): ParseCounts {
  const defined = file.facts.functions.filter(({ body }) => body !== undefined);
  const broken = defined.filter(({ span }) => file.syntaxErrors.some((error) => spansTouch(span, error)));
  return { functions: defined.length, brokenFunctions: broken.length, blankedTokens: file.repair?.blankedTokens ?? 0 };
}

function parseFacts(counts: ParseCounts | undefined): Pick<FileFact, "functions" | "brokenFunctions" | "blankedTokens"> {
  if (counts === undefined) return {};
  const { functions, brokenFunctions, blankedTokens } = counts;
  return {
    functions,
    ...(brokenFunctions === 0 ? {} : { brokenFunctions }),
    ...(blankedTokens === 0 ? {} : { blankedTokens }),
  };
}

/** Lines of a text; the empty one behind the last line feed does not count. */
function lineCount(text: string): number {
  const feeds = text.match(/\r\n|\n|\r/g)?.length ?? 0;
  return text === "" || /[\r\n]$/.test(text) ? feeds : feeds + 1;
}
