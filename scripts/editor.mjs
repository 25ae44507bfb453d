// `npm run editor [-- FOLDER]`: a real VS Code in the browser, on loopback, with the packaged extension and the sample (or a folder) open.
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { install, unsupported } from "../test/editor/harness/install.mjs";
import { BUILD, SAMPLE } from "../test/editor/harness/paths.mjs";
import { freePort, installExtension, prepare, startServer } from "../test/editor/harness/vscode-server.mjs";
import { packageExtension } from "./package-extension.mjs";

const reason = unsupported();
if (reason !== undefined) {
  console.error(`npm run editor: ${reason}. Install build/vitalint-*.vsix (npm run package) in your own VS Code instead.`);
  process.exit(2);
}
install(console.log);

const home = join(BUILD, "editor");
mkdirSync(home, { recursive: true });
// Everything that this editor writes stays below build/.
const place = prepare(home, { "workbench.startupEditor": "readme" });
installExtension(place, packageExtension(BUILD));

const port = Number(process.env.PORT ?? (await freePort()));
// Others on this machine reach loopback too: without the token the server lets nobody in.
const token = randomBytes(16).toString("hex");
// Our own sample is trusted; of another folder the editor asks, as it would on the desktop.
const trust = process.argv[2] === undefined ? ["--disable-workspace-trust"] : [];
const server = await startServer(place, { port, args: ["--connection-token", token, ...trust], logFile: join(home, "server.log") });
console.log(`\nOpen  http://127.0.0.1:${port}/?tkn=${token}&folder=${encodeURIComponent(folder())}\n\nCtrl+C ends it.`);
process.once("SIGINT", () => void server.stop());
process.once("SIGTERM", () => void server.stop());
await server.stopped;

/** The folder that was asked for, else a fresh copy of the sample, so that trying things out leaves the repository as it is. */
function folder() {
  const asked = process.argv[2];
  if (asked !== undefined && existsSync(asked)) return resolve(asked);
  if (asked !== undefined) throw new Error(`There is no folder ${asked}`);
  const copy = join(home, "infusion-pump");
  rmSync(copy, { recursive: true, force: true });
  cpSync(SAMPLE, copy, { recursive: true });
  return copy;
}
