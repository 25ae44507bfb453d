// Neovim attaches to the bundled server over stdio and shows the same findings that the sample's list of weaknesses names.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EDITOR_TESTS, ROOT, SAMPLE } from "../harness/paths.mjs";

const FILE = "firmware/protocol/ble_link.c";

/** Gives "passed", "failed" or "skipped", and says why. */
export function runNeovim(log) {
  if (!haveNeovim(log)) {
    console.log("skipped: Neovim (1 step): nvim is not installed and this user may not install it");
    return "skipped";
  }
  const home = mkdtempSync(join(tmpdir(), "vitalint-nvim-"));
  try {
    const root = join(home, "infusion-pump");
    cpSync(SAMPLE, root, { recursive: true });
    const expected = weaknesses();
    const result = attach(home, root, expected.length);
    const found = result.findings.filter((finding) => finding.source === "vitalint").map((finding) => `${finding.line} ${finding.code}`);
    const same = found.sort().join("\n") === expected.join("\n");
    if (!same) console.log(`  failed: Neovim shows\n${found.join("\n")}\ninstead of\n${expected.join("\n")}`);
    const hovers = typeof result.hover === "string" && result.hover !== "";
    if (!hovers) console.log("  failed: Neovim gets no hover on a finding");
    log(`Neovim ${result.version}: ${found.length} findings over stdio, ${same && hovers ? "as in VS Code" : "not as in VS Code"}`);
    return same && hovers ? "passed" : "failed";
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Lines and rules of the planted weaknesses of the file, sorted as text. */
function weaknesses() {
  const list = JSON.parse(readFileSync(join(SAMPLE, "planted.json"), "utf8"));
  return list
    .filter((weakness) => weakness.file === FILE)
    .map((weakness) => `${weakness.line} ${weakness.rule}`)
    .sort();
}

function attach(home, root, expected) {
  const script = join(EDITOR_TESTS, "nvim", "lsp.lua");
  const env = {
    ...process.env,
    HOME: home,
    XDG_CACHE_HOME: home,
    XDG_STATE_HOME: home,
    LSP_NODE: process.execPath,
    LSP_SERVER: join(ROOT, "dist", "server.cjs"),
    LSP_ROOT: root,
    LSP_FILE: FILE,
    LSP_EXPECTED: String(expected),
  };
  const run = spawnSync("nvim", ["--headless", "-u", "NONE", "-i", "NONE", "-c", `luafile ${script}`], {
    env,
    encoding: "utf8",
    timeout: 120_000,
  });
  const line = `${run.stdout}${run.stderr}`.split("\n").find((text) => text.includes("RESULT "));
  if (line === undefined) throw new Error(`Neovim gave no result:\n${run.stdout}\n${run.stderr}`);
  return JSON.parse(line.slice(line.indexOf("RESULT ") + 7));
}

/** Installs Debian's package where that is possible without asking anybody. */
function haveNeovim(log) {
  const there = () => spawnSync("nvim", ["--version"]).status === 0;
  if (there()) return true;
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  log("installing Neovim");
  const apt = (...args) => spawnSync("apt-get", args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, stdio: "ignore" });
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", "neovim");
  return there();
}
