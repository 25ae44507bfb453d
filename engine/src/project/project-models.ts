import { parse, printParseErrorCode, type ParseError } from "jsonc-parser";
import { joinModels, modelFileSchema, type ModelFile, type ModelSet } from "../flow/models.js";
import { digestOf } from "../text/digest.js";
import { CONFIG_FILE } from "./load-config.js";
import type { FilePath, Span } from "../text/span.js";

export interface ModelProblem {
  readonly file: FilePath;
  readonly span: Span;
  readonly message: string;
}

/** The product's models and, over them, those that a project names in `models` of vitalint.json. A broken file is told and left out. */
export function projectModels(
  base: readonly ModelFile[],
  files: readonly FilePath[],
  textOf: (path: FilePath) => string | undefined,
): { readonly models: ModelSet; readonly problems: readonly ModelProblem[] } {
  const problems: ModelProblem[] = [];
  const all = [...base];
  for (const file of files) {
    const result = readModels(file, textOf(file));
    if ("problem" in result) problems.push(result.problem);
    else all.push(result.models);
  }
  return { models: joinModels(all, digestOf(JSON.stringify(all))), problems };
}

function readModels(file: FilePath, text: string | undefined): { readonly models: ModelFile } | { readonly problem: ModelProblem } {
  const problem = (message: string, start = 0): { readonly problem: ModelProblem } => ({
    problem: { file, span: { start, end: start + 1 }, message },
  });
  if (text === undefined) {
    const message = `The models file '${file}' named in vitalint.json can't be read: its library functions are unknown.`;
    return { problem: { file: CONFIG_FILE, span: { start: 0, end: 1 }, message } };
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) return problem(`'${file}' is not valid JSON (${printParseErrorCode(first.error)}): its models are not used.`, first.offset);
  const result = modelFileSchema.safeParse(value);
  if (result.success) return { models: result.data };
  const [issue] = result.error.issues;
  return problem(`'${file}' holds no valid models: '${issue?.path.join(".") ?? ""}': ${issue?.message ?? "unknown problem"}.`);
}
