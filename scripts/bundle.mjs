// Bundles every program of the product into dist/: no node_modules are needed at run time.
import * as esbuild from "esbuild";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { spreadPlugin } from "./spread-plugin.mjs";

const spreads = spreadPlugin();

const node = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: true,
  // A third of the text to read when a program starts; names stay, so that a crash can be read.
  minifyWhitespace: true,
  logLevel: "warning",
  plugins: [spreads],
  outExtension: { ".js": ".cjs" },
  // jsonc-parser's UMD build hides its requires from the bundler; its ES build does not.
  mainFields: ["module", "main"],
  alias: { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" },
  // Bundled as CommonJS there is no import.meta.url: nothing of ours uses it at run time.
  logOverride: { "empty-import-meta": "silent" },
};
const browser = { bundle: true, platform: "browser", format: "iife", target: "es2022", sourcemap: true, logLevel: "warning" };

const programs = [
  { ...node, entryPoints: { client: "client/src/extension.ts" }, external: ["vscode"] },
  { ...node, entryPoints: { server: "server/src/main.ts" } },
  { ...node, entryPoints: { worker: "host/src/worker-main.ts" } },
  // Of its own and small: the worker loads it when the first TypeScript or JavaScript file comes.
  { ...node, entryPoints: { typescript: "node_modules/typescript/lib/typescript.js" }, minify: true, sourcemap: false },
  { ...node, entryPoints: { cli: "cli/src/main.ts" }, banner: { js: "#!/usr/bin/env node" } },
  { ...browser, entryPoints: { webview: "client/webview/src/report.ts" } },
  { ...browser, entryPoints: { webview: "client/webview/src/report.css" } },
];

mkdirSync("dist", { recursive: true });
// While the house is being built a program's entry may not stand yet; the package step demands all of them.
for (const program of programs) {
  if (Object.values(program.entryPoints).every((entry) => existsSync(entry))) await esbuild.build({ ...program, outdir: "dist" });
}
for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-c/tree-sitter-c.wasm", "tree-sitter-cpp/tree-sitter-cpp.wasm"]) {
  copyFileSync(`node_modules/${wasm}`, `dist/${wasm.slice(wasm.indexOf("/") + 1)}`);
}
