// The same suite in a desktop VS Code, for people's own machines: `npm ci --prefix test/editor && node test/editor/desktop.mjs`.
// @vscode/test-electron downloads that VS Code; VITALINT_CODE=/path/to/code takes one that is installed. Tests that need the
// harness's hand on the user interface skip themselves.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { buildSuite } from "./build-suite.mjs";
import { ROOT, SAMPLE } from "./harness/paths.mjs";
import { report } from "./report.mjs";

const home = mkdtempSync(join(tmpdir(), "vitalint-desktop-"));
const results = join(home, "results.json");
const workspace = join(home, "infusion-pump");
cpSync(SAMPLE, workspace, { recursive: true });
try {
  await runTests({
    ...(process.env.VITALINT_CODE ? { vscodeExecutablePath: process.env.VITALINT_CODE } : {}),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: await buildSuite(),
    launchArgs: [workspace, "--disable-extensions", "--disable-workspace-trust", "--user-data-dir", join(home, "user")],
    extensionTestsEnv: { VITALINT_RESULTS: results },
  }).catch((error) => console.error(String(error)));
  process.exitCode = report("desktop", { ...JSON.parse(readFileSync(results, "utf8")), pictures: [] }, console.log) ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
