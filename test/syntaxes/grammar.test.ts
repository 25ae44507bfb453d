import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The injection grammars colour the comments of other grammars; small stand-ins for those are in ./grammars, and the
// editor suite runs the same cases on the grammars that VS Code comes with.
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const HERE = join(ROOT, "test", "syntaxes");

describe("syntaxes", () => {
  const runner = join(createRequire(import.meta.url).resolve("vscode-tmgrammar-test/package.json"), "..", "dist", "unit.js");
  const grammars = readdirSync(join(HERE, "grammars")).flatMap((name) => ["-g", join(HERE, "grammars", name)]);

  for (const name of readdirSync(join(HERE, "cases"))) {
    it(`colours ${name}`, () => {
      const run = spawnSync(process.execPath, [runner, ...grammars, join("test", "syntaxes", "cases", name)], {
        cwd: ROOT,
        encoding: "utf8",
      });
      assert.equal(run.status, 0, `${run.stdout}\n${run.stderr}`);
      assert.match(run.stdout, /✓/, "the case was not run");
    });
  }
});
