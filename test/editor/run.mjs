// Runs the editor suite: `node test/editor/run.mjs [--source] [--vsix [FILE]] [--nvim]`, without arguments all three.
// VITALINT_GREP=WORDS runs only the tests whose title holds them.
// Exit code 0 when everything passed, 1 when a test failed, 2 when the editor could not be run.
import { join } from "node:path";
import { packageExtension } from "../../scripts/package-extension.mjs";
import { buildSuite } from "./build-suite.mjs";
import { install, unsupported } from "./harness/install.mjs";
import { BUILD } from "./harness/paths.mjs";
import { runNeovim } from "./nvim/run.mjs";
import { report } from "./report.mjs";

const started = Date.now();
const log = (message) => console.log(`[${((Date.now() - started) / 1000).toFixed(1)} s] ${message}`);
const args = process.argv.slice(2);
const chosen = (route) => args.length === 0 || args.includes(route);

async function main() {
  const reason = unsupported();
  if (reason !== undefined) {
    console.log(`skipped: editor suite (1 step): ${reason}`);
    return 0;
  }
  const routes = [];
  if (chosen("--source")) routes.push(() => inEditor("source tree", "source"));
  if (chosen("--vsix")) routes.push(() => inEditor("installed .vsix", "vsix", vsixFile()));
  if (chosen("--nvim")) routes.push(() => runNeovim(log));
  let passed = true;
  for (const route of routes) passed = (await route()) && passed;
  return passed ? 0 : 1;
}

/** The suite in a real VS Code, with pictures below build/pictures. */
async function inEditor(name, folder, vsix) {
  install(log);
  // Loaded late: the harness needs what was just installed.
  const { runSuite } = await import("./harness/run-suite.mjs");
  const results = await runSuite({ name, suite: await buildSuite(), vsix, folder: join(BUILD, "pictures", folder), log });
  return report(name, results, log);
}

function vsixFile() {
  const given = args[args.indexOf("--vsix") + 1];
  return given?.endsWith(".vsix") ? given : packageExtension(BUILD);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(2);
  },
);
