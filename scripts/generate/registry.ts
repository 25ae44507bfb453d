/** Source of `rules/generated/index.ts`: all rules in the order of their ids. */
export function registrySource(ids: readonly string[]): string {
  const names = ids.map((id) => id.replace(/[^A-Za-z\d]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase()));
  const imports = ids.map((id, index) => `import ${names[index] ?? ""} from "../${id}.js";`);
  return [
    "// Generated from the files in rules/ by scripts/generate; do not edit.",
    'import type { Rule } from "../../engine/src/index.js";',
    ...imports,
    "",
    "/** All rules, in the order of their ids. */",
    "export const RULES: readonly Rule[] = [",
    ...names.map((name) => `  ${name},`),
    "];",
    "",
  ].join("\n");
}
