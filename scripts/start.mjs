// `npm start [-- path/to/project]`: builds, checks a project (the sample without a path), shows the coverage of its
// requirements, writes its report, and opens it in the editor where there is one.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("..", import.meta.url));
const given = process.argv[2];
// npm runs scripts in the package's folder; a path is meant from where the person is.
const project = given === undefined ? join(home, "samples", "infusion-pump") : resolve(process.env["INIT_CWD"] ?? process.cwd(), given);
const cli = join(home, "dist", "cli.cjs");
const report = join(home, "build", "report", `${basename(project)}.html`);

process.exitCode = main();

function main() {
  if (!existsSync(project)) {
    console.error(`${project} does not exist.`);
    return 2;
  }
  console.log("building …");
  const built = spawnSync("npm", ["run", "--silent", "build"], { cwd: home, stdio: "inherit", shell: process.platform === "win32" });
  if (built.status !== 0) return 2;
  console.log(`\nchecking ${project}\n`);
  const checked = vitalint("check", project);
  console.log("\ncoverage\n");
  const traced = vitalint("trace", project);
  mkdirSync(join(home, "build", "report"), { recursive: true });
  const reported = vitalint("report", project, "--quiet", "--output", report);
  console.log(`\nreport: ${report}`);
  openEditor();
  // Findings are what a check is for; everything else went wrong.
  return Math.max(checked === 1 ? 0 : checked, traced, reported);
}

function vitalint(...args) {
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: process.env["INIT_CWD"] ?? home, stdio: "inherit" });
  return status ?? 3;
}

/** Opens VS Code with this extension loaded. Its absence is no failure. */
function openEditor() {
  const code = onPath(process.platform === "win32" ? "code.cmd" : "code");
  if (code === undefined) {
    console.log("editor: 'code' is not on the PATH; 'npm run editor' serves one in the browser");
    return;
  }
  const args = [`--extensionDevelopmentPath=${home}`, "--new-window", project];
  const editor = spawn(code, args, { detached: true, stdio: "ignore", shell: process.platform === "win32" });
  editor.on("error", () => undefined);
  editor.unref();
  console.log(`editor: opening ${project}`);
}

function onPath(name) {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
