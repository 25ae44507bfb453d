// Packs the extension: everything it needs is bundled in dist/, so the .vsix holds no node_modules.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const NEEDED = [
  "client.cjs",
  "server.cjs",
  "worker.cjs",
  "typescript.cjs",
  "webview.js",
  "webview.css",
  "web-tree-sitter.wasm",
  "tree-sitter-c.wasm",
  "tree-sitter-cpp.wasm",
];

/** Writes `vitalint-<version>.vsix` into a folder and gives its path. Needs a build. */
export function packageExtension(folder) {
  const missing = NEEDED.filter((name) => !existsSync(join(ROOT, "dist", name)));
  if (missing.length > 0) throw new Error(`dist/ lacks ${missing.join(", ")}: run "npm run build" first`);
  mkdirSync(folder, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const vsix = join(folder, `vitalint-${version}.vsix`);
  const vsce = join(createRequire(import.meta.url).resolve("@vscode/vsce/package.json"), "..", "vsce");
  const run = spawnSync(
    process.execPath,
    [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  if (run.status !== 0) throw new Error(`vsce failed:\n${run.stdout}\n${run.stderr}`);
  return vsix;
}
