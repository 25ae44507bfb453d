// Installs what the editor needs (about 900 MB) into this folder, from the package registry alone, once.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EDITOR_TESTS, VSCODE } from "./paths.mjs";

/** The reason why this machine can't run the editor, or undefined. */
export function unsupported() {
  if (process.platform !== "linux" || process.arch !== "x64")
    return `the headless editor is there for Linux on x64 only, not for ${process.platform} on ${process.arch}`;
  return undefined;
}

/** Does nothing when the lock file is the one that was installed last. */
export function install(log) {
  const stamp = join(EDITOR_TESTS, "node_modules", ".installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(EDITOR_TESTS, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  log("installing VS Code and a browser for the editor tests (once, about 900 MB)");
  npm(["ci", "--ignore-scripts"], EDITOR_TESTS);
  // `npm ci` refuses here: the lock file that code-server ships is not complete.
  npm(["install", "--omit=dev", "--ignore-scripts", "--no-save"], VSCODE);
  writeFileSync(stamp, wanted);
  log("installed");
}

function npm(args, cwd) {
  const run = spawnSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${run.stdout}\n${run.stderr}`);
}
