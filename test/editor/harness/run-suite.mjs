// Runs the suite once inside a real VS Code: server, extension host and workbench, in a headless browser.
import { cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { format } from "node:util";
import { startBrowser } from "./browser.mjs";
import { startHand } from "./hand.mjs";
import { EDITOR_TESTS, ROOT, SAMPLE } from "./paths.mjs";
import { freePort, installExtension, prepare, startServer } from "./vscode-server.mjs";

/**
 * Runs `suite` (a CommonJS file with `run()`) on a copy of the sample, with the source tree's extension or with an installed `vsix`.
 * Gives the tests' results; throws when the editor itself failed. Logs and pictures stay in `folder`.
 */
export async function runSuite({ name, suite, vsix, folder, timeout = 480_000, log }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), "vitalint-editor-"));
  const workspace = join(home, "infusion-pump");
  cpSync(SAMPLE, workspace, { recursive: true });
  const place = prepare(home);
  const hand = await startHand(folder, log);
  const results = join(folder, "results.json");
  Object.assign(place.env, { VITALINT_HAND: hand.url, VITALINT_RESULTS: results });
  let browser;
  let server;
  try {
    if (vsix !== undefined) installExtension(place, vsix);
    const port = await freePort();
    server = await startServer(place, {
      port,
      args: ["--without-connection-token", "--disable-workspace-trust", "--enable-smoke-test-driver"],
      logFile: join(folder, "server.log"),
    });
    const started = await startBrowser(home);
    browser = started.browser;
    hand.page = started.page;
    const finished = listen(started.page, folder);
    // An extension test host needs an extension under development; with a .vsix installed that is an empty one.
    const development = vsix === undefined ? ROOT : join(EDITOR_TESTS, "runner");
    await started.page.goto(address(port, workspace, development, suite));
    log(`${name}: the workbench is loading`);
    await Promise.race([finished, ended(server), tooLong(timeout)]);
  } catch (error) {
    await hand.page?.screenshot({ path: join(folder, "failure.png") }).catch(() => undefined);
    throw error;
  } finally {
    await browser?.close().catch(() => undefined);
    await server?.stop();
    hand.close();
    cpSync(join(home, "server", "data", "logs"), join(folder, "logs"), { recursive: true, force: true, errorOnExist: false });
    rmSync(home, { recursive: true, force: true });
  }
  if (!existsSync(results)) throw new Error(`${name}: the suite left no results; see ${folder}`);
  return { ...JSON.parse(readFileSync(results, "utf8")), pictures: hand.pictures };
}

function address(port, workspace, development, suite) {
  const remote = `vscode-remote://127.0.0.1:${port}`;
  const payload = [
    ["extensionDevelopmentPath", remote + development],
    ["extensionTestsPath", remote + suite],
    ["skipWelcome", "true"],
  ];
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Keeps what page and extension host say; settles when the editor says that the tests are over. */
function listen(page, folder) {
  const browserLog = createWriteStream(join(folder, "browser.log"));
  const hostLog = createWriteStream(join(folder, "extension-host.log"));
  page.on("console", (message) => browserLog.write(`[${message.type()}] ${message.text()}\n`));
  page.on("pageerror", (error) => browserLog.write(`[pageerror] ${error.stack}\n`));
  return new Promise((resolve) => {
    void page.exposeFunction("codeAutomationLog", (type, args) => void hostLog.write(`[${type}] ${format(...args)}\n`));
    void page.exposeFunction("codeAutomationExit", (code, logs) => {
      for (const entry of logs ?? []) {
        const file = join(folder, "logs", entry.relativePath);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, entry.contents);
      }
      resolve(code);
    });
  });
}

async function ended(server) {
  throw new Error(`the VS Code server ended in the middle, with ${await server.stopped}`);
}

async function tooLong(timeout) {
  await new Promise((resolve) => setTimeout(resolve, timeout).unref());
  throw new Error(`the suite did not end within ${timeout / 1000} s`);
}
