import type { FilePath } from "../text/span.js";
import { readReviews, REVIEWS_FILE } from "../trace/review/review-record.js";
import { readReviewedTexts, REVIEWED_FILE } from "../trace/review/reviewed-texts.js";
import { readStamps, STAMPS_FILE } from "../trace/verification/stamp-record.js";
import type { IdeContext } from "./context.js";
import { lineTables } from "./file-view.js";
import type { FileEdit } from "./link-function.js";

const PROBLEMS = {
  [REVIEWS_FILE]: (text: string) => readReviews(text).problems,
  [REVIEWED_FILE]: (text: string) => readReviewedTexts(text).problems,
  [STAMPS_FILE]: (text: string) => readStamps(text).problems,
};

/** Why records can't be written, in a sentence for people. One that is not understood as a whole must not be written over: what is in it would be lost. */
export function recordProblem({ project }: IdeContext, files: readonly (keyof typeof PROBLEMS)[]): string | undefined {
  for (const file of files) {
    const unreadable = project.unreadable(file);
    if (unreadable !== undefined) return `${file} can't be read: ${unreadable}.`;
    const [problem] = PROBLEMS[file](project.text(file) ?? "");
    const line = problem && (project.document(file)?.lines.lineAt(problem.span.start) ?? 0) + 1;
    if (problem) return `${file}:${String(line)}: ${problem.message} Mend this first.`;
  }
  return undefined;
}

/** A record's new text as one edit between what both texts begin and end with. */
export function recordEdit(context: IdeContext, file: FilePath, text: string): FileEdit {
  const before = context.project.text(file) ?? "";
  const least = Math.min(before.length, text.length);
  let start = 0;
  while (start < least && before.charCodeAt(start) === text.charCodeAt(start)) start++;
  let ends = 0;
  while (ends < least - start && before.charCodeAt(before.length - 1 - ends) === text.charCodeAt(text.length - 1 - ends)) ends++;
  const edits = before === text ? [] : [{ span: { start, end: before.length - ends }, newText: text.slice(start, text.length - ends) }];
  return { path: file, version: context.project.document(file)?.version ?? -1, lines: lineTables(context, [file])[file] ?? [0], edits };
}
