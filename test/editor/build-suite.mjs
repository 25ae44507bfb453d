// The suite as one CommonJS bundle a file, as the extension host requires it; mocha itself comes from the root at run time.
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { EDITOR_TESTS, ROOT } from "./harness/paths.mjs";

/** Gives the path of the bundle with `run()`. */
export async function buildSuite() {
  const suite = join(EDITOR_TESTS, "suite");
  const outdir = join(ROOT, "out", "editor-suite");
  const names = readdirSync(suite).filter((name) => name === "index.ts" || name.endsWith(".test.ts"));
  await build({
    entryPoints: names.map((name) => join(suite, name)),
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    outExtension: { ".js": ".cjs" },
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  return join(outdir, "index.cjs");
}
