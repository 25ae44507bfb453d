import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.js";

// Entry of the language server: `server.cjs --stdio`, `--node-ipc` or `--socket=PORT`. The worker's program and the
// parsers' wasm files stand beside it.

const TRANSPORTS = ["--stdio", "--node-ipc", "--socket", "--pipe"];

if (!process.argv.some((argument) => TRANSPORTS.some((transport) => argument.split("=")[0] === transport))) {
  process.stderr.write("vitalint language server: say how to talk to it: --stdio, --node-ipc, --socket=PORT or --pipe=NAME\n");
  process.exit(2);
}

const connection = createConnection(ProposedFeatures.all);
startServer(connection, {
  program: join(__dirname, "worker.cjs"),
  assets: __dirname,
  version: productVersion(),
});

/** The version that the manifest beside the programs' folder states. */
function productVersion(): string {
  try {
    const { version } = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : "unknown";
  } catch {
    return "unknown";
  }
}
