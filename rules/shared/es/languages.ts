import { isCFamily, type Language, type RuleContext } from "../../../engine/src/index.js";

export const ES_LANGUAGES: readonly Language[] = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
export const ALL_LANGUAGES: readonly Language[] = ["c", "cpp", ...ES_LANGUAGES];

export function isEs(context: RuleContext): boolean {
  return !isCFamily(context.file.language);
}
