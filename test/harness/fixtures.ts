import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../../engine/src/index.js";
import { ROOT, type SourceFile } from "./engine.js";

/** One fixture: a file by itself, or a folder of files that make a project. */
export interface Fixture {
  readonly rule: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
}

const FIXTURES = join(ROOT, "test/fixtures/rules");

/** Rules of the strict preset are off without it. */
const STRICT: SourceFile = { path: "vitalint.json", text: JSON.stringify({ rules: { presets: ["strict"] } }) };

/**
 * Fixtures of a rule, `test/fixtures/rules/<id>/`; empty when there are none. Those of a strict rule that bring no configuration of
 * their own get one that switches it on.
 */
export function fixturesOf(rule: Rule): readonly Fixture[] {
  const folder = join(FIXTURES, rule.id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const files = statSync(path).isDirectory() ? filesBelow(path) : [{ path: name, text: readFileSync(path, "utf8") }];
      const isOff = rule.preset === "strict" && !files.some((file) => file.path === STRICT.path);
      return { rule: rule.id, name, files: isOff ? [...files, STRICT] : files };
    });
}

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }));
}
