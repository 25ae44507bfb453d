// `npm run package`: the .vsix and a tarball of the command line, with SHA-256 sums, for closed networks. Both need no node_modules.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageExtension } from "./package-extension.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const BUILD = join(ROOT, "build");
const CLI_FILES = [
  "dist/cli.cjs",
  "dist/worker.cjs",
  "dist/typescript.cjs",
  "dist/web-tree-sitter.wasm",
  "dist/tree-sitter-c.wasm",
  "dist/tree-sitter-cpp.wasm",
  "schemas",
  "docs",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
];

build();
const packages = [packageExtension(BUILD), packageCli(BUILD)];
const sums = packages.map((file) => `${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${basename(file)}\n`).join("");
writeFileSync(join(BUILD, "SHA256SUMS"), sums);
for (const file of packages) console.log(`build/${basename(file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
process.stdout.write(sums);

function build() {
  const run = spawnSync("npm", ["run", "build", "--silent"], { cwd: ROOT, stdio: "inherit" });
  if (run.status !== 0) process.exit(1);
}

/** A package that `npm install --global FILE` takes without a network; npm gives every file in it the same date. */
function packageCli(folder) {
  const { name, version, description, license, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const stage = mkdtempSync(join(tmpdir(), "vitalint-package-"));
  try {
    for (const file of CLI_FILES) {
      mkdirSync(join(stage, file, ".."), { recursive: true });
      cpSync(join(ROOT, file), join(stage, file), { recursive: true });
    }
    const manifest = {
      name,
      version,
      description,
      license,
      engines: { node: engines.node },
      bin: { vitalint: "dist/cli.cjs" },
      files: ["dist", "schemas", "docs", "CHANGELOG.md"],
    };
    writeFileSync(join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    const run = spawnSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: stage, encoding: "utf8" });
    if (run.status !== 0) throw new Error(`npm pack failed:\n${run.stderr}`);
    return join(folder, `${name}-${version}.tgz`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
