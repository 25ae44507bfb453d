// Runs the editor suite: `node test/editor/run.mjs [--source] [--vsix [FILE]] [--nvim]`, without arguments all three.
// VITALINT_GREP=WORDS runs only the tests whose title holds them.
// Results go to build/results/editor.json, pictures to build/pictures.
// Exit code 0 when everything passed, 1 when a test failed, 2 when the editor could not be run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageExtension } from "../../scripts/package-extension.mjs";
import { buildSuite } from "./build-suite.mjs";
import { install, unsupported } from "./harness/install.mjs";
import { BUILD } from "./harness/paths.mjs";
import { runNeovim } from "./nvim/run.mjs";
import { Results, report } from "./report.mjs";

const started = Date.now();
const log = (message) => console.log(`[${((Date.now() - started) / 1000).toFixed(1)} s] ${message}`);
const args = process.argv.slice(2);
const results = new Results();
const chosen = (route) => args.length === 0 || args.includes(route);

async function main() {
  const reason = unsupported();
  if (reason !== undefined) {
    console.log(`skipped: editor suite (1 step): ${reason}`);
    results.add("editor", [{ title: reason, state: "skipped" }]);
    return 0;
  }
  const routes = [];
  if (chosen("--source")) routes.push(() => inEditor("source tree", "source"));
  if (chosen("--vsix")) routes.push(() => inEditor("installed .vsix", "vsix", vsixFile()));
  if (chosen("--nvim")) routes.push(() => inNeovim());
  let passed = true;
  for (const route of routes) passed = (await route()) && passed;
  return passed ? 0 : 1;
}

/** The suite in a real VS Code, with pictures below build/pictures. */
async function inEditor(name, folder, vsix) {
  install(log);
  // Loaded late: the harness needs what was just installed.
  const { runSuite } = await import("./harness/run-suite.mjs");
  const run = await runSuite({ name, suite: await buildSuite(), vsix, folder: join(BUILD, "pictures", folder), log });
  results.add(name, run.tests);
  return report(name, run, log);
}

function inNeovim() {
  const state = runNeovim(log);
  results.add("Neovim", [{ title: "attaches over stdio and shows the same findings", state }]);
  return state !== "failed";
}

function vsixFile() {
  const given = args[args.indexOf("--vsix") + 1];
  return given?.endsWith(".vsix") ? given : packageExtension(BUILD);
}

main()
  .catch((error) => {
    console.error(error);
    results.add("editor", [{ title: "the editor could be run", state: "failed", error: String(error?.stack ?? error) }]);
    return 2;
  })
  .then((code) => {
    mkdirSync(join(BUILD, "results"), { recursive: true });
    writeFileSync(join(BUILD, "results", "editor.json"), results.toJson());
    process.exit(code);
  });
