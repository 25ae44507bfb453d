import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT, type SourceFile } from "./engine.js";

/** One fixture: a file by itself, or a folder of files that make a project. */
export interface Fixture {
  readonly rule: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
}

const FIXTURES = join(ROOT, "test/fixtures/rules");

/** Fixtures of a rule, `test/fixtures/rules/<id>/`; empty when there are none. */
export function fixturesOf(rule: string): readonly Fixture[] {
  const folder = join(FIXTURES, rule);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { rule, name, files: statSync(path).isDirectory() ? filesBelow(path) : [{ path: name, text: readFileSync(path, "utf8") }] };
    });
}

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }));
}
