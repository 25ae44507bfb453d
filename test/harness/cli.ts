import { spawn } from "node:child_process";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./engine.js";
import { splitFiles } from "./trace.js";

const PROGRAM = join(ROOT, "dist", "cli.cjs");

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a temporary folder, and the compiled command line to run on it. */
export class CliProject {
  /** Folder of results that are kept between runs. */
  cache = "off";

  private constructor(readonly folder: string) {}

  /** Files of one string, each after a line `//- path`. */
  static make(fixture: string): CliProject {
    const project = new CliProject(realpathSync(mkdtempSync(join(tmpdir(), "vitalint-cli-"))));
    for (const { path, text } of splitFiles(fixture)) project.write(path, text);
    return project;
  }

  write(path: string, content: string | Uint8Array): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(...args: readonly string[]): Promise<CliResult> {
    return this.runIn(".", ...args);
  }

  /** Runs as a process in a folder of the project, with a fixed date and no terminal. */
  runIn(folder: string, ...args: readonly string[]): Promise<CliResult> {
    return new Promise((resolve, reject) => {
      const env = {
        PATH: process.env["PATH"] ?? "",
        HOME: this.folder,
        SOURCE_DATE_EPOCH: "1790000000",
        VITALINT_CACHE: this.cache,
        CI: "1",
        GIT_CEILING_DIRECTORIES: dirname(this.folder),
      };
      const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: join(this.folder, folder), env, stdio: ["ignore", "pipe", "pipe"] });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.on("error", reject);
      child.on("close", (code) => {
        resolve({ code, stdout: this.withoutFolder(stdout), stderr: this.withoutFolder(stderr) });
      });
    });
  }

  /** Output without what changes from machine to machine and build to build. */
  private withoutFolder(text: string): string {
    return text.replaceAll(this.folder, "<folder>").replaceAll(/vitalint-cli-\w{6}/g, "<project>");
  }
}

/** Compares with a golden file; `UPDATE_GOLDEN=1` writes it instead. */
export function assertGolden(name: string, actual: string): void {
  const file = join(ROOT, "test", "golden", name);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  assert.equal(actual, existsSync(file) ? readFileSync(file, "utf8") : "", `${name} differs; UPDATE_GOLDEN=1 rewrites it`);
}
