import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));

describe("the engine in a browser's worker", () => {
  it("bundles without Node.js, with rules and models", async () => {
    const result = await build({
      stdin: {
        contents: `export { ProjectEngine } from "./engine/src/index.ts"; export { RULES } from "./rules/index.ts";`,
        resolveDir: root,
        loader: "ts",
      },
      bundle: true,
      write: false,
      platform: "browser",
      format: "esm",
      target: "es2022",
      logLevel: "silent",
      metafile: true,
    });
    assert.deepEqual(result.errors, []);
    const inputs = Object.keys(result.metafile.inputs);
    assert.ok(inputs.some((path) => path.endsWith("engine/src/service/project-engine.ts")));
    assert.deepEqual(
      inputs.filter((path) => path.startsWith("node:")),
      [],
    );
  });

  it("names no platform in its own sources' settings", () => {
    for (const floor of ["engine", "rules", "protocol"]) {
      const settings = JSON.parse(readFileSync(`${root}${floor}/tsconfig.json`, "utf8")) as { compilerOptions: { types: string[] } };
      assert.deepEqual(settings.compilerOptions.types, [], floor);
    }
  });
});
