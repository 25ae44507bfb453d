// Writes everything that follows from the rules' metadata; with `--check` writes nothing and fails when anything differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRuleFiles, loadRules } from "./generate/rule-files.js";
import { obligationsPage } from "./generate/obligations.js";
import { registrySource } from "./generate/registry.js";
import { rulePages } from "./generate/rule-pages.js";
import { configSchema, dispositionsSchema } from "./generate/schema.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const check = process.argv.includes("--check");

/** Folders in which nothing but generated files lies: what is no longer generated there goes. */
const GENERATED_FOLDERS = ["docs/rules", "rules/generated"];

async function main(): Promise<number> {
  const ruleFiles = findRuleFiles(root);
  const rules = await loadRules(root, ruleFiles);
  const wanted = new Map<string, string>([
    ["rules/generated/index.ts", registrySource(ruleFiles)],
    ...rulePages(rules, root),
    ["docs/obligations.md", obligationsPage(rules)],
    ["schemas/vitalint.schema.json", configSchema(rules)],
    ["schemas/vitalint.dispositions.schema.json", dispositionsSchema()],
  ]);
  const drift = [...changedFiles(wanted), ...staleFiles(wanted)];
  if (drift.length === 0) {
    console.log(`${wanted.size} generated files are up to date.`);
    return 0;
  }
  if (check) {
    console.error(
      `These files differ from what the metadata says; run 'npm run generate':\n${drift.map((path) => `  ${path}`).join("\n")}`,
    );
    return 1;
  }
  for (const path of drift) {
    const text = wanted.get(path);
    if (text === undefined) rmSync(join(root, path));
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    console.log(`${text === undefined ? "removed" : "wrote"} ${path}`);
  }
  return 0;
}

function changedFiles(wanted: ReadonlyMap<string, string>): string[] {
  return [...wanted]
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text)
    .map(([path]) => path);
}

function staleFiles(wanted: ReadonlyMap<string, string>): string[] {
  return GENERATED_FOLDERS.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll("\\", "/"),
      )
      .filter((path) => !wanted.has(path));
  });
}

process.exitCode = await main();
