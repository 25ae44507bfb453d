// Starts and stops the VS Code server itself, not the code-server command around it: only the former takes test payloads.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { VSCODE, VSCODE_NODE } from "./paths.mjs";

const MAIN = join(VSCODE, "out", "server-main.js");

/** What keeps the editor quiet, offline and the same on every run. */
const SETTINGS = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  // A browser's VS Code saves by itself; a desktop one does not.
  "files.autoSave": "off",
  "editor.fontFamily": "'DejaVu Sans Mono', monospace",
  "editor.fontSize": 13,
  "typescript.tsserver.enabled": false,
};

/**
 * The folders and the environment of one server. `home` also takes what it would leave in the machine's own temporary folder.
 */
export function prepare(home, settings = {}) {
  const data = join(home, "server");
  const user = join(data, "data", "User");
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, "settings.json"), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  const env = { ...process.env, HOME: home, TMPDIR: home, XDG_RUNTIME_DIR: home };
  delete env.NODE_OPTIONS;
  return { home, env, folders: ["--server-data-dir", data, "--extensions-dir", join(home, "extensions")] };
}

export function installExtension(place, vsix) {
  execFileSync(VSCODE_NODE, [MAIN, ...place.folders, "--install-extension", vsix, "--force"], {
    env: place.env,
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** A server on loopback; `stopped` settles when it has gone, whoever ended it. */
export async function startServer(place, { port, args = [], logFile }) {
  const log = createWriteStream(logFile);
  const child = spawn(
    VSCODE_NODE,
    [
      MAIN,
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--accept-server-license-terms",
      "--disable-telemetry",
      ...args,
      ...place.folders,
    ],
    { cwd: place.home, env: place.env, stdio: ["ignore", "pipe", "pipe"] },
  );
  const stopped = new Promise((resolve) => child.once("exit", resolve));
  child.stderr.pipe(log, { end: false });
  await new Promise((ready, failed) => {
    child.stdout.on("data", (data) => {
      log.write(data);
      if (/Extension host agent (listening|started)/.test(String(data))) ready();
    });
    void stopped.then((code) => failed(new Error(`the VS Code server ended with ${code}: see ${logFile}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 5000);
    await stopped;
    clearTimeout(hard);
  };
  return { stop, stopped };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
