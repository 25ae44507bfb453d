import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliProject } from "../harness/cli.js";
import { PUMP } from "./pump.js";

describe("vitalint check, a second time", function () {
  this.timeout(60_000);
  let pump: CliProject;
  let storage: string;
  const entries = (): string[] =>
    readdirSync(storage)
      .filter((name) => name.endsWith(".json"))
      .sort();
  const check = async (...more: readonly string[]): Promise<string> => (await pump.run("check", "--format", "json", ...more)).stdout;

  beforeEach(() => {
    pump = CliProject.make(PUMP);
    storage = mkdtempSync(join(tmpdir(), "vitalint-cache-"));
    pump.cache = storage;
  });
  afterEach(() => {
    pump.remove();
    rmSync(storage, { recursive: true });
  });

  it("gives the same bytes from what was kept", async () => {
    const cold = await check();
    const [entry = ""] = entries();
    assert.match(entry, /^[\da-f]{64}\.json$/);
    const warm = await check();
    assert.equal(warm, cold);
    assert.deepEqual(entries(), [entry]);
    assert.equal(await check("--no-cache"), cold);
  });

  it("takes what was kept, and not the analysis", async () => {
    await check();
    const path = join(storage, entries()[0] ?? "");
    const { findings } = JSON.parse(readFileSync(path, "utf8")) as { findings: string };
    assert.ok((JSON.parse(findings) as unknown[]).length > 0);
    const before = statSync(path).ino;
    await check();
    // A result made anew would have replaced the file.
    assert.equal(statSync(path).ino, before);
  });

  it("analyses anew when a file, or the preset, is another", async () => {
    const cold = await check();
    const path = pumpSource(pump);
    pump.write(path, pump.read(path).replace(/^/, "\n"));
    assert.notEqual(await check(), cold);
    assert.equal(entries().length, 2);
    await check("--preset", "strict");
    assert.equal(entries().length, 3);
  });

  it("does not believe what was cut short or changed", async () => {
    const cold = await check();
    const path = join(storage, entries()[0] ?? "");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.slice(0, text.length / 2));
    assert.equal(await check(), cold);
    const entry = JSON.parse(readFileSync(path, "utf8")) as { findings: string };
    writeFileSync(path, JSON.stringify({ ...entry, findings: "[]" }));
    assert.equal(await check(), cold);
  });

  it("keeps nothing inside the project", async () => {
    await check();
    assert.ok(!pump.has(".cache"));
    assert.ok(!pump.has(".vitalint"));
  });
});

/** Path of a C source of the project. */
function pumpSource(project: CliProject): string {
  const path = readdirSync(project.folder, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".c"));
  assert.ok(path !== undefined);
  return path;
}
