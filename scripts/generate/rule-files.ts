import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "../../engine/src/index.js";

/** Folders of `rules/` that hold no rules. */
const NO_RULES: ReadonlySet<string> = new Set(["generated", "models", "shared"]);

/** Ids of all rules by their files, `folder/name`, in code-unit order. */
export function findRuleFiles(root: string): readonly string[] {
  const folders = readdirSync(join(root, "rules"), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !NO_RULES.has(entry.name),
  );
  return folders
    .flatMap(({ name: folder }) =>
      readdirSync(join(root, "rules", folder))
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
        .map((file) => `${folder}/${file.slice(0, -3)}`),
    )
    .sort();
}

/** Loads the compiled rules. The file decides the id, so a rule that calls itself something else is an error. */
export async function loadRules(root: string, ids: readonly string[]): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const id of ids) {
    const module = (await import(pathToFileURL(join(root, "out/rules", `${id}.js`)).href)) as { readonly default?: Rule };
    if (module.default === undefined) throw new Error(`rules/${id}.ts has no default export.`);
    if (module.default.id !== id) throw new Error(`rules/${id}.ts calls itself '${module.default.id}'.`);
    rules.push(module.default);
  }
  return rules;
}
